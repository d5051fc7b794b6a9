"""A question beside the conversation: asked, asked again, and taken over into the session."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from typing import TYPE_CHECKING

from minimax_tui.domain.blocks import joined_text, text_block
from minimax_tui.domain.errors import ChatError, PlainHttpRefused
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.engine.aside import Aside
from minimax_tui.ui.plain_http import ask_about_http
from minimax_tui.ui.services import Services

if TYPE_CHECKING:
    from minimax_tui.ui.screens.chat import ChatScreen


def ask_aside(chat: ChatScreen, services: Services, question: str = "") -> None:
    """Shows the answer to a question in a dialog; asks for the question if there is none."""
    from minimax_tui.ui.screens.aside import AsideQuestion, AsideScreen

    def asked(given: str | None) -> None:
        if given is not None:
            ask_aside(chat, services, given)

    if not question.strip():
        chat.app.push_screen(AsideQuestion(), asked)
        return
    aside = _begin(chat, services, question)
    if aside is None:
        return

    def closed(again: str | None) -> None:
        if again is not None:
            ask_aside(chat, services, again)

    chat.app.push_screen(
        AsideScreen(
            aside,
            services.runner,
            take_over=lambda: _take_over(chat, services, aside),
            demo=services.demo,
        ),
        closed,
    )


def _begin(chat: ChatScreen, services: Services, question: str) -> Aside | None:
    """Asks; None where nothing can be sent, which is said, the question back in the composer."""
    try:
        services.credentials.check()
        return services.runner.ask_aside(
            chat.session_id, (text_block(question),), chat.turns.options()
        )
    except PlainHttpRefused as refused:
        ask_about_http(chat, services, refused, lambda: ask_aside(chat, services, question))
    except ChatError as error:
        chat.say_error(error)
        if not chat.composer.text:
            chat.composer.show_text(f"/btw {question}")
    return None


def _take_over(chat: ChatScreen, services: Services, aside: Aside) -> str:
    """Makes question and answer a turn at the end of the session shown.

    Returns:
        Why it cannot be done, in words; "" where it was.
    """
    if chat.sessions.read_only:
        return tr("Read-only: this session is open in another window.")
    if services.runner.turn(aside.session_id) is not None:
        return tr("An answer is coming in the conversation: take this over when it has ended.")
    try:
        added = services.runner.take_over(aside)
    except ChatError as error:
        return sentences(error.what, error.advice)
    if added is None:
        return tr("There is no answer to take over.")
    question = joined_text(aside.question.blocks)
    if chat.sessions.shown is None:
        chat.sessions.begin(question)
    chat.presenter.append(list(added.messages))
    chat.conversation.follow()
    chat.drafts.remember(question)
    chat.status.sum_up(chat.presenter.messages)
    chat.refresh_all()
    chat.run_worker(_read_when(chat, added.written), group="aside", exclusive=False)
    return ""


async def _read_when(chat: ChatScreen, written: Future[None]) -> None:
    """Shows the session's title and turns once they are stored."""
    try:
        await asyncio.wrap_future(written)
    except ChatError:
        return  # the store says so, and goes on trying
    chat.sessions.read()
    chat.refresh_all()
