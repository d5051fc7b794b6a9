"""Reads the body of a request, and no more of it than is allowed."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from io import BufferedIOBase

from minimax_tui.simulator import contract
from minimax_tui.simulator.contract import ApiError, invalid_params
from minimax_tui.simulator.output import Disconnected

_READ_BYTES = 1024 * 1024
_LINE_BYTES = 1024


def read_body(source: BufferedIOBase, headers: Message) -> bytes:
    """Returns the body, with a length or in chunks.

    A body that is too large is still read (up to four times the limit) and thrown away: a client
    that is closed while it sends never gets to read why.

    Raises:
        ApiError: It is too large, or its length makes no sense; close the connection then.
        Disconnected: The client went away.
    """
    chunked = "chunked" in headers.get("transfer-encoding", "").lower()
    parts = _chunks(source) if chunked else _parts(source, headers.get("content-length", "0"))
    kept: list[bytes] = []
    size = 0
    for part in parts:
        size += len(part)
        if size > 4 * contract.MAX_BODY_BYTES:
            break
        if size <= contract.MAX_BODY_BYTES:
            kept.append(part)
        else:
            kept.clear()
    if size > contract.MAX_BODY_BYTES:
        # OPENAPI, 2026-11: 413. guess: the words.
        raise ApiError(413, "request body exceeds 64 MB (2013)")
    return b"".join(kept)


def _parts(source: BufferedIOBase, length: str) -> Iterator[bytes]:
    left = _number(length, 10)
    while left > 0:
        part = source.read(min(left, _READ_BYTES))
        if not part:
            raise Disconnected
        left -= len(part)
        yield part


def _chunks(source: BufferedIOBase) -> Iterator[bytes]:
    while True:
        line = source.readline(_LINE_BYTES)
        if not line.endswith(b"\n"):
            raise Disconnected
        size = _number(line.split(b";")[0].strip().decode("latin-1"), 16)
        if size == 0:
            while source.readline(_LINE_BYTES).strip():
                pass  # trailers
            return
        yield from _parts(source, str(size))
        source.readline(_LINE_BYTES)


def _number(text: str, base: int) -> int:
    if not text.isascii() or not text.isalnum() or len(text) > 16:
        raise invalid_params("bad length of the body")  # guess: nothing found
    try:
        return int(text, base)
    except ValueError as error:
        raise invalid_params("bad length of the body") from error  # guess: nothing found
