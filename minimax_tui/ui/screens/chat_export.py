"""Exports the session that the chat shows: asks what and where, and writes it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr
from minimax_tui.exports.formats import Format
from minimax_tui.ui.services import Services

if TYPE_CHECKING:
    from minimax_tui.domain.session_tree import SessionTree
    from minimax_tui.exports.rendering import Surroundings, Wanted
    from minimax_tui.ui.screens.chat import ChatScreen
    from minimax_tui.ui.screens.export import ExportChoice

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
            work = self._ask(chosen[0], outside)
            self._chat.run_worker(work, group="export", exclusive=True)

    async def _ask(self, form: Format, outside: Surroundings) -> None:
        from minimax_tui.exports.parts import turn_of, turns
        from minimax_tui.ui.screens.export import ExportScreen

        try:
            tree = await asyncio.to_thread(self._services.store.tree, self._chat.session_id)
        except ChatError as error:
            self._say_error(error)
            return
        message_id = self._chat.conversation.current_message()
        turn = turn_of(tree, message_id) or len(turns(tree.path())) or None

        def chosen(choice: ExportChoice | None) -> None:
            if choice is not None:
                work = self._export(tree, choice, outside)
                self._chat.run_worker(work, group="export", exclusive=True)

        dialog = ExportScreen(tree.session, turn, form, Path.cwd())
        self._chat.app.push_screen(dialog, chosen)

    async def _export(self, tree: SessionTree, choice: ExportChoice, outside: Surroundings) -> None:
        try:
            text = await asyncio.to_thread(_text, tree, choice.wanted, outside)
            if choice.path is None:
                self._chat.chat_app.copy_text(text)
            else:
                await self._write(choice.path, text)
        except ChatError as error:
            self._say_error(error)

    async def _write(self, path: Path, text: str, *, replace: bool = False) -> None:
        from minimax_tui.exports.files import FileExists, write_export

        try:
            await asyncio.to_thread(write_export, path, text, replace=replace)
        except FileExists:
            self._ask_to_replace(path, text)
        else:
            self._say(tr("Written: {path}", path=visible(str(path))))

    def _ask_to_replace(self, path: Path, text: str) -> None:
        from minimax_tui.ui.screens.confirm import Answer, ConfirmScreen

        async def replace() -> None:
            try:
                await self._write(path, text, replace=True)
            except ChatError as error:
                self._say_error(error)

        def chosen(answer: str | None) -> None:
            if answer == _REPLACE:
                self._chat.run_worker(replace(), group="export", exclusive=True)

        question = ConfirmScreen(
            tr("Replace the file?"),
            tr("{path} is there already.", path=visible(str(path))),
            [Answer("keep", tr("Keep it as it is")), Answer(_REPLACE, tr("Replace it"))],
        )
        self._chat.app.push_screen(question, chosen)

    def _say_error(self, error: ChatError) -> None:
        said = " ".join(filter(None, (error.what, error.advice, visible(str(error.detail)))))
        self._say(said, "error")

    def _say(self, words: str, severity: Severity = "information") -> None:
        self._chat.app.notify(words, severity=severity, markup=False)


def _text(tree: SessionTree, wanted: Wanted, outside: Surroundings) -> str:
    from minimax_tui.exports.rendering import rendered

    return rendered(tree, wanted, outside)
