"""elia's database (`elia.sqlite`): `chat` and `message`, times in UTC without a zone.

`chat`: id, model, title, started_at, archived. `message`: id, chat_id, role (system, user,
assistant), content, timestamp, meta, parent_id, model. Messages follow each other by their number;
`parent_id` is empty in what elia 1.10 writes.

Sources: darrenburns/elia, elia_chat/database/models.py; a database that elia-chat 1.10.0 made
(2026-11-23).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import cast

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Role
from minimax_tui.domain.session_tree import SessionTree
from minimax_tui.imports.building import Piece, Source, build
from minimax_tui.imports.identity import content_hash
from minimax_tui.imports.reading import moment, text
from minimax_tui.imports.sqlite_file import ForeignDatabase


def is_elia(database: ForeignDatabase) -> bool:
    """Whether elia made it."""
    return database.has("chat", "id", "title", "started_at") and database.has(
        "message", "id", "chat_id", "role", "content"
    )


def read_elia(database: ForeignDatabase, left: Counter[str]) -> Iterator[SessionTree]:
    """Every chat.

    Raises:
        ImportRefused: if the database is broken.
    """
    for chat in database.rows("SELECT * FROM chat ORDER BY id"):
        pieces: list[Piece] = []
        system: list[str] = []
        keys: dict[object, str] = {}
        for row in database.rows("SELECT * FROM message WHERE chat_id = ? ORDER BY id", chat["id"]):
            role, said = text(row, "role"), text(row, "content")
            if role == "system":
                system.append(said)
                continue
            if role not in ("user", "assistant"):
                left[tr("messages of another role")] += 1
                continue
            # The number alone would be used again once a database was made anew.
            key = f"{row['id']}:{content_hash([role, said])[:16]}"
            keys[row["id"]] = key
            pieces.append(
                Piece(
                    key=key,
                    parent=keys.get(row.get("parent_id")) or (pieces[-1].key if pieces else None),
                    role=cast(Role, role),
                    blocks=[text_block(said)] if said else [],
                    at=moment(row.get("timestamp")),
                    model=text(row, "model") or text(chat, "model") or None,
                )
            )
        source = Source(
            program="elia",
            key=f"{chat['id']}:{chat['started_at']}",
            where=tr("chat {n}", n=chat["id"]),
            title=text(chat, "title"),
            created_at=moment(chat.get("started_at")),
            system="\n\n".join(filter(None, system)),
            archived=bool(chat.get("archived")),
        )
        tree = build(source, pieces)
        if tree is not None:
            yield tree
