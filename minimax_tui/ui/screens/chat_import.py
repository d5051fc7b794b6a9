"""Takes conversations over from a file, for the chat screen, and opens what came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimax_tui.ui.services import Services

if TYPE_CHECKING:
    from minimax_tui.domain.importing import ImportReport
    from minimax_tui.ui.screens.chat import ChatScreen


class Importer:
    """Imports for one chat screen."""

    def __init__(self, chat: ChatScreen, services: Services) -> None:
        self._chat = chat
        self._services = services

    def ask(self, file: str = "") -> None:
        """Opens the dialog.

        Args:
            file: The path to begin with, as it was typed; "" to ask for one.
        """
        from minimax_tui.ui.screens.import_dialog import ImportScreen
        from minimax_tui.ui.typed_path import working_folder

        services, chat = self._services, self._chat
        if services.imports is None:
            return

        def closed(wanted: bool | None) -> None:
            report = dialog.report
            if report is None:
                return
            if wanted and len(report.stored) != 1:
                from minimax_tui.ui.session_search import open_sessions

                self._show_growth(report)
                open_sessions(chat, services)
            elif wanted:
                chat.sessions.open(report.stored[0])
            else:
                self._show_growth(report)

        # Where the disk cannot be used for now, they are saved once it can.
        unsaved = not services.saved and not services.storage_trouble
        dialog = ImportScreen(services.imports(), working_folder(), file, unsaved=unsaved)
        chat.app.push_screen(dialog, closed)

    def _show_growth(self, report: ImportReport) -> None:
        """Shows what the session on the screen has got."""
        chat = self._chat
        if report.added and chat.session_stored and chat.session_id in report.stored:
            chat.sessions.open(chat.session_id)
