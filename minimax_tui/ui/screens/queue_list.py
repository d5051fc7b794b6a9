"""The prompts that wait behind a streaming answer: edit one, or remove it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from minimax_tui.domain.blocks import joined_text
from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import tr
from minimax_tui.engine.waiting import QueuedPrompt
from minimax_tui.ui.screens.key_line import key_hints
from minimax_tui.ui.screens.pick import PickScreen, Row, matches

_ABOUT_LINES = 3


class QueueList(PickScreen[str]):
    """Gives the id of the prompt to take back into the composer.

    Args:
        waiting: Gives the prompts that wait now, the next one first.
        remove: Takes the prompt with this id out of the queue.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+d", "remove", show=False, priority=True),
    ]
    ABOUT_LINES = _ABOUT_LINES

    def __init__(
        self, waiting: Callable[[], list[QueuedPrompt]], remove: Callable[[str], None]
    ) -> None:
        super().__init__()
        self._waiting = waiting
        self._remove = remove
        self._texts: dict[str, str] = {}

    def title_text(self) -> str:
        return tr("Prompts that wait")

    def placeholder(self) -> str:
        return tr("Type to filter")

    def rows(self, typed: str) -> list[Row[str]]:
        waiting = self._waiting()
        self._texts = {prompt.id: joined_text(prompt.blocks) for prompt in waiting}
        return [
            Row(
                Content.assemble((f"{number:>2}  ", "$text-muted"), one_line(text, 200)),
                prompt_id,
            )
            for number, (prompt_id, text) in enumerate(self._texts.items(), 1)
            if matches(typed, text)
        ]

    def about(self, value: str | None) -> Content | None:
        if value is None:
            return Content(
                tr("No prompt has these words.") if self._texts else tr("No prompt waits any more.")
            )
        lines = visible(self._texts[value][:2_000]).splitlines()[:_ABOUT_LINES]
        return Content("\n".join(line[:200] for line in lines))

    def keys(self) -> Content:
        return key_hints(
            ("enter", tr("edit")),
            ("ctrl+d", tr("remove")),
            ("↑ ↓", tr("move")),
            ("esc", tr("close")),
        )

    def queue_changed(self) -> None:
        """A prompt has been sent or taken back: the list shows what still waits."""
        self.refill_here()

    def action_remove(self) -> None:
        """Removes the highlighted prompt; it stays in the prompt history."""
        chosen = self.highlighted
        if chosen is None:
            return
        self._remove(chosen)
        if self._waiting():
            self.refill_here()
        else:
            self.dismiss(None)
