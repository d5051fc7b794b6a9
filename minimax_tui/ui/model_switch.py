"""What changes in a session that goes on with another model, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from minimax_tui.domain.blocks import Block
from minimax_tui.domain.catalogue import ModelInfo
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.requests import MINIMUM_ANSWER_TOKENS, unseen_blocks
from minimax_tui.domain.speeds import MeasuredSpeed
from minimax_tui.ui.widgets.status_bar import short_count

_NEARLY_FULL = 0.8


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What the database tells of models and of the session shown.

    Attributes:
        speeds: One's own measured speeds, by model id.
        media: The session's blocks that are, or hold, pictures and videos.
    """

    speeds: Mapping[str, MeasuredSpeed] = field(default_factory=dict)
    media: Sequence[Block] = ()


def switch_warnings(
    current: ModelInfo, model: ModelInfo, context_tokens: int, media: Sequence[Block]
) -> list[str]:
    """What a session loses with `model` that it has with `current`, one sentence each.

    Args:
        current: The model in use.
        model: The one that may follow it.
        context_tokens: Tokens that the session takes.
        media: Its blocks that are, or hold, pictures and videos.
    """
    if model.id.lower() == current.id.lower():
        return []
    said = []
    window = model.context_window
    if window is not None and context_tokens:
        words = {"used": short_count(context_tokens), "window": short_count(window)}
        if context_tokens + MINIMUM_ANSWER_TOKENS > window:
            said.append(
                tr("Too small: this session takes {used} tokens, its window has {window}.", **words)
            )
        elif context_tokens > window * _NEARLY_FULL:
            said.append(tr("Nearly full: this session takes {used} of its {window}.", **words))
    unseen = unseen_blocks(model, media)
    if unseen > unseen_blocks(current, media):
        said.append(
            trn(
                "It will not see {count} picture or video of this session.",
                "It will not see {count} pictures or videos of this session.",
                unseen,
            )
        )
    return said
