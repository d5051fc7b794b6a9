"""Copies a code block of a message, or opens one of its links; several are picked from a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from minimax_tui.domain.blocks import joined_text
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.messages import Message
from minimax_tui.markdown.document import Document
from minimax_tui.markdown.extract import code_blocks, links
from minimax_tui.ui.screens.key_line import key_hints
from minimax_tui.ui.screens.pick import PickScreen, Row, matches

if TYPE_CHECKING:
    from minimax_tui.ui.app import ChatApp

OPENED_SCHEMES = ("http://", "https://", "mailto:")
"""Only these are opened, and only on request: a model may write anything into a link."""


class Part(NamedTuple):
    """A part of a message that can be picked."""

    label: str
    """One safe line."""
    note: str
    value: str


class PartPicker(PickScreen[str]):
    """Picks one of numbered parts; a digit picks at once."""

    def __init__(self, title: str, parts: list[Part], does: str) -> None:
        super().__init__()
        self._title, self._parts, self._does = title, parts, does

    def title_text(self) -> str:
        return self._title

    def placeholder(self) -> str:
        return tr("A number, or type to filter")

    def rows(self, typed: str) -> list[Row[str]]:
        return [
            Row(
                Content.assemble(
                    (f"{number:>2}  ", "bold $accent"), part.label, (f"  {part.note}", "")
                ),
                part.value,
            )
            for number, part in enumerate(self._parts, 1)
            if typed.strip().isdigit() or matches(typed, part.label, part.note)
        ]

    def refill(self, typed: str) -> None:
        super().refill(typed)
        number = int(typed) if typed.isdigit() else 0
        # A digit decides at once unless a longer number could be meant.
        if 1 <= number <= len(self._parts) and number * 10 > len(self._parts):
            self.dismiss(self._parts[number - 1].value)

    def keys(self) -> Content:
        return key_hints(("1–9", self._does), ("enter", self._does), ("esc", tr("close")))


def code_parts(message: Message) -> list[Part]:
    """The message's code blocks, in order, each with exactly its code."""
    parts = []
    for block in code_blocks(Document(joined_text(message.blocks))):
        first = next((line for line in block.text.splitlines() if line.strip()), "")
        size = trn("{count} line", "{count} lines", len(block.text.splitlines()))
        parts.append(Part(one_line(first, 60), f"{one_line(block.language)} {size}", block.text))
    return parts


def link_parts(message: Message) -> list[Part]:
    """The message's links that may be opened, each target once."""
    found: dict[str, Part] = {}
    for link in links(Document(joined_text(message.blocks))):
        if link.target.lower().startswith(OPENED_SCHEMES):
            label = one_line(link.target, 70)
            note = one_line(link.text, 40) if link.text != link.target else ""
            found.setdefault(link.target, Part(label, note, link.target))
    return list(found.values())


def copy_code(app: ChatApp, message: Message) -> None:
    """Copies the message's code block, or the one that is picked."""
    parts = code_parts(message)
    if not parts:
        app.notify(tr("There is no code block in this message."), markup=False)
    elif len(parts) == 1:
        app.copy_text(parts[0].value)
    else:
        app.push_screen(
            PartPicker(tr("Copy a code block"), parts, tr("copy")),
            lambda code: app.copy_text(code) if code is not None else None,
        )


def open_link(app: ChatApp, message: Message) -> None:
    """Opens the link that is picked; even a single one is shown first, with its whole target."""
    parts = link_parts(message)
    if not parts:
        app.notify(tr("There is no link in this message that can be opened."), markup=False)
        return
    app.push_screen(
        PartPicker(tr("Open a link"), parts, tr("open")),
        lambda target: app.open_url(target) if target is not None else None,
    )
