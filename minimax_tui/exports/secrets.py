"""Keys have no place in an export, whatever was said in the conversation."""

from __future__ import annotations

from collections.abc import Iterable

REMOVED = "[key]"
_SHORTEST = 8
"""A shorter secret would be found in words that are none."""


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """`text` with each of the secrets replaced."""
    for secret in sorted(set(secrets), key=len, reverse=True):
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, REMOVED)
    return text
