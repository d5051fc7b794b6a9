"""Messages of a conversation as they are stored and shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, NamedTuple

from minimax_tui.domain.blocks import Block
from minimax_tui.domain.usage import Usage

Role = Literal["user", "assistant"]
Shelf = Literal["active", "archived", "trash", "all"]
"""Where a session is kept: a trashed one that is archived too is in the trash."""
SessionOrder = Literal["used", "created", "title", "turns"]
"""The newest first, by title from a to z, or with the most turns first; pinned ones before all."""


class MessageState(StrEnum):
    """Where a message is in its life."""

    STREAMING = "streaming"
    """An answer that some running program is receiving."""
    COMPLETE = "complete"
    INTERRUPTED = "interrupted"
    """Stopped by the user, or by the end of the program that received it."""
    FAILED = "failed"
    """Ended by an error; what came before it is kept."""


class Timings(NamedTuple):
    """When things happened in one turn, in seconds after the request was sent."""

    first_token_s: float | None = None
    thinking_s: float | None = None
    """Time during which thinking came."""
    text_s: float | None = None
    """Time during which text came."""
    total_s: float | None = None
    thinking_tokens: int = 0
    """Estimated from what came: the wire counts output tokens only as a whole."""
    text_tokens: int = 0
    """Estimated likewise."""


class StoredError(NamedTuple):
    """What a failed message keeps of its error (see `domain.errors`)."""

    kind: str
    """Name of the error class."""
    message: str
    """What happened, in plain words."""
    advice: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One prompt or answer. `parent_id` makes the conversation a tree."""

    id: str
    session_id: str
    parent_id: str | None
    role: Role
    blocks: tuple[Block, ...]
    state: MessageState
    created_at: float
    """Unix time in seconds."""
    unfinished: frozenset[int] = frozenset()
    """Positions in `blocks` of those that never came to their end."""
    model: str | None = None
    """Model asked (answers), as sent on the wire."""
    thinking: str | None = None
    """The thinking switch in force (answers): `adaptive` or `disabled`."""
    stop_reason: str | None = None
    usage: Usage | None = None
    timings: Timings = field(default_factory=Timings)
    error: StoredError | None = None


class SessionTotals(NamedTuple):
    """What all answers of a session took, on every branch."""

    tokens: int = 0
    """Of prompts and answers, cached ones included."""
    cost_usd: float | None = None
    """At pay-as-you-go prices; None if no answer's price is known."""


@dataclass(frozen=True, slots=True)
class Session:
    """One conversation as the list of sessions shows it."""

    id: str
    title: str
    created_at: float
    updated_at: float
    model: str | None = None
    """Model used last."""
    thinking: str | None = None
    system: str | None = None
    leaf_id: str | None = None
    """The message at the end of the current path."""
    turns: int = 0
    """Prompts on the current path."""
    named_by_user: bool = False
    title_by: str = "prompt"
    """Where the title comes from: `prompt` (the first one), `model` or `user`."""
    pinned: bool = False
    archived: bool = False
    trashed_at: float | None = None
    """When it was put into the trash, in Unix time; None if it is not there."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Settings with a value for this session only, by key, as JSON gives them; what a later version
    put there included. `model`, `thinking` and `system` have fields of their own."""

    @property
    def own_settings(self) -> dict[str, Any]:
        """Everything that the session has a value of its own for, by key, as it is stored."""
        columns = {"model": self.model, "thinking": self.thinking, "system": self.system}
        return {key: value for key, value in columns.items() if value} | dict(self.settings)

    def __post_init__(self) -> None:
        if self.named_by_user:
            object.__setattr__(self, "title_by", "user")
