"""The questions beside the conversations of a runner, and how they become a part of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from minimax_tui.domain.blocks import Block
from minimax_tui.domain.errors import SessionNotFound
from minimax_tui.domain.messages import Message, Session
from minimax_tui.domain.requests import TurnOptions
from minimax_tui.engine.aside import Aside, TakenOver
from minimax_tui.engine.history import History
from minimax_tui.engine.mailbox import Mailbox
from minimax_tui.engine.repairs import Repairs
from minimax_tui.engine.retry import Retries
from minimax_tui.engine.waiting import QueuedPrompt

if TYPE_CHECKING:
    from minimax_tui.engine.runner import TurnRunner


class Asides:
    """What a `TurnRunner` does for `Aside`s. Its methods may be called from any thread.

    Args:
        runner: Runs the turns of the sessions, and what is asked beside them.
        history: The messages of the sessions.
        retries: Gives how a failed request is sent again.
    """

    def __init__(
        self, runner: TurnRunner, history: History, retries: Callable[[], Retries]
    ) -> None:
        self._runner = runner
        self._history = history
        self._retries = retries

    def ask(
        self,
        session_id: str,
        blocks: tuple[Block, ...],
        options: TurnOptions,
        repairs: Repairs,
        mailbox: Mailbox | None = None,
        after: Aside | None = None,
    ) -> Aside:
        """Asks a question; the request holds the path, with what has come of an answer."""
        aside = Aside(
            session_id,
            blocks,
            options,
            lambda: self._so_far(session_id),
            mailbox,
            self._retries(),
            repairs,
            after,
        )
        self._runner.beside(aside.run).add_done_callback(aside.work_ended)
        return aside

    def take_over(self, aside: Aside) -> TakenOver | None:
        """Makes a question and its answer, and those before them, the end of the path.

        Raises:
            StorageError: if the session cannot be read.
            RuntimeError: if the runner is closed.
        """

        def turns(parent_id: str | None) -> list[Message]:
            asked = [one for one in aside.thread() if not one.taken_over]
            if aside.answer is None:
                return []
            messages: list[Message] = []
            for one in asked:
                messages += one.as_turn(messages[-1].id if messages else parent_id) or ()
                one.taken_over = True
            return messages

        def session(first: Message) -> Session:
            options = next(one.options for one in aside.thread() if one.question.id == first.id)
            return QueuedPrompt(first.blocks, options).as_session(aside.session_id)

        added = self._runner.add_turns(aside.session_id, turns, session)
        return None if added is None else TakenOver(*added)

    def _so_far(self, session_id: str) -> list[Message]:
        """The session's current path, an answer that streams included. It may take long."""
        turn = self._runner.turn(session_id)
        try:
            path = self._history.path_to(session_id, self._history.leaf(session_id))
        except SessionNotFound:
            path = []
        if turn is None:
            return path
        unread = Mailbox()
        running = turn.attach(unread)
        turn.detach(unread)
        found = {message.id: message for message in path}
        for message in (running.prompt, running.answer):
            if message is not None:
                found[message.id] = message
        return list(found.values())
