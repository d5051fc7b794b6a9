"""Turns in plain lines: sent, asked again, gone on with, asked aside; ctrl+c stops them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from minimax_tui.cli.ends import on_ctrl_c
from minimax_tui.cli.linear_lines import remember
from minimax_tui.cli.linear_printer import LinearPrinter
from minimax_tui.cli.linear_session import written
from minimax_tui.cli.sessions import options_for
from minimax_tui.domain.blocks import Block, joined_text, prompt_text, text_block
from minimax_tui.domain.catalogue import resolve_model_id
from minimax_tui.domain.errors import ChatError, PlainHttpRefused
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.requests import broke_off
from minimax_tui.domain.thinking import parse_thinking
from minimax_tui.engine.mailbox import Mailbox
from minimax_tui.engine.waiting import Below

if TYPE_CHECKING:
    from minimax_tui.cli.linear import LinearChat
    from minimax_tui.domain.messages import Message
    from minimax_tui.domain.requests import TurnOptions
    from minimax_tui.engine.aside import Aside


class LinearTurns:
    """Starts turns in the session that is open, and writes them while they run."""

    def __init__(self, chat: LinearChat) -> None:
        self._chat = chat
        self._aside: Aside | None = None

    def _options(self) -> TurnOptions:
        options = options_for(self._chat.program.settings, None)
        return replace(options, session_settings=self._chat.session.own_settings())

    # --- in the conversation ---

    def send(self, text: str) -> None:
        """Sends a prompt and writes the answer.

        Raises:
            ChatError: if it cannot be sent.
        """
        self._send((text_block(text),), text)

    def _send(self, blocks: tuple[Block, ...], text: str, below: Below | None = None) -> None:
        chat = self._chat
        if chat.session.refuses() or not self._may_ask():
            return
        chat.program.store.add_prompt_history(text, time.time())
        remember(text)
        chat.session.begin()
        session_id = chat.session.id
        self._follow(
            lambda box: (
                chat.program.runner.send(session_id, blocks, self._options(), box, below=below)
                is not None
            )
        )

    def edit(self, text: str) -> None:
        """Sends the last prompt anew in other words: a branch; what was there is kept."""
        chat = self._chat
        prompt = self._last("user")
        if prompt is None:
            chat.lines.say(tr("There is no message yet."))
            return
        before = prompt_text(prompt.blocks)
        if not text:
            if not chat.lines.asks:
                chat.lines.say(tr("Give the new text: /edit TEXT"))
                return
            if "\n" in before:
                chat.lines.say(before)
            text = chat.lines.read(tr("New text: "), "" if "\n" in before else before)
        if not text.strip():
            chat.lines.say(tr("Nothing was changed."))
            return
        from minimax_tui.ui.screens.chat_branches import edited_blocks

        self._send(edited_blocks(prompt.blocks, text), text, Below(prompt.parent_id))

    def again(self, what: str) -> None:
        """Asks once more for the last answer, with another model or thinking state if said."""
        chat = self._chat
        if chat.session.refuses() or not self._may_ask():
            return
        if what:
            word = what.removeprefix("thinking ").strip()
            try:
                parse_thinking(word)
            except ValueError:
                chat.choices.use_model(resolve_model_id(what))
            else:
                chat.choices.think(word)
        session_id = chat.session.id
        asked = self._follow(
            lambda box: chat.program.runner.ask_again(session_id, self._options(), box) is not None
        )
        if not asked:
            chat.lines.say(tr("There is no message yet."))

    def go_on(self, _: str) -> None:
        """Asks the model to go on with an answer that broke off."""
        chat = self._chat
        answer = self._last("assistant")
        if answer is None or not broke_off(answer):
            chat.lines.say(tr("The last answer is complete."))
            return
        if chat.session.refuses() or not self._may_ask():
            return
        session_id = chat.session.id
        self._follow(
            lambda box: (
                chat.program.runner.continue_answer(session_id, self._options(), box) is not None
            )
        )

    def _last(self, role: str) -> Message | None:
        """The newest message of a role on the current path."""
        newest = (m for m in reversed(self._chat.session.newest_messages()) if m.role == role)
        return next(newest, None)

    # --- beside it ---

    def ask_aside(self, question: str) -> None:
        """Asks about the conversation; question and answer stay out of it."""
        chat = self._chat
        if not question and chat.lines.asks:
            question = chat.lines.read(tr("A question about this conversation: "))
        if not question.strip():
            chat.lines.say(tr("Give the question: /btw QUESTION"))
            return
        if not self._may_ask():
            return
        runner = chat.program.runner
        asides: list[Aside] = []

        def start(box: Mailbox) -> bool:
            blocks = (text_block(question),)
            asides.append(runner.ask_aside(chat.session.id, blocks, self._options(), box))
            return True

        def stop() -> None:
            for one in asides:
                runner.stop_aside(one)

        self._follow(start, stop=stop, aside=True)
        self._aside = asides[0]
        answer = self._aside.answer
        if answer is not None and answer.blocks:
            chat.lines.say(
                tr("This is not part of the conversation. /keep takes it into the conversation.")
            )

    def keep_aside(self, _: str) -> None:
        """Makes the last question aside and its answer a part of the conversation."""
        chat, aside = self._chat, self._aside
        if aside is None or aside.session_id != chat.session.id or aside.taken_over:
            chat.lines.say(tr("There is no answer to take over."))
            return
        if chat.session.refuses():
            return
        added = chat.program.runner.take_over(aside)
        if added is None:
            chat.lines.say(tr("There is no answer to take over."))
            return
        self._aside = None
        chat.session.begin()
        written(added.written)
        question = joined_text(aside.question.blocks)
        chat.program.store.add_prompt_history(question, time.time())
        chat.lines.say(tr("It is part of the conversation now."))

    # --- following ---

    def _may_ask(self) -> bool:
        """Whether there is a key, and a way that it may go.

        Raises:
            ChatError: if there is none.
        """
        program, lines = self._chat.program, self._chat.lines
        while True:
            try:
                program.credentials.resolve()
                return True
            except PlainHttpRefused as refused:
                if not lines.asks:
                    raise
                lines.say(
                    tr(
                        "The key and the conversation would be sent unencrypted to {host}: "
                        "everybody on the way can read them and keep the key.",
                        host=refused.host,
                    )
                )
                lines.say(tr("Send it unencrypted?"))
                answer = lines.choose(
                    (
                        tr("Do not send"),
                        tr("Send, until the program ends"),
                        tr("Send, and always allow {host}", host=refused.host),
                    )
                )
                if answer == 1:
                    return False
                self._allow(refused.host, remember=answer == 3)

    def _allow(self, host: str, *, remember: bool) -> None:
        try:
            self._chat.program.allow_http(host, remember)
        except ChatError as error:  # it could not be remembered; it holds for this run
            self._chat.say_error(error)

    def _follow(
        self,
        start: Callable[[Mailbox], bool],
        *,
        stop: Callable[[], object] | None = None,
        aside: bool = False,
    ) -> bool:
        """Writes a turn until it ends; ctrl+c stops it, a second one quits.

        Returns:
            Whether one began.
        """
        chat = self._chat
        ready = threading.Event()
        mailbox = Mailbox(lambda _: ready.set())
        printer = LinearPrinter(chat.lines.write, aside=aside, thinking=chat.choices.reads_thinking)
        session_id = chat.session.id
        act = stop or (lambda: chat.program.runner.stop(session_id))
        begun = False
        stops_at_once = False

        def interrupted() -> None:
            nonlocal stops_at_once
            if begun:
                self._interrupted(act)
            else:  # this thread may hold the lock that stopping needs
                stops_at_once = True

        with on_ctrl_c(interrupted):
            if not start(mailbox):
                return False
            begun = True
            if stops_at_once:
                self._interrupted(act)
            while not printer.ended:
                ready.wait()
                ready.clear()
                for event in mailbox.drain():
                    printer.take(event)
        if not aside:
            chat.session.turn_ended()
        return True

    def _interrupted(self, stop: Callable[[], object]) -> None:
        """ctrl+c while an answer comes: no exception, which could lose what was just read."""
        self._chat.note_ctrl_c()
        stop()
