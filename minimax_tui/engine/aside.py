"""A question beside a conversation: it sees all of it, and leaves nothing in it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import NamedTuple

from minimax_tui.domain.blocks import Block, text_block
from minimax_tui.domain.events import TurnEnd
from minimax_tui.domain.messages import Message, MessageState
from minimax_tui.domain.ports import ModelEndpoint
from minimax_tui.domain.requests import TurnOptions, kept_blocks, without_refused
from minimax_tui.engine.ids import new_id
from minimax_tui.engine.mailbox import Mailbox
from minimax_tui.engine.repairs import Repairs
from minimax_tui.engine.retry import Retries
from minimax_tui.engine.turn import Turn, TurnPlan
from minimax_tui.engine.turn_store import NothingStored

# Not translated: it is for the model.
BEING_ANSWERED = (
    "[The request above is being answered elsewhere. Answer only the question that follows.]"
)
"""Stands in the request before a question that is asked while the last prompt has no answer."""


class TakenOver(NamedTuple):
    """What a question beside has added to its session."""

    messages: tuple[Message, ...]
    """Prompts, each with its answer."""
    written: Future[None]
    """Done when they are on the disk; the store goes on trying where it fails."""


class Aside:
    """One such question and its answer. Made by `TurnRunner.ask_aside`.

    Attributes:
        session_id: The session it is asked beside.
        after: The question that it goes on with, None where it is the first.
        question: The question; it follows the answer to `after`, or no message, as long as it is
            not taken over.
        turn: Its turn, of which nothing is stored; screens attach to it as to any other.
        taken_over: Whether it has become a part of the conversation.
    """

    def __init__(
        self,
        session_id: str,
        blocks: tuple[Block, ...],
        options: TurnOptions,
        so_far: Callable[[], list[Message]],
        mailbox: Mailbox | None,
        retries: Retries,
        repairs: Repairs,
        after: Aside | None = None,
    ) -> None:
        """
        Args:
            session_id: The session.
            blocks: The question.
            options: Its settings; tools are left out, since nothing would carry their results.
            so_far: Reads the conversation; called on a thread of its own.
            mailbox: Gets every event.
            retries: How a failed request is sent again.
            repairs: What was refused of the session's history before.
            after: The question that it goes on with; its answer has ended.
        """
        now = time.time()
        self.session_id = session_id
        self.after = after
        self.options = replace(options, tools=(), tool_choice=None)
        self.taken_over = False
        self.question = Message(
            id=new_id(),
            session_id=session_id,
            parent_id=None if after is None else after.turn.answer_id,
            role="user",
            blocks=blocks,
            state=MessageState.COMPLETE,
            created_at=now,
        )
        answer = Message(
            id=new_id(),
            session_id=session_id,
            parent_id=self.question.id,
            role="assistant",
            blocks=(),
            state=MessageState.STREAMING,
            created_at=now,
            model=options.model,
            thinking=options.thinking.value,
        )
        self._end: TurnEnd | None = None
        self._endpoint: ModelEndpoint | None = None
        self.turn: Turn = Turn(
            TurnPlan(
                lambda: self._context(so_far()), self.question, answer, self.options, beside=True
            ),
            NothingStored(),
            self._found_endpoint,
            time.monotonic,
            mailbox,
            retries,
            repairs,
        )

    def _context(self, messages: list[Message]) -> list[Message]:
        """The conversation before the question, then what was asked and answered beside it.

        A prompt that has no answer yet is told apart: it and the question are both the user's and
        go as one message, so that the model would answer both.
        """
        said = [message for message in without_refused(messages) if any(kept_blocks(message))]
        context = list(messages)
        if said and said[-1].role == "user":
            note = replace(self.question, id=new_id(), blocks=(text_block(BEING_ANSWERED),))
            context.append(note)
        for one in () if self.after is None else self.after.thread():
            context += one.as_turn(one.question.parent_id) or ()
        return context

    def _found_endpoint(self) -> ModelEndpoint:
        assert self._endpoint is not None
        return self._endpoint

    @property
    def answer(self) -> Message | None:
        """The answer once it has ended."""
        return None if self._end is None else self._end.answer

    async def run(self, endpoint: ModelEndpoint) -> None:
        """Asks and answers, on the engine's loop; the end is told like that of any turn."""
        self._endpoint = endpoint
        try:
            end = await self.turn.run()
        except Exception as fault:  # noqa: BLE001 - the worker's edge: the screen waits for an end
            end = self.turn.broken(fault)
        self._ended(end)

    def work_ended(self, work: Future[None]) -> None:
        """Tells the end of what could not even begin: there is no endpoint to ask."""
        fault = None if work.cancelled() else work.exception()
        if isinstance(fault, Exception) and self._end is None:
            self._ended(self.turn.broken(fault))

    def _ended(self, end: TurnEnd) -> None:
        self._end = end
        self.turn.announce(end)

    def thread(self) -> list[Aside]:
        """The questions that it goes on with and itself, in turn; only those with an answer."""
        before = [] if self.after is None else self.after.thread()
        answer = self.answer
        return [*before, self] if answer is not None and answer.blocks else before

    def as_turn(self, parent_id: str | None) -> tuple[Message, Message] | None:
        """Question and answer as they are stored below a message; None while there is none."""
        answer = self.answer
        if answer is None or not answer.blocks:
            return None
        return replace(self.question, parent_id=parent_id), answer
