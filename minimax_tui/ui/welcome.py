"""What an empty session shows: the name, the model, examples to pick, and the keys that matter."""

from __future__ import annotations

from typing import TypeAlias

from minimax_tui.domain.catalogue import find_model
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.input_words import input_words
from minimax_tui.domain.thinking import Thinking, thinks
from minimax_tui.markdown.wrap import breaks
from minimax_tui.ui.keymap import key_hints_of
from minimax_tui.ui.transcript.simple_cells import BannerCell
from minimax_tui.ui.widgets.status_bar import short_count


def examples(*, demo: bool) -> tuple[str, ...]:
    """Prompts to pick with the arrow keys."""
    if demo:
        return (
            tr("What can this program do?"),
            tr("Show me some code"),
            tr("Compare the models in a table"),
        )
    return (
        tr("Explain how merge sort works, with a small example in Python"),
        tr("Draft a polite reply that declines an invitation"),
        tr("用简单的话解释什么是注意力机制"),
    )


def welcome_cell(
    model_id: str,
    thinking: Thinking,
    *,
    demo: bool,
    picked: int,
    height: int,
    has_key: bool,
    width: int = 100,
) -> BannerCell:
    """The welcome, as much of it as there is room for.

    Args:
        model_id: The model in force.
        thinking: The thinking switch.
        demo: Whether answers come from the simulator.
        picked: Which example is highlighted, -1 for none.
        height: Lines of the pane: to place it, and to leave out what a low one has no room for.
        has_key: Whether a key was found.
        width: Cells of a line of the pane.
    """
    name: list[_Line] = [[("minimax-chat", "heading1")]]
    said = _model_line(model_id, thinking, width)
    warning: list[_Line] = []
    if demo:
        warning = _wrapped(
            tr("Demo: answers come from a simulation, not from MiniMax."), "warning", width
        )
    elif not has_key:
        warning = [
            [],
            *_wrapped(tr("There is no API key yet."), "notice.warning", width),
            *_wrapped(
                tr("Type /key to give yours, or set MINIMAX_API_KEY; or: minimax-chat --demo"),
                "text",
                width,
            ),
        ]
    invitation = tr("Try one of these (↓ and enter), or write your own:")
    before = [[], *_wrapped(invitation, "faint", width)]
    keys: list[_Line] = [
        [],
        *(
            [(f"{key:<9}", "strong"), (what, "muted")]
            for key, what in key_hints_of(
                (
                    ("composer.send", tr("sends")),
                    ("model.choose", tr("chooses the model")),
                    ("settings.open", tr("opens the settings")),
                    ("help.open", tr("shows every key")),
                )
            )
        ),
    ]
    choices = _choices(picked, demo=demo)
    top = [*name, *said, *warning]
    room = height - len(choices)
    if len(top) + len(before) + len(keys) > room:
        keys = []
    if len(top) + len(before) > room:
        before = []
    if len(top) > room:
        top = warning[-room:] if room > 0 else []
    head = [*top, *before]
    above = max(0, (height - len(head) - len(choices) - len(keys)) // 3)
    first = above + len(head)
    return BannerCell(
        "welcome",
        [*([] for _ in range(above)), *head, *choices, *keys],
        choices=range(first, first + len(choices)),
    )


_Line: TypeAlias = list[tuple[str, str]]
"""Pieces of a line: text and style."""


def _model_line(model_id: str, thinking: Thinking, width: int) -> list[_Line]:
    model = find_model(model_id)
    can = [visible(model.id)]
    if model.context_window is not None:
        can.append(tr("{n} tokens of context", n=short_count(model.context_window)))
    can.append(input_words(model.inputs) if model.known else tr("not in the catalogue"))
    can.append(tr("thinking") if thinks(model, thinking) else tr("thinking off"))
    return _wrapped(" · ".join(can), "muted", width)


def _choices(picked: int, *, demo: bool) -> list[_Line]:
    return [
        [
            ("▸ " if number == picked else "  ", "accent"),
            (text, "strong accent" if number == picked else "text"),
        ]
        for number, text in enumerate(examples(demo=demo))
    ]


def _wrapped(text: str, style: str, width: int) -> list[_Line]:
    return [[(text[start:end], style)] for start, end, _ in breaks(text, max(16, width))]
