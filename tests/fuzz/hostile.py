"""Hostile values: text, JSON and wire events that no endpoint should send, and some that it does.

Everything is made with the numbers of a `Random`, so that a case is known by its seed, and so that
hypothesis, whose `randoms` strategy gives such a `Random`, can make a failing case smaller.
"""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

KEY = "sk-cp-not-to-be-shown-0123456789"
"""An API key that must be in no message."""

PIECES = [
    *("word ", "a", " ", "\n", "\n\n", "\r\n", "\t", "", "x" * 130, "中文字符", "ﾊﾟ", "。" * 30),
    *("😀", "👨‍👩‍👧", "🇩🇪", "e\u0301", "\u0301", "\u200d", "\ufe0f", "\u200b", "\u202e", "\u2066"),
    *("\x1b[2J", "\x1b]0;t\x07", "\x1bP", "\x9b31m", "\x00", "\x7f", "\x85", "\u2028", "\ufeff"),
    *(
        "\ud83d",
        "\ude00",
        "\uffff",
        "\U000e0041",
        "\U0010ffff",
        "[bold]",
        "[/]",
        "[@click=app.bell]",
    ),
    *(
        "# ",
        "- ",
        "1. ",
        "> ",
        "```",
        "```py\n",
        "|a|b|\n|-|-|\n",
        "$$",
        "**",
        "`",
        "[x](y)",
        "<b>",
    ),
    *('"', "\\", "{", "}", "data: ", "event: ", KEY, "resets at 0001-01-01T00:00+14:00", "(2056)"),
    *("resets at 9999-12-31T23:59:59-12:00", "usage limit", "NaN", "1e999", "null"),
]
NUMBERS: list[int | float] = [
    *(0, 1, 2, 3, -1, 7, 2**31, 2**63, 2**64, -(2**63) - 1, 10**30, 10**400, 10**4299),
    *(0.5, -0.0, 1e308, float("inf"), float("-inf"), float("nan")),
]
KEYS = [
    *("type", "index", "delta", "content_block", "message", "usage", "error", "text", "thinking"),
    *("signature", "partial_json", "citation", "citations", "input", "name", "id", "stop_reason"),
    *("input_tokens", "output_tokens", "cache_read_input_tokens", "base_resp", "status_code"),
    *("status_msg", "request_id", "content", "role", "source", "media_type", "data", "x"),
]
EVENT_TYPES = [
    *("message_start", "content_block_start", "content_block_delta", "content_block_stop"),
    *("message_delta", "message_stop", "ping", "error", "odd_event", ""),
]
BLOCK_TYPES = [
    *("text", "thinking", "redacted_thinking", "tool_use", "server_tool_use", "tool_result"),
    *("image", "video", "odd_block", ""),
]
DELTA_TYPES = [
    *("text_delta", "thinking_delta", "signature_delta", "input_json_delta", "citations_delta"),
    *("odd_delta", ""),
]
DEEP = (40, 99, 150, 400, 800, 5_000)
"""Levels of nesting; Python's own limit is 1,000 frames."""


def text(random: Random, most: int = 8) -> str:
    """Some text, seldom a long one."""
    found = "".join(random.choice(PIECES) for _ in range(random.randrange(most)))
    return found * 500 if random.randrange(400) == 0 else found


def value(random: Random, depth: int = 3) -> Any:
    """Any JSON value."""
    kind = random.randrange(10 if depth else 6)
    if kind < 2:
        return text(random, 3)
    if kind < 4:
        return random.choice(NUMBERS)
    if kind < 6:
        return random.choice((None, True, False))
    if kind < 8:
        return [value(random, depth - 1) for _ in range(random.randrange(4))]
    return {key(random): value(random, depth - 1) for _ in range(random.randrange(4))}


def key(random: Random) -> str:
    """A key, mostly one that means something."""
    return random.choice(KEYS) if random.randrange(8) else text(random, 3)


def deep(random: Random) -> str:
    """Stands for lists or objects in each other, until `encoded` writes them."""
    return f"@{random.choice('[{')}{random.choice(DEEP)}@"


def encoded(value: Any, *, ascii_only: bool) -> str:
    """`value` as JSON, also what `json.dumps` would not write: it cannot nest so deeply."""
    written = json.dumps(value, ensure_ascii=ascii_only)
    return re.sub(r'"@([\[{])(\d+)@"', _nested, written)


def _nested(mark: re.Match[str]) -> str:
    opening, closing = ("[", "]") if mark[1] == "[" else ('{"a":', "}")
    return opening * int(mark[2]) + "1" + closing * int(mark[2])


def block(random: Random) -> dict[str, Any]:
    """A content block, mostly of the right form."""
    kind = random.choice(BLOCK_TYPES)
    found: dict[str, Any] = {"type": kind}
    if kind in ("text", "thinking"):
        found[kind] = text(random, 2)
    elif kind in ("tool_use", "server_tool_use"):
        found |= {"id": text(random, 2), "name": text(random, 2), "input": {}}
    elif kind == "tool_result":
        found |= {"tool_use_id": text(random, 2), "content": value(random)}
    return _spoilt(random, found)


def delta(random: Random) -> dict[str, Any]:
    """A block's delta, mostly of the right form."""
    kind = random.choice(DELTA_TYPES)
    found: dict[str, Any] = {"type": kind}
    if kind in ("text_delta", "thinking_delta", "signature_delta"):
        found[kind.removesuffix("_delta")] = text(random)
    elif kind == "input_json_delta":
        pieces = ("{", "}", '"a":', "1", "[", "]", ",", '"b"', "NaN", "1e999", " ", "{}", '{"a":1}')
        found["partial_json"] = "".join(random.choices(pieces, k=random.randrange(4)))
        if random.randrange(30) == 0:
            depth = random.choice(DEEP)
            found["partial_json"] = '{"a":' + "[" * depth + "]" * depth + "}"
    elif kind == "citations_delta":
        found["citation"] = value(random, 1)
    else:
        found[key(random)] = value(random, 2)
    return _spoilt(random, found)


def event(random: Random, indexes: int = 4) -> dict[str, Any]:
    """A wire event, mostly of the right form; most name one of the first `indexes` blocks."""
    kind = random.choices(EVENT_TYPES, (2, 6, 14, 5, 2, 1, 1, 1, 1, 1))[0]
    found: dict[str, Any] = {"type": kind}
    if kind.startswith("content_block"):
        found["index"] = random.randrange(indexes)
    if kind == "content_block_start":
        found["content_block"] = block(random)
    elif kind == "content_block_delta":
        found["delta"] = delta(random)
    elif kind == "message_start":
        found["message"] = {"id": "m", "content": [], "usage": usage(random)}
    elif kind == "message_delta":
        found |= {"delta": {"stop_reason": value(random, 1)}, "usage": usage(random)}
    elif kind == "error":
        found["error"] = {"type": random.choice(("api_error", "x")), "message": text(random)}
    return _spoilt(random, found)


def usage(random: Random) -> dict[str, Any]:
    """Token counts, right or wrong."""
    keys = ("input_tokens", "output_tokens", "cache_read_input_tokens")
    return {name: value(random, 1) for name in keys if random.randrange(3)}


def _spoilt(random: Random, found: dict[str, Any]) -> dict[str, Any]:
    """Seldom with a wrong value, a key less or a key more."""
    match random.randrange(24):
        case 0:
            found[random.choice(list(found))] = value(random)
        case 1:
            del found[random.choice(list(found))]
        case 2:
            found[key(random)] = value(random)
        case 3 if random.randrange(2):
            found[random.choice(list(found))] = deep(random)
    return found
