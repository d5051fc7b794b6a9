"""Asks before the key and the conversation go unencrypted to another machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from minimax_tui.domain.errors import ChatError, PlainHttpRefused
from minimax_tui.domain.i18n import tr

if TYPE_CHECKING:
    from minimax_tui.ui.screens.chat import ChatScreen
    from minimax_tui.ui.services import Services


def ask_about_http(
    chat: ChatScreen, services: Services, refused: PlainHttpRefused, send: Callable[[], None]
) -> None:
    """Opens the question; calls `send` where the answer is yes.

    What was to be sent stays where it is until then.
    """
    from minimax_tui.ui.screens.confirm import Answer, ConfirmScreen

    host = refused.host

    def answered(answer: str | None) -> None:
        if answer not in ("once", "always"):
            return
        try:
            services.allow_http(host, answer == "always")
        except ChatError as error:  # it could not be remembered; it holds for this run
            chat.say_error(error)
        send()

    chat.app.push_screen(
        ConfirmScreen(
            tr("Send it unencrypted?"),
            tr(
                "The key and the conversation would be sent unencrypted to {host}: everybody on "
                "the way can read them and keep the key.",
                host=host,
            ),
            (
                Answer("no", tr("Do not send")),
                Answer("once", tr("Send, until the program ends")),
                Answer("always", tr("Send, and always allow {host}", host=host)),
            ),
        ),
        answered,
    )
