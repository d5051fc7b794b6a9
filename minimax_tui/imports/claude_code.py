"""Claude Code's sessions: `~/.claude/projects/<folder>/<session>.jsonl`.

Each line is an object with a `type`. Lines of the types `user` and `assistant` carry a `message`
as the Messages API has it, besides `uuid`, `parentUuid`, `sessionId`, `timestamp`, `isSidechain`,
`isMeta`; every block of an answer is a line of its own, with the same `message.id`. Other types
(`summary`, `system`, `attachment`, `file-history-snapshot`, `last-prompt`, `mode` and more) are the
program's own notes; those with a `uuid` are links of the chain of parents. Lines are not in the
order of the conversation.

Sources: a file that Claude Code 2.1.197 wrote (2026-11-23); Huntehhh/claude-code-chat,
docs/claude-cli-jsonl-format.md (read 2026-11-23).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from minimax_tui.domain.blocks import block_type
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Role
from minimax_tui.domain.session_tree import SessionTree
from minimax_tui.domain.usage import usage_from_wire
from minimax_tui.imports.building import Piece, Source, build
from minimax_tui.imports.reading import moment, record, text
from minimax_tui.imports.refusal import refused
from minimax_tui.imports.wire_blocks import wire_blocks

_TITLES = (("custom-title", "customTitle"), ("ai-title", "aiTitle"), ("summary", "summary"))
"""Types of lines that name a session, and where the name is; what goes before what."""


@dataclass(slots=True)
class _Session:
    pieces: dict[str, Piece] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    """The first line of each answer, by the answer's own id."""
    became: dict[str, str] = field(default_factory=dict)
    """Lines that are part of an earlier one."""


@dataclass(slots=True)
class _Titles:
    """What the lines of a file say that sessions are called."""

    of_session: dict[tuple[str, str], str] = field(default_factory=dict)
    """By type and session."""
    of_leaf: dict[str, str] = field(default_factory=dict)
    """Summaries, by the message that was the last one: often of another file's session."""

    def take(self, line: dict[str, Any], kind: str) -> None:
        said = text(line, dict(_TITLES).get(kind, ""))
        if said and text(line, "leafUuid"):
            self.of_leaf[text(line, "leafUuid")] = said
        elif said:
            self.of_session[kind, text(line, "sessionId")] = said

    def title(self, session_id: str, session: _Session) -> str:
        for kind, _ in _TITLES:
            found = self.of_session.get((kind, session_id)) or self.of_session.get((kind, ""))
            if found:
                return found
        known = [leaf for leaf in self.of_leaf if leaf in session.pieces or leaf in session.became]
        return self.of_leaf[known[-1]] if known else ""


def read_claude_code(lines: Iterable[tuple[int, Any]], left: Counter[str]) -> Iterator[SessionTree]:
    """The sessions of a file, most often one.

    Args:
        lines: Number and value of each line.
        left: Counts what does not come over.

    Raises:
        ImportRefused: at the line that is none of a session.
    """
    sessions: dict[str, _Session] = {}
    titles = _Titles()
    for number, line in lines:
        where = tr("line {n}", n=number)
        if not isinstance(line, dict):
            raise refused(tr("an object was expected"), where)
        kind = text(line, "type")
        if not kind:
            raise refused(tr("it has no type"), where)
        titles.take(line, kind)
        if line.get("isSidechain") is True:
            left[tr("messages of subagents")] += kind in ("user", "assistant")
            continue
        _take(sessions, line, kind, where, left)
    for session_id, session in sessions.items():
        for piece in session.pieces.values():
            if piece.parent is not None:
                piece.parent = session.became.get(piece.parent, piece.parent)
        title = titles.title(session_id, session)
        _join_results(session.pieces)
        source = Source("claude-code", session_id, session_id, title=title)
        tree = build(source, session.pieces.values())
        if tree is not None:
            yield tree


def _take(
    sessions: dict[str, _Session], line: dict[str, Any], kind: str, where: str, left: Counter[str]
) -> None:
    key = text(line, "uuid")
    if not key:
        return
    session_id = text(line, "sessionId")
    if not session_id:
        raise refused(tr("it names no session"), where)
    session = sessions.setdefault(session_id, _Session())
    if key in session.pieces or key in session.became:
        return  # a session that was resumed repeats earlier lines
    parent = text(line, "parentUuid") or text(line, "logicalParentUuid") or None
    piece = Piece(key, parent, "user", at=moment(line.get("timestamp")))
    session.pieces[key] = piece
    if kind not in ("user", "assistant"):
        if kind == "attachment":
            left[tr("notes that Claude Code adds by itself")] += 1
        return
    if line.get("isMeta") is True:
        left[tr("notes that Claude Code adds by itself")] += 1
        return
    message = record(line, "message")
    blocks = wire_blocks(message.get("content"), left)
    if blocks is None:
        raise refused(tr("its content is neither text nor a list"), where)
    piece.role, piece.blocks = cast(Role, kind), blocks
    if kind == "assistant":
        piece.model = text(message, "model") or None
        piece.stop_reason = text(message, "stop_reason") or None
        usage = message.get("usage")
        piece.usage = usage_from_wire(usage) if isinstance(usage, dict) else None
        _join_answer(session, piece, text(message, "id"))


def _join_answer(session: _Session, piece: Piece, answer_id: str) -> None:
    """Puts a line into the answer that it is a part of.

    Results of tools that ran at the same time follow the line of their own call, so that without
    this each call would begin a branch.
    """
    first = session.answers.get(answer_id) if answer_id else None
    if first is None or not _follows(session, piece, first):
        if answer_id:
            session.answers[answer_id] = piece.key
        return
    whole = session.pieces[first]
    whole.blocks = [*whole.blocks, *piece.blocks]
    whole.stop_reason = piece.stop_reason or whole.stop_reason
    whole.usage = piece.usage or whole.usage
    session.became[piece.key] = first
    del session.pieces[piece.key]


def _follows(session: _Session, piece: Piece, first: str) -> bool:
    """Whether a line comes straight after another of the same answer."""
    parent = piece.parent
    return parent is not None and session.became.get(parent, parent) == first


def _join_results(pieces: dict[str, Piece]) -> None:
    """Makes the results of the calls of one answer one message."""
    first_of: dict[str | None, Piece] = {}
    became: dict[str, str] = {}
    for key, piece in list(pieces.items()):
        if not piece.blocks or piece.role != "user":
            continue
        if any(block_type(block) != "tool_result" for block in piece.blocks):
            continue
        first = first_of.setdefault(piece.parent, piece)
        if first is not piece and not _same_calls(first, piece):
            first.blocks = [*first.blocks, *piece.blocks]
            became[key] = first.key
            del pieces[key]
    for piece in pieces.values():
        if piece.parent in became:
            piece.parent = became[piece.parent]


def _same_calls(one: Piece, other: Piece) -> bool:
    """Whether two results answer the same call: then they are alternatives."""
    calls = {text(block, "tool_use_id") for block in one.blocks}
    return any(text(block, "tool_use_id") in calls for block in other.blocks)
