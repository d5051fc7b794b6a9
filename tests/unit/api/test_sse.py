"""The event decoder: the same objects however the bytes are cut."""

from __future__ import annotations

import itertools
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.api.sse import EventDecoder
from minimax_tui.domain.errors import StreamMalformed

EVENTS: list[dict[str, Any]] = [
    {"type": "ping"},
    {
        "type": "content_block_delta",
        "index": 0,
        "delta": {"text": "Grüße, 世界 🌍\u2028\x85\u000b"},
    },
    {"type": "message_stop"},
]


def encode(events: list[dict[str, Any]], newline: str = "\n") -> bytes:
    return "".join(
        f"event: {event['type']}{newline}data: {json.dumps(event, ensure_ascii=False)}{newline * 2}"
        for event in events
    ).encode()


def decode(*chunks: bytes, decoder: EventDecoder | None = None) -> list[dict[str, Any]]:
    decoder = decoder or EventDecoder()
    came = [event for chunk in chunks for event in decoder.feed(chunk)]
    return came + list(decoder.finish())


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_split_in_two_gives_the_same(newline: str) -> None:
    data = encode(EVENTS, newline)
    for at in range(len(data) + 1):
        assert decode(data[:at], data[at:]) == EVENTS


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_single_bytes_give_the_same(newline: str) -> None:
    data = encode(EVENTS, newline)
    assert decode(*(data[at : at + 1] for at in range(len(data)))) == EVENTS


ODD_STREAMS = st.lists(
    st.sampled_from(
        [
            b'data: {"a":\n',
            b'data:"\xc3\xa4\xff"}\n',
            b'data: {"b": 1}',
            b": comment\r\n",
            b"event: x\r",
            b"\n",
            b"\r\n",
            b"\r",
            b"data: [DONE]\n\n",
            b"data\n",
            b"id: 7\nretry: 3\n",
            b"\xef\xbb\xbf",
            b"data: nonsense\n\n",
        ]
    ),
    max_size=20,
).map(b"".join)


def outcome(chunks: list[bytes]) -> tuple[list[dict[str, Any]], bool]:
    """What came, and whether the stream was malformed."""
    decoder, came = EventDecoder(), []
    try:
        for chunk in chunks:
            for event in decoder.feed(chunk):
                came.append(event)
        came.extend(decoder.finish())
    except StreamMalformed:
        return came, True
    return came, False


@given(ODD_STREAMS, st.lists(st.integers(0, 400), max_size=10))
def test_any_chunking_equals_the_whole(data: bytes, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    chunks = [data[start:stop] for start, stop in itertools.pairwise(edges)]
    assert outcome(chunks) == outcome([data])


@pytest.mark.parametrize(
    ("data", "events"),
    [
        (b'data: {"type":"a"}\n\n', [{"type": "a"}]),
        (b'data:{"type":"a"}\n\n', [{"type": "a"}]),
        (b'event: a\ndata: {"x":1}\n\n', [{"type": "a", "x": 1}]),
        (b'event: a\ndata: {"type":"b"}\n\n', [{"type": "b"}]),
        (b'event: a\n\ndata: {"x":1}\n\n', [{"x": 1}]),
        (b'data: {"x":\ndata: 1}\n\n', [{"x": 1}]),
        (b':hello\n\n: \ndata: {"x":1}\n\n', [{"x": 1}]),
        (b"data: [DONE]\n\n", []),
        (b"data:\n\ndata\n\n", []),
        (b"\n\n\n", []),
        (b'\xef\xbb\xbfdata: {"x":1}\n\n', [{"x": 1}]),
        (b'data: {"x":1}', [{"x": 1}]),
        (b'data: {"x":1}\n', [{"x": 1}]),
        (b'data: {"x":1', []),
        (b'database: {"x":1}\n\n', []),
    ],
)
def test_the_forms_of_a_stream(data: bytes, events: list[dict[str, Any]]) -> None:
    assert decode(data) == events


def test_invalid_utf8_becomes_replacement_characters() -> None:
    assert decode(b'data: {"x": "a\xff\xc3"}\n\n') == [{"x": "a\ufffd\ufffd"}]


def test_key_order_and_unknown_keys_stay() -> None:
    (event,) = decode(b'data: {"z":1,"type":"q","a":{"y":2,"b":3}}\n\n')
    assert list(event) == ["z", "type", "a"]
    assert list(event["a"]) == ["y", "b"]


@pytest.mark.parametrize("data", [b"{", b"[1]", b'"text"', b"null", b"{'a': 1}", b"[" * 100_000])
def test_what_is_no_object_is_malformed(data: bytes) -> None:
    decoder = EventDecoder()
    assert list(decoder.feed(b'data: {"x":1}\n\n')) == [{"x": 1}]
    with pytest.raises(StreamMalformed) as caught:
        list(decoder.feed(b"data: " + data + b"\n\n"))
    assert len(caught.value.detail.message) < 200


def test_events_before_a_malformed_one_in_the_same_chunk_come_out() -> None:
    came = decode(b'data: {"x":1}\n\n')
    decoder = EventDecoder()
    events = decoder.feed(b'data: {"x":1}\n\ndata: {\n\n')
    assert [next(events)] == came
    with pytest.raises(StreamMalformed):
        next(events)


def test_the_excerpt_is_safe_to_draw() -> None:
    with pytest.raises(StreamMalformed) as caught:
        decode(b"data: \x1b]0;title\x07 \xe2\x80\xae\n\n")
    assert caught.value.detail.message.isprintable()


@pytest.mark.parametrize("piece", [b"data: " + b"x" * 60 + b"\n", b"x" * 60])
def test_an_event_over_the_bound_is_malformed(piece: bytes) -> None:
    decoder = EventDecoder(max_event_bytes=100)
    list(decoder.feed(piece))
    with pytest.raises(StreamMalformed):
        list(decoder.feed(piece))


def test_the_bound_is_an_events_and_not_the_streams() -> None:
    decoder = EventDecoder(max_event_bytes=100)
    data = b'data: {"x": "' + b"y" * 60 + b'"}\n\n'
    assert (
        len(decode(*[data[at : at + 7] for at in range(0, len(data), 7)] * 5, decoder=decoder)) == 5
    )
    assert decoder.events == 5


def seconds_for(size: int) -> float:
    """Processor time to decode one event of `size` bytes that comes in pieces of 64."""
    data = b'data: {"x": "' + b"y" * size + b'"}\n\n'
    decoder = EventDecoder()
    start = time.process_time()
    for at in range(0, len(data), 64):
        list(decoder.feed(data[at : at + 64]))
    assert decoder.events == 1
    return time.process_time() - start


def test_a_huge_event_in_small_pieces_costs_linear_time() -> None:
    seconds_for(10_000)
    small = min(seconds_for(200_000) for _ in range(3))
    assert seconds_for(3_200_000) < 16 * small * 4 + 0.05  # quadratic would be 256 times
