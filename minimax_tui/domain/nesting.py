"""How deeply JSON that came from outside may be nested."""

from __future__ import annotations

from typing import Any

MAX_LEVELS = 100
"""Objects and lists inside each other. Python ends at 1,000 frames, and walking a value, writing
it indented or comparing it takes several a level; what models really send has about five."""


def is_too_deep(value: Any, levels: int = MAX_LEVELS) -> bool:
    """Whether more than `levels` objects and lists lie inside each other. Does not recurse."""
    layer = [value] if isinstance(value, dict | list) else []
    for _ in range(levels):
        if not layer:
            return False
        layer = [
            inner
            for outer in layer
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
    return bool(layer)
