"""A question beside the conversation: asked, asked again, and taken over into the session."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING

from minimax_tui.domain.blocks import joined_text, text_block
from minimax_tui.domain.errors import ChatError, PlainHttpRefused
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.engine.aside import Aside
from minimax_tui.ui.plain_http import ask_about_http
from minimax_tui.ui.services import Services
from minimax_tui.ui.workers import run_in_worker

if TYPE_CHECKING:
    from minimax_tui.ui.screens.chat import ChatScreen


def ask_aside(chat: ChatScreen, services: Services, question: str = "") -> None:
    """Shows the answer to a question in a dialog; asks for the question if there is none."""
    from minimax_tui.ui.screens.aside import AsideScreen, question_dialog

    def asked(given: str | None) -> None:
        if given is not None:
            ask_aside(chat, services, given)

    if not question.strip():
        chat.app.push_screen(question_dialog(), asked)
        return

    def ask(question: str, after: Aside | None) -> Aside | None:
        return _begin(chat, services, question, after)

    aside = ask(question, None)
    if aside is None:
        return
    chat.app.push_screen(
        AsideScreen(
            aside,
            services.runner,
            ask=ask,
            take_over=lambda last: _take_over(chat, services, last),
            demo=services.demo,
        )
    )


def _begin(
    chat: ChatScreen, services: Services, question: str, after: Aside | None
) -> Aside | None:
    """Asks; None where nothing can be sent, which is said, the question back in the composer."""
    try:
        services.credentials.check()
        return services.runner.ask_aside(
            chat.session_id, (text_block(question),), chat.turns.options(), after=after
        )
    except PlainHttpRefused as refused:
        written = _give_back(chat, question)

        def send() -> None:
            if chat.composer.whole_text == written:
                chat.composer.take()
            ask_aside(chat, services, question)

        ask_about_http(chat, services, refused, send)
    except ChatError as error:
        chat.say_error(error)
        _give_back(chat, question)
    return None


def _give_back(chat: ChatScreen, question: str) -> str:
    """Puts a question back into the composer, or into the history where something stands there.

    Returns:
        It as it is written there.
    """
    written = f"/btw {question}"
    if chat.composer.text.strip():
        chat.drafts.remember(written)
    else:
        chat.composer.show_text(written)
    return written


def _take_over(chat: ChatScreen, services: Services, aside: Aside) -> str:
    """Makes questions and answers, `aside` the last one, turns at the end of the session shown.

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
    questions = [joined_text(one.blocks) for one in added.messages if one.role == "user"]
    if chat.sessions.shown is None:
        chat.sessions.begin(questions[0])
    chat.presenter.append(list(added.messages))
    chat.conversation.follow()
    for question in questions:
        chat.drafts.remember(question)
    chat.status.sum_up(chat.presenter.messages)
    chat.refresh_all()
    run_in_worker(chat, partial(_read_when, chat, added.written), group="aside", exclusive=False)
    return ""


async def _read_when(chat: ChatScreen, written: Future[None]) -> None:
    """Shows the session's title and turns once they are stored."""
    try:
        await asyncio.wrap_future(written)
    except ChatError:
        return  # the store says so, and goes on trying
    chat.sessions.read()
    chat.refresh_all()
