"""oterm's database (`store.db`): `chat` and `message`, without any times.

`chat`: id, name, model, system, and by version provider, parameters, tools, thinking, format.
`message`: id, chat_id, author (user, assistant, system), text, images (a JSON list of base64).
Thinking is not stored by oterm. An answer that is asked for again takes the place of the old one.

Sources: ggozad/oterm, src/oterm/store/store.py; a database that oterm 0.26.1 made (2026-11-23).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import cast

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Role
from minimax_tui.domain.session_tree import SessionTree
from minimax_tui.imports.building import Piece, Source, build
from minimax_tui.imports.identity import content_hash
from minimax_tui.imports.pictures import picture_block
from minimax_tui.imports.reading import text
from minimax_tui.imports.refusal import refused
from minimax_tui.imports.sqlite_file import ForeignDatabase, Row


def is_oterm(database: ForeignDatabase) -> bool:
    """Whether oterm made it."""
    return database.has("chat", "id", "name", "model") and database.has(
        "message", "id", "chat_id", "author", "text"
    )


def read_oterm(database: ForeignDatabase, at: float, left: Counter[str]) -> Iterator[SessionTree]:
    """Every chat.

    Args:
        database: oterm's.
        at: Unix time that all messages are given.
        left: Counts what does not come over.

    Raises:
        ImportRefused: if the database is broken.
    """
    for chat in database.rows("SELECT * FROM chat ORDER BY id"):
        pieces: list[Piece] = []
        first = ""
        rows = database.rows("SELECT * FROM message WHERE chat_id = ? ORDER BY id", chat["id"])
        for row in rows:
            role = text(row, "author")
            if role not in ("user", "assistant"):
                left[tr("messages of another role")] += 1
                continue
            said = text(row, "text")
            blocks = [*_pictures(row, left), *([text_block(said)] if said else [])]
            key = f"{row['id']}:{content_hash([role, said])[:16]}"
            first = first or key
            pieces.append(
                Piece(
                    key=key,
                    parent=pieces[-1].key if pieces else None,
                    role=cast(Role, role),
                    blocks=list(blocks),
                    at=at,
                    model=text(chat, "model") or None,
                )
            )
        source = Source(
            program="oterm",
            key=f"{chat['id']}:{first}",
            where=tr("chat {n}", n=chat["id"]),
            title=text(chat, "name"),
            created_at=at,
            system=text(chat, "system"),
        )
        tree = build(source, pieces)
        if tree is not None:
            yield tree


def _pictures(row: Row, left: Counter[str]) -> Iterator[dict[str, object]]:
    try:
        images = json.loads(text(row, "images") or "[]")
    except (ValueError, RecursionError) as error:
        raise refused(
            tr("its list of images is broken"), tr("message {n}", n=row["id"]), error
        ) from error
    for image in images if isinstance(images, list) else []:
        block = picture_block(image) if isinstance(image, str) else None
        if block is None:
            left[tr("pictures of an unknown kind, or too large")] += 1
        else:
            yield block
