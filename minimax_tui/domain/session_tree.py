"""A whole session as one value: what an export takes out and an import puts in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from minimax_tui.domain.messages import Message, Session


@dataclass(frozen=True, slots=True)
class SessionTree:
    """A session with all its messages, each parent before its children.

    `session.leaf_id` is the end of the current path; `session.turns` is not kept here.
    """

    session: Session
    messages: tuple[Message, ...] = ()

    def path(self, leaf_id: str | None = None) -> list[Message]:
        """Messages from the root to `leaf_id`, the session's own leaf if not given.

        Raises:
            KeyError: if there is no such message.
        """
        by_id = {message.id: message for message in self.messages}
        found: list[Message] = []
        at = leaf_id if leaf_id is not None else self.session.leaf_id
        while at is not None:
            message = by_id[at]
            found.append(message)
            at = message.parent_id
        found.reverse()
        return found


class TreeStored(NamedTuple):
    """What became of a `SessionTree` in the database."""

    is_new: bool
    """Whether the session was not there before."""
    added: int
    """How many of its messages were not there before, or not all of them."""


class NoTree(ValueError):
    """Messages whose parents make no tree; `message_id` is one of them."""

    def __init__(self, message_id: str) -> None:
        super().__init__(message_id)
        self.message_id = message_id


def parents_first(messages: Iterable[Message]) -> tuple[Message, ...]:
    """The messages in an order in which each parent is before its children, else as given.

    Raises:
        NoTree: if a message is its own ancestor, has a parent that is not there, or is there
            twice.
    """
    waiting = list(messages)
    by_id = {message.id: message for message in waiting}
    placed: dict[str, Message] = {}
    for message in waiting:
        if by_id[message.id] is not message:
            raise NoTree(message.id)
        chain: list[Message] = []
        on_chain: set[str] = set()
        at: Message | None = message
        while at is not None and at.id not in placed:
            if at.id in on_chain:
                raise NoTree(at.id)
            chain.append(at)
            on_chain.add(at.id)
            if at.parent_id is None:
                break
            parent = by_id.get(at.parent_id)
            if parent is None:
                raise NoTree(at.id)
            at = parent
        placed.update((one.id, one) for one in reversed(chain))
    return tuple(placed.values())


def path_only(tree: SessionTree, messages: Iterable[Message]) -> SessionTree:
    """The tree of these messages alone, one after the other.

    The first one has no parent then, each of the others the one before it.
    """
    kept: list[Message] = []
    for message in messages:
        kept.append(replace(message, parent_id=kept[-1].id if kept else None))
    session = replace(tree.session, leaf_id=kept[-1].id if kept else None)
    return SessionTree(session, tuple(kept))
