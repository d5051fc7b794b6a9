"""The chat screen: its parts, its keys, and what each command does."""

from __future__ import annotations

import gc
import time
from contextvars import copy_context
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.geometry import Size
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static

from minimax_tui.domain.blocks import joined_text, joined_thinking, text_block
from minimax_tui.domain.catalogue import ThinkingRule, find_model
from minimax_tui.domain.conversation import title_from_prompt
from minimax_tui.domain.errors import ChatError, NoCredentials, StorageError
from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.messages import Message, Session
from minimax_tui.domain.requests import TurnOptions, broke_off
from minimax_tui.domain.thinking import Thinking, parse_thinking
from minimax_tui.domain.tokens import estimate_blocks, estimate_tokens
from minimax_tui.domain.usage import cost_usd
from minimax_tui.engine.ids import new_id
from minimax_tui.ui.commands import COMMANDS, by_slash
from minimax_tui.ui.compositor import Compositor
from minimax_tui.ui.finder import Finder
from minimax_tui.ui.keymap import command_bindings
from minimax_tui.ui.message_cells import dollars
from minimax_tui.ui.pages import PAGE
from minimax_tui.ui.presenter import TICK_S, Presenter
from minimax_tui.ui.services import Services
from minimax_tui.ui.transcript.view import TranscriptView
from minimax_tui.ui.welcome import examples, welcome_cell
from minimax_tui.ui.widgets.composer import Composer
from minimax_tui.ui.widgets.find_bar import FindBar
from minimax_tui.ui.widgets.rules import PaneRule
from minimax_tui.ui.widgets.slash_menu import SlashMenu
from minimax_tui.ui.widgets.status_bar import Status, StatusBar
from minimax_tui.ui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from minimax_tui.ui.app import ChatApp

WIDE_FROM = 110
"""Columns from which thinking stands beside the conversation."""
NEW_SESSION_DRAFT = ""
"""Where the draft of a session that has no prompt yet is kept."""
SHORT_BELOW = 30
"""Lines below which the screen does without spacing."""
TINY_BELOW = 14
"""Lines below which folded thinking has no line of its own."""
GUTTERS = 5
"""Cells of the conversation's pane that are no text: left of it, right of it, the scroll bar."""
OTHER_LINES = 7
"""Lines that are neither conversation nor thinking."""
DRAFT_AFTER_S = 0.3
QUIT_WITHIN_S = 2.0

_PANES = ("beside", "full", "hidden")


class ChatScreen(Screen[None]):
    """One session at a time: conversation, thinking, composer, status."""

    AUTO_FOCUS = "#composer"
    BINDINGS: ClassVar[list[BindingType]] = [
        *command_bindings(),
        Binding("ctrl+c", "copy_or_stop", show=False, priority=True),
        Binding("escape", "escape", show=False, priority=True),
        Binding("tab", "complete_or_next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", show=False, priority=True),
    ]

    def __init__(self, services: Services, size: Size) -> None:
        """Makes the screen.

        Args:
            services: The program's parts.
            size: Of the terminal, so that the first layout is right at once.
        """
        super().__init__()
        self._compositor = Compositor()
        self._services = services
        self._size_now = size
        self._session: Session | None = None
        self._session_id = new_id()
        self._settings = services.settings
        self._prompts_here: list[str] = []
        self._ready = False
        self._pinned = False
        self._folded = True
        self._picked_example = -1
        self._ticker: Timer | None = None
        self._draft_timer: Timer | None = None
        self._ctrl_c_at = 0.0
        self._has_key = True
        self._cost_usd = 0.0
        self._context_tokens = 0
        self._context_estimated = False
        self._placed_width: int | None = None
        self._welcomed: tuple[object, ...] = ()
        self.set_classes([name for name, on_now in self._pane_classes().items() if on_now])

    # --- parts ---

    def compose(self) -> ComposeResult:
        palette = self.chat_app.palette
        yield TitleBar()
        yield PaneRule(id="rule-top")
        with Container(id="panes"):
            yield TranscriptView(palette, id="conversation")
            with Container(id="thinking-side"):
                yield PaneRule(id="rule-thinking")
                yield TranscriptView(palette, indent=1, id="thinking")
        yield PaneRule(id="rule-bottom")
        yield FindBar()
        yield SlashMenu()
        yield Static("", id="queue", markup=False)
        yield Composer(self._prompt_history, self._arrow, self._empty_enter)
        yield Static("", id="spacer", markup=False)
        yield StatusBar()

    @property
    def chat_app(self) -> ChatApp:
        """The app, by its own class."""
        from minimax_tui.ui.app import ChatApp

        app = self.app
        assert isinstance(app, ChatApp)
        return app

    @property
    def conversation(self) -> TranscriptView:
        """The pane of prompts and answers."""
        return self.query_one("#conversation", TranscriptView)

    @property
    def thinking(self) -> TranscriptView:
        """The pane of thinking."""
        return self.query_one("#thinking", TranscriptView)

    @property
    def composer(self) -> Composer:
        """Where a prompt is written."""
        return self.query_one(Composer)

    @property
    def session_id(self) -> str:
        """Id of the session shown."""
        return self._session_id

    @property
    def session_stored(self) -> bool:
        """Whether the session shown has been sent anything."""
        return self._session is not None

    # --- start ---

    def on_mount(self) -> None:
        """Shows the first screen; what is not on it comes afterwards."""
        self.presenter = Presenter(
            self.conversation,
            self.thinking,
            read=self._read_path,
            on_status=self._refresh_status,
            on_thinking=self._thinking_streams,
            on_end=self._turn_ended,
            on_fault=self._say_fault,
            demo=self._services.demo,
        )
        self.finder = Finder(
            self._services.store,
            self.presenter,
            self.conversation,
            self.thinking,
            self.query_one(FindBar).show_count,
            self._show_thinking,
        )
        self._ready = True
        loop, context = self.app._loop, copy_context()
        assert loop is not None

        def turn_changed(session_id: str) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._turn_changed, session_id, context=context)

        self._services.runner.on_change = turn_changed
        self._set_pane_classes()
        if self._services.resume_id is not None:
            self.open_session(self._services.resume_id)
        else:
            self._new_session()
        self.call_after_refresh(self._after_first_screen)

    def on_unmount(self) -> None:
        """Nothing is drawn any more; what runs goes on until the runner is closed."""
        self._ready = False
        self._services.runner.on_change = None
        self.presenter.detach()

    def _after_first_screen(self) -> None:
        # What the start has made stays for good: no collection needs to look at it again.
        gc.freeze()
        gc.enable()
        self.chat_app.release_early_keys()
        for notice in self._services.notices:
            self.app.notify(visible(notice), severity="warning", markup=False, timeout=10)
        if not self._services.demo:
            try:
                self._services.credentials.resolve()
            except NoCredentials:
                self._has_key = False
                self._show_welcome()
            except ChatError:
                pass  # said when a prompt is sent
        self.chat_app.preload()

    # --- sessions ---

    def _new_session(self) -> None:
        self.presenter.show([])
        self._session, self._session_id = None, new_id()
        self._cost_usd, self._context_tokens, self._context_estimated = 0.0, 0, False
        self._picked_example = -1
        self._welcomed = ()
        self._show_welcome()
        self.composer.restore(self._draft_of(NEW_SESSION_DRAFT))
        self.composer.focus()
        self._show_queue()
        self._refresh_all()

    def _show_welcome(self) -> None:
        if self._session is not None or self.presenter.live is not None:
            return
        model, thinking = self._settings.text("model"), self._thinking_setting()
        height = self._size_now.height - OTHER_LINES
        width = self._conversation_width() - GUTTERS
        picked = self._picked_example
        shown = (self._session_id, model, thinking, picked, height, width, self._has_key)
        if shown == self._welcomed:
            return
        self._welcomed = shown
        cell = welcome_cell(
            model,
            thinking,
            demo=self._services.demo,
            picked=self._picked_example,
            height=height,
            width=width,
            has_key=self._has_key,
        )
        self.conversation.set_cells([cell])

    def open_session(self, session_id: str) -> None:
        """Shows a stored session and the turn that runs in it.

        What was written for the session before is kept as its draft.
        """
        store = self._services.store
        # Asked first: a turn that ends meanwhile is then shown whole, by its last event.
        turn = self._services.runner.turn(session_id)
        try:
            session = store.session(session_id)
            length = store.path_length(session_id)
            first = max(0, length - PAGE)
            messages = store.path(session_id, first)
        except ChatError as error:
            self._say_error(error)
            return
        self._keep_draft()
        store.release_session(self._session_id)
        self._session, self._session_id = session, session_id
        self._use_settings_of(session)
        turn_before = sum(message.role == "user" for message in messages)
        self.finder.forget()
        self.presenter.show(messages, max(1, session.turns - turn_before + 1), earlier=first)
        self._sum_up(messages)
        self.composer.restore(self._draft_of(session_id))
        if turn is not None:
            self.presenter.attach(turn)
            self._start_ticking()
        if not store.claim_session(session_id):
            self.presenter.notice(
                "elsewhere",
                tr("This session is open in another window too."),
                tr("Prompts of both go into it, one after the other; reopen it to see them all."),
                level="warning",
            )
        self.conversation.follow()
        self.composer.focus()
        self._show_queue()
        self._refresh_all()

    def _use_settings_of(self, session: Session) -> None:
        """Goes on with the model and the thinking switch that the session used last."""
        kept = (
            ("model", session.model),
            ("thinking", session.thinking),
            ("system", session.system),
        )
        for key, value in kept:
            if value and self._settings.origin(key) != "command line":
                try:
                    self._settings.set(key, value)
                except ChatError:
                    continue  # a word of a later version: the setting in force stays

    def _sum_up(self, messages: list[Message]) -> None:
        self._cost_usd = 0.0
        for message in messages:
            if message.usage is not None:
                self._cost_usd += cost_usd(find_model(message.model or ""), message.usage) or 0.0
        last = next((m for m in reversed(messages) if m.role == "assistant" and m.usage), None)
        if last is not None and last.usage is not None:
            self._context_tokens, self._context_estimated = last.usage.total_tokens, False
            after = messages[messages.index(last) + 1 :]
        else:
            self._context_tokens, after = 0, messages
        extra = sum(estimate_blocks(message.blocks) for message in after)
        if extra:
            self._context_tokens += extra
            self._context_estimated = True

    # --- drafts ---

    def _draft_key(self) -> str:
        return self._session_id if self._session is not None else NEW_SESSION_DRAFT

    def _draft_of(self, key: str) -> str:
        try:
            return self._services.store.draft(key)
        except ChatError:
            return ""

    def _keep_draft(self) -> None:
        if self._draft_timer is not None:
            self._draft_timer.stop()
            self._draft_timer = None
        self.store_draft()

    def store_draft(self) -> None:
        """Stores what stands in the composer, once there is one; on any thread."""
        if self._ready:
            self._services.store.save_draft(self._draft_key(), self.composer.draft)

    @on(Composer.Changed)
    def _composer_changed(self) -> None:
        text = self.composer.text
        self.query_one(SlashMenu).show_for(text)
        if self._draft_timer is None and self._ready:
            self._draft_timer = self.set_timer(DRAFT_AFTER_S, self._keep_draft)
        if self._picked_example >= 0 and text:
            self._pick_example(-1)

    # --- sending ---

    def _options(self) -> TurnOptions:
        settings = self._settings
        return TurnOptions(
            model=settings.text("model"),
            thinking=self._thinking_setting(),
            system=settings.text("system") or None,
            temperature=settings.number("temperature"),
            top_p=settings.number("top_p"),
            max_tokens=settings.integer("max_tokens"),
        )

    def _thinking_setting(self) -> Thinking:
        return parse_thinking(self._settings.text("thinking"))

    @on(Composer.Sent)
    def _sent(self, event: Composer.Sent) -> None:
        menu = self.query_one(SlashMenu)
        chosen = menu.highlighted if menu.is_open else None
        if chosen is None and event.text.startswith("/"):
            chosen = by_slash(event.text[1:].strip())
        if chosen is not None:
            self.composer.take()
            menu.close()
            self.run_command(chosen.id)
            return
        self.send(event.text)

    def send(self, text: str) -> None:
        """Sends a prompt, or queues it behind the answer that streams."""
        try:
            self._services.credentials.resolve()
            turn = self._services.runner.send(
                self._session_id, (text_block(text),), self._options()
            )
        except ChatError as error:
            self._say_error(error)
            return
        store = self._services.store
        self._remember_prompt(text)
        self.composer.take()
        store.save_draft(self._draft_key(), "")
        if self._session is None and turn is not None:
            store.claim_session(self._session_id)
            self.conversation.set_cells([])
            now = time.time()
            self._session = Session(
                id=self._session_id,
                title=title_from_prompt(text),
                created_at=now,
                updated_at=now,
                turns=1,
            )
        self._context_tokens += estimate_tokens(text)
        self._context_estimated = True
        if turn is None:
            self._show_queue()
        self.conversation.follow()

    def _turn_changed(self, session_id: str) -> None:
        """A turn began or ended in some session."""
        if not self._ready:
            return
        if session_id != self._session_id:
            if session_id not in self._services.runner.running():
                self._announce(session_id)
            self._refresh_status()
            return
        turn = self._services.runner.turn(session_id)
        live = self.presenter.live
        if turn is not None and (live is None or live.turn is not turn):
            self.presenter.attach(turn)
            self._start_ticking()
            self._read_session()
        elif turn is None:
            self.presenter.finish()
            self._catch_up()
        self._show_queue()
        self._refresh_all()

    def _catch_up(self) -> None:
        """Shows a turn that began and ended before this screen came to hear of it."""
        store, session_id = self._services.store, self._session_id
        if self.presenter.live is not None or self._services.runner.turn(session_id) is not None:
            return
        try:
            leaf = store.session(session_id).leaf_id
            if leaf is None or self.presenter.message(leaf) is not None:
                return
            messages = store.path(session_id, max(0, store.path_length(session_id) - PAGE))
        except ChatError:
            return  # not stored: what the engine keeps in memory was shown live
        self.presenter.append([m for m in messages if self.presenter.message(m.id) is None])
        self._read_session()
        self._sum_up(self.presenter.messages)

    def _announce(self, session_id: str) -> None:
        try:
            title = one_line(self._services.store.session(session_id).title, 60)
        except ChatError:
            return
        self.app.notify(tr("The answer in “{title}” is there.", title=title), markup=False)

    def _read_session(self) -> None:
        try:
            self._session = self._services.store.session(self._session_id)
        except ChatError:
            return  # not stored yet, or not at all: what is shown stays

    def _turn_ended(self, answer: Message) -> None:
        if self._ticker is not None:
            self._ticker.stop()
            self._ticker = None
        self._read_session()
        self._sum_up(self.presenter.messages)
        waiting = self._services.runner.queued(self._session_id)
        if waiting and answer.error is not None:
            self._show_queue()
        self._refresh_all()

    def _start_ticking(self) -> None:
        if self._ticker is None:
            self._ticker = self.set_interval(TICK_S, self.presenter.tick)

    def _show_queue(self) -> None:
        waiting = self._services.runner.queued(self._session_id)
        line = self.query_one("#queue", Static)
        line.set_class(bool(waiting), "-some")
        if waiting:
            first = one_line(str(waiting[0].blocks[0].get("text", "")), 60)
            said = trn(
                "{count} prompt waits: {first}",
                "{count} prompts wait: {first}",
                len(waiting),
                first=first,
            )
            line.update(f"↳ {said}  ({tr('esc takes it back')})")

    # --- panes ---

    def _pane_classes(self) -> dict[str, bool]:
        """The screen's classes, by which its style sheet places the panes."""
        mode, (width, height) = self._settings.text("thinking_pane"), self._size_now
        return {
            **{f"-{name}": mode == name for name in _PANES},
            "-wide": width >= WIDE_FROM,
            "-narrow": width < WIDE_FROM,
            "-short": height < SHORT_BELOW,
            "-tiny": height < TINY_BELOW,
            "-folded": self._folded and not self._pinned,
            "-nothing": not self._has_thinking_to_show(),
        }

    def _set_pane_classes(self) -> None:
        wanted = self._pane_classes()
        if any(self.has_class(name) != on_now for name, on_now in wanted.items()):
            self.update_classes(wanted)
        self._place_panes()

    def _has_thinking_to_show(self) -> bool:
        return self._ready and self.presenter.shows_thinking

    @property
    def _wide(self) -> bool:
        return self._size_now.width >= WIDE_FROM

    def _place_panes(self) -> None:
        side = self.query_one("#thinking-side")
        mode = self._settings.text("thinking_pane")
        width = self._thinking_width() if self._wide and mode == "beside" else None
        if width != self._placed_width:
            self._placed_width = width
            side.styles.width = "1fr" if width is None else width
        self._draw_rules()

    def _conversation_width(self) -> int:
        """Cells of the pane of the conversation."""
        beside = self._wide and self._settings.text("thinking_pane") == "beside"
        return self._size_now.width - (self._thinking_width() if beside else 0)

    def _thinking_width(self) -> int:
        """Cells of the thinking pane beside the conversation, its border included."""
        return max(36, self._size_now.width * 3 // 8)

    def _draw_rules(self) -> None:
        mode = self._settings.text("thinking_pane")
        conversation, thinking = tr("Conversation"), tr("Thinking")
        focus = 0 if self.conversation.has_focus else 1 if self.thinking.has_focus else -1
        split: int | None = None
        titles: tuple[str, ...] = (conversation,)
        if mode == "full":
            titles, focus = (thinking,), focus - 1 if focus == 1 else -1
        elif self._wide and mode == "beside":
            split = self._size_now.width - self._thinking_width()
            titles = (conversation, thinking)
        self.query_one("#rule-top", PaneRule).show(titles, split, "┬", focus)
        self.query_one("#rule-bottom", PaneRule).show((), split, "┴")
        head = self.presenter.thinking_title() if self._ready and self._folded else ""
        said = f"{thinking} · {head}" if head and not self._pinned else thinking
        self.query_one("#rule-thinking", PaneRule).show(
            (said,), None, "", 0 if self.thinking.has_focus else -1
        )

    def _thinking_streams(self, streams: bool) -> None:
        if self._folded == streams:
            self._folded = not streams
        self._set_pane_classes()

    def on_resize(self, event: events.Resize) -> None:
        """Places the panes for the new size."""
        if self._ready and event.size != self._size_now:
            self._size_now = event.size
            self._set_pane_classes()
            self._show_welcome()

    def on_descendant_focus(self) -> None:
        """Shows which pane has the focus."""
        if self._ready:
            self._draw_rules()

    @on(PaneRule.Clicked)
    def _rule_clicked(self, event: PaneRule.Clicked) -> None:
        if event.pane == 1 or self._settings.text("thinking_pane") == "full" or not self._wide:
            self.action_thinking_pane()

    # --- title and status ---

    def _refresh_all(self) -> None:
        self.composer.set_model(self._settings.text("model"))
        self._refresh_status()

    def _refresh_status(self) -> None:
        if not self._ready:
            return
        self._set_pane_classes()
        settings, live = self._settings, self.presenter.live
        model = find_model(settings.text("model"))
        marks = []
        if self._services.demo:
            marks.append(tr("simulation"))
        if not self._services.saved:
            marks.append(tr("not saved"))
        elsewhere = [s for s in self._services.runner.running() if s != self._session_id]
        if elsewhere:
            marks.append(
                trn("{count} in the background", "{count} in the background", len(elsewhere))
            )
        self.query_one(StatusBar).show(
            Status(
                model=visible(model.id),
                thinking=self._thinking_words(),
                context_tokens=self._context_tokens + self.presenter.live_tokens(),
                context_window=model.context_window,
                estimated=self._context_estimated or live is not None,
                pace=self.presenter.live_pace(),
                marks=tuple(marks),
                hints=self._hints(),
            )
        )
        title = tr("New session")
        facts = ""
        if self._session is not None:
            title = one_line(self._session.title) or tr("New session")
            facts = trn("{count} turn", "{count} turns", self._session.turns)
            if self._cost_usd and not self._services.demo:
                facts += f" · {dollars(self._cost_usd)}"
        if self._services.demo:
            facts = " · ".join(filter(None, (tr("demo: a simulation, not MiniMax"), facts)))
        self.query_one(TitleBar).show(title, facts)

    def _thinking_words(self) -> str:
        model = find_model(self._settings.text("model"))
        if model.thinking is ThinkingRule.ALWAYS:
            return tr("thinking always on")
        on_now = self._thinking_setting() is Thinking.ADAPTIVE
        return tr("thinking adaptive") if on_now else tr("thinking off")

    def _hints(self) -> tuple[tuple[str, str], ...]:
        if self.presenter.live is not None:
            return (("esc", tr("stop")), ("ctrl+o", tr("thinking")), ("f1", tr("help")))
        return (
            ("f1", tr("help")),
            ("ctrl+l", tr("model")),
            ("f2", tr("settings")),
            ("ctrl+s", tr("sessions")),
        )

    @on(StatusBar.Clicked)
    def _status_clicked(self, event: StatusBar.Clicked) -> None:
        self.run_command("model.choose" if event.part == "model" else "thinking.toggle")

    def _say_fault(self, what: str, advice: str) -> None:
        self.app.notify(f"{what} {advice}", severity="error", markup=False, timeout=12)

    def _say_error(self, error: ChatError) -> None:
        from minimax_tui.ui.message_cells import notice_keys
        from minimax_tui.ui.transcript.simple_cells import NoticeCell

        keys = (
            []
            if isinstance(error, StorageError)
            else [key for key in notice_keys(error.kind) if key[0] != "f5"]
        )
        self.presenter.show_notice(
            NoticeCell(
                "notice:error",
                error.what,
                level="error",
                advice=error.advice,
                keys=keys,
                detail=str(error.detail),
            )
        )

    # --- commands ---

    def run_command(self, command_id: str) -> None:
        """Does what a command says."""
        row = next(row for row in COMMANDS if row.id == command_id)
        action = getattr(self, f"action_{row.action}")
        self.call_later(action)

    def action_turn_stop(self) -> None:
        """Stops the answer that streams in this session."""
        self._services.runner.stop(self._session_id)

    def action_turn_again(self) -> None:
        """Asks once more for an answer to the last prompt, or ends the wait before that."""
        if self.presenter.waits_to_retry:
            self._services.runner.retry_now(self._session_id)
            return
        if self._session is None:
            return
        try:
            self._services.credentials.resolve()
            self._services.runner.ask_again(self._session_id, self._options())
        except ChatError as error:
            self._say_error(error)

    def action_turn_continue(self) -> None:
        """Asks the model to go on with an answer that broke off."""
        answer = self.presenter.newest_answer()
        if self.presenter.live is not None or answer is None:
            return
        if not broke_off(answer):
            self.app.notify(tr("The last answer is complete."), markup=False)
            return
        try:
            self._services.credentials.resolve()
            self._services.runner.continue_answer(self._session_id, self._options())
        except ChatError as error:
            self._say_error(error)

    def action_model_choose(self) -> None:
        """Opens the model picker."""
        from minimax_tui.ui.screens.model_picker import ModelPicker

        def chosen(model_id: str | None) -> None:
            if model_id is not None:
                self._change_setting("model", model_id)

        self.app.push_screen(ModelPicker(self._settings.text("model")), chosen)

    def action_thinking_toggle(self) -> None:
        """Switches adaptive thinking for the next turn."""
        model = find_model(self._settings.text("model"))
        if model.thinking is ThinkingRule.ALWAYS:
            self.app.notify(
                tr("{model} always thinks: there is no switch.", model=visible(model.id)),
                markup=False,
            )
            return
        self._change_setting("thinking", self._thinking_setting().toggled.value)

    def _change_setting(self, key: str, value: str) -> None:
        try:
            self._settings.set(key, value)
            self._settings.save()
        except ChatError as error:
            self.app.notify(f"{error.what} {error.advice}", severity="warning", markup=False)
        self.setting_changed(key)

    def setting_changed(self, key: str) -> None:
        """Shows what a setting that has changed changes on the screen."""
        if key == "theme":
            self.chat_app.use_theme()
        elif key == "thinking_pane":
            self._pinned = False
        elif key in ("model", "thinking") and self._session is not None:
            store, value = self._services.store, self._settings.text(key)
            if key == "model":
                store.update_session(self._session_id, model=value)
            else:
                store.update_session(self._session_id, thinking=value)
        self._show_welcome()
        self._refresh_all()

    def action_settings_open(self) -> None:
        """Opens the settings panel."""
        from minimax_tui.ui.screens.settings_panel import SettingsPanel

        self.app.push_screen(
            SettingsPanel(self._settings, self.chat_app.theme_names(), self.setting_changed)
        )

    def action_session_new(self) -> None:
        """Starts an empty session."""
        self._keep_draft()
        self._services.store.release_session(self._session_id)
        self._new_session()

    def action_session_list(self) -> None:
        """Opens the list of sessions."""
        from minimax_tui.ui.screens.session_list import SessionList

        def chosen(session_id: str | None) -> None:
            if session_id is not None and session_id != self._session_id:
                self.open_session(session_id)

        self.app.push_screen(
            SessionList(
                self._services.store,
                self._session_id,
                self._services.runner.running(),
                time.time,
            ),
            chosen,
        )

    def action_message_copy(self) -> None:
        """Copies the message under the cursor, or the newest answer."""
        self.conversation.copy_message()

    def action_thinking_pane(self) -> None:
        """Goes to the next way of showing thinking."""
        mode = self._settings.text("thinking_pane")
        if not self._wide and mode == "beside" and not self._pinned:
            self._pinned = True
            self._set_pane_classes()
            return
        self._pinned = False
        following = _PANES[(_PANES.index(mode) + 1) % len(_PANES)]
        self._change_setting("thinking_pane", following)
        if following != "full" and self.thinking.has_focus:
            self.composer.focus()

    def action_view_previous_message(self) -> None:
        """Moves the cursor one message up."""
        self.conversation.cursor_previous_message()

    def action_view_next_message(self) -> None:
        """Moves the cursor one message down."""
        self.conversation.cursor_next_message()

    def action_view_first(self) -> None:
        """Scrolls to the beginning."""
        self.conversation.show_start()

    def action_view_last(self) -> None:
        """Scrolls to the end and follows it."""
        self.conversation.follow()

    def action_view_theme(self) -> None:
        """Changes to the next theme."""
        names = self.chat_app.theme_names()
        current = self._settings.text("theme")
        at = names.index(current) if current in names else -1
        self._change_setting("theme", names[(at + 1) % len(names)])

    def action_view_mouse(self) -> None:
        """Gives the mouse to the terminal, or takes it back."""
        self.chat_app.toggle_mouse()

    def action_draft_editor(self) -> None:
        """Opens the draft in the user's editor."""
        from minimax_tui.ui.editor import edit_in_editor

        try:
            text = edit_in_editor(self.app, self.composer.whole_text)
        except ChatError as error:
            self.app.notify(f"{error.what} {error.advice}", severity="error", markup=False)
            return
        if text is not None:
            self.composer.show_text(text)

    def action_draft_history(self) -> None:
        """Searches earlier prompts; what stands in the composer is kept among them."""
        from minimax_tui.ui.screens.history_picker import HistoryPicker

        def chosen(prompt: str | None) -> None:
            if prompt is not None:
                if self.composer.text.strip():
                    self._remember_prompt(self.composer.whole_text)
                self.composer.show_text(prompt)

        self.app.push_screen(HistoryPicker(self._prompt_history()), chosen)

    def action_draft_open_paste(self) -> None:
        """Shows a pasted text."""
        number = self.composer.chip_at_cursor()
        if number is not None:
            self._open_chip(number)

    @on(Composer.ChipOpened)
    def _chip_opened(self, event: Composer.ChipOpened) -> None:
        self._open_chip(event.number)

    def _open_chip(self, number: int) -> None:
        from minimax_tui.ui.screens.pasted_text import PastedText

        text = self.composer.pasted(number)
        if text is None:
            return

        def changed(new: str | None) -> None:
            if new is not None and new != text:
                self.composer.replace_chip(number, new)

        self.app.push_screen(PastedText(text), changed)

    def action_palette_open(self) -> None:
        """Opens the command palette."""
        from minimax_tui.ui.screens.palette import CommandPicker

        def chosen(command_id: str | None) -> None:
            if command_id is not None:
                self.run_command(command_id)

        self.app.push_screen(CommandPicker(), chosen)

    def action_help_open(self) -> None:
        """Shows every key and command."""
        from minimax_tui.ui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen())

    def action_program_suspend(self) -> None:
        """Stops the program until the shell's `fg`."""
        self.app.action_suspend_process()

    def action_program_quit(self) -> None:
        """Ends the program."""
        self._keep_draft()
        self.app.exit()

    # --- keys ---

    def action_copy_or_stop(self) -> None:
        """ctrl+c: copy a selection, else stop, else clear the input; twice: quit."""
        for pane in (self.conversation, self.thinking):
            text = pane.selected_text()
            if text:
                self.chat_app.copy_text(text)
                pane.clear_selection()
                return
        if self.composer.selected_text:
            self.chat_app.copy_text(self.composer.selected_text)
            return
        if self._services.runner.stop(self._session_id):
            return
        if self.composer.text:
            self._remember_prompt(self.composer.take())
            return
        now = time.monotonic()
        if now - self._ctrl_c_at < QUIT_WITHIN_S:
            self.action_program_quit()
            return
        self._ctrl_c_at = now
        self.app.notify(tr("Press ctrl+c again to quit."), timeout=QUIT_WITHIN_S, markup=False)

    def action_escape(self) -> None:
        """esc: completion, selection, the turn, the queue, then back to the composer."""
        menu = self.query_one(SlashMenu)
        if menu.is_open:
            menu.close()
            return
        if self.query_one(FindBar).is_open:
            self._close_find()
            return
        for pane in (self.conversation, self.thinking):
            if pane.clear_selection():
                return
        waiting = self._services.runner.queued(self._session_id)
        if waiting:
            self._take_back_queue()
            return
        if self._services.runner.stop(self._session_id):
            return
        self.composer.focus()

    def _take_back_queue(self) -> None:
        waiting = self._services.runner.unqueue(self._session_id)
        texts = [str(prompt.blocks[0].get("text", "")) for prompt in waiting]
        self.composer.show_text("\n\n".join(filter(None, [*texts, self.composer.whole_text])))
        self._show_queue()

    def action_complete_or_next(self) -> None:
        """tab: takes a completion that is open, else goes to the next pane."""
        menu = self.query_one(SlashMenu)
        chosen = menu.highlighted
        if menu.is_open and chosen is not None:
            self.composer.show_text(f"/{chosen.slash}")
            return
        self.focus_next()

    def _arrow(self, step: int) -> bool:
        """An arrow key in the composer before it moves the cursor; True where it was used."""
        menu = self.query_one(SlashMenu)
        if menu.is_open:
            menu.move(step)
            return True
        empty = self._session is None and self.presenter.live is None and not self.composer.text
        if empty and (step > 0 or self._picked_example >= 0):
            last = len(examples(demo=self._services.demo)) - 1
            self._pick_example(min(last, self._picked_example + step))
            return True
        return False

    def _empty_enter(self) -> bool:
        """Enter in the empty composer; True where it sent an example."""
        if self._picked_example < 0 or self._session is not None:
            return False
        self.send(examples(demo=self._services.demo)[self._picked_example])
        return True

    def _pick_example(self, number: int) -> None:
        self._picked_example = number
        self._show_welcome()

    def _remember_prompt(self, text: str) -> None:
        """Keeps a prompt for recall; at once, also where the disk is slow or full."""
        self._prompts_here.append(text)
        self._services.store.add_prompt_history(text, time.time())

    def _prompt_history(self) -> list[str]:
        try:
            stored = self._services.store.prompt_history()
        except ChatError:
            stored = []
        return list(dict.fromkeys([*reversed(self._prompts_here), *stored]))

    @on(Composer.HelpAsked)
    def _help_asked(self) -> None:
        self.action_help_open()

    # --- panes' messages ---

    @on(TranscriptView.ViewMoved)
    @on(TranscriptView.CursorMoved)
    def _view_moved(self, event: TranscriptView.ViewMoved | TranscriptView.CursorMoved) -> None:
        if event.control is self.conversation:
            self.presenter.choose_thinking()

    def _read_path(self, start: int, stop: int) -> list[Message]:
        try:
            return self._services.store.path(self._session_id, start, stop)
        except ChatError as error:
            self._say_error(error)
            return []

    @on(TranscriptView.GapReached)
    def _gap_reached(self, event: TranscriptView.GapReached) -> None:
        """Reads a page of messages that are not shown yet."""
        self.presenter.load_gap(event.cell_id)

    @on(TranscriptView.Asked)
    def _asked(self, event: TranscriptView.Asked) -> None:
        message = self.presenter.message(event.message_id)
        if message is None:
            message = self.presenter.newest_answer()
        if message is not None:
            self._give(event.what, message, event.view)

    def _give(self, what: str, message: Message, view: TranscriptView) -> None:
        """Does what a single key in a pane asks for of a message."""
        from minimax_tui.ui import message_parts

        if what == "thinking":
            self._copy_or_say(joined_thinking(message.blocks), tr("There is no thinking to copy."))
        elif what == "quote":
            text = view.selected_text() or joined_text(message.blocks)
            view.clear_selection()
            self.composer.quote(text)
            self.composer.focus()
        elif what == "code":
            message_parts.copy_code(self.chat_app, message)
        elif what == "link":
            message_parts.open_link(self.chat_app, message)

    def _copy_or_say(self, text: str, nothing: str) -> None:
        if text:
            self.chat_app.copy_text(text)
        else:
            self.app.notify(nothing, markup=False)

    @on(TranscriptView.SelectionMade)
    def _selection_made(self, event: TranscriptView.SelectionMade) -> None:
        if self._settings.switch("copy_on_select"):
            self.chat_app.copy_text(event.view.selected_text())

    # --- find ---

    def action_find_open(self) -> None:
        """Finds a text in the session."""
        self.query_one(FindBar).open()

    @on(FindBar.Typed)
    def _find_typed(self, event: FindBar.Typed) -> None:
        self.run_worker(
            self.finder.look_for(event.text, self._session_id), group="find", exclusive=True
        )

    @on(FindBar.Stepped)
    def _find_stepped(self, event: FindBar.Stepped) -> None:
        self.finder.step(event.step)

    def _close_find(self) -> None:
        self.query_one(FindBar).close()
        self.finder.close()
        self.finder.forget()
        self.composer.focus()

    @on(TranscriptView.CopyRequested)
    def _copy_requested(self, event: TranscriptView.CopyRequested) -> None:
        self.chat_app.copy_text(event.text)

    @on(TranscriptView.TypedElsewhere)
    def _typed_elsewhere(self, event: TranscriptView.TypedElsewhere) -> None:
        self.composer.focus()
        self.composer.insert_typed(event.text)

    @on(TranscriptView.CellActivated)
    def _cell_activated(self, event: TranscriptView.CellActivated) -> None:
        if event.part.startswith("choice:"):
            self.send(examples(demo=self._services.demo)[int(event.part.partition(":")[2])])
        elif event.part == "thinking":
            self._show_thinking()
        elif event.part:
            event.view.toggle(event.cell_id)

    def _show_thinking(self) -> None:
        if self._settings.text("thinking_pane") == "hidden":
            self._change_setting("thinking_pane", "beside")
        if not self._wide:
            self._pinned = True
        self._set_pane_classes()
