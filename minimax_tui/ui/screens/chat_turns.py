"""Sending prompts, and what the chat does as turns begin and end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.timer import Timer

from minimax_tui.domain.errors import ChatError, PlainHttpRefused
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.messages import Message
from minimax_tui.domain.requests import MEDIA, TurnOptions, broke_off, takes, unseen_blocks
from minimax_tui.engine.turn import Turn
from minimax_tui.ui.keymap import key_hint
from minimax_tui.ui.live_turn import TICK_S
from minimax_tui.ui.plain_http import ask_about_http
from minimax_tui.ui.services import Services

if TYPE_CHECKING:
    from minimax_tui.ui.screens.chat import ChatScreen


class Turns:
    """Starts turns in the session shown, and follows those of all sessions.

    Attributes:
        has_sent: Whether anything was sent since the start, in whichever session.
    """

    def __init__(self, chat: ChatScreen, services: Services) -> None:
        self._chat = chat
        self._services = services
        self._runner = services.runner
        self.has_sent = False
        self._ticker: Timer | None = None
        self._told_of_media = ("", "")

    # --- asking ---

    def options(self) -> TurnOptions:
        """What the settings say of the next turn."""
        settings = self._chat.settings
        return TurnOptions(
            model=settings.text("model"),
            thinking=self._chat.thinking_setting(),
            system=settings.text("system") or None,
            temperature=settings.number("temperature"),
            top_p=settings.number("top_p"),
            max_tokens=settings.integer("max_tokens"),
            session_settings=self._chat.sessions.own_settings,
        )

    def send(self, text: str) -> None:
        """Sends a prompt, or queues it behind the answer that streams."""
        chat = self._chat
        if chat.sessions.refuses() or not self._media_told():
            return
        try:
            self._services.credentials.check()
            turn = self._runner.send(
                chat.session_id,
                chat.branches.blocks_to_send(text),
                self.options(),
                before=chat.queue.place_of_edited(),
                below=chat.branches.below_to_send(),
            )
        except PlainHttpRefused as refused:
            ask_about_http(chat, self._services, refused, lambda: self.send(text))
            return
        except ChatError as error:
            chat.say_error(error)
            return
        self.has_sent = True
        chat.drafts.remember(text)
        chat.drafts.sent()
        if chat.sessions.shown is None and turn is not None:
            chat.sessions.begin(text)
        if turn is None and chat.branches.below_to_send() is None:
            chat.status.count_prompt(text)  # a turn that begins is counted when it is shown
        chat.queue.forget_place()
        chat.branches.forget_edit()
        chat.queue.show()
        chat.conversation.follow()

    def _media_told(self) -> bool:
        """Whether the user knows of the pictures and videos that the model will not see.

        They are told at the first try to send; the second one is the confirmation.
        """
        chat, model = self._chat, self._chat.models.model
        asked = (chat.session_id, model.id)
        if asked == self._told_of_media or chat.sessions.shown is None:
            return True
        if all(takes(model, kind) for kind in MEDIA):
            return True
        try:
            unseen = unseen_blocks(model, self._services.store.media_on_path(chat.session_id))
        except ChatError:
            return True  # the request is built from what can be read
        if not unseen:
            return True
        self._told_of_media = asked
        said = trn(
            "{model} cannot see {count} picture or video of this session: a line of text takes its "
            "place. {send} again sends, {key} chooses another model.",
            "{model} cannot see {count} pictures and videos of this session: lines of text take "
            "their place. {send} again sends, {key} chooses another model.",
            unseen,
            model=visible(model.id),
            key=key_hint("model.choose"),
            send=key_hint("composer.send"),
        )
        chat.app.notify(said, severity="warning", markup=False, timeout=12)
        return False

    def stop(self) -> bool:
        """Stops the answer that streams in the session shown; False where none does."""
        return self._runner.stop(self._chat.session_id)

    def again(self) -> None:
        """Asks once more for an answer to the last prompt, or ends the wait before that."""
        chat = self._chat
        if chat.presenter.waits_to_retry:
            self._runner.retry_now(chat.session_id)
        elif chat.sessions.shown is not None and not self.say_if_coming():
            self._ask(self._runner.ask_again)

    def ask_for(self, prompt_id: str) -> None:
        """Asks once more for an answer to a prompt of the session shown."""
        if self.say_if_coming():
            return
        self._ask(partial(self._runner.ask_again, prompt_id=prompt_id))
        self._chat.conversation.follow()

    def say_if_coming(self) -> bool:
        """Whether an answer is coming in the session shown, so that none can be asked for."""
        if self._runner.turn(self._chat.session_id) is None:
            return False
        said = tr("An answer is coming here: wait for it, or stop it (esc).")
        self._chat.app.notify(said, markup=False)
        return True

    def go_on(self) -> None:
        """Asks the model to go on with an answer that broke off."""
        answer = self._chat.presenter.newest_answer()
        if answer is None or self.say_if_coming() or self._chat.presenter.live is not None:
            return
        if not broke_off(answer):
            self._chat.app.notify(tr("The last answer is complete."), markup=False)
            return
        self._ask(self._runner.continue_answer)

    def _ask(self, start: Callable[[str, TurnOptions], Turn | None]) -> None:
        if self._chat.sessions.refuses() or not self._media_told():
            return
        try:
            self._services.credentials.check()
            if start(self._chat.session_id, self.options()) is not None:
                self.has_sent = True
        except PlainHttpRefused as refused:
            ask_about_http(self._chat, self._services, refused, lambda: self._ask(start))
        except ChatError as error:
            self._chat.say_error(error)

    # --- following ---

    def attach(self, turn: Turn) -> None:
        """Shows a turn of the session shown while it runs."""
        self._chat.branches.load(turn.parent_id)
        self._chat.presenter.attach(turn)
        # It may follow an earlier message than the last one before.
        self._chat.status.count_context(self._chat.presenter.messages)
        if self._ticker is None:
            self._ticker = self._chat.set_interval(TICK_S, self._tick)

    def _tick(self) -> None:
        if self._chat.presenter.live is None:
            self._stop_ticker()  # another session is shown
        else:
            self._chat.presenter.tick()

    def _stop_ticker(self) -> None:
        if self._ticker is not None:
            self._ticker.stop()
            self._ticker = None

    def changed(self, session_id: str) -> None:
        """A turn began or ended in some session."""
        chat = self._chat
        if not chat.ready:
            return
        if session_id != chat.session_id:
            if session_id not in self._runner.running():
                chat.titles.turn_ended(session_id)
                chat.sessions.release(session_id)
                chat.announcer.turns_ended(session_id)
                chat.jumps.turn_ended(session_id)
            chat.jumps.refresh_list()
            chat.status.refresh()
            return
        turn = self._runner.turn(session_id)
        live = chat.presenter.live
        if turn is not None and (live is None or live.turn is not turn):
            self.attach(turn)
            chat.sessions.read()
        elif turn is None:
            chat.presenter.finish()
            chat.sessions.catch_up()
            chat.announcer.turns_ended(session_id)
            chat.titles.turn_ended(session_id)
        chat.queue.show()
        chat.jumps.refresh_list()
        chat.refresh_all()

    def ended(self, answer: Message) -> None:
        """The last event of the turn shown has come."""
        chat = self._chat
        self._stop_ticker()
        chat.sessions.read()
        chat.status.sum_up(chat.presenter.messages)
        if answer.error is not None:
            chat.queue.show()
        chat.refresh_all()
