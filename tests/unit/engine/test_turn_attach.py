"""Screens that come and go while a turn runs: a snapshot and the events after it are the whole."""

from __future__ import annotations

import random
import sys
import threading
from collections import deque
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from minimax_tui.domain.accumulator import Accumulator
from minimax_tui.domain.blocks import Block
from minimax_tui.domain.events import (
    BlockDelta,
    BlockFinished,
    BlockStarted,
    BlockStopped,
    StorageTroubled,
    TurnFinished,
)
from minimax_tui.engine.runner import TurnRunner
from minimax_tui.engine.turn import Turn
from tests.unit.engine.engine_parts import (
    OPTIONS,
    WAIT_S,
    Gate,
    JumpingLoop,
    Reader,
    ScriptedEndpoint,
    Step,
    WatchedStore,
    answer,
    ending,
    no_disk,
    opening,
    run_turn,
    stop,
    text,
    text_start,
    thinking,
    thinking_start,
)

PROMPT = ({"type": "text", "text": "Name a tree"},)


class FairLock:
    """A lock that lets all who wait in before its holder can have it again.

    So a screen comes into every gap that there is between two steps of the turn.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Semaphore] = deque()

    def __enter__(self) -> None:
        with self._guard:
            if not self._held:
                self._held = True
                return
            ticket = threading.Semaphore(0)
            self._waiting.append(ticket)
        assert ticket.acquire(timeout=WAIT_S)

    def __exit__(self, *_: object) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


@pytest.fixture
def many_switches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Threads take turns far more often than usual."""
    monkeypatch.setattr("minimax_tui.engine.turn.threading", SimpleNamespace(Lock=FairLock))
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def watch(turn: Turn, seed: int, found: list[tuple[Block, ...]], faults: list[str]) -> None:
    """Attaches again and again, each time for some events, and at last until the end."""
    chance = random.Random(seed)
    while True:
        reader = Reader()
        snapshot = turn.attach(reader.mailbox)
        live = Accumulator()
        finished: set[int] = set()
        for position, (index, block) in enumerate(
            zip(snapshot.indexes, snapshot.answer.blocks, strict=True)
        ):
            live.apply(BlockStarted(index, block))
            if position not in snapshot.answer.unfinished:
                live.apply(BlockStopped(index))
                finished.add(index)
        leave_after = chance.choice((1, 5, 50, 10_000_000))
        taken = 0
        while taken < leave_after:
            new = reader.mailbox.drain()
            taken += len(new) or 1
            for event in new:
                if isinstance(event, BlockStarted):
                    if event.index in live:
                        faults.append(f"block {event.index} began twice")
                    live.apply(event)
                elif isinstance(event, BlockDelta):
                    if event.index not in live or event.index in finished:
                        faults.append(f"a delta of block {event.index}, which is not open")
                    live.apply(event)
                elif isinstance(event, BlockFinished):
                    if event.index in finished:
                        faults.append(f"block {event.index} ended twice")
                    finished.add(event.index)
                    live.apply(BlockStopped(event.index))
                    if live.builder(event.index).block() != event.block:
                        faults.append(f"block {event.index} is not what came of it")
                elif isinstance(event, TurnFinished):
                    found.append(live.blocks())
                    return
        turn.detach(reader.mailbox)


@pytest.mark.usefixtures("many_switches")
@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_lost_and_nothing_comes_twice(
    runner: TurnRunner, endpoint: ScriptedEndpoint, seed: int
) -> None:
    steps: list[Step] = [opening()]
    for index in range(0, 40, 2):
        kind = thinking if index % 4 else text
        steps.append(thinking_start(index) if index % 4 else text_start(index))
        for number in range(60):
            steps.append(kind(f"{index}.{number} ", index))
            if number % 20 == 0:
                steps.append(0.0)  # lets others run
        steps.append(stop(index))
    gate = Gate()
    endpoint.scripts.append([gate, *steps, *ending()])
    turn = runner.send("s", PROMPT, OPTIONS)
    assert turn is not None
    found: list[tuple[Block, ...]] = []
    faults: list[str] = []
    watchers = [
        threading.Thread(target=watch, args=(turn, 10 * seed + number, found, faults), daemon=True)
        for number in range(4)
    ]
    for watcher in watchers:
        watcher.start()
    reader = Reader()
    turn.attach(reader.mailbox)
    gate.open()
    end = reader.end()
    for watcher in watchers:
        watcher.join(WAIT_S)
    assert faults == []
    assert len(end.answer.blocks) == 20
    assert found == [end.answer.blocks] * 4


def test_a_snapshot_tells_how_the_turn_stands(
    runner: TurnRunner, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    steps: list[Step] = [thinking_start(1), thinking("Hm", 1), stop(1)]
    steps += [text_start(4), text("Oak", 4), gate, stop(4), *ending()]
    endpoint.scripts.append(steps)
    turn = runner.send("s", PROMPT, OPTIONS)
    assert turn is not None
    gate.wait_reached()
    reader = Reader()
    snapshot = turn.attach(reader.mailbox)
    assert snapshot.prompt is not None
    assert snapshot.prompt.blocks == PROMPT
    assert [list(block.values())[:2] for block in snapshot.answer.blocks] == [
        ["thinking", "Hm"],
        ["text", "Oak"],
    ]
    assert snapshot.indexes == (1, 4)
    assert snapshot.answer.unfinished == {1}
    assert snapshot.phase == "text"
    assert snapshot.answer.timings.text_tokens > 0
    gate.open()
    assert isinstance(reader.end(), TurnFinished)
    assert isinstance(reader.events[0], BlockFinished)


def test_who_attaches_after_the_end_is_told_of_it(
    runner: TurnRunner, endpoint: ScriptedEndpoint
) -> None:
    endpoint.scripts.append(answer("Oak."))
    first, late = Reader(), Reader()
    turn = runner.send("s", PROMPT, OPTIONS, first.mailbox)
    assert turn is not None
    end = first.end()
    snapshot = turn.attach(late.mailbox)
    assert snapshot.answer.blocks == end.answer.blocks
    assert late.end() is end
    assert late.events == [end]


def test_who_attaches_late_is_told_of_trouble_with_the_storage(
    loop: JumpingLoop, timed_store: WatchedStore
) -> None:
    turns: list[Turn] = []
    late = Reader()
    timed_store.failure = no_disk()

    def attach() -> None:
        turns[0].attach(late.mailbox)

    run_turn(
        [*answer("Oak."), attach],
        loop=loop,
        store=timed_store,
        drive=turns.append,
    )
    late.end()
    assert [type(event) for event in late.events] == [StorageTroubled, TurnFinished]


def test_who_was_attached_from_the_start_gets_every_event(
    runner: TurnRunner, endpoint: ScriptedEndpoint
) -> None:
    reader = Reader()
    endpoint.scripts.append(answer("Oak", "."))
    runner.send("s", PROMPT, OPTIONS, reader.mailbox)
    reader.end()
    assert [type(event).__name__ for event in reader.events] == [
        "TurnStarted",
        "UsageReported",
        "BlockStarted",
        "BlockDelta",
        "BlockDelta",
        "BlockFinished",
        "UsageReported",
        "TurnFinished",
    ]


def test_who_has_left_gets_nothing(runner: TurnRunner, endpoint: ScriptedEndpoint) -> None:
    gate, left, stayed = Gate(), Reader(), Reader()
    endpoint.scripts.append([gate, *answer("Oak.")])
    turn = runner.send("s", PROMPT, OPTIONS, left.mailbox)
    assert turn is not None
    turn.attach(stayed.mailbox)
    gate.wait_reached()
    left.mailbox.drain()
    turn.detach(left.mailbox)
    turn.detach(left.mailbox)
    gate.open()
    stayed.end()
    assert left.mailbox.drain() == []


def test_a_delta_of_a_block_that_never_began_is_nobodys(
    runner: TurnRunner, endpoint: ScriptedEndpoint
) -> None:
    reader = Reader()
    endpoint.scripts.append([text("lost", 3), stop(3), *answer("Oak.")])
    runner.send("s", PROMPT, OPTIONS, reader.mailbox)
    end = reader.end()
    assert isinstance(end, TurnFinished)
    assert [event.delta["text"] for event in reader.events if isinstance(event, BlockDelta)] == [
        "Oak."
    ]
