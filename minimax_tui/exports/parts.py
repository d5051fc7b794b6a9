"""The part of a session that is exported, and the session as its branches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from minimax_tui.domain.blocks import block_type
from minimax_tui.domain.messages import Message
from minimax_tui.domain.session_tree import SessionTree, path_only
from minimax_tui.exports.formats import Part


def is_prompt(message: Message) -> bool:
    """Whether a person said it: results of tools travel as the user's messages too."""
    return message.role == "user" and (
        not message.blocks or any(block_type(block) != "tool_result" for block in message.blocks)
    )


def turns(path: Sequence[Message]) -> list[list[Message]]:
    """The turns of a path: each begins with a prompt and has what follows up to the next one."""
    found: list[list[Message]] = []
    for message in path:
        if is_prompt(message) or not found:
            found.append([])
        found[-1].append(message)
    return found


def chosen_part(tree: SessionTree, part: Part, turn: int | None = None) -> SessionTree:
    """The tree of what is to be exported.

    Args:
        tree: The whole session.
        part: How much of it.
        turn: For a turn: its number on the current path, from 1 on; negative ones count from the
            end; the last one if not given.

    Raises:
        IndexError: if the path has no such turn.
    """
    if part is Part.SESSION:
        return tree
    path = tree.path()
    if part is Part.BRANCH:
        return path_only(tree, path)
    found = turns(path)
    number = -1 if turn is None else turn
    if number == 0 or abs(number) > len(found):
        raise IndexError(number)
    return path_only(tree, found[number - 1 if number > 0 else number])


def turn_of(tree: SessionTree, message_id: str) -> int | None:
    """The number, from 1 on, of the turn that a message of the current path belongs to."""
    for number, turn in enumerate(turns(tree.path()), start=1):
        if any(message.id == message_id for message in turn):
            return number
    return None


def other_branches(tree: SessionTree) -> list[list[Message]]:
    """What the current path has not: for each leaf its messages that were in none before.

    Each list begins with a message whose parent (if it has one) is on the path or in an earlier
    list.
    """
    seen = {message.id for message in tree.path()}
    parents = {message.parent_id for message in tree.messages}
    branches: list[list[Message]] = []
    for leaf in tree.messages:
        if leaf.id in parents or leaf.id in seen:
            continue
        branch = [message for message in tree.path(leaf.id) if message.id not in seen]
        seen.update(message.id for message in branch)
        branches.append(branch)
    return branches


def as_session_of_its_own(part: SessionTree, whole: SessionTree) -> SessionTree:
    """The part under ids of its own, always the same ones; all of a session stays as it is.

    So that who imports a part, and later the whole, has both.
    """
    if part.messages == whole.messages:
        return part
    named = ":".join((part.session.id, *(message.id for message in part.messages)))
    session_id = _digest(named)
    ids = {message.id: _digest(f"{session_id}:{message.id}") for message in part.messages}
    messages = tuple(
        replace(
            message,
            id=ids[message.id],
            session_id=session_id,
            parent_id=None if message.parent_id is None else ids[message.parent_id],
        )
        for message in part.messages
    )
    leaf_id = part.session.leaf_id
    session = replace(
        part.session, id=session_id, leaf_id=None if leaf_id is None else ids[leaf_id]
    )
    return SessionTree(session, messages)


def _digest(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
