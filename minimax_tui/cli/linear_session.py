"""The session of the chat in plain lines: begun, opened, listed, named, read out, forked."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from minimax_tui.config.schema import SETTINGS
from minimax_tui.domain.blocks import block_type, joined_text
from minimax_tui.domain.errors import AmbiguousSession, ChatError, SessionNotFound
from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.input_words import input_words
from minimax_tui.domain.messages import MessageState
from minimax_tui.engine.ids import new_id

if TYPE_CHECKING:
    from minimax_tui.cli.linear import LinearChat
    from minimax_tui.domain.messages import Message, Session

log = logging.getLogger(__name__)

SESSIONS_SHOWN = 20
PROMPTS_SHOWN = 20
NEWEST = 2
"""Messages that are read out when a session is opened."""
_LOOKED_AT = 20
"""Messages at the end of the path that the last prompt and the last answer are among."""
_TITLE_CHARACTERS = 100
_NAME_CHARACTERS = 200
_PATIENCE_S = 5.0
"""How long a change is waited for; the store goes on trying after that."""
_IN_COLUMNS = ("model", "thinking", "system")
"""Settings that have a field of their own in a session."""


class LinearSession:
    """Which session is open.

    Attributes:
        id: Its id.
    """

    def __init__(self, chat: LinearChat) -> None:
        self._chat = chat
        self._program = chat.program
        self._store = chat.program.store
        self._listed: list[Session] = []
        self._elsewhere = False
        self._begun = False
        self.id = new_id()

    # --- new ones ---

    def new(self, _: str = "") -> None:
        """Begins a new conversation."""
        self._leave(new_id())
        self._chat.lines.say(tr("A new conversation."))
        self._chat.choices.say_model()

    def new_unsaved(self, _: str) -> None:
        """Begins a conversation that leaves nothing on the disk."""
        if not self._program.saved:
            self._chat.lines.say(tr("Nothing is saved anyway."))
            self.new()
            return
        session_id = new_id()
        self._store.keep_in_memory(session_id)
        self._leave(session_id)
        self._chat.lines.say(tr("A new conversation; nothing of it is kept."))
        self._chat.choices.say_model()

    def _leave(self, next_id: str) -> None:
        if next_id != self.id:
            self._store.release_session(self.id)
        self.id = next_id
        self._elsewhere = self._begun = False
        self._program.settings.end_session()

    def begin(self) -> None:
        """A prompt is about to be sent: the session is this program's from now on."""
        if not self._begun:
            self._begun = True
            self._store.claim_session(self.id)

    def refuses(self) -> bool:
        """Whether nothing can be sent here, which is then said."""
        if self._elsewhere and self._store.claim_session(self.id):
            self._elsewhere = False
        if self._elsewhere:
            self._chat.lines.say(
                tr(
                    "This session is open in another window, so it is only read here. /fork makes "
                    "a copy to go on with."
                )
            )
        return self._elsewhere

    def own_settings(self) -> dict[str, Any]:
        """What a session keeps as its own beside its model, thinking switch and system prompt."""
        settings = self._program.settings
        return {
            setting.key: settings.get(setting.key)
            for setting in SETTINGS
            if setting.of_session
            and settings.origin(setting.key) == "session"
            and (setting.key not in _IN_COLUMNS or settings.get(setting.key) is None)
        }

    def keep_settings(self) -> None:
        """Keeps the settings of this session with it, if it is stored yet."""
        if self._stored() is None or self._elsewhere:
            return
        settings = self._program.settings
        columns = {
            key: settings.text(key) for key in _IN_COLUMNS if settings.origin(key) == "session"
        }
        self._store.update_session(self.id, settings=self.own_settings(), **columns)

    # --- earlier ones ---

    def choose(self, word: str) -> None:
        """Lists sessions, or goes on with one: by its number, the start of its id, its title."""
        number = word.isascii() and word.isdigit()
        if number and not self._listed:
            self._listed = self._store.sessions(limit=SESSIONS_SHOWN)
        if number and 0 < int(word[:9]) <= len(self._listed):
            self.open(self._listed[int(word) - 1].id)
            return
        if word:
            try:
                found = self._store.resolve_session(word)
            except (SessionNotFound, AmbiguousSession) as error:
                self._show_list(word)
                if not self._listed:
                    raise error from None
                return
            self.open(found)
            return
        self._show_list("")
        if not self._listed:
            self._chat.lines.say(tr("There are no earlier conversations."))

    def _show_list(self, title_like: str) -> None:
        lines = self._chat.lines
        self._listed = self._store.sessions(limit=SESSIONS_SHOWN, title_like=title_like)
        for number, session in enumerate(self._listed, 1):
            lines.say(f"{number}: {_said_of(session)}")
        if self._listed:
            lines.say(tr("/sessions and a number goes on with one."))

    def open(self, session_id: str) -> None:
        """Goes on with a stored conversation, in its settings, and reads out its last turn.

        Raises:
            ChatError: if it cannot be read.
        """
        session = self._store.session(session_id)
        self._leave(session_id)
        self._begun = True
        self._program.settings.begin_session(session.own_settings)
        lines = self._chat.lines
        lines.say(_said_of(session))
        self._chat.choices.say_model()
        self._elsewhere = not self._store.claim_session(session_id)
        self.refuses()
        length = self._store.path_length(session_id)
        self._read_out(self._store.path(session_id, max(0, length - NEWEST)))

    def _read_out(self, messages: list[Message]) -> None:
        lines = self._chat.lines
        for message in messages:
            text = message_words(message)
            if text:
                lines.say(tr("You:") if message.role == "user" else tr("Answer:"))
                lines.say(text)
            if message.error is not None:
                words = " ".join(filter(None, (message.error.message, message.error.advice)))
                lines.say(tr("Error: {words}", words=words))
            elif message.state is MessageState.INTERRUPTED:
                lines.say(tr("This answer was stopped. /continue goes on with it."))

    def newest_messages(self) -> list[Message]:
        """The end of the current path, the newest message last; nothing for a new session."""
        if self._stored() is None:
            return []
        length = self._store.path_length(self.id)
        return self._store.path(self.id, max(0, length - _LOOKED_AT))

    def _stored(self) -> Session | None:
        try:
            return self._store.session(self.id)
        except SessionNotFound:
            return None

    # --- the one that is open ---

    def has_begun(self) -> bool:
        """Whether something was said in this session; says so where not."""
        if self._stored() is None:
            self._chat.lines.say(tr("This session has no message yet."))
            return False
        return True

    def rename(self, name: str) -> None:
        """Gives the session another name, or says the one it has."""
        session = self._stored()
        if session is None:
            self._chat.lines.say(tr("This session has no message yet."))
            return
        if name:
            title = one_line(name, _NAME_CHARACTERS).strip()
            written(self._store.update_session(self.id, title=title, named_by_user=True))
            self._chat.lines.say(tr("Title: {title}", title=title))
        else:
            title = one_line(session.title, _TITLE_CHARACTERS)
            self._chat.lines.say(tr("Title: {title}", title=title))
            self._chat.lines.say(tr("/rename NAME changes it."))

    def fork(self, _: str) -> None:
        """Makes a session of the current path, and goes on with it."""
        messages = self.newest_messages()
        session = self._stored()
        if session is None or not messages:
            self._chat.lines.say(tr("This session has no message yet."))
            return
        copy_id = new_id()
        title = tr("{title} (fork)", title=session.title)
        written(
            self._store.copy_path(self.id, messages[-1].id, copy_id, title=title, at=time.time())
        )
        self.open(copy_id)

    def version(self, step: int) -> None:
        """Goes to the version before (-1) or after (1) of the last answer, or prompt."""
        if self.refuses():
            return
        for message in reversed(self.newest_messages()[-NEWEST:]):
            beside = self._store.siblings(message.id)
            if len(beside) > 1 and message.id in beside:
                self._go_to(beside, beside.index(message.id) + step)
                return
        self._chat.lines.say(tr("The last turn has no other version."))

    def _go_to(self, beside: Sequence[str], at: int) -> None:
        """Makes one of several versions current, with what followed it last."""
        lines = self._chat.lines
        if not 0 <= at < len(beside):
            lines.say(tr("There is no other version on that side."))
            return
        leaf = self._store.newest_leaf_below(beside[at])
        done = self._program.runner.change_path(
            self.id, lambda: self._store.set_leaf(self.id, leaf), leaf
        )
        if done is not None:
            written(done)
            lines.say(tr("Version {n} of {all}.", n=at + 1, all=len(beside)))
            self._read_out(self.newest_messages()[-NEWEST:])

    def jump(self, word: str) -> None:
        """Lists the prompts of the session, or reads one out with its answer."""
        lines = self._chat.lines
        if not self.has_begun():
            return
        path = self._store.path(self.id)
        places = [at for at, message in enumerate(path) if message.role == "user"]
        if word.isascii() and word.isdigit() and 0 < int(word[:9]) <= len(places):
            number = int(word)
            end = places[number] if number < len(places) else len(path)
            self._read_out(path[places[number - 1] : end])
            return
        if word:
            lines.say(tr("Give a number from {low} to {high}.", low=1, high=len(places)))
            return
        first = max(0, len(places) - PROMPTS_SHOWN)
        for number, at in enumerate(places[first:], first + 1):
            lines.say(f"{number}: {one_line(message_words(path[at]), _TITLE_CHARACTERS)}")
        lines.say(tr("/jump and a number reads one out, with its answer."))

    # --- titles ---

    def title(self, _: str) -> None:
        """Asks the model for a title.

        Raises:
            ChatError: if the request fails.
        """
        session, lines = self._stored(), self._chat.lines
        if session is None:
            lines.say(tr("This session has no message yet."))
        elif self._program.demo:
            lines.say(tr("The demo has no model that could give a title. /rename gives one."))
        elif session.title_by == "user":
            lines.say(tr("You have named this session yourself. /rename changes the name."))
        else:
            self._program.credentials.resolve()
            title = self._asked_title(session).result()
            if title:
                written(self._store.suggest_title(session.id, title))
                lines.say(tr("Title: {title}", title=title))
            else:
                lines.say(tr("The model gave none."))

    def _asked_title(self, session: Session) -> Future[str]:
        from minimax_tui.engine.titles import ask_for_title

        messages = self._store.path(session.id, 0, 2)
        model = next((m.model for m in messages if m.model), None) or session.model
        return self._program.runner.beside(
            lambda endpoint: ask_for_title(
                endpoint, messages, model or self._program.settings.text("model")
            )
        )

    def turn_ended(self) -> None:
        """Asks for a title after the first answer, if the setting says so; holds nobody up."""
        if self._program.settings.text("title") != "model" or self._program.demo:
            return
        session = self._stored()
        if session is None or session.title_by != "prompt" or session.turns != 1:
            return
        newest = self.newest_messages()
        if newest and newest[-1].state is MessageState.COMPLETE:
            asked = self._asked_title(session)
            asked.add_done_callback(lambda done: self._keep_title(session.id, done))

    def _keep_title(self, session_id: str, asked: Future[str]) -> None:
        if asked.cancelled():
            return
        fault = asked.exception()
        if isinstance(fault, ChatError):
            log.info("no title from the model: %s", fault.kind)
        elif fault is None and asked.result():
            self._store.suggest_title(session_id, asked.result())


def written(change: Future[None]) -> None:
    """Waits until a change is stored, but not for ever: the store goes on trying.

    Raises:
        StorageError: if it cannot be stored.
    """
    try:
        change.result(_PATIENCE_S)
    except TimeoutError:
        return


def message_words(message: Message) -> str:
    """The text of a message, and what else is in it by its name."""
    others = [block_type(block) for block in message.blocks]
    media = [kind for kind in others if kind in ("image", "video")]
    text = joined_text(message.blocks).strip("\n")
    return "\n".join(filter(None, (f"[{input_words(media)}]" if media else "", text)))


def _said_of(session: Session) -> str:
    turns = trn("{count} turn", "{count} turns", session.turns)
    return f"{visible(one_line(session.title, _TITLE_CHARACTERS)) or tr('untitled')}, {turns}"
