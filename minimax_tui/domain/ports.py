"""What the engine and the screens need from the outside, as protocols.

The command line builds the real ones and hands them on; tests hand in their own.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from minimax_tui.domain.blocks import Block
from minimax_tui.domain.branching import BranchStore
from minimax_tui.domain.events import StreamEvent
from minimax_tui.domain.messages import Message, Session, SessionOrder, SessionTotals, Shelf
from minimax_tui.domain.requests import ChatRequest
from minimax_tui.domain.session_tree import SessionTree, TreeStored
from minimax_tui.domain.speeds import MeasuredSpeed

if TYPE_CHECKING:
    from minimax_tui.domain.search import SearchPage, SearchQuery


class ModelEndpoint(Protocol):
    """Where a model answers."""

    async def prepare(self) -> None:
        """Loads what the first request needs, so that its time is not counted as the model's."""
        ...

    def stream(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """Sends the request and yields the answer's events as they come.

        Closing the generator, or cancelling its task, closes the connection.

        Raises:
            RequestError: one of its subclasses, also in mid-stream.
        """
        ...

    def body(self, request: ChatRequest) -> dict[str, Any]:
        """The JSON body that `stream` sends for this request."""
        ...

    async def aclose(self) -> None:
        """Closes the connections that are kept open."""
        ...


class ConversationStore(BranchStore, Protocol):
    """Sessions and their messages. All methods may be called from any thread.

    Writes are carried out in order by one writer and return a future that is done once the data
    is committed; it fails with a `StorageError`. Reads see every write whose future is done.
    """

    # --- writing ---

    def add_session(self, session: Session) -> Future[None]:
        """Stores a new session."""
        ...

    def update_session(
        self,
        session_id: str,
        *,
        title: str | None = None,
        named_by_user: bool | None = None,
        model: str | None = None,
        thinking: str | None = None,
        system: str | None = None,
        settings: Mapping[str, Any] | None = None,
        updated_at: float | None = None,
    ) -> Future[None]:
        """Changes what is given of a session; `settings` takes the place of all it had."""
        ...

    def add_message(self, message: Message) -> Future[None]:
        """Stores a message with its blocks, makes it the session's leaf.

        A prompt is on the disk itself (synchronous=FULL) when the future is done. An answer in
        the state `streaming` is marked with this instance until it is closed.
        """
        ...

    def append_stream(
        self, message_id: str, block_index: int, events: Sequence[dict[str, Any]]
    ) -> Future[None]:
        """Appends wire events of one block of a streaming answer, in the order they came.

        `block_index` is the wire's index. The first event of a block is its
        `content_block_start`. Under `TIMINGS_INDEX` stand the answer's timings so far, for an
        answer that is never closed (see `domain.events`).
        """
        ...

    def finish_block(self, message_id: str, block_index: int, block: Block) -> Future[None]:
        """Stores a whole block in the place of its appended events."""
        ...

    def close_message(self, message: Message) -> Future[None]:
        """Stores the end of a streaming answer: its blocks, state, usage, timings, error."""
        ...

    def set_leaf(self, session_id: str, message_id: str) -> Future[None]:
        """Makes a message the end of the session's current path."""
        ...

    def copy_session(self, session_id: str, copy_id: str, *, title: str, at: float) -> Future[None]:
        """Copies a session as it is now; an answer that streams is interrupted in the copy."""
        ...

    def put_tree(self, tree: SessionTree) -> Future[TreeStored]:
        """Stores what is not there yet of a whole session, all of it or nothing.

        What is there already stays as it is, a session's title and current path too.
        """
        ...

    def suggest_title(self, session_id: str, title: str) -> Future[None]:
        """Gives a session the model's title, unless a person has named it."""
        ...

    def arrange_sessions(
        self,
        session_ids: Sequence[str],
        *,
        pinned: bool | None = None,
        archived: bool | None = None,
    ) -> Future[None]:
        """Pins or archives sessions, or undoes it."""
        ...

    def trash_sessions(self, session_ids: Sequence[str], at: float | None) -> Future[None]:
        """Puts sessions into the trash at a Unix time; None takes them out of it."""
        ...

    def save_view(self, session_id: str, text: str) -> Future[None]:
        """Keeps how a session is shown: JSON of the cells folded or unfolded by hand."""
        ...

    def delete_session(self, session_id: str) -> Future[None]:
        """Removes a session and all its messages."""
        ...

    def save_draft(self, session_id: str, text: str) -> Future[None]:
        """Keeps what stands in the composer; "" removes it."""
        ...

    def add_prompt_history(self, text: str, at: float) -> Future[None]:
        """Keeps a prompt for recall; the same text as the newest one is not kept twice."""
        ...

    # --- reading ---

    def session(self, session_id: str) -> Session:
        """Raises `SessionNotFound`."""
        ...

    def sessions(
        self,
        *,
        limit: int = 200,
        offset: int = 0,
        title_like: str = "",
        shelf: Shelf = "active",
        order: SessionOrder = "used",
    ) -> list[Session]:
        """Sessions of a shelf, the pinned ones first; `title_like` filters titles by words."""
        ...

    def count_sessions(self, *, title_like: str = "", shelf: Shelf = "active") -> int:
        """How many sessions `sessions` gives without a limit."""
        ...

    def session_totals(self, session_ids: Sequence[str]) -> dict[str, SessionTotals]:
        """Tokens and cost of these sessions; those without an answer are left out."""
        ...

    def view(self, session_id: str) -> str:
        """What `save_view` kept, "" if it kept nothing."""
        ...

    def resolve_session(self, start_of_id: str) -> str:
        """The id that begins so. Raises `SessionNotFound` or `AmbiguousSession`."""
        ...

    def last_session(self) -> str | None:
        """Id of the session used last."""
        ...

    def message(self, message_id: str) -> Message:
        """Raises `SessionNotFound`."""
        ...

    def tree(self, session_id: str) -> SessionTree:
        """A session with all its messages, of every branch. Raises `SessionNotFound`."""
        ...

    def path_length(self, session_id: str) -> int:
        """Number of messages on the session's current path."""
        ...

    def path(self, session_id: str, start: int = 0, stop: int | None = None) -> list[Message]:
        """Messages of the current path at positions start..stop, as `range` counts."""
        ...

    def siblings(self, message_id: str) -> list[str]:
        """Ids of the messages with the same parent, oldest first."""
        ...

    def newest_leaf_below(self, message_id: str) -> str:
        """The leaf reached from a message by always taking the newest child."""
        ...

    def claim_session(self, session_id: str) -> bool:
        """Marks a session as open in this program; False where another one has it open."""
        ...

    def release_session(self, session_id: str) -> None:
        """Takes the mark of `claim_session` back."""
        ...

    def draft(self, session_id: str) -> str:
        """What stood in the session's composer."""
        ...

    def prompt_history(self, limit: int = 1000) -> list[str]:
        """Prompts sent before, the newest first."""
        ...

    # --- about models ---

    def measured_speeds(self) -> dict[str, MeasuredSpeed]:
        """How fast each model was in the newest answers; a bounded read."""
        ...

    def media_on_path(self, session_id: str) -> list[Block]:
        """The blocks of the current path that are, or hold, a picture or a video."""
        ...

    def thinking_by_model(self, session_id: str) -> dict[str, str]:
        """The thinking switch that each model of the current path was asked with last."""
        ...

    def close(self) -> None:
        """Finishes what is queued and closes the database."""
        ...


class SearchIndex(Protocol):
    """Searches all sessions. Its methods may be called from any thread."""

    def search(
        self, query: SearchQuery, *, limit: int = 20, offset: int = 0, whole: bool = False
    ) -> SearchPage:
        """What is found, at most `limit` passages after the first `offset`.

        It comes quickly. Where filters leave little of much, the page may have fewer passages than
        there are, with `more` set; with `whole` it takes the time to find them. Raises
        `StorageError`.
        """
        ...

    def indexed(self) -> float:
        """How much of the stored text can be found already, 0 to 1. Raises `StorageError`."""
        ...


class UnsavedSessions(Protocol):
    """Says which sessions leave nothing on the disk."""

    def keep_in_memory(self, session_id: str) -> None:
        """From now on, nothing of this session is stored; to be called before it has anything."""
        ...

    def is_in_memory(self, session_id: str) -> bool:
        """Whether nothing of this session is stored."""
        ...


@dataclass(frozen=True, slots=True)
class Credential:
    """A key and the host it belongs to. The key is never in its `repr`."""

    key: str
    base_url: str
    source: str
    """Where the key comes from, in words, such as `MINIMAX_API_KEY`."""

    def __repr__(self) -> str:
        return f"Credential(base_url={self.base_url!r}, source={self.source!r})"


class Credentials(Protocol):
    """Finds the key to use."""

    def resolve(self) -> Credential:
        """The credential in force; may wait. Raises `NoCredentials` or `ForeignKey`."""
        ...

    def check(self) -> None:
        """Raises what `resolve` would, as far as can be told at once.

        `resolve` may wait for the desktop's keyring; this never does, so that a screen may ask.
        """
        ...
