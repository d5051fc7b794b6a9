"""Ids that are the same each time a file is imported, so that nothing is stored twice."""

from __future__ import annotations

import hashlib
import json


def stable_id(*parts: object) -> str:
    """16 hexadecimal digits, as our own ids are, out of what identifies something elsewhere."""
    return content_hash(list(parts))[:16]


def content_hash(value: object) -> str:
    """SHA-256 of a value that JSON can hold, as hexadecimal digits."""
    text = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
