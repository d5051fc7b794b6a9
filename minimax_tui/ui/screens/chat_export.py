"""Exports the session that the chat shows: asks what and where, and writes it."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.exports.formats import Format
from minimax_tui.ui.services import Services
from minimax_tui.ui.workers import run_in_worker

if TYPE_CHECKING:
    from minimax_tui.domain.session_tree import SessionTree
    from minimax_tui.exports.rendering import Surroundings, Wanted
    from minimax_tui.ui.screens.chat import ChatScreen
    from minimax_tui.ui.screens.export import ExportChoice, ExportScreen

Severity: TypeAlias = Literal["information", "warning", "error"]
_REPLACE = "replace"


class Exporter:
    """Exports from one chat screen."""

    def __init__(self, chat: ChatScreen, services: Services) -> None:
        self._chat = chat
        self._services = services

    def ask(self, word: str = "") -> None:
        """Opens the dialog.

        Args:
            word: The format to begin with, or the start of its name; Markdown if "".
        """
        if self._services.exports is None:
            return
        outside = self._services.exports()
        chosen = [form for form in Format if form.value.startswith(word.strip().lower())]
        if not chosen:
            self._say(tr("There is no such format: {word}", word=visible(word)), "warning")
        elif not self._chat.session_stored:
            self._say(tr("There is nothing to export yet."))
        else:
            work = partial(self._ask, chosen[0], outside)
            run_in_worker(self._chat, work, group="export", exclusive=True)

    async def _ask(self, form: Format, outside: Surroundings) -> None:
        from minimax_tui.exports.parts import turn_of, turns
        from minimax_tui.ui.screens.export import ExportScreen
        from minimax_tui.ui.typed_path import working_folder

        session_id = self._chat.session_id
        try:
            tree = await asyncio.to_thread(self._services.store.tree, session_id)
        except ChatError as error:
            self._say_error(error)
            return
        if session_id != self._chat.session_id:
            return  # the question would be about a session that is not seen
        message_id = self._chat.conversation.current_message()
        turn = turn_of(tree, message_id) or len(turns(tree.path())) or None

        def chosen(choice: ExportChoice) -> None:
            work = partial(self._export, dialog, tree, choice, outside)
            run_in_worker(self._chat, work, group="export", exclusive=True)

        dialog = ExportScreen(tree.session, turn, form, working_folder(), chosen)
        self._chat.app.push_screen(dialog)

    async def _export(
        self, dialog: ExportScreen, tree: SessionTree, choice: ExportChoice, outside: Surroundings
    ) -> None:
        try:
            text = await asyncio.to_thread(_text, tree, choice.wanted, outside)
            if choice.path is None:
                self._chat.chat_app.copy_text(text)
                dialog.exported()
            else:
                await self._write(dialog, choice.path, text)
        except ChatError as error:
            self._failed(dialog, error)

    async def _write(
        self, dialog: ExportScreen, path: Path, text: str, *, replace: bool = False
    ) -> None:
        from minimax_tui.exports.files import FileExists, write_export

        try:
            await asyncio.to_thread(write_export, path, text, replace=replace)
        except FileExists:
            self._ask_to_replace(dialog, path, text)
        else:
            dialog.exported()
            self._say(tr("Written: {path}", path=visible(str(path))))

    def _ask_to_replace(self, dialog: ExportScreen, path: Path, text: str) -> None:
        from minimax_tui.ui.screens.confirm import Answer, ConfirmScreen

        async def replace() -> None:
            try:
                await self._write(dialog, path, text, replace=True)
            except ChatError as error:
                self._failed(dialog, error)

        def chosen(answer: str | None) -> None:
            if answer == _REPLACE:
                run_in_worker(self._chat, replace, group="export", exclusive=True)
            else:
                dialog.failed()

        question = ConfirmScreen(
            tr("Replace the file?"),
            tr("{path} is there already.", path=visible(str(path))),
            [Answer("keep", tr("Keep it as it is")), Answer(_REPLACE, tr("Replace it"))],
        )
        self._chat.app.push_screen(question, chosen)

    def _failed(self, dialog: ExportScreen, error: ChatError) -> None:
        """Says the error in the dialog, where another place can be given."""
        if not dialog.failed(_words(error)):
            self._say_error(error)

    def _say_error(self, error: ChatError) -> None:
        self._say(_words(error), "error")

    def _say(self, words: str, severity: Severity = "information") -> None:
        self._chat.app.notify(words, severity=severity, markup=False)


def _words(error: ChatError) -> str:
    words = (error.what, error.advice, str(error.detail))
    return visible(sentences(*filter(None, words)))


def _text(tree: SessionTree, wanted: Wanted, outside: Surroundings) -> str:
    from minimax_tui.exports.rendering import rendered

    return rendered(tree, wanted, outside)
