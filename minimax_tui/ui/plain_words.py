"""The words of an answer without their Markdown, for where it has a line."""

from __future__ import annotations

from minimax_tui.markdown import inline
from minimax_tui.markdown.document import Document
from minimax_tui.markdown.grammar import row_cells
from minimax_tui.markdown.segment import Scope

_ENOUGH = 600
"""Characters of the source that are looked at: a line shows fewer."""


def plain_words(text: str) -> str:
    """The beginning of `text` as it is read: without the marks of Markdown, a line a block.

    Args:
        text: Markdown; foreign text, and what is given back is that too.
    """
    document = Document(text[:_ENOUGH])
    words: list[str] = []
    for segment in document.segments:
        source = "\n".join(segment.lines)
        if segment.leaf in ("paragraph", "heading"):
            words.append(_shown(source, segment.scope))
        elif segment.leaf == "table":
            cells = [cell for line in segment.lines for cell, _ in row_cells(line, 0)]
            words.append(" ".join(_shown(cell.strip(), segment.scope) for cell in cells))
        elif segment.leaf == "code" and segment.code is not None:
            words.append("\n".join(line for part in segment.code.parts for line in part.lines))
        elif segment.leaf in ("html", "math"):
            words.append(source)
    return "\n".join(filter(str.strip, words))


def _shown(source: str, scope: Scope) -> str:
    return "".join(run.text for run in inline.parse(source, scope))
