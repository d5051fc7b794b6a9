"""A session's whole tree in outline: enough of each message to find one's way in it."""

from __future__ import annotations

from typing import NamedTuple

from minimax_tui.domain.messages import MessageState, Role
from minimax_tui.domain.usage import Usage


class OutlineNode(NamedTuple):
    """One message of the tree, without its blocks."""

    id: str
    parent_id: str | None
    role: Role
    state: MessageState
    created_at: float
    """Unix time in seconds."""
    text: str = ""
    """The beginning of its text; foreign text."""
    model: str | None = None
    thinking: str | None = None
    position: int | None = None
    """Its place on the current path, from 0; None where it is on another branch."""


class AnswerUsage(NamedTuple):
    """What one answer took."""

    model: str | None
    usage: Usage


class DeletedBranch(NamedTuple):
    """A branch that is hidden, and kept for a while."""

    message_id: str
    """Its first message."""
    at: float
    """When it was deleted, in Unix time."""
