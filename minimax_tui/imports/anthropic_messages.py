"""A plain list of messages as Anthropic's Messages API takes it, or a whole request body.

    [{"role": "user", "content": "…" or [BLOCK, …]}, …]
    {"model": …, "system": "…" or [BLOCK, …], "messages": […]}

Source: Anthropic's API reference, "Create a Message" (platform.claude.com, 2026-11). Nothing in
such a file says which conversation it is, so that is told by its content.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

from minimax_tui.domain.blocks import joined_text
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Role
from minimax_tui.domain.session_tree import SessionTree
from minimax_tui.imports.building import Piece, Source, build
from minimax_tui.imports.identity import content_hash
from minimax_tui.imports.reading import text
from minimax_tui.imports.refusal import refused
from minimax_tui.imports.wire_blocks import wire_blocks


def read_messages(document: Any, at: float, left: Counter[str]) -> Iterator[SessionTree]:
    """The one session of such a file.

    Args:
        document: What the file holds.
        at: Unix time that its messages are given.
        left: Counts what does not come over.

    Raises:
        ImportRefused: if one of the messages is none.
    """
    body: dict[str, Any] = document if isinstance(document, dict) else {}
    messages = body.get("messages") if body else document
    if not isinstance(messages, list):
        raise refused(tr("it has no list of messages"))
    known = {"model", "system", "messages", "max_tokens", "stream", "thinking"}
    if set(body) - known:
        left[tr("settings of the request")] += len(set(body) - known)
    model = text(body, "model") or None
    pieces: list[Piece] = []
    system = [joined_text(wire_blocks(body.get("system"), left) or [])]
    for number, message in enumerate(messages, start=1):
        where = tr("message {n}", n=number)
        role = message.get("role") if isinstance(message, dict) else None
        if role not in ("user", "assistant", "system"):
            raise refused(tr("its role is neither user nor assistant"), where)
        blocks = wire_blocks(message.get("content"), left)
        if blocks is None:
            raise refused(tr("its content is neither text nor a list"), where)
        if role == "system":
            system.append(joined_text(blocks))
            continue
        pieces.append(
            Piece(
                key=str(number),
                parent=pieces[-1].key if pieces else None,
                role=cast(Role, role),
                blocks=blocks,
                at=at,
                model=model if role == "assistant" else None,
            )
        )
    source = Source(
        program="messages",
        key=content_hash(messages),
        where=tr("the file"),
        created_at=at,
        system="\n\n".join(filter(None, system)),
    )
    tree = build(source, pieces)
    if tree is not None:
        yield tree
