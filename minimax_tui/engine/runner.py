"""The `TurnRunner`: turns run on a thread and event loop of its own, whatever the screen does."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from minimax_tui.domain.blocks import Block, joined_text
from minimax_tui.domain.conversation import title_from_prompt
from minimax_tui.domain.errors import ChatError, SessionNotFound
from minimax_tui.domain.messages import Message, MessageState, Session
from minimax_tui.domain.ports import ConversationStore, ModelEndpoint
from minimax_tui.domain.requests import TurnOptions
from minimax_tui.engine.ids import new_id
from minimax_tui.engine.turn import Turn, TurnPlan

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class QueuedPrompt:
    """A prompt that waits for the running turn of its session."""

    blocks: tuple[Block, ...]
    options: TurnOptions


class TurnRunner:
    """Starts, queues, stops and remembers turns. Its methods may be called from any thread.

    Args:
        store: Where sessions and messages are kept.
        endpoint: Gives the endpoint for the next request; called on the engine's thread.
        on_change: Told the session's id whenever a turn starts or ends; any thread.
        close_endpoint: Closes its connections; called on the engine's loop at the end.
    """

    def __init__(
        self,
        store: ConversationStore,
        endpoint: Callable[[], ModelEndpoint],
        on_change: Callable[[str], None] | None = None,
        close_endpoint: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._store = store
        self._close_endpoint = close_endpoint
        self._endpoint = endpoint
        self._lock = threading.RLock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._turns: dict[str, Turn] = {}
        self._queues: dict[str, deque[QueuedPrompt]] = {}
        self._unsaved: dict[str, list[Message]] = {}
        self._closing = False
        self.on_change = on_change

    # --- asking ---

    def turn(self, session_id: str) -> Turn | None:
        """The turn that runs in this session."""
        with self._lock:
            return self._turns.get(session_id)

    def running(self) -> list[str]:
        """Ids of the sessions in which a turn runs."""
        with self._lock:
            return list(self._turns)

    def queued(self, session_id: str) -> list[QueuedPrompt]:
        """Prompts that wait in this session, the next one first."""
        with self._lock:
            return list(self._queues.get(session_id, ()))

    # --- acting ---

    def send(self, session_id: str, blocks: tuple[Block, ...], options: TurnOptions) -> Turn | None:
        """Sends a prompt at the end of the session's current path, or queues it.

        A session that does not exist yet is made, with a title from the prompt.

        Returns:
            The turn, or None where the prompt waits for the one that runs.

        Raises:
            StorageError: if the session's history cannot be read.
        """
        with self._lock:
            if session_id in self._turns:
                waiting = self._queues.setdefault(session_id, deque())
                waiting.append(QueuedPrompt(blocks, options))
                return None
            return self._start(session_id, blocks, options)

    def ask_again(self, session_id: str, options: TurnOptions) -> Turn | None:
        """Asks once more for the answer to the last prompt; the earlier answer stays a sibling.

        Returns:
            The turn, or None where one runs already or there is no prompt.

        Raises:
            StorageError: if the session's history cannot be read.
        """
        with self._lock:
            if session_id in self._turns:
                return None
            path = self._path(session_id)
            while path and path[-1].role != "user":
                path.pop()
            if not path:
                return None
            answer = self._new_answer(session_id, path[-1].id, options)
            return self._run(TurnPlan(lambda: path, None, answer, options))

    def unqueue(self, session_id: str) -> list[QueuedPrompt]:
        """Takes all waiting prompts of a session back."""
        with self._lock:
            return list(self._queues.pop(session_id, ()))

    def stop(self, session_id: str) -> bool:
        """Stops the turn that runs in this session; what came is kept.

        Returns:
            Whether one was running.
        """
        with self._lock:
            turn = self._turns.get(session_id)
            if turn is None or self._loop is None:
                return False
            self._loop.call_soon_threadsafe(turn.cancel)
            return True

    def close(self, timeout_s: float = 5.0) -> None:
        """Stops all turns, waits until what came is stored, and ends the thread."""
        with self._lock:
            self._closing = True
            loop, thread = self._loop, self._thread
            self._loop = None
        if loop is None or thread is None:
            return
        ended = asyncio.run_coroutine_threadsafe(self._shut_down(timeout_s), loop)
        try:
            ended.result(timeout_s + 1)
        except TimeoutError:
            log.warning("a turn did not end within %s s", timeout_s)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(1)
        if not thread.is_alive():
            loop.close()

    async def _shut_down(self, timeout_s: float) -> None:
        me = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not me]
        for task in others:
            task.cancel()
        if others:
            await asyncio.wait(others, timeout=timeout_s)
        if self._close_endpoint is not None:
            await self._close_endpoint()

    # --- inside; the lock is held ---

    def _start(self, session_id: str, blocks: tuple[Block, ...], options: TurnOptions) -> Turn:
        now = time.time()
        unsaved = self._unsaved.get(session_id, [])
        new_session, parent_id = None, None
        try:
            parent_id = self._store.session(session_id).leaf_id
        except SessionNotFound:
            if not unsaved:
                new_session = _new_session(session_id, blocks, options, now)
        if unsaved:
            parent_id = unsaved[-1].id
        prompt = Message(
            id=new_id(),
            session_id=session_id,
            parent_id=parent_id,
            role="user",
            blocks=blocks,
            state=MessageState.COMPLETE,
            created_at=now,
        )
        answer = self._new_answer(session_id, prompt.id, options)

        def history() -> list[Message]:
            return self._path_to(session_id, parent_id)

        return self._run(TurnPlan(history, prompt, answer, options, new_session))

    def _path(self, session_id: str) -> list[Message]:
        """The session's current path, with what could not be stored at its end."""
        with self._lock:
            unsaved = list(self._unsaved.get(session_id, ()))
        try:
            path = self._store.path(session_id)
        except ChatError:
            if not unsaved:
                raise
            path = []
        known = {message.id for message in path}
        return path + [message for message in unsaved if message.id not in known]

    def _path_to(self, session_id: str, message_id: str | None) -> list[Message]:
        """The session's path up to a message, which is on it; [] for None."""
        if message_id is None:
            return []
        path = self._path(session_id)
        ids = [message.id for message in path]
        return path[: ids.index(message_id) + 1] if message_id in ids else path

    def _new_answer(self, session_id: str, parent_id: str, options: TurnOptions) -> Message:
        return Message(
            id=new_id(),
            session_id=session_id,
            parent_id=parent_id,
            role="assistant",
            blocks=(),
            state=MessageState.STREAMING,
            created_at=time.time(),
            model=options.model,
            thinking=options.thinking.value,
        )

    def _run(self, plan: TurnPlan) -> Turn:
        if self._closing:
            raise RuntimeError("the runner is closed")
        turn = Turn(plan, self._store, self._endpoint, time.monotonic)
        self._turns[turn.session_id] = turn
        self._started_loop().call_soon_threadsafe(self._spawn, turn)
        self._changed(turn.session_id)
        return turn

    def _started_loop(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            loop = self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(
                target=loop.run_forever, name="minimax-turns", daemon=True
            )
            self._thread.start()
        return self._loop

    # --- on the engine's loop ---

    def _spawn(self, turn: Turn) -> None:
        turn.spawn().add_done_callback(lambda task: self._ended(turn, task))

    def _ended(self, turn: Turn, task: asyncio.Task[Message]) -> None:
        session_id = turn.session_id
        whole = not task.cancelled() and task.exception() is None
        with self._lock:
            del self._turns[session_id]
            if failed := turn.unsaved():
                self._unsaved.setdefault(session_id, []).extend(failed)
            else:
                self._unsaved.pop(session_id, None)
            # After a failure or a stop the queue waits for the user: the next prompt may well
            # depend on the answer that did not come.
            succeeded = whole and task.result().state is MessageState.COMPLETE
            waiting = self._queues.get(session_id)
            if succeeded and waiting and not self._closing:
                following = waiting.popleft()
                try:
                    self._start(session_id, following.blocks, following.options)
                except ChatError:
                    log.exception("a queued prompt could not be sent")
                    waiting.appendleft(following)
                else:
                    return
        self._changed(session_id)

    def _changed(self, session_id: str) -> None:
        if self.on_change is not None:
            self.on_change(session_id)


def _new_session(
    session_id: str, blocks: tuple[Block, ...], options: TurnOptions, now: float
) -> Session:
    return Session(
        id=session_id,
        title=title_from_prompt(joined_text(blocks)),
        created_at=now,
        updated_at=now,
        model=options.model,
        thinking=options.thinking.value,
        system=options.system,
    )
