"""Looks after the database, for the chat screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimax_tui.domain.foreign import visible
from minimax_tui.ui.services import Services

if TYPE_CHECKING:
    from minimax_tui.domain.database_care import CareResult
    from minimax_tui.ui.screens.chat import ChatScreen


class Housekeeping:
    """Opens the database's dialog from one chat screen."""

    def __init__(self, chat: ChatScreen, services: Services) -> None:
        self._chat = chat
        self._services = services

    def open(self) -> None:
        """Shows the database, and what can be done with it."""
        from minimax_tui.ui.screens.housekeeping import DatabaseScreen

        if self._services.database is None:
            return
        screen = DatabaseScreen(
            self._services.database(), lambda: bool(self._services.runner.running()), self._late
        )
        self._chat.app.push_screen(screen)

    def _late(self, result: CareResult) -> None:
        """Says what came of something whose dialog was closed meanwhile."""
        if result.well:
            self._chat.app.notify(visible(result.words), markup=False)
        else:
            self._chat.app.notify(visible(result.words), severity="error", markup=False)
