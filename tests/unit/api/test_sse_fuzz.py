"""The stream reader and hostile bytes: a few cases of `tests/fuzz/stream_fuzz.py`, and what the
command found.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minimax_tui.api.errors import from_answer, from_event
from minimax_tui.api.sse import EventDecoder
from minimax_tui.domain.errors import PlanLimitReached, RateLimited, StreamMalformed
from minimax_tui.domain.nesting import MAX_LEVELS
from minimax_tui.domain.requests import ChatRequest, TurnOptions
from tests.fuzz import hostile, stream_fuzz

CASES = settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow],
)
RANDOMS = st.randoms(use_true_random=False)


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    with asyncio.Runner() as runner:
        yield runner.get_loop()


@CASES
@given(RANDOMS)
def test_a_stream_is_the_same_however_it_is_cut(random: Random) -> None:
    stream_fuzz.check_stream(random)


@CASES
@given(RANDOMS)
def test_an_answer_that_is_no_stream_is_an_error_in_words(random: Random) -> None:
    stream_fuzz.check_answer(random)


@pytest.mark.parametrize("seed", range(60))
def test_the_endpoint_ends_with_a_stop_or_a_domain_error(
    seed: int, loop: asyncio.AbstractEventLoop
) -> None:
    request = ChatRequest((), TurnOptions("MiniMax-M3"))
    stream_fuzz.check_endpoint(loop, request, Random(seed))


# --- found by the command ---


@pytest.mark.parametrize(
    "when", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:00-12:00", "9999-12-31T23:59:59-12:00"]
)
def test_a_reset_beyond_the_calendar_is_no_time(when: str) -> None:
    words = f"usage limit reached, resets at {when} (2056)"
    event = {"type": "error", "error": {"type": "rate_limit_error", "message": words}}
    assert type(from_event(event, key="")) is PlanLimitReached
    assert type(from_answer(429, event, key="")) is PlanLimitReached


@pytest.mark.parametrize(
    "date",
    [
        "Mon, 01 Jan 2020 00:00:00 +99999999999999999999",
        "Mon, 01 Jan 99999999999999999999 00:00:00 +0000",
    ],
)
def test_a_retry_date_beyond_the_calendar_is_no_wait(date: str) -> None:
    error = from_answer(429, {}, key="", headers={"retry-after": date, "date": date})
    assert type(error) is RateLimited
    assert error.detail.retry_after_s is None


@pytest.mark.parametrize("echoed", ['"{}"', "[{}", "Bearer {}", "x" * 100 + "{}"])
def test_the_excerpt_of_a_malformed_event_has_no_key(echoed: str) -> None:
    decoder = EventDecoder(key=hostile.KEY)
    with pytest.raises(StreamMalformed) as caught:
        list(decoder.feed(f"data: {echoed.replace('{}', hostile.KEY)}\n\n".encode()))
    said = str(caught.value.detail)
    assert all(hostile.KEY[:length] not in said for length in range(8, len(hostile.KEY) + 1))


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_what_is_nested_too_deeply_is_malformed(opening: str, closing: str) -> None:
    def event(levels: int) -> bytes:
        inner = opening * (levels - 1) + "1" + closing * (levels - 1)
        return f'data: {{"type":"x","v":{inner}}}\n\n'.encode()

    assert len(list(EventDecoder().feed(event(MAX_LEVELS)))) == 1
    for levels in (MAX_LEVELS + 1, 900, 5_000):
        with pytest.raises(StreamMalformed):
            list(EventDecoder().feed(event(levels)))
