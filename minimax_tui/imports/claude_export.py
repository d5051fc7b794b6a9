"""Claude's data export: `conversations.json`, a list of conversations.

A conversation has `uuid`, `name`, `created_at`, `updated_at` and `chat_messages`, each of those
`uuid`, `sender` (human, assistant), `text`, `content` (blocks of the types text, thinking,
tool_use, tool_result and others, with `start_timestamp`, `stop_timestamp`, `citations` and more
besides), `created_at`, `attachments` (`file_name`, `extracted_content`), `files` (`file_name`, and
`file_uuid` in newer exports: a picture whose name in the archive begins with that comes over), and
in newer exports `parent_message_uuid`, which is 00000000-0000-4000-8000-000000000000 at the root.
What claude.ai itself serves has `current_leaf_message_uuid` too; the archive has not, so the newest
leaf is taken.

Sources: public converters and type definitions of such files (read 2026-11-23); Anthropic publishes
no schema.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from minimax_tui.domain.blocks import Block, block_type, text_block
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.session_tree import SessionTree
from minimax_tui.imports.attached import AttachedFiles, named_text
from minimax_tui.imports.building import Piece, Source, build
from minimax_tui.imports.reading import moment, records, text
from minimax_tui.imports.refusal import refused

_KEPT = {
    "thinking": ("type", "thinking", "signature"),
    "redacted_thinking": ("type", "data"),
    "tool_use": ("type", "id", "name", "input"),
}
"""The keys of blocks that the API knows; the others are notes of the web page."""


def read_claude_export(
    conversation: Any, where: str, files: AttachedFiles, left: Counter[str]
) -> SessionTree | None:
    """One conversation; None where there is nothing in it.

    Args:
        conversation: What the file holds of it.
        where: Its place in the file, for errors.
        files: What lies beside it in the archive.
        left: Counts what does not come over.

    Raises:
        ImportRefused: if it is none.
    """
    messages = conversation.get("chat_messages") if isinstance(conversation, dict) else None
    if not isinstance(messages, list):
        raise refused(tr("it has no messages (chat_messages)"), where)
    key = text(conversation, "uuid")
    if not key:
        raise refused(tr("it has no id"), where)
    files.begin_conversation()
    pieces: list[Piece] = []
    is_tree = any(text(message, "parent_message_uuid") for message in messages)
    for number, message in enumerate(messages, start=1):
        place = tr("{conversation}, message {n}", conversation=where, n=number)
        uuid, sender = text(message, "uuid"), text(message, "sender")
        if not uuid or sender not in ("human", "assistant"):
            raise refused(tr("it has no id or no sender"), place)
        before = pieces[-1].key if pieces else None
        parent = text(message, "parent_message_uuid") if is_tree else before
        attached = _attached(message, sender, files, left)
        blocks = [*attached, *_blocks(message, left)]
        at = moment(message.get("created_at"))
        pieces.extend(_pieces(blocks, uuid, parent or None, sender, at))
    source = Source(
        program="claude",
        key=key,
        where=where,
        title=text(conversation, "name"),
        created_at=moment(conversation.get("created_at")),
        updated_at=moment(conversation.get("updated_at")),
        leaf=text(conversation, "current_leaf_message_uuid") or None,
    )
    return build(source, pieces)


def _pieces(
    blocks: list[Block], uuid: str, parent: str | None, sender: str, at: float | None
) -> list[Piece]:
    """A message, cut where results of tools stand in an answer: those are the user's for the API.

    The last part has the message's own id, for its children name that.
    """
    if sender == "human":
        return [Piece(uuid, parent, "user", blocks, at)]
    runs: list[tuple[bool, list[Block]]] = []
    for block in blocks:
        is_result = block_type(block) == "tool_result"
        if not runs or runs[-1][0] != is_result:
            runs.append((is_result, []))
        runs[-1][1].append(block)
    if not runs or runs[-1][0]:
        runs.append((False, []))
    found: list[Piece] = []
    for number, (is_result, run) in enumerate(runs):
        key = uuid if number == len(runs) - 1 else f"{uuid}/{number}"
        above = found[-1].key if found else parent
        found.append(Piece(key, above, "user" if is_result else "assistant", run, at))
    return found


def _blocks(message: dict[str, Any], left: Counter[str]) -> list[Block]:
    blocks: list[Block] = []
    for block in records(message, "content"):
        kind = block_type(block)
        if kind == "text":
            said = text(block, "text")
            if said:
                blocks.append(text_block(said))
            if block.get("citations"):
                left[tr("citations")] += 1
        elif kind in _KEPT:
            blocks.append({name: block[name] for name in _KEPT[kind] if name in block})
        elif kind == "tool_result":
            blocks.append(_result(block, left))
        else:
            left[tr("parts of another kind ({kind})", kind=one_line(kind, 40) or "?")] += 1
    if not blocks and text(message, "text"):
        blocks.append(text_block(text(message, "text")))
    return blocks


def _result(block: Block, left: Counter[str]) -> Block:
    content = block.get("content")
    parts: Any = content
    if isinstance(content, list):
        parts = []
        for part in records(block, "content"):
            if block_type(part) == "text":
                parts.append(text_block(text(part, "text")))
                continue
            kind = one_line(block_type(part), 40) or "?"
            left[tr("parts of another kind ({kind})", kind=kind)] += 1
            parts.append(text_block(text(part, "title") or f"[{kind}]"))
    found: Block = {
        "type": "tool_result",
        "tool_use_id": text(block, "tool_use_id"),
        "content": parts,
    }
    if block.get("is_error") is True:
        found["is_error"] = True
    return found


def _attached(
    message: dict[str, Any], sender: str, files: AttachedFiles, left: Counter[str]
) -> list[Block]:
    """The texts of attached files and the pictures that are there, before the prompt."""
    blocks: list[Block] = []
    for attachment in records(message, "attachments"):
        said, name = text(attachment, "extracted_content"), text(attachment, "file_name")
        if said:
            blocks.append(named_text(name, said))
        else:
            left[tr("attached files without their content")] += 1
    for file in records(message, "files"):
        missed: Counter[str] = Counter()
        # The API takes no pictures in answers.
        found = files.picture(text(file, "file_uuid"), missed) if sender == "human" else []
        blocks += found
        left[tr("attached files without their content")] += not found
    return blocks
