"""Asks before the program ends while something is only in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimax_tui.domain.i18n import tr

if TYPE_CHECKING:
    from minimax_tui.ui.screens.chat import ChatScreen


_CLASS = "-before-quitting"


def ask_before_quitting(chat: ChatScreen, reason: str) -> None:
    """Opens the question; asked to quit once more, the program ends.

    Args:
        chat: The chat screen.
        reason: Why not all is stored.
    """
    from minimax_tui.ui.screens.confirm import Answer, ConfirmScreen

    def answered(answer: str | None) -> None:
        if answer == "quit":
            chat.quit_now()

    if chat.app.screen.has_class(_CLASS):
        chat.quit_now()
        return
    question = ConfirmScreen(
        tr("Quit, though not everything is saved?"),
        tr(
            "{reason} What came last is only in memory. It is saved as soon as that can be "
            "done; quitting tries once more, and then it is lost.",
            reason=reason,
        ),
        (Answer("stay", tr("Stay")), Answer("quit", tr("Quit"))),
    )
    question.add_class(_CLASS)
    chat.app.push_screen(question, answered)
