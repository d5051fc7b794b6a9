"""Pictures of other programs as blocks."""

from __future__ import annotations

import base64
import binascii

from minimax_tui.domain.blocks import Block

MAX_PICTURE_BYTES = 10_000_000
"""Largest picture that a request may hold (MiniMax, "Anthropic API", read 2026-11-23)."""
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
)


def picture_block(data: bytes | str) -> Block | None:
    """A picture as an image block; None if it is none that the API takes, or too large for it.

    Args:
        data: The picture's bytes, or those in base64.
    """
    if isinstance(data, str):
        try:
            data = base64.b64decode(data.partition("base64,")[2] or data, validate=True)
        except (binascii.Error, ValueError):
            return None
    media_type = media_type_of(data)
    if not media_type or len(data) > MAX_PICTURE_BYTES:
        return None
    encoded = base64.b64encode(data).decode("ascii")
    source = {"type": "base64", "media_type": media_type, "data": encoded}
    return {"type": "image", "source": source}


def media_type_of(data: bytes) -> str:
    """The type of a picture by its first bytes; "" if it is none that the API takes."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in _MAGIC if data.startswith(magic)), "")
