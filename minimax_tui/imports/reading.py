"""Values out of foreign JSON: each is of the type asked for, or counts as absent."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

MAX_TIME_S = 253_402_300_799.0
"""The end of the year 9999; later moments are none."""


def text(value: Any, key: str) -> str:
    """The string at `key`, "" if there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def record(value: Any, key: str) -> dict[str, Any]:
    """The object at `key`, an empty one if there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def records(value: Any, key: str) -> list[dict[str, Any]]:
    """The objects in the list at `key`."""
    found = value.get(key) if isinstance(value, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def moment(value: object) -> float | None:
    """Unix time in seconds of a number or an ISO 8601 text (UTC where it names no zone)."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value) if _is_time(value) else None
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", value.strip()))
        at = (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
    return at if _is_time(at) else None


def _is_time(value: float) -> bool:
    return 0 < value <= MAX_TIME_S  # NaN is not, nor an int that no float holds
