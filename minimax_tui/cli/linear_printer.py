"""A turn as plain lines: only ever appended, nothing drawn over, no escape sequences."""

from __future__ import annotations

import json
from collections.abc import Callable

from minimax_tui.cli.retry_words import retry_words
from minimax_tui.domain.blocks import block_type
from minimax_tui.domain.errors import ChatError, Remedy
from minimax_tui.domain.events import (
    BlockDelta,
    BlockStarted,
    HistoryRepaired,
    RetryPlanned,
    StorageTroubled,
    ToolAsked,
    ToolFinished,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    TurnInterrupted,
)
from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.domain.messages import Message
from minimax_tui.domain.requests import can_continue
from minimax_tui.domain.searched import searched_text

LONGEST_WAIT = 400
"""Characters of an unfinished line after which its whole sentences are written."""

_TOOL_CHARACTERS = 300

_FIELDS = {"text": ("text", "text"), "thinking": ("thinking", "thinking")}
"""Type of a block: its field, and the field of its deltas."""


class LinearPrinter:
    """Writes thinking and text as they come, by whole lines, so that each is read out once.

    A line that is long is written by whole sentences.

    Args:
        write: Takes text to append to the terminal.
        aside: Whether it is a question aside, which cannot be gone on with.
        thinking: Whether thinking is written.

    Attributes:
        ended: Whether the turn is over.
    """

    def __init__(
        self, write: Callable[[str], None], *, aside: bool = False, thinking: bool = True
    ) -> None:
        self._write = write
        self._aside = aside
        self._thinking = thinking
        self._kinds: dict[int, str] = {}
        self._kind = ""
        self._waiting = ""
        self._begun = False
        self._in_line = False
        self.ended = False

    def take(self, event: TurnEvent) -> None:
        """Writes what the event adds, or what it says in words."""
        match event:
            case BlockStarted(index, block):
                kind = block_type(block)
                if kind in _FIELDS:
                    self._kinds[index] = kind
                    self._add(kind, block.get(_FIELDS[kind][0]))
            case BlockDelta(index, delta):
                kind = self._kinds.get(index, "")
                if kind:
                    self._add(kind, delta.get(_FIELDS[kind][1]))
            case ToolAsked(_, block):
                self.say(tr("Tool: {name}", name=one_line(str(block.get("name", "")), 100)))
                given = block.get("input")
                if given:
                    self.say(one_line(json.dumps(given, ensure_ascii=False), _TOOL_CHARACTERS))
            case ToolFinished(_, result):
                said = one_line(searched_text(result), _TOOL_CHARACTERS)
                if result.get("is_error"):
                    self.say(tr("The tool failed: {words}", words=said))
                else:
                    self.say(tr("Tool result: {words}", words=said))
            case RetryPlanned() as planned:
                self.say(retry_words(planned))
            case HistoryRepaired(words):
                self.say(words)
            case StorageTroubled(error):
                self.say(error_words(error))
            case TurnFailed(answer, error):
                self.say(sentences(error_words(error), self._way_on(answer, error)))
                self.ended = True
            case TurnInterrupted(answer):
                stopped = tr("Stopped.") if self._aside else tr("Stopped. What came is kept.")
                self.say(sentences(stopped, self._way_on(answer)))
                self.ended = True
            case TurnFinished(answer):
                self._finish()
                if answer.stop_reason == "max_tokens":
                    cut = tr("The answer reached max_tokens and is not complete.")
                    self.say(sentences(cut, self._way_on(answer)))
                self.ended = True

    def _way_on(self, answer: Message, error: ChatError | None = None) -> str:
        """The commands that can be used now, in words; "" where there is none to name."""
        if self._aside:
            return ""
        if can_continue(answer):
            return tr("/continue goes on with it, /retry asks again.")
        match error.remedy if error is not None else Remedy.NONE:
            case Remedy.TRY_AGAIN | Remedy.CONTINUE:
                return tr("/retry asks again.")
            case Remedy.CHOOSE_MODEL:
                return tr("/model NAME takes another model, /retry asks again.")
            case Remedy.NEW_SESSION:
                return tr("/new begins a new conversation.")
            case Remedy.SETTINGS:
                return tr("/settings says the settings.")
            case _:
                return ""

    def say(self, words: str) -> None:
        """Writes a line of the program's own."""
        self._finish()
        self._write(f"{visible(words)}\n")

    def _add(self, kind: str, piece: object) -> None:
        if not isinstance(piece, str) or not piece:
            return
        if kind == "thinking" and not self._thinking:
            return
        if kind != self._kind:
            self._finish()
            self._kind, self._begun = kind, False
        if not self._begun:
            piece = piece.lstrip("\n")  # M2.x text begins with blank lines
            if not piece:
                return
            self._begun = True
            self._write(self._heading(kind) + "\n")
        self._waiting += piece
        end = self._waiting.rfind("\n") + 1
        if len(self._waiting) - end > LONGEST_WAIT:
            end = max(self._waiting.rfind(mark) + len(mark) for mark in (". ", "? ", "! ", "。"))
            end = end if end > len("。") else self._waiting.rfind(" ") + 1 or len(self._waiting)
        if end:
            self._put(self._waiting[:end])
            self._waiting = self._waiting[end:]

    def _heading(self, kind: str) -> str:
        if kind == "thinking":
            return tr("Thinking:")
        return tr("Answer aside:") if self._aside else tr("Answer:")

    def _put(self, text: str) -> None:
        self._write(visible(text))
        self._in_line = not text.endswith("\n")

    def _finish(self) -> None:
        """Ends the line that was begun."""
        waiting, self._waiting = self._waiting, ""
        if waiting:
            self._put(waiting)
        if self._in_line:
            self._write("\n")
            self._in_line = False
        self._kind = ""


def error_words(error: ChatError) -> str:
    """An error as one line: what happened, what to do, the detail."""
    detail = f"({error.detail})" if str(error.detail) else ""
    return tr("Error: {words}", words=sentences(error.what, error.advice, detail))
