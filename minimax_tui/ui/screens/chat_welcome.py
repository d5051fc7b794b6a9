"""The empty session: what the model can do, and prompts to begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimax_tui.domain.errors import ChatError, NoCredentials
from minimax_tui.domain.i18n import installed
from minimax_tui.ui.keymap import current
from minimax_tui.ui.services import Services
from minimax_tui.ui.welcome import examples, welcome_cell

if TYPE_CHECKING:
    from minimax_tui.ui.screens.chat import ChatScreen


class Welcome:
    """Shows the welcome as long as the session is empty; arrow keys pick an example."""

    def __init__(self, chat: ChatScreen, services: Services) -> None:
        self._chat = chat
        self._services = services
        self._picked = -1
        self._has_key = True
        self._drawn: tuple[object, ...] = ()

    def reset(self) -> None:
        """A session begins: no example is picked."""
        self._picked, self._drawn = -1, ()
        self.show()

    def show(self) -> None:
        """Draws it, if the session is empty and it would look different now."""
        chat = self._chat
        if not self._is_empty:
            return
        model, thinking = chat.settings.text("model"), chat.thinking_setting()
        height, width = chat.panes.text_lines(), chat.panes.text_cells()
        keys = current()
        wanted = (
            chat.session_id, model, thinking, self._picked, height, width, self._has_key, keys,
            installed(),
        )  # fmt: skip
        if wanted == self._drawn:
            return
        self._drawn = wanted
        cell = welcome_cell(
            model,
            thinking,
            demo=self._services.demo,
            picked=self._picked,
            height=height,
            width=width,
            has_key=self._has_key,
        )
        chat.conversation.set_cells([cell])

    @property
    def _is_empty(self) -> bool:
        return self._chat.sessions.shown is None and self._chat.presenter.live is None

    def look_for_key(self) -> None:
        """Says how to set a key where there is none."""
        if self._services.demo:
            return
        self._has_key = True
        try:
            self._services.credentials.check()
        except NoCredentials:
            self._has_key = False
        except ChatError:
            pass  # said when a prompt is sent
        self.show()

    @property
    def has_key(self) -> bool:
        """Whether there is a key to try, or none is needed."""
        return self._has_key

    # --- examples ---

    def move(self, step: int) -> bool:
        """Picks another example by an arrow key in the empty composer; False if that is none."""
        if not self._is_empty or self._chat.composer.text or (step < 0 and self._picked < 0):
            return False
        last = len(examples(demo=self._services.demo)) - 1
        self._picked = min(last, self._picked + step)
        self.show()
        return True

    def typed(self) -> None:
        """Something stands in the composer: no example is picked any more."""
        if self._picked >= 0:
            self._picked = -1
            self.show()

    def send_picked(self) -> bool:
        """Sends the example that is picked; False where none is."""
        if self._picked < 0 or self._chat.sessions.shown is not None:
            return False
        self.send(self._picked)
        return True

    def send(self, number: int) -> None:
        """Sends an example; what stood in the composer can be recalled."""
        composer = self._chat.composer
        if composer.text.strip():
            self._chat.drafts.remember(composer.whole_text)
        self._chat.turns.send(examples(demo=self._services.demo)[number])
