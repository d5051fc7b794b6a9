"""A Python script that sends a request once more, with the `anthropic` SDK.

The key is not in it: the script takes it from the environment.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from minimax_tui.domain.errors import INTERNATIONAL_HOST
from minimax_tui.domain.foreign import one_line

_WIDTH = 100
_ARGUMENTS = frozenset(
    (
        *("model", "max_tokens", "messages", "system", "thinking"),
        *("tools", "tool_choice", "metadata", "stream"),
    )
)
"""Fields that `Messages.create` of every SDK takes; 2.12 has no `temperature` and `top_p`."""
_SCRIPT = """\
# {title}
#
# Sends one request of this conversation to MiniMax once more, and prints the answer.
# Needs the package `anthropic`, and the key in MINIMAX_API_KEY.

import os

import anthropic

REQUEST = {request}


def main() -> None:
    key = os.environ["MINIMAX_API_KEY"]
    client = anthropic.Anthropic(
        api_key=key,
        base_url=os.environ.get("MINIMAX_BASE_URL") or {base_url},
        # Said, so that the SDK takes no other one from the environment.
        default_headers={{"Authorization": f"Bearer {{key}}"}},
    )
    for event in client.messages.create(**REQUEST):
        if event.type == "content_block_delta" and event.delta.type == "thinking_delta":
            print(event.delta.thinking, end="", flush=True)
        elif event.type == "content_block_delta" and event.delta.type == "text_delta":
            print(event.delta.text, end="", flush=True)
        elif event.type == "content_block_stop":
            print()


if __name__ == "__main__":
    main()
"""


def to_python(body: dict[str, Any], *, title: str, base_url: str = "") -> str:
    """The script.

    Args:
        body: The request's JSON body; streamed.
        title: What the script is called in its first line; foreign text.
        base_url: Where it sends the request unless `MINIMAX_BASE_URL` says otherwise; the
            international endpoint if "". A user name or password in it is left out.
    """
    return _SCRIPT.format(
        title=one_line(title, 90),
        request=literal(_arguments({**body, "stream": True})),
        base_url=repr(_without_login(base_url) or f"https://{INTERNATIONAL_HOST}/anthropic"),
    )


def _arguments(body: dict[str, Any]) -> dict[str, Any]:
    """The body as arguments of `Messages.create`."""
    given = {key: value for key, value in body.items() if key in _ARGUMENTS}
    others = {key: value for key, value in body.items() if key not in _ARGUMENTS}
    return {**given, "extra_body": others} if others else given


def _without_login(base_url: str) -> str:
    try:
        parts = urlsplit(base_url)
    except ValueError:
        return ""
    if "@" not in parts.netloc:
        return base_url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def literal(value: Any, indent: int = 0) -> str:
    """`value` (what JSON can hold) as Python source that fits the width where it can.

    Nothing in it acts: texts are quoted, and characters that cannot be seen stand there as escapes.
    """
    short = repr(value)
    if indent + len(short) < _WIDTH or not isinstance(value, dict | list | str):
        return short
    pad = " " * (indent + 4)
    if isinstance(value, str):
        pieces = list(_pieces(value))
        if len(pieces) == 1:
            return short
        lines = "\n".join(f"{pad}{piece!r}" for piece in pieces)
        return f"(\n{lines}\n{' ' * indent})"
    if isinstance(value, dict):
        rows = (f"{key!r}: {literal(item, indent + 4)}" for key, item in value.items())
        opening, closing = "{", "}"
    else:
        rows = (literal(item, indent + 4) for item in value)
        opening, closing = "[", "]"
    inside = "".join(f"{pad}{row},\n" for row in rows)
    return f"{opening}\n{inside}{' ' * indent}{closing}"


def _pieces(text: str) -> Iterator[str]:
    """A text in lines; long lines, such as pictures, stay whole."""
    for line in text.split("\n")[:-1]:
        yield f"{line}\n"
    last = text.rpartition("\n")[2]
    if last or "\n" not in text:
        yield last
