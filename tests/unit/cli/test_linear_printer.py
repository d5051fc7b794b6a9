"""A turn's events as plain lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.cli.linear_printer import LONGEST_WAIT, LinearPrinter
from minimax_tui.domain.errors import SettingsError
from minimax_tui.domain.events import (
    BlockDelta,
    BlockStarted,
    ToolAsked,
    TurnFailed,
    TurnFinished,
    TurnInterrupted,
)
from minimax_tui.domain.messages import Message, MessageState


def answer(stop_reason: str = "end_turn") -> Message:
    return Message(
        "a", "s", None, "assistant", (), MessageState.COMPLETE, 0.0, stop_reason=stop_reason
    )


class Paper:
    """What was written, piece by piece."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.printer = LinearPrinter(self.pieces.append)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def block(self, index: int, kind: str, *pieces: str) -> None:
        self.printer.take(BlockStarted(index, {"type": kind, kind: ""}))
        for piece in pieces:
            self.printer.take(BlockDelta(index, {"type": f"{kind}_delta", kind: piece}))


def test_each_kind_has_its_heading_and_whole_lines() -> None:
    paper = Paper()
    paper.block(0, "thinking", "one\ntw", "o")
    assert paper.text == "Thinking:\none\n"
    paper.block(1, "text", "\n\n", "answer ", "goes on")
    paper.printer.take(TurnFinished(answer()))
    assert paper.text == "Thinking:\none\ntwo\nAnswer:\nanswer goes on\n"
    assert paper.printer.ended


def test_a_long_line_comes_by_sentences() -> None:
    paper = Paper()
    sentence = "Some words that make a sentence. "
    paper.block(0, "text", *([sentence] * 20))
    written = paper.text.removeprefix("Answer:\n")
    assert len(written) > LONGEST_WAIT
    assert written.endswith(". ")
    assert "\n" not in written
    paper.printer.take(TurnFinished(answer()))
    assert paper.text == "Answer:\n" + sentence * 20 + "\n"


def test_what_is_said_between_begins_a_line() -> None:
    paper = Paper()
    paper.block(0, "text", "half a line")
    paper.printer.take(ToolAsked(1, {"type": "tool_use", "name": "read\x1b[2J"}))
    paper.printer.take(TurnInterrupted(answer()))
    assert paper.text == ("Answer:\nhalf a line\nTool: read␛[2J\nStopped. What came is kept.\n")


def test_ends_are_said_in_words() -> None:
    paper = Paper()
    paper.printer.take(TurnFailed(answer(), SettingsError("It broke.", "Mend it.")))
    assert paper.text == "Error: It broke. Mend it.\n"
    cut = Paper()
    cut.block(0, "text", "x")
    cut.printer.take(TurnFinished(answer("max_tokens")))
    assert "not complete" in cut.text


@given(st.lists(st.text("ab .\n。", max_size=300), max_size=30))
def test_nothing_is_lost_or_doubled(pieces: list[str]) -> None:
    paper = Paper()
    paper.block(0, "text", *pieces)
    paper.printer.take(TurnFinished(answer()))
    wanted = "".join(pieces).lstrip("\n")
    assert paper.text.removeprefix("Answer:\n").rstrip("\n") == wanted.rstrip("\n")
