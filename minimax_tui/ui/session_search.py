"""From the screen of all sessions to a session, and to the passage that was found in it."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.i18n import tr
from minimax_tui.ui.screens.sessions.screen import Opening, SessionsScreen
from minimax_tui.ui.workers import run_in_worker

if TYPE_CHECKING:
    from minimax_tui.domain.search import Passage
    from minimax_tui.ui.screens.chat import ChatScreen
    from minimax_tui.ui.services import Services


def open_sessions(chat: ChatScreen, services: Services, words: str = "") -> None:
    """Shows all sessions; opens the one that is picked, at its passage if there is one.

    Args:
        chat: Where it is shown.
        services: What the sessions are read from.
        words: What is looked for at once.
    """

    def picked(opening: Opening | None) -> None:
        run_in_worker(chat, partial(_follow, chat, services, opening), group="open", exclusive=True)

    screen = SessionsScreen(
        services.store,
        services.search,
        chat.chat_app.palette,
        chat.session_id,
        services.runner.running,
        chat.jumps.ended,
        demo=services.demo,
        typed=words,
    )
    chat.app.push_screen(screen, picked)


async def _follow(chat: ChatScreen, services: Services, opening: Opening | None) -> None:
    if opening is None:
        _leave_trash(chat, services)
        return
    passage = opening.passage
    if passage is not None and passage.position is None:
        passage = await _on_path(chat, services, passage)
    if opening.session_id != chat.session_id:
        chat.sessions.open(opening.session_id)
    else:
        chat.sessions.read()
        chat.status.refresh()
    if passage is not None and chat.session_id == passage.session_id:
        # The panes have first to be laid out for what they hold now.
        chat.call_after_refresh(chat.finder.show_passage, passage)


def _leave_trash(chat: ChatScreen, services: Services) -> None:
    """Shows an empty session where the one shown was deleted."""
    if not chat.session_stored:
        return
    try:
        deleted = services.store.session(chat.session_id).trashed_at is not None
    except ChatError:
        deleted = services.runner.turn(chat.session_id) is None
    if deleted:
        chat.sessions.start_new()
    else:
        chat.sessions.read()
        chat.status.refresh()


async def _on_path(chat: ChatScreen, services: Services, passage: Passage) -> Passage:
    """The passage with its position, once the branch it is on is the session's current one."""
    from dataclasses import replace

    store = services.store
    if services.runner.turn(passage.session_id) is not None:
        said = tr("That is on another branch. Open it again when the answer is there.")
        chat.app.notify(said, markup=False)
        return passage
    try:
        leaf = store.newest_leaf_below(passage.message_id)
        await asyncio.wrap_future(store.set_leaf(passage.session_id, leaf))
        position = store.path_position(passage.session_id, passage.message_id)
    except ChatError as error:
        chat.say_error(error)
        return passage
    if passage.session_id == chat.session_id:
        chat.sessions.open(passage.session_id)
    return replace(passage, position=position)
