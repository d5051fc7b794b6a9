"""A session that another window has open: what to do."""

from __future__ import annotations

from textual.content import Content

from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.ui.screens.key_line import key_hints
from minimax_tui.ui.screens.pick import PickScreen, Row, matches


class OpenElsewhere(PickScreen[str]):
    """Gives `copy`, `read` or `new`; None leaves all as it is.

    Args:
        title: The session's; foreign text.
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def title_text(self) -> str:
        return tr("“{title}” is open in another window", title=one_line(self._title, 50))

    def placeholder(self) -> str:
        return tr("Type to filter")

    def rows(self, typed: str) -> list[Row[str]]:
        choices = (
            ("copy", tr("Work on a copy")),
            ("read", tr("Open it read-only")),
            ("new", tr("Start a new session")),
        )
        return [Row(Content(words), value) for value, words in choices if matches(typed, words)]

    def about(self, value: str | None) -> Content | None:
        match value:
            case "copy":
                return Content(tr("A new session with all its messages; the other stays as it is."))
            case "read":
                return Content(tr("You can write as soon as the other window has closed it."))
            case "new":
                return Content(tr("It stays where it is; the list of sessions finds it again."))
            case _:
                return Content(tr("No choice has these words."))

    def keys(self) -> Content:
        return key_hints(("enter", tr("choose")), ("↑ ↓", tr("move")), ("esc", tr("close")))
