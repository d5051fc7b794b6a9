"""ChatGPT's data export: `conversations.json`, a list of conversations, each a tree.

A conversation has `id` (also as `conversation_id`), `title`, `create_time`, `update_time`,
`current_node`, `is_archived` and `mapping`: id -> {id, message, parent, children}. A message has
`author.role` (user, assistant, system, tool), `author.name`, `create_time`, `content`, `recipient`,
`metadata.model_slug`. `content.content_type` is `text` and `multimodal_text` (`parts`: texts and
objects such as `image_asset_pointer`, `audio_transcription`), `code` and `execution_output`
(`text`), `thoughts` (`thoughts`: summary and content), `reasoning_recap` (`content`),
`user_editable_context`, `tether_quote`, `tether_browsing_display` and others.

The archive holds the files besides: `asset_pointer` (`file-service://ID`, `sediment://ID`) and
`metadata.attachments` (`id`, `name`, `mime_type`) name them by an id that the files' names begin
with.

Source: mitkury/chatgpt-export-parser, docs/chatgpt-data-export-format.md, and several public
converters of such files (read 2026-11-23). OpenAI publishes no schema.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from minimax_tui.domain.blocks import Block, block_type, text_block
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.session_tree import SessionTree
from minimax_tui.imports.attached import AttachedFiles
from minimax_tui.imports.building import Piece, Source, build
from minimax_tui.imports.reading import moment, record, records, text
from minimax_tui.imports.refusal import refused

_QUIET = ("reasoning_recap", "user_editable_context", "model_editable_context")


def read_chatgpt(
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
    mapping = conversation.get("mapping") if isinstance(conversation, dict) else None
    if not isinstance(mapping, dict):
        raise refused(tr("it has no messages (mapping)"), where)
    key = text(conversation, "conversation_id") or text(conversation, "id")
    if not key:
        raise refused(tr("it has no id"), where)
    pieces: list[Piece] = []
    system: list[str] = []
    names: dict[str, str] = {}
    files.begin_conversation()
    for node_id, node in mapping.items():
        if not isinstance(node, dict):
            raise refused(tr("message {id} is none", id=node_id), where)
        pieces.append(_piece(node_id, node, system, names, files, left))
    _answer_calls(pieces, names, left)
    source = Source(
        program="chatgpt",
        key=key,
        where=where,
        title=text(conversation, "title"),
        created_at=moment(conversation.get("create_time")),
        updated_at=moment(conversation.get("update_time")),
        system="\n\n".join(system),
        leaf=text(conversation, "current_node") or None,
        archived=conversation.get("is_archived") is True,
    )
    return build(source, pieces)


def _piece(
    node_id: str,
    node: dict[str, Any],
    system: list[str],
    names: dict[str, str],
    files: AttachedFiles,
    left: Counter[str],
) -> Piece:
    message = record(node, "message")
    author = record(message, "author")
    role, content = text(author, "role"), record(message, "content")
    piece = Piece(node_id, text(node, "parent") or None, "user")
    piece.at = moment(message.get("create_time"))
    if role == "system":
        said = _parts_text(content)
        if record(message, "metadata").get("is_user_system_message") is True:
            # Not their text, but a note in its place.
            left[tr("custom instructions")] += 1
        elif said.strip():
            system.append(said)
    elif role == "user":
        piece.blocks = [*_attached(message, files, left), *_content(content, files, left)]
    elif role == "assistant":
        piece.role = "assistant"
        piece.model = text(record(message, "metadata"), "model_slug") or None
        recipient = text(message, "recipient")
        if recipient and recipient != "all":
            piece.blocks = [_call(node_id, recipient, content)]
        else:
            # The API takes no pictures in answers.
            blocks = _content(content, files, left)
            piece.blocks = [block for block in blocks if block_type(block) != "image"]
            left[tr("pictures in answers")] += len(blocks) - len(piece.blocks)
    elif role == "tool":
        names[node_id] = text(author, "name")
        piece.blocks = _content(content, files, left)
    elif message:
        left[tr("messages of another role")] += 1
    return piece


def _call(node_id: str, recipient: str, content: dict[str, Any]) -> Block:
    said = text(content, "text") or _parts_text(content)
    try:
        parsed = json.loads(said)
    except (ValueError, RecursionError):
        parsed = None
    given = parsed if isinstance(parsed, dict) else {"input": said}
    return {"type": "tool_use", "id": node_id, "name": recipient, "input": given}


def _answer_calls(pieces: list[Piece], names: dict[str, str], left: Counter[str]) -> None:
    """Makes what tools said the results of the calls that they follow."""
    by_key = {piece.key: piece for piece in pieces}
    said = sorted((piece for piece in pieces if piece.key in names), key=_Depths(by_key).of)
    for piece in said:
        above = by_key.get(piece.parent or "")
        seen = {piece.key}
        while above is not None and not above.blocks and above.key not in seen:
            seen.add(above.key)
            above = by_key.get(above.parent or "")
        content, piece.blocks = piece.blocks, []
        last = above.blocks[-1] if above is not None else {}
        if block_type(last) == "tool_result":  # a tool may say several things
            last["content"].extend(content)
        elif block_type(last) == "tool_use":
            # Empty ones too: a call without a result could never be sent.
            result = {"type": "tool_result", "tool_use_id": last["id"], "content": content}
            piece.blocks = [result]
        elif content:
            left[tr("results of tools whose call is not there")] += 1


class _Depths:
    """How far below the root messages are."""

    def __init__(self, by_key: dict[str, Piece]) -> None:
        self._by_key = by_key
        self._known: dict[str, int] = {}

    def of(self, piece: Piece) -> int:
        """The number of messages above one; any number where they go in a circle."""
        way: list[str] = []
        on_way: set[str] = set()
        at: Piece | None = piece
        while at is not None and at.key not in self._known and at.key not in on_way:
            way.append(at.key)
            on_way.add(at.key)
            at = self._by_key.get(at.parent or "")
        depth = self._known.get(at.key, 0) if at is not None else -1
        for key in reversed(way):
            depth += 1
            self._known[key] = depth
        return self._known[piece.key]


def _attached(message: dict[str, Any], files: AttachedFiles, left: Counter[str]) -> Iterator[Block]:
    """The texts of attached files, before the prompt; pictures are parts of the message too."""
    parts = records(record(message, "content"), "parts")
    pictures = {_file_id(text(part, "asset_pointer")) for part in parts}
    for attachment in records(record(message, "metadata"), "attachments"):
        if text(attachment, "id") in pictures:
            continue
        block = files.text(text(attachment, "id"), text(attachment, "name"))
        if block is None:
            left[tr("attached files without their content")] += 1
        else:
            yield block


def _content(content: dict[str, Any], files: AttachedFiles, left: Counter[str]) -> list[Block]:
    kind = text(content, "content_type")
    if kind in ("text", "multimodal_text"):
        return _parts(content, files, left)
    if kind in ("code", "execution_output", "tether_quote", "system_error"):
        said = text(content, "text")
        return [text_block(_fenced(said, content) if kind == "code" else said)] if said else []
    if kind == "thoughts":
        thoughts = [
            "\n".join(filter(None, (text(one, "summary"), text(one, "content"))))
            for one in records(content, "thoughts")
        ]
        said = "\n\n".join(filter(None, thoughts))
        return [{"type": "thinking", "thinking": said}] if said else []
    if kind == "tether_browsing_display":
        said = text(content, "result")
        return [text_block(said)] if said else []
    if kind in _QUIET:
        if kind != "reasoning_recap":
            left[tr("custom instructions")] += 1
        return []
    if content:
        left[tr("messages of another kind ({kind})", kind=one_line(kind, 40) or "?")] += 1
    return []


def _fenced(code: str, content: dict[str, Any]) -> str:
    language = text(content, "language")
    language = language if language.isalnum() and language != "unknown" else ""
    return f"```{language}\n{code}\n```"


def _parts(content: dict[str, Any], files: AttachedFiles, left: Counter[str]) -> list[Block]:
    parts = content.get("parts")
    blocks: list[Block] = []
    for part in parts if isinstance(parts, list) else []:
        if isinstance(part, str):
            if part:
                blocks.append(text_block(part))
        elif isinstance(part, dict):
            kind = text(part, "content_type")
            if kind == "audio_transcription" and text(part, "text"):
                blocks.append(text_block(text(part, "text")))
            elif kind == "image_asset_pointer":
                blocks += files.picture(_file_id(text(part, "asset_pointer")), left)
            else:
                left[tr("parts of another kind ({kind})", kind=one_line(kind, 40) or "?")] += 1
    return blocks


def _file_id(pointer: str) -> str:
    """`file-abc` of `file-service://file-abc`, and of `sediment://file-abc#page`."""
    return pointer.rpartition("://")[2].partition("#")[0]


def _parts_text(content: dict[str, Any]) -> str:
    parts = content.get("parts")
    said = [part for part in parts if isinstance(part, str)] if isinstance(parts, list) else []
    return "\n".join(said) or text(content, "text")
