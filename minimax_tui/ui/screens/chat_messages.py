"""What single keys and clicks in a pane do with a message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from minimax_tui.domain.blocks import joined_text, joined_thinking
from minimax_tui.domain.i18n import tr
from minimax_tui.ui.screens.chat_branches import Branches
from minimax_tui.ui.transcript.view import TranscriptView

if TYPE_CHECKING:
    from minimax_tui.ui.screens.chat import ChatScreen


_OF_BRANCHES: Mapping[str, Callable[[Branches], None]] = {
    "edit": lambda branches: branches.edit(),
    "sibling_previous": lambda branches: branches.sibling(-1),
    "sibling_next": lambda branches: branches.sibling(1),
    "delete": lambda branches: branches.delete(),
    "undo_delete": lambda branches: branches.undo_delete(),
}


class MessageKeys:
    """Copies, quotes and opens parts of the messages that the panes show."""

    def __init__(self, chat: ChatScreen) -> None:
        self._chat = chat

    def give(self, what: str, message_id: str, view: TranscriptView) -> None:
        """Does what a key asks for of a message: `thinking`, `quote`, `code` or `link`."""
        from minimax_tui.ui import message_parts

        chat = self._chat
        if what == "back":
            chat.jumps.back()
            return
        if what in ("find_next", "find_previous"):
            chat.find_again(1 if what == "find_next" else -1)
            return
        if what in _OF_BRANCHES:
            _OF_BRANCHES[what](chat.branches)
            return
        message = chat.presenter.message(message_id) or chat.presenter.newest_answer()
        if message is None:
            return
        if what == "thinking":
            self._copy_or_say(joined_thinking(message.blocks), tr("There is no thinking to copy."))
        elif what == "quote":
            text = view.selected_text() or joined_text(message.blocks)
            view.clear_selection()
            chat.composer.quote(text)
            chat.composer.focus()
        elif what == "code":
            message_parts.copy_code(chat.chat_app, message)
        elif what == "link":
            message_parts.open_link(chat.chat_app, message)

    def _copy_or_say(self, text: str, nothing: str) -> None:
        if text:
            self._chat.chat_app.copy_text(text)
        else:
            self._chat.app.notify(nothing, markup=False)

    def activate(self, cell_id: str, part: str, view: TranscriptView) -> None:
        """A part of a cell was chosen: an example, the thinking's line, or what folds."""
        if part.startswith("choice:"):
            self._chat.welcome.send(int(part.partition(":")[2]))
        elif part.startswith("sibling:"):
            message_id = view.cell(cell_id).message_id
            self._chat.branches.sibling(int(part.partition(":")[2]), message_id)
        elif part == "thinking":
            self._chat.panes.show_thinking()
        elif part and view.toggle(cell_id):
            self._chat.sessions.keep_folding(cell_id)
