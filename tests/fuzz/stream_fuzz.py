"""Looks for bytes that the stream reader cannot bear.

`python tests/fuzz/stream_fuzz.py --events 100000 --seed 1`. Not collected by pytest;
`tests/unit/api/test_sse_fuzz.py` runs the same checks on a few cases. A case is a stream of hostile
events, torn and cut anywhere: read whole or in pieces it gives the same, what an independent
reading of the format gives; nothing but domain errors comes out, of the endpoint too; no error
shows a control code, the key, or more than a line.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import httpx2

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from minimax_tui.api.client import MiniMaxEndpoint
from minimax_tui.api.errors import from_answer, from_event
from minimax_tui.api.sse import EventDecoder
from minimax_tui.domain.errors import RequestError, StreamMalformed
from minimax_tui.domain.events import (
    BlockDelta,
    BlockStarted,
    BlockStopped,
    MessageStopped,
    event_from_wire,
    event_to_wire,
)
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.nesting import is_too_deep
from minimax_tui.domain.ports import Credential
from minimax_tui.domain.requests import ChatRequest
from tests.fuzz import fuzzing, hostile

MAX_EVENT_BYTES = 60_000
ODD_LINES = [
    *(b"data: [DONE]", b"data", b"data:", b": comment", b"id: 7", b"retry: 3", b"event: ping"),
    *(b"event:", b"\xef\xbb\xbf", b"\xef\xbb\xbfdata: {}", b"data: {", b'data: "a"', b"data: []"),
    *(b"\xff\xfe", b"data: \xff", b"database: 1", b"", b"", b"event: \xff", b"data: nonsense"),
    *(b"data: " + b"[" * 3_000, b'data: {"a":' * 2_000, b"data: " + b"9" * 5_000, b"\x00\x1b[2J"),
    *(b'data: {"a":', b"data: 1}", b"<html>", b'{"base_resp":{"status_code":1008}}', b"x" * 999),
]
HEADERS = [
    {"content-type": "text/event-stream"},
    {"content-type": "text/event-stream; charset=latin-1"},
    {"content-type": "application/json"},
    {"content-type": "text/html"},
    {"content-encoding": "gzip"},
    {"content-encoding": "br, odd"},
    {},
]
ANSWER_HEADERS = [
    *("", "1", "-1", "nan", "inf", "1e999", "9" * 5_000, "soon", "\x1b[2J", "²"),
    *("Mon, 23 Nov 2026 05:00:00 GMT", "Mon, 01 Jan 0000 00:00:00 +9999", "0 0 0"),
    *("Mon, 01 Jan 2020 00:00:00 +99999999999999999999", "Mon, 01 Jan 10000 00:00:00 GMT"),
]


def stream(random: Random, most: int = 12) -> bytes:
    """The bytes of a stream."""
    newline = random.choice((b"\n", b"\r\n", b"\r", None))
    parts: list[bytes] = []

    def line(data: bytes) -> None:
        end = newline or random.choice((b"\n", b"\r\n", b"\r"))
        parts.append(data + end)

    for _ in range(random.randrange(most)):
        if random.randrange(5) == 0:
            line(random.choice(ODD_LINES))
            continue
        event = hostile.event(random)
        if random.randrange(4):
            line(b"event: " + str(event.get("type")).encode(errors="replace"))
        written = hostile.encoded(event, ascii_only=bool(random.randrange(2)))
        data = written.encode(errors="surrogatepass")
        if random.randrange(20) == 0 and b" " in data:
            for part in data.split(b" "):  # JSON allows a line's end between its words
                line(b"data: " + part)
        else:
            line(random.choice((b"data: ", b"data:")) + data)
        line(b"")
    found = b"".join(parts)
    for _ in range(random.randrange(3) if random.randrange(3) == 0 else 0):
        at = random.randrange(len(found) + 1)
        match random.randrange(3):
            case 0:
                found = found[:at]
            case 1:
                found = found[:at] + bytes(random.choices(range(256), k=3)) + found[at:]
            case _:
                found = found[:at] + found[at + random.randrange(1, 9) :]
    return found


def cut(random: Random, data: bytes) -> list[bytes]:
    """`data` in pieces, empty ones included."""
    if len(data) < 2_000 and random.randrange(4) == 0:
        return [data[at : at + 1] for at in range(len(data))]
    joints = sorted(random.randrange(len(data) + 1) for _ in range(random.randrange(12)))
    return [data[start:end] for start, end in pairwise([0, *joints, len(data)])]


Outcome = tuple[list[dict[str, Any]], bool]
"""The events that came, and whether the stream was malformed after them."""


def read(pieces: Iterable[bytes]) -> Outcome:
    """What the decoder makes of the pieces."""
    decoder, came = EventDecoder(MAX_EVENT_BYTES, key=hostile.KEY), []
    try:
        for piece in pieces:
            for event in decoder.feed(piece):
                came.append(event)
        came.extend(decoder.finish())
    except StreamMalformed as error:
        check_words(error)
        return came, True
    assert decoder.events == len(came)
    return came, False


def reference(data: bytes) -> Outcome:
    """The WHATWG's format read plainly, all at once, with the choices that `api.sse` tells."""
    came: list[dict[str, Any]] = []
    *lines, rest = re.split(b"\r\n|\r|\n", data)
    fields: list[bytes] = []
    name = b""
    first = True
    for number, line in enumerate([*lines, rest, b""]):
        last = number >= len(lines)
        if first and line:
            line, first = line.removeprefix(b"\xef\xbb\xbf"), False
        first = first and bool(line)
        key, _, value = line.partition(b":")
        if key == b"data":
            fields.append(value.removeprefix(b" "))
        elif key == b"event":
            name = value.strip()
        if line:
            continue
        said, named = b"\n".join(fields).strip(), name
        fields, name = [], b""
        if not said or said == b"[DONE]":
            continue
        try:
            event = json.loads(said.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            event = None
        if not isinstance(event, dict) or is_too_deep(event):
            return came, not last
        if "type" not in event and named:
            event = {"type": named.decode("utf-8", "replace"), **event}
        came.append(event)
    return came, False


def same(one: Outcome, other: Outcome) -> bool:
    """Whether two outcomes are the same, key order included; NaN is itself here."""
    return one[1] == other[1] and [*map(json.dumps, one[0])] == [*map(json.dumps, other[0])]


def check_words(error: RequestError) -> None:
    """An error's words are safe to draw, bounded, and have no key in them."""
    for said in (error.what, error.advice, error.detail.message, error.detail.request_id or ""):
        assert said == visible(said).replace("\n", " "), repr(said)
        assert hostile.KEY not in said
        assert len(said) < 1_000
    assert visible(str(error.detail)) == str(error.detail)


def check_stream(random: Random) -> int:
    """A case; tells how many events came."""
    data = stream(random)
    whole = read([data])
    pieces = cut(random, data)
    assert same(read(pieces), whole), (data, pieces)
    if len(data) < MAX_EVENT_BYTES:
        assert same(reference(data), whole), data
    for wire in whole[0]:
        error = from_event(wire, key=hostile.KEY)
        if error is not None:
            check_words(error)
        event = event_from_wire(wire)
        if isinstance(event, BlockStarted | BlockDelta | BlockStopped):
            again = event_from_wire(event_to_wire(event))
            assert type(again) is type(event)
            assert repr(again) == repr(event)  # NaN is unequal to itself
    return max(1, len(whole[0]))


def check_answer(random: Random) -> int:
    """An answer that is no stream: any status, any body, any headers."""
    body: object = hostile.value(random)
    if random.randrange(2):
        body = {"error": {"type": hostile.text(random, 2), "message": hostile.text(random)}}
    if random.randrange(3) == 0 and isinstance(body, dict):
        body["base_resp"] = {"status_code": hostile.value(random, 1), "status_msg": "no (2056)"}
    headers = {name: random.choice(ANSWER_HEADERS) for name in ("retry-after", "date")}
    status = random.choice((200, 204, 302, 400, 401, 404, 418, 429, 500, 529, 599))
    check_words(from_answer(status, body, key=hostile.KEY, headers=headers))
    return 1


class _Body(httpx2.AsyncByteStream):
    """A body that comes in pieces, and may end in a failure of the network."""

    def __init__(self, pieces: list[bytes], failure: Exception | None) -> None:
        self._pieces, self._failure = pieces, failure

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece
        if self._failure is not None:
            raise self._failure

    async def aclose(self) -> None:
        """Nothing is open."""


class _Key:
    def resolve(self) -> Credential:
        return Credential(hostile.KEY, "http://127.0.0.1:1", "test")

    def check(self) -> None:
        """There is always a key."""


class _Endpoint(MiniMaxEndpoint):
    """The endpoint with the network taken out: its answer is given."""

    def __init__(self, body: _Body, headers: Mapping[str, str]) -> None:
        super().__init__(_Key())
        self._answer = httpx2.Response(
            200,
            headers=headers,
            stream=body,
            request=httpx2.Request("POST", "http://127.0.0.1:1", extensions={"timeout": {}}),
        )

    async def _send(self, credential: Credential, content: bytes) -> httpx2.Response:
        del credential, content
        return self._answer


async def _received(random: Random, request: ChatRequest) -> int:
    data = stream(random)
    failure = random.choice((None, None, httpx2.ReadError("cut"), OSError(104, "reset")))
    body = _Body(cut(random, data), failure)
    answer = _Endpoint(body, random.choice(HEADERS))
    came, ended = 0, False
    try:
        async for event in answer.stream(request):
            assert not ended
            came, ended = came + 1, isinstance(event, MessageStopped)
        assert ended, "it ended without message_stop and without an error"
    except RequestError as error:
        check_words(error)
    return max(1, came)


def check_endpoint(loop: asyncio.AbstractEventLoop, request: ChatRequest, random: Random) -> int:
    """A stream through the endpoint ends with `message_stop` or a domain error."""
    return loop.run_until_complete(_received(random, request))


def main() -> int:
    """Runs the three checks in turn; the number of failures is the exit status."""
    from minimax_tui.domain.requests import TurnOptions

    request = ChatRequest((), TurnOptions("MiniMax-M3"))
    with asyncio.Runner() as runner:
        loop = runner.get_loop()

        def case(random: Random) -> int:
            return (
                check_stream(random) + check_answer(random) + check_endpoint(loop, request, random)
            )

        return fuzzing.run("events", case)


if __name__ == "__main__":
    sys.exit(main())
