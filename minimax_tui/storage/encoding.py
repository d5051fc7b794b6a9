"""How values become what SQLite can hold, and back."""

from __future__ import annotations

import json
import unicodedata
from typing import Any


def to_json(value: object) -> str:
    """JSON in ASCII, so that a lone surrogate travels as its escape.

    Raises:
        TypeError: for a value that JSON does not know.
        ValueError: for one that contains itself.
        RecursionError: for one that is nested too deeply.
    """
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def from_json(text: str) -> Any:
    """What `to_json` was given, key order included."""
    return json.loads(text)


def plain(text: str) -> str:
    """`text` as SQLite takes it: a lone surrogate, which UTF-8 has not, becomes U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def plain_or_none(text: str | None) -> str | None:
    """`plain`, where a text may be missing."""
    return None if text is None else plain(text)


def folded(text: str) -> str:
    """`text` for a comparison that ignores case and forms of the same character."""
    return unicodedata.normalize("NFKC", plain(text)).casefold()
