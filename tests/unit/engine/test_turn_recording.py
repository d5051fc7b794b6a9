"""How an answer comes to the disk while it streams, and what is kept of it however it ends."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minimax_tui.domain.accumulator import Accumulator
from minimax_tui.domain.blocks import Block, text_block
from minimax_tui.domain.errors import InternalError, Overloaded, StreamCut
from minimax_tui.domain.events import (
    BlockDelta,
    BlockFinished,
    BlockStarted,
    MessageStopped,
    StreamEvent,
    TurnEnd,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    TurnInterrupted,
    TurnStarted,
    event_from_wire,
)
from minimax_tui.domain.messages import Message, MessageState, StoredError
from minimax_tui.engine.turn import Turn
from tests.unit.engine.engine_parts import (
    JumpingLoop,
    Reader,
    ScriptedEndpoint,
    Step,
    WatchedStore,
    a_plan,
    answer,
    ending,
    jumping_loop,
    opening,
    run_turn,
    start,
    stop,
    text,
    text_start,
    thinking,
    thinking_start,
    thoughtful_answer,
)

PROMISED_S = 0.1
gaps = st.sampled_from([0.0, 0.001, 0.03, 0.079, 0.081, 0.2])


def at_most(latest_s: float, at_s: float) -> bool:
    return at_s <= latest_s + 1e-9


@given(pauses=st.lists(gaps, min_size=1, max_size=25), whole=st.booleans())
@settings(deadline=None, max_examples=60)
def test_what_came_is_given_to_the_store_within_100_ms(pauses: list[float], whole: bool) -> None:
    came: list[tuple[str, float]] = []
    with jumping_loop() as loop:
        store = WatchedStore(loop.time, at_once=True)

        def note(piece: str) -> None:
            came.append((piece, loop.time()))

        steps: list[Step] = [opening(), text_start()]
        for number, pause in enumerate(pauses):
            piece = f"<{number}>"
            steps += [pause, partial(note, piece), text(piece)]
        # Silence, so that what came last is not saved by the end of the answer.
        steps += [3.0, stop(), *ending()] if whole else [3.0, StreamCut()]
        run_turn(steps, loop=loop, store=store)
        given_s: dict[str, float] = {}
        for entry in store.entries("append_stream"):
            for wire in entry.arguments[2]:
                event = event_from_wire(wire)
                if isinstance(event, BlockDelta):
                    given_s[event.delta["text"]] = entry.at_s
        store.close()
    assert list(given_s) == [piece for piece, _ in came]
    assert all(at_most(at_s + PROMISED_S, given_s[piece]) for piece, at_s in came)


def test_deltas_that_come_together_are_written_together(
    loop: JumpingLoop, timed_store: WatchedStore
) -> None:
    pieces: list[Step] = [text("x") for _ in range(1000)]
    run_turn([text_start(), *pieces, 1.0, stop(), *ending()], loop=loop, store=timed_store)
    (entry,) = timed_store.entries("append_stream")
    assert len(entry.arguments[2]) == 1001


def test_a_block_is_stored_at_once_when_it_ends(
    loop: JumpingLoop, timed_store: WatchedStore
) -> None:
    run_turn(
        [text_start(), text("Oak."), 1.0, text(" Ash."), stop(), 9.0, *ending()],
        loop=loop,
        store=timed_store,
    )
    (entry,) = timed_store.entries("finish_block")
    assert entry.at_s == pytest.approx(1.0)
    assert entry.arguments[1:] == (0, {"type": "text", "text": "Oak. Ash."})
    # What was whole is not written a second time as pieces.
    assert [len(entry.arguments[2]) for entry in timed_store.entries("append_stream")] == [2]


def test_what_is_measured_is_stored_while_the_answer_comes(
    loop: JumpingLoop, timed_store: WatchedStore
) -> None:
    thoughts: list[Step] = [step for _ in range(30) for step in (0.1, thinking("hm"))]
    run_turn(
        [thinking_start(), *thoughts, 0.2, stop(), text_start(1), 9.0, stop(1), *ending()],
        loop=loop,
        store=timed_store,
    )
    stored = [entry for entry in timed_store.entries("append_stream") if entry.arguments[1] < 0]
    thought_s = [entry.arguments[2][0]["timings"]["thinking_s"] for entry in stored]
    # In time while it thinks, exactly when that has ended, and seldom.
    assert all(late - early < 0.75 for early, late in pairwise([0.0, *thought_s]))
    assert thought_s[-1] == pytest.approx(3.2)
    assert len(thought_s) <= 8


def test_the_prompt_is_on_the_disk_before_the_request_leaves(
    loop: JumpingLoop, timed_store: WatchedStore
) -> None:
    seen: list[tuple[str, str]] = []

    def look() -> None:
        seen.extend((message.id, message.state) for message in timed_store.path("s"))

    run_turn([look, *answer("Oak.")], loop=loop, store=timed_store)
    assert seen == [("prompt", "complete"), ("answer", "streaming")]


@pytest.mark.parametrize("events", range(len(thoughtful_answer()) + 1))
def test_a_stopped_turn_keeps_what_came(
    loop: JumpingLoop, timed_store: WatchedStore, events: int
) -> None:
    came = thoughtful_answer()[:events]
    turns: list[Turn] = []
    reader = Reader()

    def stop_it() -> None:
        turns[0].cancel()
        turns[0].cancel()  # esc, and again

    end = run_turn(
        [*came, stop_it, 5.0, text("too late", 2)],
        loop=loop,
        store=timed_store,
        drive=turns.append,
        mailbox=reader.mailbox,
    )
    expected = Accumulator()
    for event in came:
        expected.apply(event)
    whole = MessageStopped() in came
    assert isinstance(end, TurnFinished if whole else TurnInterrupted)
    assert end.answer.blocks == expected.blocks()
    assert end.answer.unfinished == expected.unfinished()
    assert end.answer.state == ("complete" if whole else "interrupted")
    assert timed_store.path("s")[1] == end.answer
    assert reader.end() is end
    assert loop.time() < 5.0, "it did not wait for the rest"


def test_a_turn_stopped_before_it_began_keeps_its_prompt(
    loop: JumpingLoop, timed_store: WatchedStore
) -> None:
    end = run_turn(answer("Oak."), loop=loop, store=timed_store, drive=Turn.cancel)
    assert isinstance(end, TurnInterrupted)
    prompt, stored = timed_store.path("s")
    assert prompt.blocks == (text_block("Name a tree"),)
    assert (stored.state, stored.blocks) == (MessageState.INTERRUPTED, ())


def test_a_stop_between_prompt_and_request_sends_nothing(
    loop: JumpingLoop, timed_store: WatchedStore
) -> None:
    turns: list[Turn] = []
    asked: list[str] = []
    reader = Reader()

    def heard(event: TurnEvent) -> None:
        if isinstance(event, TurnStarted):
            turns[0].cancel()

    reader.mailbox._on_ready = heard
    end = run_turn(
        [lambda: asked.append("asked"), *answer("Oak.")],
        loop=loop,
        store=timed_store,
        drive=turns.append,
        mailbox=reader.mailbox,
    )
    assert isinstance(end, TurnInterrupted)
    assert asked == []
    assert [message.state for message in timed_store.path("s")] == ["complete", "interrupted"]


def test_a_stop_while_the_end_is_being_stored_changes_nothing(
    loop: JumpingLoop, timed_store: WatchedStore
) -> None:
    turns: list[Turn] = []

    def hold_the_end() -> None:
        timed_store.hold()
        loop.call_later(1.0, turns[0].cancel)
        loop.call_later(2.0, timed_store.let_go)

    end = run_turn(
        [*answer("Oak."), hold_the_end], loop=loop, store=timed_store, drive=turns.append
    )
    assert loop.time() == pytest.approx(2.0)
    assert isinstance(end, TurnFinished)
    assert timed_store.path("s")[1] == end.answer


def test_a_failure_keeps_what_came_and_says_why(
    loop: JumpingLoop, timed_store: WatchedStore
) -> None:
    error = Overloaded()
    end = run_turn(
        [opening(), thinking_start(), thinking("Let me"), error], loop=loop, store=timed_store
    )
    assert isinstance(end, TurnFailed)
    assert end.error is error
    stored = timed_store.path("s")[1]
    assert stored == end.answer
    assert stored.state is MessageState.FAILED
    assert stored.blocks == ({"type": "thinking", "thinking": "Let me", "signature": ""},)
    assert stored.unfinished == {0}
    assert stored.error == StoredError("Overloaded", error.what, error.advice, "")


@pytest.mark.parametrize("steps", [[], [opening(), text_start(), text("Oak"), stop()]])
def test_a_stream_without_its_end_was_cut(
    loop: JumpingLoop, timed_store: WatchedStore, steps: list[Step]
) -> None:
    end = run_turn(steps, loop=loop, store=timed_store)
    assert isinstance(end, TurnFailed)
    assert isinstance(end.error, StreamCut)


def test_an_error_after_the_end_does_no_harm(loop: JumpingLoop, timed_store: WatchedStore) -> None:
    end = run_turn([*answer("Oak."), StreamCut()], loop=loop, store=timed_store)
    assert isinstance(end, TurnFinished)


def test_a_fault_of_the_program_ends_the_turn_as_failed(
    loop: JumpingLoop, timed_store: WatchedStore
) -> None:
    fault = ZeroDivisionError("as if")
    end = run_turn([text_start(), text("Oak"), fault], loop=loop, store=timed_store)
    assert isinstance(end, TurnFailed)
    assert end.error.kind == "InternalError"
    assert end.error.__cause__ is fault
    assert timed_store.path("s")[1].blocks == (text_block("Oak"),)


def test_an_error_while_a_stopped_connection_is_closed_is_no_failure(
    loop: JumpingLoop, timed_store: WatchedStore
) -> None:
    turns: list[Turn] = []
    end = run_turn(
        [text_start(), text("Oak"), lambda: turns[0].cancel(), OSError("reset")],
        loop=loop,
        store=timed_store,
        drive=turns.append,
    )
    assert isinstance(end, TurnInterrupted)


def test_usage_counts_only_when_it_is_final(loop: JumpingLoop, timed_store: WatchedStore) -> None:
    cut = run_turn([opening(), text_start(), StreamCut()], loop=loop, store=timed_store)
    assert cut.answer.usage is None
    done = run_turn(answer("Oak."), loop=loop, store=timed_store)
    assert done.answer.usage is not None
    assert (done.answer.usage.input_tokens, done.answer.usage.output_tokens) == (7, 5)
    assert done.answer.stop_reason == "end_turn"


def test_the_session_keeps_the_model_that_was_used_last(
    loop: JumpingLoop, timed_store: WatchedStore
) -> None:
    first = run_turn(answer("Oak."), loop=loop, store=timed_store)
    history = timed_store.path("s")
    again = a_plan(history)
    assert again.prompt is not None
    prompt = replace(again.prompt, id="prompt2")
    plan = again._replace(
        prompt=prompt,
        answer=replace(again.answer, id="answer2", parent_id="prompt2"),
        options=replace(again.options, model="MiniMax-M2.7"),
    )
    assert timed_store.session("s").model is None, "the plan's session has none"
    run_turn(answer("Ash."), loop=loop, store=timed_store, plan=plan)
    session = timed_store.session("s")
    assert (session.model, session.thinking) == ("MiniMax-M2.7", "adaptive")
    assert first.answer in timed_store.path("s")


# --- live = reopened ---

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
unknown_blocks = st.dictionaries(st.text(min_size=1, max_size=4), json_values, max_size=3).map(
    lambda keys: {"type": "novelty", **{key: keys[key] for key in keys if key != "type"}}
)
pieces = st.lists(st.text(max_size=6), max_size=5)


def _events(index: int, kind: str, said: list[str], block: Block) -> list[StreamEvent]:
    deltas: list[StreamEvent]
    match kind:
        case "text":
            begin: Block = text_block("")
            deltas = [text(piece, index) for piece in said]
        case "thinking":
            begin = {"type": "thinking", "thinking": "", "signature": ""}
            deltas = [thinking(piece, index) for piece in said]
            deltas.append(BlockDelta(index, {"type": "signature_delta", "signature": "5ea1"}))
        case "tool_use":
            begin = {"type": "tool_use", "id": "call_1", "name": "look", "input": {}}
            halves = ['{"a": [1, ', '{"b": null}]}'] if len(said) % 2 else ['{"cut', " off"]
            deltas = [
                BlockDelta(index, {"type": "input_json_delta", "partial_json": half})
                for half in halves
            ]
        case _:
            begin = block
            deltas = [BlockDelta(index, {"type": "strange_delta", "more": one}) for one in said]
    return [start(index, begin), *deltas, stop(index)]


@st.composite
def streams(draw: st.DrawFn) -> list[StreamEvent]:
    """The events of an answer, whole or cut off anywhere."""
    kinds = draw(st.lists(st.sampled_from(["text", "thinking", "tool_use", "unknown"]), max_size=4))
    events: list[StreamEvent] = [opening()]
    for index, kind in enumerate(kinds):
        # Gaps between the wire's indexes are allowed.
        events += _events(index * 2, kind, draw(pieces), draw(unknown_blocks))
    events += ending()
    return events[: draw(st.integers(0, len(events)))] if draw(st.booleans()) else events


@given(events=streams(), pauses=st.lists(gaps, min_size=1, max_size=5), ends=st.booleans())
@settings(deadline=None, max_examples=80)
def test_live_is_reopened(events: list[StreamEvent], pauses: list[float], ends: bool) -> None:
    steps: list[Step] = []
    for number, event in enumerate(events):
        steps += [pauses[number % len(pauses)], event]
    with jumping_loop() as loop:
        store = WatchedStore(loop.time, at_once=True)
        reader, turns, middle = Reader(), list[Turn](), list[tuple[object, object]]()

        def kill() -> None:
            """What another program would read, were this one killed here, 100 ms later."""
            snapshot = turns[0].attach(Reader().mailbox).answer
            message = store.message("answer")
            middle.append((snapshot.blocks, message.blocks))
            middle.append((snapshot.unfinished, message.unfinished))

        steps += [PROMISED_S, kill]
        if not ends:
            steps.append(lambda: turns[0].cancel())
            steps.append(1.0)
        end = run_turn(steps, loop=loop, store=store, drive=turns.append, mailbox=reader.mailbox)
        reader.end()
        live = Accumulator()
        for told in reader.events:
            if isinstance(told, BlockStarted | BlockDelta):
                live.apply(told)
            elif isinstance(told, BlockFinished):
                live.apply(stop(told.index))
        reopened = store.message("answer")
        store.close()
    assert reopened.blocks == live.blocks()
    assert reopened.unfinished == live.unfinished()
    assert [list(block) for block in reopened.blocks] == [list(block) for block in live.blocks()]
    assert reopened == end.answer
    assert all(seen == read for seen, read in middle)


def test_a_turn_that_cannot_even_end_tells_what_came(loop: JumpingLoop) -> None:
    class Store(WatchedStore):
        def close_message(self, message: Message) -> Future[None]:
            raise RuntimeError(message.id)

    store = Store(at_once=True)
    turns: list[Turn] = []
    fault = RuntimeError()
    try:
        with pytest.raises(RuntimeError) as raised:
            run_turn(answer("Oak."), loop=loop, store=store, drive=turns.append)
        fault = raised.value
    finally:
        store.close()
    end = turns[0].broken(fault)
    assert isinstance(end, TurnFailed)
    assert isinstance(end.error, InternalError)
    assert end.answer.blocks == (text_block("Oak."),)
    assert end.answer.state is MessageState.FAILED


def test_an_answer_that_is_whole_is_stored_as_whole_though_the_loop_ends(
    loop: JumpingLoop, timed_store: WatchedStore
) -> None:
    running: list[asyncio.Task[TurnEnd]] = []
    # The connection takes long to be put away.
    endpoint = ScriptedEndpoint([*answer("An oak."), lambda: assert_(running[0].cancel()), 60.0])
    turn = Turn(a_plan(), timed_store, lambda: endpoint, loop.time)

    async def run() -> None:
        running.append(loop.create_task(turn.run()))
        with pytest.raises(asyncio.CancelledError):
            await running[0]

    loop.run_until_complete(run())
    stored = timed_store.message("answer")
    assert stored.state is MessageState.COMPLETE
    assert stored.blocks == (text_block("An oak."),)


def assert_(held: bool) -> None:
    assert held
