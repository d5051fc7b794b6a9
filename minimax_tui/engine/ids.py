"""Identifiers of sessions and messages."""

from __future__ import annotations

import os


def new_id() -> str:
    """16 hexadecimal digits, random from the first on, so that a short start names a session."""
    return os.urandom(8).hex()
