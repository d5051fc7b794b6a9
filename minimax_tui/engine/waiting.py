"""The prompts that wait for the running turn of their session."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from minimax_tui.domain.blocks import Block, joined_text
from minimax_tui.domain.conversation import title_from_prompt
from minimax_tui.domain.messages import Message, MessageState, Session
from minimax_tui.domain.requests import TurnOptions
from minimax_tui.engine.ids import new_id


class Below(NamedTuple):
    """Where a prompt makes a branch."""

    message_id: str | None
    """The message that it follows; None for the beginning of the session."""


@dataclass(frozen=True, slots=True)
class QueuedPrompt:
    """A prompt that waits for the running turn of its session."""

    blocks: tuple[Block, ...]
    options: TurnOptions
    after_stop: bool = False
    """Whether it was sent when that turn was stopping already, so that it waits for no answer."""
    below: Below | None = None
    """Where it makes a branch; None where it follows the turn before it."""
    id: str = field(default_factory=new_id)

    def as_message(self, session_id: str, parent_id: str | None) -> Message:
        """The message that it becomes now, below another one."""
        return Message(
            id=new_id(),
            session_id=session_id,
            parent_id=parent_id,
            role="user",
            blocks=self.blocks,
            state=MessageState.COMPLETE,
            created_at=time.time(),
        )

    def as_session(self, session_id: str) -> Session:
        """The session that begins with it now, named after it."""
        now = time.time()
        return Session(
            id=session_id,
            title=title_from_prompt(joined_text(self.blocks)),
            created_at=now,
            updated_at=now,
            model=self.options.model,
            thinking=self.options.thinking.value,
            system=self.options.system,
            settings=self.options.session_settings,
        )


class WaitingPrompts:
    """The queue of each session, the next prompt first. Not to be used by two threads at once.

    Those that were sent while a turn was stopping stand before the others.
    """

    def __init__(self) -> None:
        self._queues: dict[str, list[QueuedPrompt]] = {}

    def of(self, session_id: str) -> list[QueuedPrompt]:
        """The prompts that wait in a session."""
        return list(self._queues.get(session_id, ()))

    def add(
        self,
        session_id: str,
        prompt: QueuedPrompt,
        *,
        stopping: bool,
        before: Sequence[str] = (),
    ) -> None:
        """Lets a prompt wait.

        Args:
            session_id: Where.
            prompt: What.
            stopping: Whether the running turn is being stopped.
            before: Ids of prompts that it goes before, as far as they still wait.
        """
        waiting = self._queues.setdefault(session_id, [])
        if stopping:
            prompt = replace(prompt, after_stop=True)
            place = sum(one.after_stop for one in waiting)
        else:
            followers = (at for at, one in enumerate(waiting) if one.id in before)
            place = next(followers, len(waiting))
        waiting.insert(place, prompt)

    def remove(self, session_id: str, prompt_id: str) -> QueuedPrompt | None:
        """Takes one prompt out; None where it does not wait any more."""
        waiting = self._queues.get(session_id, [])
        for place, prompt in enumerate(waiting):
            if prompt.id == prompt_id:
                del waiting[place]
                return prompt
        return None

    def remove_all(self, session_id: str) -> list[QueuedPrompt]:
        """Takes all prompts of a session out."""
        return self._queues.pop(session_id, [])

    def next_after(self, session_id: str, *, succeeded: bool) -> QueuedPrompt | None:
        """Takes out the prompt to send when the turn before it has ended, None if none is to be.

        After a failure or a stop only those go on that were sent when it was stopping.
        """
        waiting = self._queues.pop(session_id, [])
        following = None
        if waiting and (succeeded or waiting[0].after_stop):
            following = waiting.pop(0)
        if waiting:
            # They wait for the following turn now, or for the user.
            self._queues[session_id] = [replace(one, after_stop=False) for one in waiting]
        return following

    def sessions(self) -> list[str]:
        """Ids of the sessions in which a prompt waits."""
        return [session_id for session_id, waiting in self._queues.items() if waiting]
