"""What a turn writes while it runs, and a store that keeps nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any, Protocol

from minimax_tui.domain.blocks import Block
from minimax_tui.domain.messages import Message, Session


class TurnStore(Protocol):
    """Where a turn is kept: the part of a `ConversationStore` that it uses."""

    def add_session(self, session: Session) -> Future[None]:
        """Stores a new session."""
        ...

    def update_session(
        self, session_id: str, *, model: str | None = None, thinking: str | None = None
    ) -> Future[None]:
        """Changes what is given of a session."""
        ...

    def add_message(self, message: Message) -> Future[None]:
        """Stores a message with its blocks."""
        ...

    def append_stream(
        self, message_id: str, block_index: int, events: Sequence[dict[str, Any]]
    ) -> Future[None]:
        """Appends wire events of one block of a streaming answer."""
        ...

    def finish_block(self, message_id: str, block_index: int, block: Block) -> Future[None]:
        """Stores a whole block in the place of its appended events."""
        ...

    def close_message(self, message: Message) -> Future[None]:
        """Stores the end of a streaming answer."""
        ...


def _done() -> Future[None]:
    done: Future[None] = Future()
    done.set_result(None)
    return done


class NothingStored:
    """The store of a turn that leaves nothing behind: every write is done at once."""

    def add_session(self, session: Session) -> Future[None]:
        del session
        return _done()

    def update_session(
        self, session_id: str, *, model: str | None = None, thinking: str | None = None
    ) -> Future[None]:
        del session_id, model, thinking
        return _done()

    def add_message(self, message: Message) -> Future[None]:
        del message
        return _done()

    def append_stream(
        self, message_id: str, block_index: int, events: Sequence[dict[str, Any]]
    ) -> Future[None]:
        del message_id, block_index, events
        return _done()

    def finish_block(self, message_id: str, block_index: int, block: Block) -> Future[None]:
        del message_id, block_index, block
        return _done()

    def close_message(self, message: Message) -> Future[None]:
        del message
        return _done()
