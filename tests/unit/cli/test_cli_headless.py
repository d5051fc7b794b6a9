"""`-p`: one answer on stdout, and the sessions it leaves behind."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from minimax_tui.cli.headless import TextPrinter
from minimax_tui.domain.blocks import Block, joined_text
from minimax_tui.domain.errors import DiskFull
from minimax_tui.domain.events import BlockDelta, BlockStarted, StorageTroubled, TurnFinished
from minimax_tui.domain.messages import Message
from minimax_tui.engine.runner import TurnRunner
from minimax_tui.engine.turn import Turn
from minimax_tui.simulator.server import Simulator
from minimax_tui.simulator.stream import encode
from minimax_tui.storage.conversations import SqliteConversationStore
from tests.unit.cli.conftest import Run

TEXT = "# Oak\n\nBefore *pine* — 橡树 🌳.\n\n```python\nprint('oak')\n```"
THINKING = {"type": "thinking", "thinking": "THOUGHT", "signature": "0" * 64}


def text(said: str) -> Block:
    return {"type": "text", "text": said}


def stored(home: Path) -> list[list[Message]]:
    """The messages of each session, the one used last first."""
    store = SqliteConversationStore(home / "data" / "conversations.db")
    try:
        return [store.path(session.id) for session in store.sessions()]
    finally:
        store.close()


def session_ids(home: Path) -> list[str]:
    store = SqliteConversationStore(home / "data" / "conversations.db")
    try:
        return [session.id for session in store.sessions()]
    finally:
        store.close()


@pytest.mark.parametrize("chunk_sizes", [1, 3, 1000])
def test_stdout_is_the_answers_text_and_nothing_else(
    run: Run, simulator: Simulator, home: Path, chunk_sizes: int
) -> None:
    simulator.script([THINKING, text(TEXT)], chunk_sizes=chunk_sizes)
    assert run("-p", "Name a tree") == (0, TEXT + "\n", "")
    ((prompt, answer),) = stored(home)
    assert joined_text(prompt.blocks) == "Name a tree"
    assert answer.blocks == (THINKING, text(TEXT))
    assert answer.state == "complete"


@pytest.mark.parametrize(
    ("blocks", "printed"),
    [
        ([text("\n\nOak.")], "Oak.\n"),
        ([text("Oak.\n")], "Oak.\n"),
        ([text("An oak"), THINKING, text(" or an ash.")], "An oak or an ash.\n"),
        ([THINKING], ""),
        ([text("\n\n")], ""),
    ],
)
def test_line_ends(run: Run, simulator: Simulator, blocks: list[Block], printed: str) -> None:
    simulator.script(blocks, chunk_sizes=1)
    assert run("-p", "Name a tree") == (0, printed, "")


@pytest.mark.parametrize(
    ("stdin", "prompt"),
    [
        (b"Name a tree\nand why\n", "Name a tree\nand why"),
        ("橡树\r\n".encode(), "橡树"),
        (b"caf\xe9", "caf\ufffd"),
    ],
)
def test_the_prompt_comes_from_stdin(
    run: Run, simulator: Simulator, stdin: bytes, prompt: str
) -> None:
    simulator.script([text("Oak.")])
    assert run("-p", "-", stdin=stdin) == (0, "Oak.\n", "")
    assert simulator.requests[0].json["messages"][0]["content"] == [text(prompt)]


def test_half_a_letter_does_not_end_the_program(run: Run, simulator: Simulator) -> None:
    blocks: list[Block] = [
        {"type": "message_start", "message": {}},
        {"type": "content_block_start", "index": 0, "content_block": text("")},
    ]
    half = b'data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta",'
    simulator.raw_stream(
        [
            *(encode(event) for event in blocks),
            half + b'"text":"a\\ud83cb"}}\n\n',
            encode({"type": "content_block_stop", "index": 0}),
            encode({"type": "message_stop"}),
        ]
    )
    assert run("-p", "Name a tree") == (0, "a?b\n", "")


def test_an_error_is_said_on_stderr(run: Run, simulator: Simulator, home: Path) -> None:
    simulator.fail_next("401")
    done = run("-p", "Name a tree")
    assert (done.status, done.out) == (1, "")
    assert "MiniMax did not accept the API key." in done.err
    assert "sk-simulated" not in done.err
    assert "Traceback" not in done.err
    ((prompt, answer),) = stored(home)
    assert joined_text(prompt.blocks) == "Name a tree"
    assert (answer.state, answer.blocks) == ("failed", ())


def test_what_came_before_an_error_is_printed_and_kept(
    run: Run, simulator: Simulator, home: Path
) -> None:
    start: Block = {"type": "content_block_start", "index": 0, "content_block": text("")}
    delta = {"type": "text_delta", "text": "An oa"}
    simulator.raw_stream(
        [
            encode({"type": "message_start", "message": {}}),
            encode(start),
            encode({"type": "content_block_delta", "index": 0, "delta": delta}),
        ],
        end="cut",
    )
    done = run("-p", "Name a tree")
    assert (done.status, done.out) == (1, "An oa\n")
    assert "cut before the answer was complete" in done.err
    assert stored(home)[0][1].blocks == (text("An oa"),)


def test_an_answer_cut_by_max_tokens_is_said_so(run: Run, simulator: Simulator) -> None:
    simulator.script([text("An oa")], stop_reason="max_tokens")
    done = run("-p", "Name a tree")
    assert (done.status, done.out) == (0, "An oa\n")
    assert "max_tokens" in done.err


def test_no_save_leaves_no_database(run: Run, simulator: Simulator, home: Path) -> None:
    simulator.script([text("Oak.")])
    assert run("--no-save", "-p", "Name a tree") == (0, "Oak.\n", "")
    assert [path.name for path in home.rglob("*") if path.is_file()] == []


def test_continue_goes_on_with_the_session_used_last(
    run: Run, simulator: Simulator, home: Path
) -> None:
    for said in ("1", "2", "3"):
        simulator.script([THINKING, text(said)])
    run("-p", "one")
    run("-p", "two")
    assert run("--continue", "-p", "three").out == "3\n"
    messages = simulator.requests[2].json["messages"]
    assert [message["content"] for message in messages] == [
        [text("two")],
        [THINKING, text("2")],
        [text("three")],
    ]
    assert [len(session) for session in stored(home)] == [4, 2]


def test_resume_goes_on_with_the_session_named(run: Run, simulator: Simulator, home: Path) -> None:
    for said in ("1", "2", "3"):
        simulator.script([text(said)])
    run("-p", "one")
    (first,) = session_ids(home)
    run("-p", "two")
    assert run("--resume", first[:8], "-p", "three").out == "3\n"
    messages = simulator.requests[2].json["messages"]
    assert [message["content"][0]["text"] for message in messages] == ["one", "1", "three"]
    assert session_ids(home)[0] == first


def test_a_session_goes_on_with_its_own_settings(
    run: Run, simulator: Simulator, home: Path
) -> None:
    simulator.script([text("Oak.")], times=4)
    run("--model", "MiniMax-M3", "--thinking", "off", "--system", "Be brief.", "-p", "one")
    run("--continue", "-p", "two")
    run(
        "--continue", "--model", "MiniMax-M2.7", "--thinking", "on", "--system", "Rhyme.", "-p", "3"
    )
    run("--continue", "-p", "four")
    asked = [
        (body["model"], body.get("thinking"), body.get("system"))
        for body in (request.json for request in simulator.requests)
    ]
    assert asked == [
        ("MiniMax-M3", {"type": "disabled"}, "Be brief."),
        ("MiniMax-M3", {"type": "disabled"}, "Be brief."),
        ("MiniMax-M2.7", None, "Rhyme."),
        ("MiniMax-M2.7", None, "Be brief."),
    ]
    assert len(session_ids(home)) == 1


def test_the_thinking_word_of_a_later_version_is_passed_over(
    run: Run, simulator: Simulator, home: Path
) -> None:
    simulator.script([text("Oak.")], times=2)
    run("-p", "one")
    store = SqliteConversationStore(home / "data" / "conversations.db")
    store.update_session(store.sessions()[0].id, thinking="deeply").result()
    store.close()
    assert run("--continue", "-p", "two").status == 0
    assert simulator.requests[1].json["thinking"] == {"type": "adaptive"}


def test_a_folder_that_cannot_be_used_is_said(run: Run, simulator: Simulator, home: Path) -> None:
    home.mkdir()
    (home / "data").write_text("a file in the place of the folder")
    simulator.script([text("Oak.")])
    done = run("-p", "Name a tree")
    assert (done.status, done.out) == (0, "Oak.\n")
    assert "goes on in memory" in done.err


def test_trouble_with_the_storage_is_said(
    run: Run, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    announce = Turn.announce

    def troubled(turn: Turn, end: TurnFinished) -> None:
        turn._publish(StorageTroubled(DiskFull()))
        announce(turn, end)

    monkeypatch.setattr(Turn, "announce", troubled)
    simulator.script([text("Oak.")])
    done = run("-p", "Name a tree")
    assert (done.status, done.out) == (0, "Oak.\n")
    assert "The disk is full." in done.err


@pytest.mark.usefixtures("simulator")
def test_a_turn_that_something_else_stops(
    run: Run, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    send = TurnRunner.send

    def send_and_stop(runner: TurnRunner, session_id: str, *arguments: object) -> object:
        turn = send(runner, session_id, *arguments)  # type: ignore[arg-type]
        runner.stop(session_id)
        return turn

    monkeypatch.setattr(TurnRunner, "send", send_and_stop)
    assert run("-p", "Name a tree") == (130, "", "")
    assert [message.state for message in stored(home)[0]] == ["complete", "interrupted"]


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_control_codes_are_shown() -> None:
    out = Screen()
    printer = TextPrinter(out)
    printer.take(BlockStarted(0, text("a\x1b[31m")))
    printer.take(BlockDelta(0, {"type": "text_delta", "text": "b\x07"}))
    printer.close()
    assert out.getvalue() == "a␛[31mb␇\n"


def test_into_a_pipe_goes_the_exact_text() -> None:
    out = io.StringIO()
    printer = TextPrinter(out)
    printer.take(BlockStarted(0, {"type": "thinking", "thinking": "", "text": "no"}))
    printer.take(BlockDelta(0, {"type": "thinking_delta", "thinking": "no", "text": "no"}))
    printer.take(BlockStarted(1, text("")))
    printer.take(BlockDelta(1, {"type": "text_delta", "text": "a\x1b[31m"}))
    printer.take(BlockDelta(1, {"type": "odd_delta", "text": 7}))
    printer.close()
    assert out.getvalue() == "a\x1b[31m\n"
