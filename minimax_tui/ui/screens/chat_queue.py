"""The prompts that wait behind the answer that streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimax_tui.domain.blocks import joined_text
from minimax_tui.domain.i18n import tr
from minimax_tui.ui.services import Services
from minimax_tui.ui.widgets.queue_line import QueueLine

if TYPE_CHECKING:
    from minimax_tui.engine.waiting import QueuedPrompt
    from minimax_tui.ui.screens.chat import ChatScreen


class PromptQueue:
    """Shows the waiting prompts of the session shown, and takes them back.

    A prompt that is edited is out of the queue meanwhile. Sent again, it goes before those that it
    stood before, unless the composer was emptied or another session shown in between.
    """

    def __init__(self, chat: ChatScreen, services: Services) -> None:
        self._chat = chat
        self._runner = services.runner
        self._edited_in = ""
        self._followers: tuple[str, ...] = ()

    def _waiting(self) -> list[QueuedPrompt]:
        return self._runner.queued(self._chat.session_id)

    def show(self) -> None:
        """Shows what waits: in the line above the composer, and in the list if that is open."""
        waiting = [joined_text(prompt.blocks) for prompt in self._waiting()]
        stands = self._runner.turn(self._chat.session_id) is None
        self._chat.query_one(QueueLine).show(waiting, stands=stands)
        refresh = getattr(self._chat.app.screen, "queue_changed", None)
        if refresh is not None:
            refresh()

    # --- editing and removing ---

    def open_list(self) -> bool:
        """Opens the list of what waits; False where nothing does."""
        from minimax_tui.ui.screens.queue_list import QueueList

        if not self._waiting():
            return False

        def chosen(prompt_id: str | None) -> None:
            if prompt_id is not None:
                self._edit(prompt_id)

        self._chat.app.push_screen(QueueList(self._waiting, self._remove), chosen)
        return True

    def _remove(self, prompt_id: str) -> None:
        self._runner.unqueue_one(self._chat.session_id, prompt_id)
        self._chat.drafts.keep()
        self.show()

    def _edit(self, prompt_id: str) -> None:
        chat = self._chat
        ids = [prompt.id for prompt in self._waiting()]
        prompt = self._runner.unqueue_one(chat.session_id, prompt_id)
        if prompt is None:
            chat.app.notify(tr("This prompt has been sent already."), markup=False)
            return
        if chat.composer.text.strip():
            chat.drafts.remember(chat.composer.whole_text)
        chat.composer.show_text(joined_text(prompt.blocks))
        chat.composer.focus()
        if prompt.below is not None:
            chat.branches.resume(prompt.below, prompt.blocks)
        chat.drafts.keep()
        self._edited_in = chat.session_id
        self._followers = tuple(ids[ids.index(prompt_id) + 1 :]) if prompt_id in ids else ()
        self.show()

    def place_of_edited(self) -> tuple[str, ...]:
        """Ids of the prompts that the one in the composer goes before."""
        return self._followers if self._edited_in == self._chat.session_id else ()

    def forget_place(self) -> None:
        """What is in the composer now has no place in the queue."""
        self._followers = ()

    def take_back(self) -> bool:
        """Puts all that waits into the composer, before what stands there; False if none does."""
        waiting = self._runner.unqueue(self._chat.session_id)
        if not waiting:
            return False
        texts = [joined_text(prompt.blocks) for prompt in waiting]
        composer = self._chat.composer
        written = composer.whole_text
        composer.show_text("\n\n".join(filter(None, [*texts, written])))
        if len(waiting) == 1 and not written and waiting[0].below is not None:
            self._chat.branches.resume(waiting[0].below, waiting[0].blocks)
        self._chat.drafts.keep()
        self.show()
        return True
