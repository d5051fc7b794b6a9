"""The chat's title and status bar, and how much of the context window the session takes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from minimax_tui.domain.catalogue import ThinkingRule, find_model
from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.messages import Message
from minimax_tui.domain.outline import AnswerUsage
from minimax_tui.domain.thinking import Thinking
from minimax_tui.domain.tokens import estimate_blocks, estimate_tokens
from minimax_tui.domain.usage import cost_usd
from minimax_tui.ui.keymap import key_hint
from minimax_tui.ui.message_cells import dollars
from minimax_tui.ui.services import Services
from minimax_tui.ui.widgets.status_bar import Status, StatusBar, StatusHint
from minimax_tui.ui.widgets.title_bar import TitleBar
from minimax_tui.ui.workers import run_in_worker

if TYPE_CHECKING:
    from minimax_tui.ui.screens.chat import ChatScreen


class ChatStatus:
    """What title and status bar say of the session shown."""

    def __init__(self, chat: ChatScreen, services: Services) -> None:
        self._chat = chat
        self._services = services
        self._costs_of = ""
        self._costs_usd: dict[str, float] = {}
        self._context_tokens = 0
        self._is_estimate = False

    # --- the session's sums ---

    def sum_up(self, messages: list[Message]) -> None:
        """Takes context and cost from messages of the session shown, the newest of its path.

        What other answers have cost, those of other branches too, is read afterwards.
        """
        session_id = self._chat.session_id
        if session_id != self._costs_of:
            self._costs_of, self._costs_usd = session_id, {}
        self._add_costs(
            (message.id, AnswerUsage(message.model, message.usage))
            for message in messages
            if message.usage is not None
        )
        if self._chat.sessions.shown is not None:
            run_in_worker(
                self._chat, partial(self._read_costs, session_id), group="costs", exclusive=True
            )
        self.count_context(messages)

    def count_context(self, messages: list[Message]) -> None:
        """Takes the context from messages of the path shown, the newest of them."""
        last = next((m for m in reversed(messages) if m.role == "assistant" and m.usage), None)
        if last is not None and last.usage is not None:
            self._context_tokens, self._is_estimate = last.usage.total_tokens, False
            after = messages[messages.index(last) + 1 :]
        else:
            self._context_tokens, self._is_estimate, after = 0, False, messages
        extra = sum(estimate_blocks(message.blocks) for message in after)
        if extra:
            self._context_tokens += extra
            self._is_estimate = True

    def _add_costs(self, answers: Iterable[tuple[str, AnswerUsage]]) -> None:
        for message_id, took in answers:
            cost = cost_usd(find_model(took.model or ""), took.usage)
            self._costs_usd[message_id] = cost or 0.0

    async def _read_costs(self, session_id: str) -> None:
        """Takes what every answer of a session has cost, on whichever branch."""
        try:
            usages = await asyncio.to_thread(self._services.store.usages, session_id)
        except ChatError:
            return  # what was shown counts
        if session_id == self._costs_of:
            self._add_costs(usages.items())
            self.refresh()

    @property
    def context_tokens(self) -> int:
        """Tokens of the context window that the session takes, or about as many."""
        return self._context_tokens

    def count_prompt(self, text: str) -> None:
        """A prompt waits: it will take room in the context."""
        self._context_tokens += estimate_tokens(text)
        self._is_estimate = True

    # --- what is drawn ---

    def refresh(self) -> None:
        """Draws both bars anew."""
        if not self._chat.ready:
            return
        self._chat.panes.place()
        self._draw_status()
        self._draw_title()

    def _draw_status(self) -> None:
        presenter = self._chat.presenter
        model = find_model(self._chat.settings.text("model"))
        self._chat.query_one(StatusBar).show(
            Status(
                model=visible(model.id),
                thinking=self._thinking_words(),
                context_tokens=self._context_tokens + presenter.live_tokens(),
                context_window=model.context_window,
                estimated=self._is_estimate or presenter.live is not None,
                pace=presenter.live_pace(),
                marks=self._marks(),
                hints=self._hints(),
                mode=self._chat.composer.mode_words,
            )
        )

    def _marks(self) -> tuple[str, ...]:
        marks = []
        if self._services.demo:
            marks.append(tr("simulation"))
        if self._chat.sessions.read_only:
            marks.append(tr("read-only"))
        if not self._services.saved or self._chat.sessions.is_unsaved:
            marks.append(tr("not saved"))
        elif self._services.storage_trouble:
            marks.append(tr("not saved yet"))
        running = self._services.runner.running()
        elsewhere = sum(session_id != self._chat.session_id for session_id in running)
        if elsewhere:
            marks.append(trn("{count} in the background", "{count} in the background", elsewhere))
        return tuple(marks)

    def _draw_title(self) -> None:
        title, facts = tr("New session"), ""
        session = self._chat.sessions.shown
        if session is not None:
            title = one_line(session.title) or title
            live = self._chat.presenter.live
            # A turn that has begun may not be stored on the path yet.
            shown = self._chat.presenter.number(live.answer.id) if live is not None else None
            facts = trn("{count} turn", "{count} turns", shown or session.turns)
            cost = sum(self._costs_usd.values())
            if cost and not self._services.demo:
                facts += f" · {dollars(cost)}"
        account = self._chat.accounts.label
        if account:
            facts = " · ".join(filter(None, (account, facts)))
        if self._services.demo:
            facts = " · ".join(filter(None, (tr("demo: a simulation, not MiniMax"), facts)))
        self._chat.query_one(TitleBar).show(title, facts)

    def _thinking_words(self) -> str:
        model = find_model(self._chat.settings.text("model"))
        if model.thinking is ThinkingRule.ALWAYS:
            return tr("thinking always on")
        on_now = self._chat.thinking_setting() is Thinking.ADAPTIVE
        return tr("thinking adaptive") if on_now else tr("thinking off")

    def _hints(self) -> tuple[StatusHint, ...]:
        if self._chat.presenter.live is not None:
            return (
                StatusHint("esc", tr("stop"), "turn.stop"),
                *_with_keys(("thinking.pane", tr("thinking")), ("help.open", tr("help"))),
            )
        return _with_keys(
            ("help.open", tr("help")),
            ("model.choose", tr("model")),
            ("settings.open", tr("settings")),
            ("session.list", tr("sessions")),
        )


def _with_keys(*wanted: tuple[str, str]) -> tuple[StatusHint, ...]:
    """Hints for commands and their words, with the keys in force; none for one without a key."""
    hints = (StatusHint(key_hint(command), words, command) for command, words in wanted)
    return tuple(hint for hint in hints if hint.key)
