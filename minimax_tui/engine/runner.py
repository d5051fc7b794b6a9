"""The `TurnRunner`: starts, queues and stops the turns of all sessions."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, TypeVar

from minimax_tui.domain.blocks import Block, text_block
from minimax_tui.domain.errors import SessionNotFound
from minimax_tui.domain.events import TurnEnd, TurnFinished
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Message, MessageState, Session
from minimax_tui.domain.ports import ConversationStore, ModelEndpoint
from minimax_tui.domain.requests import TurnOptions, broke_off, can_continue
from minimax_tui.engine.drafts import SessionDrafts
from minimax_tui.engine.history import History
from minimax_tui.engine.ids import new_id
from minimax_tui.engine.loop import EngineLoop
from minimax_tui.engine.mailbox import Mailbox
from minimax_tui.engine.repairs import Repairs
from minimax_tui.engine.retry import Retries
from minimax_tui.engine.turn import Turn, TurnPlan
from minimax_tui.engine.waiting import Below, QueuedPrompt, WaitingPrompts

if TYPE_CHECKING:
    from minimax_tui.engine.aside import Aside, TakenOver
    from minimax_tui.engine.asides import Asides

Result = TypeVar("Result")


class TurnRunner:
    """Starts, queues, stops and remembers turns. Its methods may be called from any thread.

    A queued prompt is sent when the turn before it is complete. After a failure or a stop the
    queue waits, because it may depend on the answer that did not come: for a turn that succeeds
    (a new prompt goes first), or to be taken back. What waits is the beginning of its session's
    draft meanwhile, so that the next start finds it there; who sends or takes back a prompt has to
    write the draft anew.

    Args:
        store: Where sessions and messages are kept.
        endpoint: Gives the endpoint for the next request; called on the engine's thread.
        on_change: Told the session's id whenever a turn has started or ended; any thread.
        close_endpoint: Closes its connections; called on the engine's loop at the end.
        retries: Gives how a failed request is sent again; called when a turn starts, any thread.

    Attributes:
        drafts: The draft of each session, with the prompts that wait in it.
    """

    def __init__(
        self,
        store: ConversationStore,
        endpoint: Callable[[], ModelEndpoint],
        on_change: Callable[[str], None] | None = None,
        close_endpoint: Callable[[], Awaitable[None]] | None = None,
        retries: Callable[[], Retries] = Retries,
    ) -> None:
        self._store = store
        self._endpoint = endpoint
        self._retries = retries
        self._repairs: dict[str, Repairs] = {}
        self._history = History(store)
        self._lock = threading.Lock()
        self._loop = EngineLoop(self._stop_all, close_endpoint)
        self._closed = False
        self._turns: dict[str, Turn] = {}
        self._waiting = WaitingPrompts()
        self.drafts = SessionDrafts(store, self.queued)
        self._asides: Asides | None = None
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
            return self._waiting.of(session_id)

    # --- beside the turns ---

    def beside(
        self, work: Callable[[ModelEndpoint], Coroutine[Any, Any, Result]]
    ) -> Future[Result]:
        """Runs something with the endpoint on the engine's loop, beside the turns.

        Returns:
            A future of what it gives; cancelled where the program ends before.
        """

        async def run() -> Result:
            return await work(self._endpoint())

        with self._lock:
            if self._closed:
                ended: Future[Result] = Future()
                ended.cancel()
                return ended
            return self._loop.run(run())

    def ask_aside(
        self,
        session_id: str,
        blocks: tuple[Block, ...],
        options: TurnOptions,
        mailbox: Mailbox | None = None,
        after: Aside | None = None,
    ) -> Aside:
        """Asks a question beside a session's conversation, also while a turn runs in it.

        The request holds the current path, with what has come of an answer that streams. Nothing
        of question and answer is stored, and the session stays as it is.

        Args:
            session_id: The session.
            blocks: The question.
            options: Its settings.
            mailbox: Gets every event.
            after: The question beside the same session that it goes on with: the request holds
                that one and its answer too.

        Raises:
            RuntimeError: if the runner is closed.
        """
        with self._lock:
            if self._closed:
                raise RuntimeError("the runner is closed")
            repairs = self._repairs.setdefault(session_id, Repairs())
        return self._beside().ask(session_id, blocks, options, repairs, mailbox, after)

    def stop_aside(self, aside: Aside) -> None:
        """Stops a question beside the conversation; what came of its answer is told as its end."""
        self._on_loop(aside.turn.cancel)

    def retry_aside_now(self, aside: Aside) -> None:
        """Sends the failed request of a question beside again at once, if that is waited for."""
        self._on_loop(aside.turn.retry_now)

    def take_over(self, aside: Aside) -> TakenOver | None:
        """Makes a question beside and its answer the end of the session's current path.

        The questions that it goes on with come before it, unless they were taken over already.

        Returns:
            What was added; None where a turn runs in the session, nothing of an answer came, or it
            was done before.

        Raises:
            StorageError: if the session cannot be read.
            RuntimeError: if the runner is closed.
        """
        return self._beside().take_over(aside)

    def _beside(self) -> Asides:
        if self._asides is None:
            from minimax_tui.engine.asides import Asides

            self._asides = Asides(self, self._history, self._retries)
        return self._asides

    def _on_loop(self, act: Callable[[], None]) -> None:
        with self._lock:
            if not self._closed:
                self._loop.call(act)

    # --- acting ---

    def send(
        self,
        session_id: str,
        blocks: tuple[Block, ...],
        options: TurnOptions,
        mailbox: Mailbox | None = None,
        *,
        before: Sequence[str] = (),
        below: Below | None = None,
    ) -> Turn | None:
        """Sends a prompt at the end of the session's current path, or queues it.

        A session that does not exist yet is made, with a title from the prompt.

        Args:
            session_id: Where to.
            blocks: The prompt.
            options: The turn's settings.
            mailbox: Gets every event of the turn, if it starts now.
            before: Ids of waiting prompts that it goes before, if it has to wait too.
            below: The message that it follows in the place of the last one: it makes a branch
                there, and what has followed up to now is kept.

        Returns:
            The turn, or None where the prompt waits for the one that runs.

        Raises:
            StorageError: if the session's history cannot be read.
            RuntimeError: if the runner is closed.
        """
        prompt = QueuedPrompt(blocks, options, below=below)
        with self._lock:
            if self._queue(session_id, prompt, before):
                return None
        parent_id, is_new = None, False
        try:
            parent_id = self._history.leaf(session_id)
        except SessionNotFound:
            is_new = True
        if below is not None and not is_new:
            parent_id = below.message_id
        with self._lock:
            if self._queue(session_id, prompt, before):
                return None
            turn = self._start(session_id, prompt, parent_id, is_new=is_new, mailbox=mailbox)
        self._changed(session_id)
        return turn

    def ask_again(
        self,
        session_id: str,
        options: TurnOptions,
        mailbox: Mailbox | None = None,
        *,
        prompt_id: str | None = None,
    ) -> Turn | None:
        """Asks once more for the answer to a prompt; the earlier answer stays a sibling.

        Args:
            session_id: The session.
            options: The turn's settings.
            mailbox: Gets every event of the turn.
            prompt_id: The prompt; the last one of the current path if not given.

        Returns:
            The turn, or None where one runs already or there is no prompt.

        Raises:
            StorageError: if the session's history cannot be read.
            RuntimeError: if the runner is closed.
        """
        if self.turn(session_id) is not None:
            return None
        asked_id = prompt_id or self._history.last_prompt(session_id)
        if asked_id is None:
            return None

        def history() -> list[Message]:
            return self._history.path_to(session_id, asked_id)

        answer = _new_answer(session_id, asked_id, options)
        with self._lock:
            if self._closed:
                raise RuntimeError("the runner is closed")
            if session_id in self._turns:
                return None
            turn = self._run(TurnPlan(history, None, answer, options), mailbox)
        self._changed(session_id)
        return turn

    def continue_answer(
        self, session_id: str, options: TurnOptions, mailbox: Mailbox | None = None
    ) -> Turn | None:
        """Asks to go on with the answer at the session's end, which broke off.

        That answer stays as it is, and a short prompt follows it, stored like any other: MiniMax
        documents no way to give the beginning of an answer (2026-11). Where nothing of the answer
        could be sent back, it is asked for again instead.

        Args:
            session_id: The session.
            options: The turn's settings.
            mailbox: Gets every event of the turn.

        Returns:
            The turn, or None where one runs already or the last answer did not break off.

        Raises:
            StorageError: if the session's history cannot be read.
            RuntimeError: if the runner is closed.
        """
        if self.turn(session_id) is not None:
            return None
        answer = self._history.last(session_id)
        if answer is None or not broke_off(answer):
            return None
        if not can_continue(answer):
            return self.ask_again(session_id, options, mailbox)
        words = tr("Please continue exactly where you stopped, without repeating anything.")
        prompt = QueuedPrompt((text_block(words),), options)
        with self._lock:
            if self._closed:
                raise RuntimeError("the runner is closed")
            if session_id in self._turns:
                return None
            turn = self._start(session_id, prompt, answer.id, mailbox=mailbox)
        self._changed(session_id)
        return turn

    def change_path(
        self, session_id: str, change: Callable[[], Future[None]], leaf_id: str
    ) -> Future[None] | None:
        """Changes a session's current path, unless a turn runs in it.

        Args:
            session_id: The session.
            change: Hands the change to the store; called at once.
            leaf_id: The end of the path then: what the next prompt follows.

        Returns:
            Done when it is stored; None where a turn runs, which the path leads to.

        Raises:
            RuntimeError: if the runner is closed.
        """
        with self._lock:
            if self._closed:
                raise RuntimeError("the runner is closed")
            if session_id in self._turns:
                return None
            changed = change()
            self._history.move(session_id, leaf_id, changed)
            return changed

    def add_turns(
        self,
        session_id: str,
        turns: Callable[[str | None], list[Message]],
        new_session: Callable[[Message], Session],
    ) -> tuple[tuple[Message, ...], Future[None]] | None:
        """Adds whole turns at the end of a session's current path, unless one runs in it.

        Args:
            session_id: The session.
            turns: Gives the messages, each below the one before, given the id of the message that
                they follow.
            new_session: Gives the session that begins with a message, where there is none yet.

        Returns:
            The messages, and what is done when they are on the disk; None where there are none, or
            a turn runs.

        Raises:
            StorageError: if the session cannot be read.
            RuntimeError: if the runner is closed.
        """
        if self.turn(session_id) is not None:
            return None  # nor may it end while the path is read
        parent_id, is_new = None, False
        try:
            parent_id = self._history.leaf(session_id)
        except SessionNotFound:
            is_new = True
        with self._lock:
            if self._closed:
                raise RuntimeError("the runner is closed")
            messages = [] if session_id in self._turns else turns(parent_id)
            if not messages:
                return None
            if is_new:
                self._store.add_session(new_session(messages[0]))
            written = [self._store.add_message(message) for message in messages]
            # Until they are seen to be on the disk, the next prompt follows them even so.
            self._history.hold(session_id, messages[-1].id, messages)
        return tuple(messages), written[-1]

    def unqueue(self, session_id: str) -> list[QueuedPrompt]:
        """Takes all waiting prompts of a session back."""
        with self._lock:
            return self._waiting.remove_all(session_id)

    def unqueue_one(self, session_id: str, prompt_id: str) -> QueuedPrompt | None:
        """Takes one waiting prompt back; None where it does not wait any more."""
        with self._lock:
            return self._waiting.remove(session_id, prompt_id)

    def stop(self, session_id: str) -> bool:
        """Stops the turn that runs in this session; what came is kept.

        Returns:
            Whether one was running.
        """
        with self._lock:
            turn = self._turns.get(session_id)
            if turn is None or self._closed:
                return False
            turn.stop_asked = True
            self._loop.call(turn.cancel)
            return True

    def retry_now(self, session_id: str) -> bool:
        """Sends the failed request of this session again at once, if that is waited for.

        Returns:
            Whether it was.
        """
        with self._lock:
            turn = self._turns.get(session_id)
            if turn is None or turn.retry is None or self._closed:
                return False
            self._loop.call(turn.retry_now)
            return True

    def close(self, timeout_s: float = 5.0) -> None:
        """Stops all turns, waits until what came is stored, and ends the thread.

        Nothing can be sent any more. To be called before the store is closed, and not on the
        engine's own thread.

        Args:
            timeout_s: How long to wait for the turns. What they have received is handed to the
                store even so.
        """
        with self._lock:
            if self._closed:
                return
            self._closed = True
            waiting = self._waiting.sessions()
        self._loop.close(timeout_s)
        for session_id in waiting:
            self.drafts.keep(session_id)

    def _changed(self, session_id: str) -> None:
        """Not to be called with the lock held: what is told may ask back."""
        if self.on_change is not None:
            with contextlib.suppress(RuntimeError):  # the loop of the screen has just ended
                self.on_change(session_id)

    # --- inside; the lock is held ---

    def _queue(self, session_id: str, prompt: QueuedPrompt, before: Sequence[str]) -> bool:
        """Lets the prompt wait if a turn runs."""
        if self._closed:
            raise RuntimeError("the runner is closed")
        turn = self._turns.get(session_id)
        if turn is None:
            return False
        self._waiting.add(session_id, prompt, stopping=turn.stop_asked, before=before)
        return True

    def _start(
        self,
        session_id: str,
        asked: QueuedPrompt,
        parent_id: str | None,
        *,
        is_new: bool = False,
        mailbox: Mailbox | None = None,
    ) -> Turn:
        prompt = asked.as_message(session_id, parent_id)
        answer = _new_answer(session_id, prompt.id, asked.options)
        new_session = asked.as_session(session_id) if is_new else None

        def history() -> list[Message]:
            return self._history.path_to(session_id, parent_id)

        return self._run(TurnPlan(history, prompt, answer, asked.options, new_session), mailbox)

    def _run(self, plan: TurnPlan, mailbox: Mailbox | None) -> Turn:
        session_id = plan.answer.session_id
        repairs = self._repairs.setdefault(session_id, Repairs())
        turn = Turn(
            plan,
            self._store,
            self._endpoint,
            time.monotonic,
            mailbox,
            self._retries(),
            repairs,
        )
        # Not on the loop: who sends a prompt empties the draft next, and the store keeps the order.
        turn.begin()
        self._turns[session_id] = turn
        self._loop.call(self._spawn, turn)
        return turn

    # --- the engine's loop ---

    def _stop_all(self) -> None:
        with self._lock:
            turns = list(self._turns.values())
        for turn in turns:
            turn.cancel()

    def _spawn(self, turn: Turn) -> None:
        self._loop.create_task(self._conduct(turn))
        # The store has the prompt: the disk may have it twice for a moment, but never not at all.
        self.drafts.waiting_changed(turn.session_id)

    async def _conduct(self, turn: Turn) -> None:
        try:
            end = await turn.run()
        except Exception as fault:  # noqa: BLE001 - the worker's edge: no session may stay blocked
            end = turn.broken(fault)
        # First the books, then the news: who hears of the end may send the next prompt at once.
        self._settle(turn, end)
        turn.announce(end)
        self._changed(turn.session_id)

    def _settle(self, turn: Turn, end: TurnEnd) -> None:
        session_id = turn.session_id
        self._history.hold(session_id, turn.answer_id, turn.unsaved())
        with self._lock:
            del self._turns[session_id]
            if self._closed:
                return
            succeeded = isinstance(end, TurnFinished) and not turn.stop_asked
            following = self._waiting.next_after(session_id, succeeded=succeeded)
            if following is not None:
                below = following.below or Below(turn.answer_id)
                self._start(session_id, following, below.message_id)


def _new_answer(session_id: str, parent_id: str, options: TurnOptions) -> Message:
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
