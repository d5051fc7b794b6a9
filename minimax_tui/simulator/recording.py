"""What was sent to the simulator, for tests to look at."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

_SALT = secrets.token_bytes(16)
_SECRET_HEADERS = frozenset({"authorization", "x-api-key", "proxy-authorization", "cookie"})
REDACTED = "[redacted]"

# A long demo sends its whole history each turn: without a limit, memory would grow with its square.
_REQUESTS_KEPT = 1_000
_BODY_BYTES_KEPT = 256 * 1024 * 1024


def _digest(key: str) -> bytes:
    return hmac.new(_SALT, key.encode(errors="replace"), hashlib.sha256).digest()


@dataclass(slots=True, eq=False)
class RecordedRequest:
    """One request and what became of it.

    Attributes:
        method: ``"POST"`` or ``"GET"``.
        path: The target, query included.
        headers: Names in lower case; values of keys are replaced.
        body: The bytes of the body.
        json: The parsed body, key order kept; None if it is empty or not JSON.
        has_key: Whether there was a key.
        key_header: ``"authorization"``, ``"x-api-key"`` (the one that counted), or ``""``.
        connection: Number of the connection it came on, to see connections reused.
        status: The HTTP status answered; 0 before that, or if there was none.
        events_sent: How many events of the stream went out.
        outcome: ``"pending"``, then ``"complete"``, ``"fault"`` (broken off on request),
            ``"disconnected"`` (the client went away) or ``"stopped"`` (the simulator was).
        finished: Set when the outcome is known.
    """

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = field(repr=False)
    json: Any
    has_key: bool
    key_header: str
    connection: int
    status: int = 0
    events_sent: int = 0
    outcome: str = "pending"
    finished: threading.Event = field(default_factory=threading.Event, repr=False)
    _key_digest: bytes = field(default=b"", repr=False)

    def key_is(self, key: str) -> bool:
        """Tells whether this key was sent; the key itself is not kept."""
        return self.has_key and hmac.compare_digest(self._key_digest, _digest(key))

    def finish(self, outcome: str) -> None:
        """Notes what became of the request."""
        self.outcome = outcome
        self.finished.set()


def find_key(headers: Mapping[str, str]) -> tuple[str, str]:
    """Returns the key and the header it counts from; two empty strings without a key.

    With both headers `Authorization` wins (OPENAPI, 2026-11).
    """
    given = headers.get("authorization", "").strip()
    scheme, _, key = given.partition(" ")
    if given:
        return (key.strip(), "authorization") if scheme.lower() == "bearer" else ("", "")
    key = headers.get("x-api-key", "").strip()
    return (key, "x-api-key") if key else ("", "")


def record(
    method: str, path: str, headers: Mapping[str, str], body: bytes, json: Any, connection: int
) -> RecordedRequest:
    """Makes a record; `headers` have names in lower case and their real values."""
    key, key_header = find_key(headers)
    shown = {
        name: REDACTED if name in _SECRET_HEADERS else value for name, value in headers.items()
    }
    return RecordedRequest(
        method=method,
        path=path,
        headers=shown,
        body=body,
        json=json,
        has_key=bool(key),
        key_header=key_header if key else "",
        connection=connection,
        _key_digest=_digest(key) if key else b"",
    )


class RequestLog(Sequence[RecordedRequest]):
    """The requests in the order they came; safe to read from any thread."""

    def __init__(self) -> None:
        self._rows: deque[RecordedRequest] = deque()
        self._bytes = 0
        self._changed = threading.Condition()

    def append(self, request: RecordedRequest) -> None:
        """Adds a request; the oldest go when it is too many."""
        with self._changed:
            self._rows.append(request)
            self._bytes += len(request.body)
            while len(self._rows) > 1 and (
                len(self._rows) > _REQUESTS_KEPT or self._bytes > _BODY_BYTES_KEPT
            ):
                self._bytes -= len(self._rows.popleft().body)
            self._changed.notify_all()

    def clear(self) -> None:
        """Forgets all requests."""
        with self._changed:
            self._rows.clear()
            self._bytes = 0

    def wait_for(self, count: int, timeout_s: float = 5.0) -> list[RecordedRequest]:
        """Waits until there are `count` requests and returns all there are.

        Raises:
            TimeoutError: They did not come in time.
        """
        until_s = time.monotonic() + timeout_s
        with self._changed:
            while len(self._rows) < count:
                left_s = until_s - time.monotonic()
                if left_s <= 0 or not self._changed.wait(left_s):
                    raise TimeoutError(f"{len(self._rows)} of {count} requests came")
            return list(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[RecordedRequest]:
        with self._changed:
            return iter(list(self._rows))

    @overload
    def __getitem__(self, index: int) -> RecordedRequest: ...
    @overload
    def __getitem__(self, index: slice) -> list[RecordedRequest]: ...
    def __getitem__(self, index: int | slice) -> RecordedRequest | list[RecordedRequest]:
        with self._changed:
            rows = list(self._rows)
        return rows[index]
