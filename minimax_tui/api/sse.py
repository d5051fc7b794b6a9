"""Server-sent events: bytes, cut anywhere, to the JSON objects that they carry.

Follows the WHATWG's event-stream format (HTML standard, section 9.2.6), with these choices:
the JSON's own `type` names the event, so that data without an `event:` line counts (the SDK
drops it); `[DONE]`, as gateways of OpenAI's form send it, is ignored; a last event that lacks
only its empty line is still given.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from minimax_tui.api.errors import safe_message
from minimax_tui.domain.errors import Detail, StreamMalformed
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.nesting import MAX_LEVELS, is_too_deep

MAX_EVENT_BYTES = 64 * 1024 * 1024
"""Largest event taken; MiniMax takes request bodies of the same size at most (2026-11)."""

_EXCERPT_CHARS = 120
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class EventDecoder:
    """Decodes one stream. Costs linear time however the bytes are cut.

    Args:
        max_event_bytes: Largest event taken.
        key: The API key in use, so that no error can show it.

    Attributes:
        events: Number of objects given so far.
    """

    def __init__(self, max_event_bytes: int = MAX_EVENT_BYTES, *, key: str = "") -> None:
        self.events = 0
        self._key = key
        self._max_event_bytes = max_event_bytes
        self._partial: list[bytes] = []
        self._partial_size = 0
        self._data: list[bytes] = []
        self._data_size = 0
        self._name = b""
        self._after_cr = False
        self._at_start = True

    def feed(self, chunk: bytes) -> Iterator[dict[str, Any]]:
        """The objects whose events end in `chunk`. To be exhausted before the next call.

        Raises:
            StreamMalformed: if an event is no JSON object, or larger than the bound, or nested
                deeper than `domain.nesting` allows.
        """
        if not chunk:
            return
        if self._after_cr and chunk.startswith(b"\n"):
            chunk = chunk[1:]  # the second half of a CRLF whose first half ended a line
        self._after_cr = chunk.endswith(b"\r")
        lines = chunk.splitlines()  # for bytes: \n, \r and \r\n alone
        rest = b"" if chunk.endswith((b"\n", b"\r")) or not lines else lines.pop()
        for line in lines:
            if self._partial:
                line = self._join_partial(line)
            if line:
                self._take(line)
            elif (event := self._dispatch()) is not None:
                yield event
        if rest:
            self._partial.append(rest)
            self._partial_size += len(rest)
            self._check_size()

    def finish(self) -> Iterator[dict[str, Any]]:
        """The last object where only the event's closing empty line is missing.

        What is no whole JSON object was cut short and is left out.
        """
        try:
            if self._partial:
                self._take(self._join_partial(b""))
            event = self._dispatch()
        except StreamMalformed:
            return
        if event is not None:
            yield event

    def _join_partial(self, end: bytes) -> bytes:
        line = b"".join((*self._partial, end))
        self._partial.clear()
        self._partial_size = 0
        return line

    def _check_size(self) -> None:
        if self._data_size + self._partial_size > self._max_event_bytes:
            raise StreamMalformed(
                detail=Detail(message=f"one event has more than {self._max_event_bytes:,} bytes")
            )

    def _take(self, line: bytes) -> None:
        if self._at_start:
            self._at_start = False
            line = line.removeprefix(_BYTE_ORDER_MARK)
        if line.startswith(b"data:"):
            value = line[6:] if line[5:6] == b" " else line[5:]
            self._data.append(value)
            self._data_size += len(value) + 1
            self._check_size()
        elif line.startswith(b"event:"):
            self._name = line[6:].strip()
        elif line == b"data":
            self._data.append(b"")
            self._data_size += 1
            self._check_size()

    def _dispatch(self) -> dict[str, Any] | None:
        data, name = b"\n".join(self._data), self._name
        self._data.clear()
        self._name, self._data_size, self._at_start = b"", 0, False
        if not data.strip() or data.strip() == b"[DONE]":
            return None
        text = data.decode("utf-8", "replace")
        try:
            event = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise self._malformed(text) from error
        if not isinstance(event, dict):
            raise self._malformed(text)
        if text.count("{") + text.count("[") > MAX_LEVELS and is_too_deep(event):
            raise StreamMalformed(
                detail=Detail(message=f"one event is nested more than {MAX_LEVELS} levels deep")
            )
        if "type" not in event and name:
            event = {"type": name.decode("utf-8", "replace"), **event}
        self.events += 1
        return event

    def _malformed(self, text: str) -> StreamMalformed:
        excerpt = one_line(safe_message(text, self._key), _EXCERPT_CHARS)
        return StreamMalformed(detail=Detail(message=f"no JSON object: {excerpt}"))
