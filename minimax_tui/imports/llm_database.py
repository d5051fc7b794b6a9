"""The database of `llm` (`logs.db`), in both of its forms; one file may hold both.

Since 0.32: `threads` (id, name, datetime_utc), `turns` (thread_id, parent_message_hash,
tip_message_hash, model, input_tokens, output_tokens, datetime_utc), `messages` (hash, parent_hash,
role: system, user, assistant, tool), `parts` (message_hash, position, type: text, reasoning,
tool_call, tool_result, attachment; text, payload), `attachments`, `fragments`. A message's hash
covers everything before it, and forks share messages.

Before: `conversations` (id, name, model) and `responses` (conversation_id, prompt, system,
response, reasoning, model, input_tokens, output_tokens, datetime_utc), with `prompt_attachments`,
`tool_calls`, `tool_results` (given with the prompt), `tool_results_attachments`, and the fragments
of prompts and system prompts, by response.

Sources: simonw/llm, llm/migrations.py, llm/logs.py; databases that llm 0.36 made (2026-11-23).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from minimax_tui.domain.blocks import Block, text_block
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.session_tree import SessionTree
from minimax_tui.domain.usage import Usage, usage_from_wire
from minimax_tui.imports.building import Piece, Source, build
from minimax_tui.imports.pictures import picture_block
from minimax_tui.imports.reading import moment, record, records, text
from minimax_tui.imports.refusal import refused
from minimax_tui.imports.sqlite_file import ForeignDatabase, Row


def has_threads(database: ForeignDatabase) -> bool:
    """Whether it has the tables of llm 0.32 and later."""
    return (
        database.has("threads", "id", "name")
        and database.has("turns", "thread_id", "tip_message_hash")
        and database.has("messages", "hash", "parent_hash", "role")
        and database.has("parts", "message_hash", "position", "type", "text", "payload")
    )


def has_responses(database: ForeignDatabase) -> bool:
    """Whether it has the tables of earlier versions."""
    return database.has("conversations", "id", "name") and database.has(
        "responses", "id", "prompt", "response", "conversation_id"
    )


def read_llm(database: ForeignDatabase, left: Counter[str]) -> Iterator[SessionTree]:
    """Every thread and every conversation.

    Raises:
        ImportRefused: if the database is broken.
    """
    if has_threads(database):
        for thread in database.rows("SELECT * FROM threads ORDER BY id"):
            tree = _thread(database, thread, left)
            if tree is not None:
                yield tree
    if has_responses(database):
        for conversation in database.rows("SELECT * FROM conversations ORDER BY id"):
            tree = _conversation(database, conversation, left)
            if tree is not None:
                yield tree


# --- threads ---


def _thread(database: ForeignDatabase, thread: Row, left: Counter[str]) -> SessionTree | None:
    where = tr("thread {id}", id=thread["id"])
    pieces: dict[str, Piece] = {}
    system: list[str] = []
    tips: list[str] = []
    turns = list(database.rows("SELECT * FROM turns WHERE thread_id = ? ORDER BY id", thread["id"]))
    for turn in turns:
        tip = text(turn, "tip_message_hash")
        tips.append(tip)
        at: str | None = tip
        while at and at not in pieces:
            row = next(database.rows("SELECT * FROM messages WHERE hash = ?", at), None)
            if row is None:
                raise refused(tr("message {id} is not there", id=at), where)
            pieces[at] = _message(database, row, where, system, left)
            at = row["parent_hash"]
    for turn in turns:
        asked = pieces.get(text(turn, "parent_message_hash"))
        if asked is not None and asked.at is None:
            asked.at = moment(turn.get("datetime_utc"))
        answer = pieces.get(text(turn, "tip_message_hash"))
        if answer is not None:
            answer.at = moment(turn.get("datetime_utc"))
            answer.model = text(turn, "resolved_model") or text(turn, "model") or None
            answer.usage = _usage(turn)
    source = Source(
        program="llm",
        key=str(thread["id"]),
        where=where,
        title=text(thread, "name"),
        created_at=moment(thread.get("datetime_utc")),
        system="\n\n".join(dict.fromkeys(filter(None, system))),
        leaf=text(thread, "tip_message_hash") or (tips[-1] if tips else None),
    )
    return build(source, pieces.values())


def _message(
    database: ForeignDatabase, row: Row, where: str, system: list[str], left: Counter[str]
) -> Piece:
    role = text(row, "role")
    piece = Piece(row["hash"], row["parent_hash"], "assistant" if role == "assistant" else "user")
    query = "SELECT * FROM parts WHERE message_hash = ? ORDER BY position"
    for part in database.rows(query, row["hash"]):
        payload = _payload(part, where)
        said = _text(database, part, payload)
        match text(part, "type"):
            case "text" if role == "system":
                system.append(said)
            case "text":
                piece.blocks += [text_block(said)] if said else []
            case "reasoning":
                if said:
                    piece.blocks.append(_thinking(said, payload))
                else:
                    left[tr("thinking that the provider withheld")] += 1
            case "tool_call":
                given = record(payload, "arguments")
                piece.blocks.append(_call(payload.get("tool_call_id"), payload.get("name"), given))
            case "tool_result":
                pictures = [
                    _attachment(database, text(one, "id"), left)
                    for one in records(payload, "attachments")
                ]
                piece.blocks.append(_result(payload, [one for one in pictures if one is not None]))
            case "attachment":
                picture = _attachment(database, text(record(payload, "attachment"), "id"), left)
                piece.blocks += [picture] if picture is not None else []
            case kind:
                left[tr("parts of another kind ({kind})", kind=one_line(kind, 40) or "?")] += 1
    return piece


def _payload(part: Row, where: str) -> dict[str, Any]:
    try:
        found = json.loads(text(part, "payload") or "{}")
    except (ValueError, RecursionError) as error:
        raise refused(tr("part {id} is broken", id=part["id"]), where, error) from error
    return found if isinstance(found, dict) else {}


def _text(database: ForeignDatabase, part: Row, payload: dict[str, Any]) -> str:
    """A part's text: in a column of its own, or put together of fragments."""
    pieces = records(payload, "text_ref")
    if not pieces:
        return text(part, "text") or text(payload, "text")
    said: list[str] = []
    for piece in pieces:
        number = piece.get("fragment")
        if isinstance(number, int) and -(2**63) <= number < 2**63:
            rows = database.rows("SELECT content FROM fragments WHERE id = ?", number)
            said.append(text(next(rows, None), "content"))
        else:
            said.append(text(piece, "literal"))
    return "".join(said)


def _thinking(said: str, payload: dict[str, Any]) -> Block:
    block: Block = {"type": "thinking", "thinking": said}
    anthropic = record(record(payload, "provider_metadata"), "anthropic")
    signature = text(anthropic, "signature")
    if signature:
        block["signature"] = signature
    return block


def _call(call_id: object, name: object, given: dict[str, Any]) -> Block:
    return {
        "type": "tool_use",
        "id": str(call_id or name or "call"),
        "name": str(name or "tool"),
        "input": given,
    }


def _result(payload: Row, pictures: list[Block]) -> Block:
    output = payload.get("output")
    said = output if isinstance(output, str) else json.dumps(output)
    block: Block = {
        "type": "tool_result",
        "tool_use_id": str(payload.get("tool_call_id") or payload.get("name") or "call"),
        "content": [text_block(said), *pictures] if pictures else said,
    }
    if payload.get("exception"):
        block["is_error"] = True
    return block


def _attachment(database: ForeignDatabase, id_: str, left: Counter[str]) -> Block | None:
    row = next(database.rows("SELECT * FROM attachments WHERE id = ?", id_), None)
    content = row.get("content") if row is not None else None
    block = picture_block(content) if isinstance(content, bytes) else None
    if block is None:
        url = text(row, "url")
        if url.startswith(("https://", "http://")) and text(row, "type").startswith("image/"):
            return {"type": "image", "source": {"type": "url", "url": url}}
        left[tr("attachments that are no pictures, or only named")] += 1
    return block


def _usage(row: Row) -> Usage | None:
    if row.get("input_tokens") is None and row.get("output_tokens") is None:
        return None
    return usage_from_wire(row)


# --- conversations ---


def _conversation(
    database: ForeignDatabase, conversation: Row, left: Counter[str]
) -> SessionTree | None:
    pieces: list[Piece] = []
    system: list[str] = []
    query = "SELECT * FROM responses WHERE conversation_id = ? ORDER BY datetime_utc, id"
    for row in database.rows(query, conversation["id"]):
        at = moment(row.get("datetime_utc"))
        system += [*_fragments(database, "system_fragments", row["id"]), text(row, "system")]
        for suffix, role, blocks in (
            ("results", "user", _old_results(database, row, left)),
            ("prompt", "user", _old_prompt(database, row, left)),
            ("response", "assistant", _old_answer(database, row)),
        ):
            piece = Piece(
                key=f"{row['id']}/{suffix}",
                parent=pieces[-1].key if pieces else None,
                role="assistant" if role == "assistant" else "user",
                blocks=blocks,
                at=at,
            )
            if role == "assistant":
                piece.model = text(row, "resolved_model") or text(row, "model") or None
                piece.usage = _usage(row)
            pieces.append(piece)
    source = Source(
        program="llm",
        key=str(conversation["id"]),
        where=tr("conversation {id}", id=conversation["id"]),
        title=text(conversation, "name"),
        system="\n\n".join(dict.fromkeys(filter(None, system))),
    )
    return build(source, pieces)


def _old_prompt(database: ForeignDatabase, row: Row, left: Counter[str]) -> list[Block]:
    blocks: list[Block] = []
    for used in _used(database, "prompt_attachments", "attachment_id", "response_id", row["id"]):
        picture = _attachment(database, str(used), left)
        blocks += [picture] if picture is not None else []
    blocks += map(text_block, _fragments(database, "prompt_fragments", row["id"]))
    said = text(row, "prompt")
    return [*blocks, text_block(said)] if said else blocks


def _used(
    database: ForeignDatabase, table: str, column: str, owner: str, owner_id: object
) -> list[object]:
    """What a row of another table uses, in order; none where the version had no such table."""
    if not database.has(table, column, owner):
        return []
    order = '"order"' if database.has(table, "order") else "rowid"
    query = f"SELECT {column} AS used FROM {table} WHERE {owner} = ? ORDER BY {order}"
    return [row["used"] for row in database.rows(query, owner_id)]


def _fragments(database: ForeignDatabase, table: str, response_id: object) -> list[str]:
    """The texts that a response's prompt, or its system prompt, was put together of."""
    said: list[str] = []
    for used in _used(database, table, "fragment_id", "response_id", response_id):
        rows = database.rows("SELECT content FROM fragments WHERE id = ?", used)
        said.append(text(next(rows, None), "content"))
    return list(filter(None, said))


def _old_answer(database: ForeignDatabase, row: Row) -> list[Block]:
    blocks: list[Block] = []
    if said := text(row, "reasoning"):
        blocks.append(_thinking(said, {}))
    if said := text(row, "response"):
        blocks.append(text_block(said))
    if database.has("tool_calls", "response_id", "name", "arguments"):
        query = "SELECT * FROM tool_calls WHERE response_id = ? ORDER BY id"
        for call in database.rows(query, row["id"]):
            try:
                given = json.loads(text(call, "arguments") or "{}")
            except (ValueError, RecursionError):
                given = {"arguments": text(call, "arguments")}
            given = given if isinstance(given, dict) else {"arguments": given}
            blocks.append(_call(call.get("tool_call_id"), call.get("name"), given))
    return blocks


def _old_results(database: ForeignDatabase, row: Row, left: Counter[str]) -> list[Block]:
    if not database.has("tool_results", "response_id", "name", "output"):
        return []
    query = "SELECT * FROM tool_results WHERE response_id = ? ORDER BY id"
    found: list[Block] = []
    for result in database.rows(query, row["id"]):
        used = _used(
            database, "tool_results_attachments", "attachment_id", "tool_result_id", result["id"]
        )
        pictures = [_attachment(database, str(one), left) for one in used]
        found.append(_result(result, [one for one in pictures if one is not None]))
    return found
