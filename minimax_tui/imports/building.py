"""Messages of another program made a session: ids, parents, runs of one speaker, times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from minimax_tui.domain.blocks import Block, block_type, joined_text
from minimax_tui.domain.catalogue import find_model
from minimax_tui.domain.conversation import title_from_prompt
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Message, MessageState, Role, Session
from minimax_tui.domain.nesting import MAX_LEVELS, is_too_deep
from minimax_tui.domain.session_tree import NoTree, SessionTree, parents_first
from minimax_tui.domain.usage import Usage
from minimax_tui.imports.identity import stable_id
from minimax_tui.imports.refusal import refused


@dataclass(slots=True)
class Piece:
    """One message of another program."""

    key: str
    """What identifies it in its session there."""
    parent: str | None
    """Key of the one it follows."""
    role: Role
    blocks: list[Block] = field(default_factory=list)
    """Empty where nothing of it comes over: what follows it then follows its parent."""
    at: float | None = None
    """Unix time in seconds."""
    model: str | None = None
    stop_reason: str | None = None
    usage: Usage | None = None
    state: MessageState = MessageState.COMPLETE


@dataclass(slots=True)
class Source:
    """A session of another program.

    Attributes:
        program: A short name of where it comes from; part of all ids.
        key: What identifies the session there.
        where: Its place in the file, for errors.
        leaf: Key of the message that was shown last; the newest one if not known.
    """

    program: str
    key: str
    where: str
    title: str = ""
    created_at: float | None = None
    updated_at: float | None = None
    system: str | None = None
    leaf: str | None = None
    archived: bool = False


def build(source: Source, pieces: Iterable[Piece]) -> SessionTree | None:
    """The session; None where nothing of it comes over.

    Raises:
        ImportRefused: if the messages make no tree, or one is nested too deeply.
    """
    given: dict[str, Piece] = {}
    for piece in pieces:
        if piece.key in given:
            raise refused(tr("two messages have the id {id}", id=piece.key), source.where)
        if is_too_deep(piece.blocks):
            reason = tr("a message is nested deeper than {n} levels", n=MAX_LEVELS)
            raise refused(reason, source.where)
        given[piece.key] = piece
    parents = _kept_parents(given, source)
    kept, became = _joined(given, parents, source)
    if not kept:
        return None
    messages = _messages(source, kept)
    leaf = _leaf(source, given, became, messages)
    times = [message.created_at for message in messages]
    title = source.title.strip()
    session = Session(
        id=messages[0].session_id,
        title=title or _first_words(messages),
        created_at=source.created_at or min(times),
        updated_at=max(source.updated_at or 0.0, *times, source.created_at or 0.0),
        model=_usable_model(messages),
        system=source.system or None,
        leaf_id=leaf,
        named_by_user=bool(title),
        archived=source.archived,
    )
    return SessionTree(session, messages)


def _kept_parents(given: dict[str, Piece], source: Source) -> dict[str, str | None]:
    """For each piece that has content its nearest ancestor that has some."""
    nearest: dict[str, str | None] = {}

    def climb(key: str) -> str | None:
        seen: list[str] = []
        on_way: set[str] = set()
        at = given[key].parent
        found: str | None = None
        while at is not None and at in given:
            if given[at].blocks:
                found = at
                break
            if at in nearest:
                found = nearest[at]
                break
            if at in on_way:
                raise refused(tr("message {id} is its own ancestor", id=at), source.where)
            seen.append(at)
            on_way.add(at)
            at = given[at].parent
        for passed in seen:
            nearest[passed] = found
        return found

    for key in given:
        nearest[key] = climb(key)
    return {key: nearest[key] for key, piece in given.items() if piece.blocks}


def _joined(
    given: dict[str, Piece], parents: dict[str, str | None], source: Source
) -> tuple[dict[str, Piece], dict[str, str]]:
    """The pieces, an answer in several parts as one; and which piece each became."""
    children: dict[str | None, int] = {}
    for parent in parents.values():
        children[parent] = children.get(parent, 0) + 1
    became: dict[str, str] = {}
    kept: dict[str, Piece] = {}
    for key in _in_order(parents, source):
        piece, parent = given[key], parents[key]
        above = kept[became[parent]] if parent is not None else None
        if (
            above is not None
            and piece.role == above.role
            and (piece.role == "assistant" or (_only_results(piece) and _only_results(above)))
            and children[parent] == 1
        ):
            above.blocks = [*above.blocks, *piece.blocks]
            above.model = piece.model or above.model
            above.stop_reason = piece.stop_reason or above.stop_reason
            above.usage = piece.usage or above.usage
            above.state = piece.state
            became[key] = above.key
        else:
            kept[key] = replace(piece, parent=above.key if above is not None else None)
            became[key] = key
    return kept, became


def _in_order(parents: dict[str, str | None], source: Source) -> list[str]:
    """The keys, each behind its parent."""
    stand_ins = (
        Message(key, "", parent, "user", (), MessageState.COMPLETE, 0.0)
        for key, parent in parents.items()
    )
    try:
        return [message.id for message in parents_first(stand_ins)]
    except NoTree as error:
        reason = tr("message {id} is its own ancestor", id=error.message_id)
        raise refused(reason, source.where) from error


def _only_results(piece: Piece) -> bool:
    return all(block_type(block) == "tool_result" for block in piece.blocks)


def _messages(source: Source, kept: dict[str, Piece]) -> tuple[Message, ...]:
    session_id = stable_id(source.program, source.key)
    start = source.created_at or min((p.at for p in kept.values() if p.at), default=None)
    times: dict[str, float] = {}
    found: list[Message] = []
    for key, piece in kept.items():
        before = times.get(piece.parent or "", start or source.updated_at or 0.0)
        times[key] = piece.at or before
        found.append(
            Message(
                id=stable_id(source.program, source.key, key),
                session_id=session_id,
                parent_id=(
                    None
                    if piece.parent is None
                    else stable_id(source.program, source.key, piece.parent)
                ),
                role=piece.role,
                blocks=tuple(piece.blocks),
                state=piece.state,
                created_at=times[key],
                model=piece.model if piece.role == "assistant" else None,
                stop_reason=piece.stop_reason,
                usage=piece.usage,
            )
        )
    return tuple(found)


def _leaf(
    source: Source,
    given: dict[str, Piece],
    became: dict[str, str],
    messages: tuple[Message, ...],
) -> str:
    """The message that was shown last, or the newest one without children."""
    at = source.leaf
    seen: set[str] = set()
    while at is not None and at in given and at not in seen:
        if at in became:
            return stable_id(source.program, source.key, became[at])
        seen.add(at)
        at = given[at].parent
    parents = {message.parent_id for message in messages}
    leaves = [message for message in messages if message.id not in parents]
    newest = max(range(len(leaves)), key=lambda number: (leaves[number].created_at, number))
    return leaves[newest].id


def _first_words(messages: tuple[Message, ...]) -> str:
    said = (joined_text(message.blocks) for message in messages if message.role == "user")
    return title_from_prompt(next(filter(str.strip, said), ""))


def _usable_model(messages: tuple[Message, ...]) -> str | None:
    """The model used last, if it is one that the session can go on with here."""
    models = [message.model for message in messages if message.model]
    return models[-1] if models and find_model(models[-1]).known else None
