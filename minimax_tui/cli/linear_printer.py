"""A turn as plain lines: only ever appended, nothing drawn over, no escape sequences."""

from __future__ import annotations

from collections.abc import Callable

from minimax_tui.domain.blocks import block_type
from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.events import (
    BlockDelta,
    BlockStarted,
    HistoryRepaired,
    RetryPlanned,
    StorageTroubled,
    ToolAsked,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    TurnInterrupted,
)
from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import tr

LONGEST_WAIT = 400
"""Characters of an unfinished line after which its whole sentences are written."""

_FIELDS = {"text": ("text", "text"), "thinking": ("thinking", "thinking")}
"""Type of a block: its field, and the field of its deltas."""


class LinearPrinter:
    """Writes thinking and text as they come, by whole lines, so that each is read out once.

    A line that is long is written by whole sentences.

    Args:
        write: Takes text to append to the terminal.

    Attributes:
        ended: Whether the turn is over.
    """

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
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
            case RetryPlanned(error, attempt, most, delay_s):
                self.say(
                    tr(
                        "{what} Trying again in {n} s ({attempt} of {most}).",
                        what=error.what,
                        n=round(delay_s, 1),
                        attempt=attempt,
                        most=most,
                    )
                )
            case HistoryRepaired(words):
                self.say(words)
            case StorageTroubled(error):
                self.say(error_words(error))
            case TurnFailed(_, error):
                self.say(error_words(error))
                self.ended = True
            case TurnInterrupted():
                self.say(tr("Stopped. What came is kept."))
                self.ended = True
            case TurnFinished(answer):
                self._finish()
                if answer.stop_reason == "max_tokens":
                    self.say(tr("The answer reached max_tokens and is not complete."))
                self.ended = True

    def say(self, words: str) -> None:
        """Writes a line of the program's own."""
        self._finish()
        self._write(f"{visible(words)}\n")

    def _add(self, kind: str, piece: object) -> None:
        if not isinstance(piece, str) or not piece:
            return
        if kind != self._kind:
            self._finish()
            self._kind, self._begun = kind, False
        if not self._begun:
            piece = piece.lstrip("\n")  # M2.x text begins with blank lines
            if not piece:
                return
            self._begun = True
            self._write((tr("Thinking:") if kind == "thinking" else tr("Answer:")) + "\n")
        self._waiting += piece
        end = self._waiting.rfind("\n") + 1
        if len(self._waiting) - end > LONGEST_WAIT:
            end = max(self._waiting.rfind(mark) + len(mark) for mark in (". ", "? ", "! ", "。"))
            end = end if end > len("。") else self._waiting.rfind(" ") + 1 or len(self._waiting)
        if end:
            self._put(self._waiting[:end])
            self._waiting = self._waiting[end:]

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
    parts = (error.what, error.advice, str(error.detail))
    return tr("Error: {words}", words=" ".join(part for part in parts if part))
