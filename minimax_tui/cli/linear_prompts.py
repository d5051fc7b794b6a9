"""Saved prompts in plain lines: listed, and used by `/name`, with what they ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr

if TYPE_CHECKING:
    from minimax_tui.cli.linear import LinearChat
    from minimax_tui.config.prompts import PromptFiles
    from minimax_tui.domain.saved_prompts import SavedPrompt

_NOTE_CHARACTERS = 120


class LinearPrompts:
    """Uses the prompts of the library."""

    def __init__(self, chat: LinearChat) -> None:
        self._chat = chat
        self._opened: PromptFiles | None = None

    @property
    def _library(self) -> PromptFiles:
        if self._opened is None:
            from minimax_tui.config.prompts import PromptFiles

            self._opened = PromptFiles(self._chat.program.paths.config)
        return self._opened

    def choose(self, name: str) -> None:
        """Lists the saved prompts, or uses the system prompt named in this session."""
        lines, shelf = self._chat.lines, self._library.read()
        if name:
            system = shelf.find("system", name)
            if system is not None:
                self._use_system(system)
            elif not self.understands(name, ""):
                lines.say(tr("There is no saved prompt “{name}”.", name=one_line(name, 60)))
            return
        for prompt in shelf.prompts:
            note = one_line(prompt.description, _NOTE_CHARACTERS)
            slash = f"/{prompt.name}" if prompt.kind == "prompt" else f"/prompts {prompt.name}"
            kind = "" if prompt.kind == "prompt" else tr("system prompt: ")
            lines.say(f"{one_line(slash)}: {kind}{note}")
        for problem in shelf.problems:
            said = tr("{file} cannot be used.", file=one_line(problem.file))
            lines.say(f"{said} {one_line(problem.reason)}")
        if not shelf.prompts:
            folder = one_line(str(self._chat.program.paths.config / "prompts"))
            lines.say(
                tr(
                    "There is no saved prompt yet: each is a file in {folder}",
                    folder=folder,
                )
            )

    def understands(self, name: str, rest: str) -> bool:
        """Sends the saved prompt of that name; False if there is none, nor a bad one.

        Args:
            name: What was typed behind the slash.
            rest: What was typed behind the name: for a placeholder, else below the prompt's text.
        """
        shelf = self._library.read()
        prompt = shelf.find("prompt", name)
        if prompt is not None:
            text = self._filled(prompt, rest)
            if text is not None:
                self._chat.turns.send(text)
            return True
        for problem in shelf.problems:
            if problem.name == name:
                said = tr("{file} cannot be used.", file=one_line(problem.file))
                self._chat.lines.say(f"{said} {one_line(problem.reason)}")
                return True
        return False

    def _use_system(self, prompt: SavedPrompt) -> None:
        text = self._filled(prompt, "")
        if text is not None:
            self._chat.program.settings.set("system", text, session_only=True)
            self._chat.session.keep_settings()
            said = tr("System prompt of this session: {name}.", name=one_line(prompt.name))
            self._chat.lines.say(said)

    def _filled(self, prompt: SavedPrompt, rest: str) -> str | None:
        """The text with what it asks for; None where it cannot be asked for."""
        asked = prompt.placeholders
        if not asked:
            return f"{prompt.text}\n\n{rest}" if rest else prompt.text
        if rest:
            at = next((n for n, one in enumerate(asked) if not one.default), 0)
            asked[at] = asked[at]._replace(default=rest)
        lines = self._chat.lines
        if not lines.asks:
            missing = [one.name for one in asked if not one.default]
            if missing:
                names = one_line(", ".join(missing))
                lines.say(tr("The saved prompt asks for: {names}.", names=names))
                return None
            return prompt.filled({one.name: one.default for one in asked})
        lines.say(one_line(prompt.text, _NOTE_CHARACTERS))
        return prompt.filled(
            {one.name: lines.read(f"{one_line(one.name)}: ", one.default) for one in asked}
        )
