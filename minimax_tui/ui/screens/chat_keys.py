"""The keys whose meaning depends on what is open, selected, running or written."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from minimax_tui.domain.i18n import tr
from minimax_tui.ui.widgets.find_bar import FindBar
from minimax_tui.ui.widgets.slash_menu import SlashMenu

if TYPE_CHECKING:
    from minimax_tui.ui.screens.chat import ChatScreen

QUIT_WITHIN_S = 2.0


class KeyRules:
    """What ctrl+c, esc, tab, the arrows and enter do on the chat screen."""

    def __init__(self, chat: ChatScreen) -> None:
        self._chat = chat
        self._ctrl_c_at = 0.0

    def copy_or_stop(self) -> None:
        """ctrl+c: copy a selection, else stop, else clear the input; twice: quit."""
        chat = self._chat
        for pane in (chat.conversation, chat.thinking):
            text = pane.selected_text()
            if text:
                chat.chat_app.copy_text(text)
                pane.clear_selection()
                return
        if chat.composer.selected_text:
            chat.chat_app.copy_text(chat.composer.selected_text)
            return
        if chat.turns.stop():
            return
        if chat.composer.text:
            chat.drafts.remember(chat.composer.take())
            return
        now = time.monotonic()
        if now - self._ctrl_c_at < QUIT_WITHIN_S:
            chat.action_program_quit()
            return
        self._ctrl_c_at = now
        chat.app.notify(tr("Press ctrl+c again to quit."), timeout=QUIT_WITHIN_S, markup=False)

    def escape(self) -> None:
        """esc: completion, find, selection, the queue, the turn, then back to the composer."""
        chat = self._chat
        menu = chat.query_one(SlashMenu)
        if menu.is_open:
            menu.close()
        elif chat.composer.has_focus and chat.composer.vim_escape():
            pass
        elif chat.query_one(FindBar).is_open:
            chat.close_find()
        elif chat.finder.marks_a_passage:
            chat.finder.close()
        elif self._clear_selection() or chat.branches.leave_edit():
            pass
        elif not chat.queue.take_back() and not chat.turns.stop():
            chat.app.clear_notifications()
            chat.composer.focus()

    def _clear_selection(self) -> bool:
        return any(
            pane.clear_selection() for pane in (self._chat.conversation, self._chat.thinking)
        )

    def complete_or_next(self) -> None:
        """tab: takes a completion that is open, else goes to the next pane."""
        menu = self._chat.query_one(SlashMenu)
        chosen = menu.highlighted
        if menu.is_open and chosen is not None:
            self._chat.composer.show_text(chosen.completed)
        else:
            self._chat.focus_next()

    def arrow(self, step: int) -> bool:
        """An arrow key in the composer before it moves the cursor; True where it was used."""
        menu = self._chat.query_one(SlashMenu)
        if menu.is_open:
            menu.move(step)
            return True
        if step < 0 and not self._chat.composer.text and self._chat.queue.open_list():
            return True
        return self._chat.welcome.move(step)

    def empty_enter(self) -> bool:
        """Enter in the empty composer; True where it sent an example or opened a message."""
        return self._chat.welcome.send_picked() or self._chat.conversation.open_current()
