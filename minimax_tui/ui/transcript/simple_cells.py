"""The cells that hold no Markdown: prompts, notices, footers, tool calls and the like."""

from __future__ import annotations

from minimax_tui.ui.transcript.folding_cells import NoticeCell, NoticeKind, PromptCell, ToolCell
from minimax_tui.ui.transcript.line_cells import (
    ActivityCell,
    BannerCell,
    DividerCell,
    FactsCell,
    FooterCell,
    LineCell,
    ThinkingLineCell,
)
from minimax_tui.ui.transcript.plain_cell import PlainCell

__all__ = [
    "ActivityCell",
    "BannerCell",
    "DividerCell",
    "FactsCell",
    "FooterCell",
    "LineCell",
    "NoticeCell",
    "NoticeKind",
    "PlainCell",
    "PromptCell",
    "ThinkingLineCell",
    "ToolCell",
]
