"""Tool calls: which tool a prompt names, what to call it with, what to say of its result."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from typing import Any

from minimax_tui.simulator.stream import tool_call_id

_PATH = re.compile(r"(?<![\w/.~-])((?:[~.]{0,2}/)?[\w.-]+(?:/[\w.-]+)+|[\w-]+\.[A-Za-z]{1,5})\b")
_QUOTED = re.compile(r"\"([^\"\n]+)\"|'([^'\n]+)'|`([^`\n]+)`|“([^”\n]+)”")
_URL = re.compile(r"https?://[^\s\"'<>)]+")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SHOWN_LINES = 12
_SHOWN_CHARS = 800


def calls(
    text: str, tools: Sequence[Mapping[str, Any]], rng: random.Random, *, must: bool = False
) -> list[dict[str, Any]]:
    """Returns a `tool_use` block for each tool that the prompt names.

    Args:
        text: The prompt.
        tools: The definitions.
        rng: Where ids come from.
        must: Whether to call the first one if none is named.
    """
    lowered = text.lower()
    named = [
        tool
        for tool in tools
        if re.search(rf"(?<![\w-]){re.escape(str(tool['name']).lower())}(?![\w-])", lowered)
        or ("_" in tool["name"] and str(tool["name"]).lower().replace("_", " ") in lowered)
    ]
    if must and not named:
        named = list(tools[:1])
    # What runs on MiniMax's side is never handed to the client.
    named = [tool for tool in named if isinstance(tool.get("input_schema"), Mapping)]
    return [
        {
            "type": "tool_use",
            "id": tool_call_id(rng, number),
            "name": tool["name"],
            "input": _input(text, tool["input_schema"], str(tool["name"])),
        }
        for number, tool in enumerate(named, start=1)
    ]


def _input(text: str, schema: Mapping[str, Any], tool_name: str) -> dict[str, Any]:
    properties = schema.get("properties")
    if not isinstance(properties, Mapping):
        return {}
    required = schema.get("required")
    wanted = required if isinstance(required, list) else []
    bare = re.sub(re.escape(tool_name), " ", text, flags=re.IGNORECASE) if tool_name else text
    return {
        name: _value(name, properties.get(name), bare) for name in wanted if isinstance(name, str)
    }


def _value(name: str, schema: object, text: str) -> Any:
    schema = schema if isinstance(schema, Mapping) else {}
    if schema.get("enum"):
        options = schema["enum"]
        return next((each for each in options if str(each).lower() in text.lower()), options[0])
    if "default" in schema:
        return schema["default"]
    kind = schema.get("type", "string")
    if isinstance(kind, list):
        kind = next((each for each in kind if each != "null"), "string")
    if kind in ("integer", "number"):
        return _number(schema, text, whole=kind == "integer")
    if kind == "boolean":
        return False
    if kind == "array":
        items = schema.get("items")
        return [_value(name, items, text)] if isinstance(items, Mapping) else []
    if kind == "object":
        return _input(text, schema, "")
    return _string(name.lower(), text)


def _number(schema: Mapping[str, Any], text: str, *, whole: bool) -> int | float:
    found = _NUMBER.search(text)
    value = float(found[0]) if found else float(schema.get("minimum", 1))
    return int(value) if whole else value


def _string(name: str, text: str) -> str:
    in_quotes = _QUOTED.search(text)
    if in_quotes:
        return next(group for group in in_quotes.groups() if group)
    if "url" in name or "uri" in name:
        url = _URL.search(text)
        return url[0] if url else "https://example.com/"
    if any(word in name for word in ("path", "file", "dir", "folder")):
        path = _PATH.search(text)
        return path[0] if path else "." if "dir" in name or "folder" in name else "README.md"
    if name in ("pattern", "glob"):
        return "*"
    if name in ("command", "cmd"):
        return "echo hello"
    if name in ("expression", "expr"):
        found = re.search(r"\d[\d\s.+*/()-]*\d", text)
        return found[0] if found else "6 * 7"
    words = " ".join(text.split())
    return words[:120] or "hello"


def result_text(block: Mapping[str, Any]) -> str:
    """Returns the text of a `tool_result` block."""
    content = block.get("content")
    if isinstance(content, str):
        return content
    parts = [part for part in content or [] if isinstance(part, Mapping)]
    return "\n".join(str(part.get("text", f"({part.get('type')})")) for part in parts)


def comment(results: Sequence[str]) -> str:
    """Returns what to say of tool results."""
    parts = []
    for number, result in enumerate(results, start=1):
        which = f"Tool {number}" if len(results) > 1 else "The tool"
        if not result.strip():
            parts.append(f"{which} returned nothing.")
            continue
        lines = result.splitlines()
        count = f"{len(lines):,} line{'s' if len(lines) != 1 else ''}, {len(result):,} characters"
        shown = "\n".join(lines[:_SHOWN_LINES])[:_SHOWN_CHARS]
        longest = max((len(run) for run in re.findall("`+", shown)), default=0)
        fence = "`" * max(3, longest + 1)
        rest = "" if shown == result.rstrip("\n") else " It begins like this:"
        parts.append(f"{which} returned {count}.{rest}\n\n{fence}text\n{shown}\n{fence}")
    parts.append(
        "A model would now go on from here. I am the simulator, so I only show that the result"
        " arrived whole."
    )
    return "\n\n".join(parts)
