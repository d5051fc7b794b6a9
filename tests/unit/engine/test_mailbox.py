"""The mailbox between the engine's thread and a screen."""

from __future__ import annotations

import threading

from minimax_tui.domain.events import BlockFinished, TurnEvent, UsageReported
from minimax_tui.domain.usage import Usage
from minimax_tui.engine.mailbox import Mailbox
from tests.unit.engine.engine_parts import WAIT_S, text, text_start

FINISHED = BlockFinished(0, {"type": "text", "text": "ab"})
USAGE = UsageReported(Usage(), False)


def test_it_wakes_for_the_first_delta_and_for_all_that_is_none() -> None:
    woken: list[TurnEvent] = []
    mailbox = Mailbox(woken.append)
    events: list[TurnEvent] = [text_start(), text("a"), text("b"), FINISHED, text("c"), USAGE]
    for event in events:
        mailbox.put(event)
    assert woken == [events[0], FINISHED, USAGE]
    assert mailbox.drain() == events
    mailbox.put(text("d"))
    mailbox.put(text("e"))
    assert woken[3:] == [text("d")]
    assert mailbox.drain() == [text("d"), text("e")]
    assert mailbox.drain() == []


def test_without_a_reader_to_wake_it_only_keeps() -> None:
    mailbox = Mailbox()
    mailbox.put(FINISHED)
    assert mailbox.drain() == [FINISHED]


def test_a_reader_that_only_wakes_when_told_misses_nothing() -> None:
    count = 20_000
    ready = threading.Event()
    mailbox = Mailbox(lambda _: ready.set())

    def fill() -> None:
        for number in range(count):
            mailbox.put(text(str(number)))

    got: list[TurnEvent] = []
    writer = threading.Thread(target=fill)
    writer.start()
    while len(got) < count:
        assert ready.wait(WAIT_S)
        ready.clear()
        got += mailbox.drain()
    writer.join(WAIT_S)
    assert got == [text(str(number)) for number in range(count)]
