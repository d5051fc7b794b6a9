"""What is looked up and taken out in plain lines: find, prompt history, copy, export."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from minimax_tui.cli.linear_lines import Lines
from minimax_tui.domain.blocks import joined_text
from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import tr

if TYPE_CHECKING:
    from minimax_tui.cli.linear import LinearChat

_FOUND_SHOWN = 10
_PROMPTS_SHOWN = 20
_PROMPTS_SEARCHED = 1_000
_CHARACTERS = 200


class LinearReading:
    """Finds, lists, copies and exports what was said."""

    def __init__(self, chat: LinearChat) -> None:
        self._chat = chat

    @property
    def _lines(self) -> Lines:
        return self._chat.lines

    def find(self, words: str) -> None:
        """Says where words stand in this conversation.

        Raises:
            StorageError: if it cannot be searched.
        """
        if not words:
            self._lines.say(tr("Give the words: /find WORDS"))
            return
        if not self._chat.session.has_begun():
            return
        from minimax_tui.domain.search import parse_query

        today = datetime.fromtimestamp(time.time()).astimezone().date()
        query = replace(parse_query(words, today), sessions=(self._chat.session.id,))
        page = self._chat.program.search.search(query, limit=_FOUND_SHOWN)
        kinds = {
            "prompt": tr("You:"),
            "answer": tr("Answer:"),
            "thinking": tr("Thinking:"),
        }
        for passage in page.passages:
            kind = kinds.get(passage.kind, f"{passage.kind}:")
            self._lines.say(f"{kind} {one_line(passage.excerpt, _CHARACTERS)}")
        if not page.passages:
            self._lines.say(tr("Nothing like that was said."))
        elif page.more or page.count > len(page.passages):
            count = f"{page.count:,}{'+' if page.more else ''}"
            self._lines.say(tr("{n} of {all}", n=len(page.passages), all=count))

    def history(self, words: str) -> None:
        """Lists prompts sent before, the newest last; only those with these words, if any."""
        wanted = words.casefold().split()
        found = [
            prompt
            for prompt in self._chat.program.store.prompt_history(_PROMPTS_SEARCHED)
            if all(word in prompt.casefold() for word in wanted)
        ]
        for prompt in reversed(found[:_PROMPTS_SHOWN]):
            self._lines.say(one_line(prompt, _CHARACTERS))
        if not found:
            self._lines.say(tr("There is no such prompt."))

    def copy(self, _: str) -> None:
        """Copies the newest answer, where the desktop or tmux has a command that takes it."""
        import os
        import sys

        from minimax_tui.ui.clipboard import clipboard_commands, copy_by_commands

        messages = reversed(self._chat.session.newest_messages())
        answer = next((message for message in messages if message.role == "assistant"), None)
        text = "" if answer is None else joined_text(answer.blocks)
        if not text:
            self._lines.say(tr("There is nothing to copy yet."))
        elif clipboard_commands(os.environ, sys.platform):
            copy_by_commands(text)
            self._lines.say(tr("Copied."))
        else:
            self._lines.say(
                tr("No program takes text for the clipboard here. /export writes it into a file.")
            )

    def export(self, words: str) -> None:
        """Writes the conversation into a file: of a format, and where, if that is said.

        Raises:
            ChatError: if it cannot be read or written.
        """
        from minimax_tui.cli.exporting import exports_of
        from minimax_tui.exports.files import FileExists, default_name, write_export
        from minimax_tui.exports.formats import Format
        from minimax_tui.exports.rendering import Wanted, rendered

        word, _, place = words.partition(" ")
        forms = [
            form
            for form in Format
            if form.value.startswith(word.lower()) or form.suffix == f".{word.lower()}"
        ]
        if not forms:
            self._lines.say(tr("There is no such format: {word}", word=one_line(word, 60)))
            return
        if not self._chat.session.has_begun():
            return
        program = self._chat.program
        tree = program.store.tree(self._chat.session.id)
        outside = exports_of(program)
        text = rendered(tree, Wanted(forms[0]), outside)
        name = default_name(tree.session, forms[0])
        path = Path(place.strip()).expanduser() if place.strip() else Path.cwd() / name
        path = path / name if path.is_dir() else path
        try:
            write_export(path, text, replace=False)
        except FileExists:
            if not self._lines.asks:
                raise
            self._lines.say(tr("{path} is there already.", path=visible(str(path))))
            if self._lines.choose((tr("Keep it as it is"), tr("Replace it"))) == 1:
                return
            write_export(path, text, replace=True)
        self._lines.say(tr("Written: {path}", path=visible(str(path))))
