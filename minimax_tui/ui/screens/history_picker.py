"""Prompt history: everything that was sent, or cleared, in any session, the newest first."""

from __future__ import annotations

from textual.content import Content

from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import tr
from minimax_tui.ui.screens.key_line import key_hints
from minimax_tui.ui.screens.pick import PickScreen, Row, matches

_SHOWN = 300
_ABOUT_LINES = 3


class HistoryPicker(PickScreen[str]):
    """Gives the prompt to put into the composer."""

    def __init__(self, prompts: list[str]) -> None:
        super().__init__()
        self._prompts = prompts

    def title_text(self) -> str:
        return tr("Prompt history")

    def placeholder(self) -> str:
        return tr("Type to search")

    def rows(self, typed: str) -> list[Row[str]]:
        found: list[Row[str]] = []
        for prompt in self._prompts:
            if matches(typed, prompt):
                found.append(Row(Content(one_line(prompt, 200)), prompt))
                if len(found) == _SHOWN:
                    break
        return found

    def about(self, value: str | None) -> Content | None:
        if value is None:
            return Content(tr("No prompt has these words."))
        lines = visible(value[:2_000]).splitlines()[:_ABOUT_LINES]
        return Content("\n".join(line[:200] for line in lines))

    def keys(self) -> Content:
        return key_hints(("enter", tr("take it")), ("↑ ↓", tr("move")), ("esc", tr("close")))
