"""The chat screen: its parts, its keys, and what each command does.

Each part of its behaviour is a class of its own in a module beside this one, named `chat_…`.
"""

from __future__ import annotations

import gc
from contextvars import copy_context
from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from minimax_tui.domain.errors import ChatError, StorageError
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.domain.thinking import Thinking
from minimax_tui.ui import keymap
from minimax_tui.ui.account_flow import AccountFlow
from minimax_tui.ui.commands import parse_slash
from minimax_tui.ui.completions import COMPLETERS, SAVED_PROMPTS, theme_completions
from minimax_tui.ui.finder import Finder
from minimax_tui.ui.presenter import Presenter
from minimax_tui.ui.screens.chat_announce import Announcer
from minimax_tui.ui.screens.chat_branches import Branches
from minimax_tui.ui.screens.chat_commands import ChatCommands
from minimax_tui.ui.screens.chat_drafts import Drafts
from minimax_tui.ui.screens.chat_jumps import Jumps
from minimax_tui.ui.screens.chat_keys import KeyRules
from minimax_tui.ui.screens.chat_models import Models
from minimax_tui.ui.screens.chat_panes import PaneLayout
from minimax_tui.ui.screens.chat_prompts import Prompts
from minimax_tui.ui.screens.chat_queue import PromptQueue
from minimax_tui.ui.screens.chat_sessions import Sessions
from minimax_tui.ui.screens.chat_status import ChatStatus
from minimax_tui.ui.screens.chat_turns import Turns
from minimax_tui.ui.screens.chat_welcome import Welcome
from minimax_tui.ui.services import Services
from minimax_tui.ui.start_notices import start_notices
from minimax_tui.ui.titles import Titles
from minimax_tui.ui.transcript.view import TranscriptView
from minimax_tui.ui.widgets.composer import Composer
from minimax_tui.ui.widgets.editing_line import EditingLine
from minimax_tui.ui.widgets.find_bar import FindBar
from minimax_tui.ui.widgets.queue_line import QueueLine
from minimax_tui.ui.widgets.rules import PaneRule
from minimax_tui.ui.widgets.slash_menu import SlashMenu
from minimax_tui.ui.widgets.status_bar import StatusBar
from minimax_tui.ui.widgets.title_bar import TitleBar
from minimax_tui.ui.workers import run_in_worker

if TYPE_CHECKING:
    from minimax_tui.ui.app import ChatApp
    from minimax_tui.ui.screens.chat_messages import MessageKeys
    from minimax_tui.ui.screens.chat_presets import Presets


class ChatScreen(ChatCommands):
    """One session at a time: conversation, thinking, composer, status.

    Attributes:
        settings: Every setting's value.
        ready: Whether all parts are on the screen.
        sessions: Which session is shown.
        turns: Sends prompts and follows what runs.
        queue: What waits behind the answer that streams.
        drafts: What is written, kept.
        branches: What is done with the branches of the session shown.
        jumps: Goes from place to place.
        panes: Where conversation and thinking stand.
        status: The title and the status bar.
        models: Which model is used, and whether it may think.
        presets: Named bundles of settings.
        prompts: Saved prompts and system prompts.
        welcome: What an empty session shows.
        announcer: Tells of answers that ended out of sight.
        accounts: Choosing and adding accounts.
        titles: Names the session.
        presenter: Shows the session in the panes.
        finder: Finds text in the session.
    """

    AUTO_FOCUS = "#composer"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "copy_or_stop", show=False, priority=True),
        Binding("escape", "escape", show=False, priority=True),
    ]

    def __init__(self, services: Services, size: Size) -> None:
        """Makes the screen.

        Args:
            services: The program's parts.
            size: Of the terminal, so that the first layout is right at once.
        """
        super().__init__()
        self._services = services
        self.settings = services.settings
        self._mounted_whole = False
        self._parts: tuple[Widget, ...] = ()
        self._slip_told = ""
        self.sessions = Sessions(self, services)
        self.turns = Turns(self, services)
        self.queue = PromptQueue(self, services)
        self.drafts = Drafts(self, services)
        self.branches = Branches(self, services)
        self.jumps = Jumps(self, services)
        self.panes = PaneLayout(self, size)
        self.status = ChatStatus(self, services)
        self.models = Models(self, services)
        self.prompts = Prompts(self, services)
        self.welcome = Welcome(self, services)
        self.accounts = AccountFlow(self, services)
        self.announcer = Announcer(self, services)
        self.titles = Titles(self, services)
        self._key_rules = KeyRules(self)
        self._bind_keys()
        self.set_classes([name for name, on_now in self.panes.classes().items() if on_now])

    def _bind_keys(self) -> None:
        # Textual's own key for the focus is one of the table's rows.
        keymap.rebind(self, keymap.bindings("everywhere"), without=("app.focus_next",))

    def keys_changed(self) -> None:
        """Takes the keys in force, and names them everywhere."""
        self._bind_keys()
        if self.ready:
            self.composer.keys_changed()
            self.conversation.keys_changed()
            self.thinking.keys_changed()
            self.presenter.keys_changed()
            self.welcome.show()
            self.refresh_all()

    # --- parts ---

    def compose(self) -> ComposeResult:
        palette = self.chat_app.palette
        yield TitleBar()
        yield PaneRule(id="rule-top")
        with Container(id="panes"):
            yield TranscriptView(palette, id="conversation")
            with Container(id="thinking-side"):
                yield PaneRule(id="rule-thinking")
                yield TranscriptView(palette, id="thinking")
        yield PaneRule(id="rule-bottom")
        yield FindBar()
        completers = {
            "accounts": self.accounts.completions,
            "presets": lambda: self.presets.completions(),
            "themes": lambda: theme_completions(self.chat_app.theme_names()),
            SAVED_PROMPTS: self.prompts.completions,
        }
        yield SlashMenu({**COMPLETERS, **completers})
        yield QueueLine()
        yield EditingLine()
        yield Composer(self.drafts.prompts, self._key_rules.arrow, self._key_rules.empty_enter)
        yield Static("", id="spacer", markup=False)
        yield StatusBar()

    @cached_property
    def presets(self) -> Presets:
        """Named bundles of settings; loaded when first asked for, not before the first screen."""
        from minimax_tui.ui.screens.chat_presets import Presets

        return Presets(self)

    @cached_property
    def _message_keys(self) -> MessageKeys:
        from minimax_tui.ui.screens.chat_messages import MessageKeys

        return MessageKeys(self)

    @property
    def ready(self) -> bool:
        """Whether the screen's parts are there.

        At the program's end they go before the screen itself is told; what was waited for
        meanwhile must not look for them.
        """
        return self._mounted_whole and all(part.is_attached for part in self._parts)

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
        return self.sessions.id

    @property
    def session_stored(self) -> bool:
        """Whether the session shown has been sent anything."""
        return self.sessions.shown is not None

    @property
    def has_something_to_lose(self) -> bool:
        """Whether something was sent, in whichever session, or stands in the composer."""
        return self.session_stored or self.turns.has_sent or bool(self.composer.text.strip())

    # --- start and end ---

    def on_mount(self) -> None:
        """Shows the first screen; what is not on it comes afterwards."""
        self.presenter = Presenter(
            self.conversation,
            self.thinking,
            read=self.sessions.read_path,
            places=self.sessions.read_places,
            siblings=self.sessions.read_siblings,
            on_status=self.status.refresh,
            on_thinking=self.panes.thinking_streams,
            on_end=self.turns.ended,
            on_fault=self._say_fault,
            demo=self._services.demo,
        )
        self.finder = Finder(
            self._services.store,
            self.presenter,
            self.conversation,
            self.thinking,
            self.query_one(FindBar).show_count,
            self.panes.show_thinking,
        )
        self._parts = (self.query_one("#thinking-side"), self.composer, self.query_one(StatusBar))
        self._mounted_whole = True
        loop, context = self.app._loop, copy_context()
        assert loop is not None

        def turn_changed(session_id: str) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self.turns.changed, session_id, context=context)

        self._services.runner.on_change = turn_changed
        self.watch(self.app, "app_focus", self._focus_changed, init=False)
        self.panes.place()
        self.sessions.show_new()
        if self._services.resume_id is not None:
            self.sessions.open(self._services.resume_id)
        self.call_after_refresh(self._after_first_screen)

    def on_unmount(self) -> None:
        """Nothing is drawn any more; what runs goes on until the runner is closed."""
        self._mounted_whole = False
        self._services.runner.on_change = None
        self.announcer.looked()
        self.presenter.detach()

    def _after_first_screen(self) -> None:
        # What the start has made stays for good: no collection needs to look at it again.
        gc.freeze()
        gc.enable()
        self.chat_app.release_early_keys()
        for notice in start_notices(self.settings, self._services.notices):
            self.app.notify(visible(notice), severity="warning", markup=False, timeout=10)
        self.account_changed()
        if not self.welcome.has_key:
            # After what was typed early has reached the composer.
            self.app.call_later(self.accounts.first_run)
        elif self._services.sessions_at_start is not None:
            self.app.call_later(self.action_session_list, self._services.sessions_at_start)
        self.chat_app.preload()

    def store_draft(self) -> None:
        """Stores what stands in the composer; on any thread."""
        self.drafts.store()

    # --- what is said ---

    def refresh_all(self) -> None:
        """Draws what stands around the panes anew."""
        self.models.note_model()
        if self.sessions.read_only:
            self.composer.placeholder = Content(tr("Read-only: open in another window"))
        else:
            self.composer.set_model(self.settings.text("model"))
        self.status.refresh()

    def _say_fault(self, what: str, advice: str) -> None:
        self.app.notify(sentences(what, advice), severity="error", markup=False, timeout=12)

    def say_error(self, error: ChatError) -> None:
        """Shows an error below the conversation."""
        from minimax_tui.ui.message_cells import notice_keys
        from minimax_tui.ui.transcript.simple_cells import NoticeCell

        keys = (
            []
            if isinstance(error, StorageError)
            else [key for key in notice_keys(error.kind) if key[0] != "turn.again"]
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

    # --- settings ---

    def thinking_setting(self) -> Thinking:
        """The thinking switch in force."""
        return self.models.thinking

    def change_setting(self, key: str, value: str) -> None:
        """Changes a setting, keeps it, and shows what it changes."""
        try:
            self.settings.set(key, value)
            self.settings.save()
        except ChatError as error:
            self.app.notify(sentences(error.what, error.advice), severity="warning", markup=False)
        self.setting_changed(key)

    def setting_changed(self, key: str) -> None:
        """Shows what a setting that has changed changes on the screen."""
        if key in ("theme", "theme_dark", "theme_light"):
            self.chat_app.use_theme()
        elif key == "mouse":
            self.chat_app.use_mouse(on=self.settings.switch("mouse"))
        elif key == "editing":
            self.chat_app.keys.read_again()
        elif key == "language":
            self._services.use_language()
            self.keys_changed()
            self.panes.draw_rules()
        elif key == "thinking_pane":
            self.panes.unpin()
        else:
            self.sessions.keep_setting(key)
            self.models.setting_changed(key)
        self.welcome.show()
        self.refresh_all()

    def account_changed(self) -> None:
        """Shows which account is in use, and whether there is a key at all."""
        self.accounts.look()
        if self.settings.project_question() is not None:
            from minimax_tui.ui.screens.project_trust import ask_about_project

            ask_about_project(self)
        self.welcome.look_for_key()
        self.status.refresh()

    # --- the end ---

    def quit_now(self) -> None:
        """Keeps the draft and ends the program."""
        self.drafts.keep()
        self.app.exit()

    # --- keys ---

    def action_vim_first(self, key: str, command_id: str) -> None:
        """A key that means something else in vim's normal mode than everywhere else."""
        if not (self.composer.has_focus and self.composer.vim_key(key)):
            self.run_command(command_id)

    def find_again(self, step: int) -> None:
        """Goes to another place of what was looked for, or looks for it again."""
        bar = self.query_one(FindBar)
        if bar.is_open:
            self.finder.step(step)
        elif bar.text:
            bar.add_class("-open")
            bar.post_message(FindBar.Typed(bar.text))

    def action_copy_or_stop(self) -> None:
        """ctrl+c: copy a selection, else stop, else clear the input; twice: quit."""
        self._key_rules.copy_or_stop()

    def action_escape(self) -> None:
        """esc: closes or stops what is nearest, then goes back to the composer."""
        self._key_rules.escape()

    def action_complete_or_next(self) -> None:
        """tab: takes a completion that is open, else goes to the next pane."""
        self._key_rules.complete_or_next()

    # --- the composer's messages ---

    @on(Composer.Changed)
    def _composer_changed(self) -> None:
        text = self.composer.text
        self.query_one(SlashMenu).show_for(text)
        self.drafts.typed()
        if text:
            self.welcome.typed()
        else:
            self.queue.forget_place()

    @on(Composer.Sent)
    def _sent(self, event: Composer.Sent) -> None:
        menu = self.query_one(SlashMenu)
        choice = menu.highlighted if menu.is_open else None
        if choice is not None and choice.is_prompt:
            self.composer.take()
            menu.close()
            self.prompts.use(choice.argument)
            return
        chosen = parse_slash(event.text) if choice is None else choice[:2]
        if chosen is not None:
            self.composer.take()
            menu.close()
            self.run_command(chosen[0].id, chosen[1])
            return
        if self.prompts.understands(event.text) or self._is_slip(event.text):
            return
        self.turns.send(event.text)

    def _is_slip(self, text: str) -> bool:
        """Says of a mistyped command that it is none; the second time it is meant as a prompt."""
        from minimax_tui.ui.slash_slips import slip_words

        said = "" if text == self._slip_told else slip_words(text)
        self._slip_told = text if said else ""
        if said:
            self.app.notify(said, severity="warning", markup=False, timeout=8)
        return bool(said)

    @on(Composer.HelpAsked)
    def _help_asked(self) -> None:
        self.action_help_open()

    @on(Composer.ModeChanged)
    def _mode_changed(self) -> None:
        self.status.refresh()

    @on(Composer.ChipOpened)
    def _chip_opened(self, event: Composer.ChipOpened) -> None:
        self.open_chip(event.number)

    def open_chip(self, number: int) -> None:
        """Shows a pasted text of the composer, to be changed."""
        from minimax_tui.ui.screens.pasted_text import PastedText

        text = self.composer.pasted(number)
        if text is None:
            return

        def changed(new: str | None) -> None:
            if new is not None and new != text:
                self.composer.replace_chip(number, new)

        self.app.push_screen(PastedText(text), changed)

    # --- the panes' messages ---

    @on(TranscriptView.ViewMoved)
    @on(TranscriptView.CursorMoved)
    def _view_moved(self, event: TranscriptView.ViewMoved | TranscriptView.CursorMoved) -> None:
        if event.control is self.conversation:
            self.presenter.choose_thinking()

    @on(TranscriptView.GapReached)
    def _gap_reached(self, event: TranscriptView.GapReached) -> None:
        """Reads a page of messages that are not shown yet."""
        self.presenter.load_gap(event.cell_id)

    @on(TranscriptView.Asked)
    def _asked(self, event: TranscriptView.Asked) -> None:
        self._message_keys.give(event.what, event.message_id, event.view)

    @on(TranscriptView.CellActivated)
    def _cell_activated(self, event: TranscriptView.CellActivated) -> None:
        self._message_keys.activate(event.cell_id, event.part, event.view)

    @on(TranscriptView.SelectionMade)
    def _selection_made(self, event: TranscriptView.SelectionMade) -> None:
        if self.settings.switch("copy_on_select"):
            self.chat_app.copy_text(event.view.selected_text())

    @on(TranscriptView.CopyRequested)
    def _copy_requested(self, event: TranscriptView.CopyRequested) -> None:
        self.chat_app.copy_text(event.text)

    @on(TranscriptView.TypedElsewhere)
    def _typed_elsewhere(self, event: TranscriptView.TypedElsewhere) -> None:
        if not self.sessions.read_only:
            self.composer.focus()
            self.composer.insert_typed(event.text)

    # --- find ---

    @on(FindBar.Typed)
    def _find_typed(self, event: FindBar.Typed) -> None:
        look = partial(self.finder.look_for, event.text, self.session_id)
        run_in_worker(self, look, group="find", exclusive=True)

    @on(FindBar.Stepped)
    def _find_stepped(self, event: FindBar.Stepped) -> None:
        self.finder.step(event.step)

    def close_find(self) -> None:
        """Closes the find bar and takes its marks away."""
        self.drop_find()
        self.composer.focus()

    def drop_find(self) -> None:
        """Looks for nothing any more, as when another session is going to be shown."""
        self.query_one(FindBar).close()
        self.finder.close()
        self.finder.forget()

    # --- the window ---

    def _focus_changed(self, focused: bool) -> None:
        if focused:
            self.announcer.looked()

    def on_resize(self, event: events.Resize) -> None:
        """Places the panes for the new size."""
        if self.ready and event.size != self.panes.size:
            self.panes.resized(event.size)
            self.welcome.show()

    def on_descendant_focus(self) -> None:
        """Shows which pane has the focus."""
        if self.ready:
            self.panes.draw_rules()

    @on(PaneRule.Clicked)
    def _rule_clicked(self, event: PaneRule.Clicked) -> None:
        self.panes.rule_clicked(event.pane)

    @on(EditingLine.Clicked)
    def _editing_clicked(self) -> None:
        self.branches.leave_edit()

    @on(QueueLine.Clicked)
    def _queue_clicked(self) -> None:
        self.queue.open_list()

    @on(StatusBar.Clicked)
    def _status_clicked(self, event: StatusBar.Clicked) -> None:
        self.run_command(event.command)
