"""Saved prompts on the chat screen: inserted, put before the session, written, changed, deleted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.ui.completions import Completion
from minimax_tui.ui.services import Services
from minimax_tui.ui.workers import run_in_worker

if TYPE_CHECKING:
    from minimax_tui.domain.saved_prompts import (
        PromptKind,
        PromptLibrary,
        PromptProblem,
        PromptShelf,
        SavedPrompt,
    )
    from minimax_tui.ui.screens.chat import ChatScreen
    from minimax_tui.ui.screens.prompt_library import NewPrompt

_NOTE_CHARACTERS = 120


class Prompts:
    """Does what the user wants with the prompt library."""

    def __init__(self, chat: ChatScreen, services: Services) -> None:
        self._chat = chat
        self._services = services
        self._opened: PromptLibrary | None = None

    @property
    def _library(self) -> PromptLibrary | None:
        if self._opened is None and self._services.prompts is not None:
            self._opened = self._services.prompts()
        return self._opened

    def _shelf(self) -> PromptShelf:
        from minimax_tui.domain.saved_prompts import PromptShelf

        return PromptShelf() if self._library is None else self._library.read()

    # --- by name ---

    def completions(self) -> list[Completion]:
        """Every prompt, for `/NAME`."""
        return [
            Completion(prompt.name, one_line(prompt.description, _NOTE_CHARACTERS))
            for prompt in self._shelf().prompts
            if prompt.kind == "prompt"
        ]

    def understands(self, text: str) -> bool:
        """Takes a text such as `/review the parser` if a saved prompt, or a bad one, has the name.

        Returns:
            Whether it was one.
        """
        if not text.startswith("/") or not text[1:].strip():
            return False
        name, *more = text[1:].split(maxsplit=1)
        rest = "".join(more)
        shelf = self._shelf()
        if shelf.find("prompt", name) is not None:
            self._chat.composer.take()
            self.use(name, rest.strip())
            return True
        for problem in shelf.problems:
            if problem.name == name and not rest:
                said = tr("{file} cannot be used.", file=one_line(problem.file))
                self._say(f"{said} {one_line(problem.reason)}", severe=True)
                return True
        return False

    def use(self, name: str, rest: str = "") -> None:
        """Inserts a prompt.

        Args:
            name: Its name.
            rest: What was typed behind the name: offered for a placeholder, else put below its
                text.
        """
        if self._chat.sessions.refuses():
            return
        prompt = self._shelf().find("prompt", name)
        if prompt is None:
            said = tr("There is no saved prompt “{name}”.", name=one_line(name))
            self._say(said, severe=True)
        else:
            self._fill(prompt, self._insert, rest)

    def _insert(self, text: str) -> None:
        composer = self._chat.composer
        if composer.text:
            composer.insert_text(text)
        else:
            composer.show_text(text)
        composer.focus()

    def _use_system(self, text: str, name: str) -> None:
        chat = self._chat
        try:
            chat.settings.set("system", text, session_only=True)
        except ChatError as error:
            self._say(sentences(error.what, error.advice), severe=True)
            return
        chat.setting_changed("system")
        said = tr("System prompt of this session: {name}.", name=one_line(name))
        self._say(said)

    def _fill(self, prompt: SavedPrompt, take: Callable[[str], None], rest: str = "") -> None:
        """Asks for the placeholders, if there are any, and gives the text."""
        asked = prompt.placeholders
        if not asked:
            take(f"{prompt.text}\n\n{rest}" if rest else prompt.text)
            return
        from minimax_tui.ui.prompt_placeholders import PlaceholderDialog

        def answered(values: dict[str, str] | None) -> None:
            if values is not None:
                take(prompt.filled(values))

        self._chat.app.push_screen(PlaceholderDialog(prompt, rest), answered)

    # --- the list ---

    def open(self) -> None:
        """Lists all prompts."""
        library = self._library
        if library is None:
            self._say(tr("There is no prompt library here."))
            return
        from minimax_tui.ui.screens.prompt_library import PromptList

        self._chat.app.push_screen(
            PromptList(
                library,
                new=self._ask_name,
                edit=self._edit,
            ),
            self._chosen,
        )

    def _chosen(self, prompt: SavedPrompt | PromptProblem | None) -> None:
        if prompt is None or isinstance(prompt, tuple):
            return
        if prompt.kind == "system":
            self._fill(prompt, lambda text: self._use_system(text, prompt.name))
        elif not self._chat.sessions.refuses():
            self._fill(prompt, self._insert)

    def _ask_name(self, done: Callable[[], None]) -> None:
        """Keeps what stands in the composer as a new prompt, or what an editor gives."""
        from minimax_tui.ui.screens.prompt_library import NewPromptName

        text = self._chat.composer.whole_text

        def chosen(new: NewPrompt | None) -> None:
            if new is None:
                return
            if text.strip():
                self._keep(new.kind, new.name, text)
                done()
            else:
                work = partial(self._write_new, new.kind, new.name, done)
                run_in_worker(self._chat, work, group="editor", exclusive=True)

        taken = {(prompt.kind, prompt.name.casefold()) for prompt in self._shelf().prompts}
        self._chat.app.push_screen(NewPromptName(taken, empty=not text.strip()), chosen)

    def _keep(self, kind: PromptKind, name: str, source: str) -> None:
        library = self._library
        assert library is not None
        try:
            library.add(kind, name, source)
        except ChatError as error:
            self._say_error(error)

    async def _write_new(self, kind: PromptKind, name: str, done: Callable[[], None]) -> None:
        text = await self._edited("")
        if text is not None and text.strip():
            self._keep(kind, name, text)
            done()

    def _edit(self, prompt: SavedPrompt, done: Callable[[], None]) -> None:
        """Opens a prompt's file as it is in the user's editor."""
        run_in_worker(
            self._chat, partial(self._change, prompt, done), group="editor", exclusive=True
        )

    async def _change(self, prompt: SavedPrompt, done: Callable[[], None]) -> None:
        library = self._library
        assert library is not None
        try:
            text = await self._edited(library.source(prompt).removesuffix("\n"))
            if text is not None:
                library.change(prompt, text)
        except ChatError as error:
            self._say_error(error)
        done()

    async def _edited(self, text: str) -> str | None:
        from minimax_tui.ui.editor import edit_in_editor

        try:
            return await edit_in_editor(self._chat.app, text)
        except ChatError as error:
            self._say_error(error)
            return None
        finally:
            self._chat.announcer.terminal_back()

    # --- words ---

    def _say(self, words: str, *, severe: bool = False) -> None:
        self._chat.app.notify(
            words, severity="warning" if severe else "information", markup=False, timeout=8
        )

    def _say_error(self, error: ChatError) -> None:
        said = one_line(sentences(error.what, error.advice))
        self._chat.app.notify(said, severity="warning", markup=False, timeout=10)
