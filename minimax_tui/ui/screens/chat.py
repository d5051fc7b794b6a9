"""The chat screen: its parts, its keys, and what each command does.

Each part of its behaviour is a class of its own in a module beside this one, named `chat_…`.
"""

from __future__ import annotations

import gc
from contextvars import copy_context
from functools import cached_property
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
from minimax_tui.ui.commands import parse_command, parse_slash
from minimax_tui.ui.completions import COMPLETERS, SAVED_PROMPTS
from minimax_tui.ui.finder import Finder
from minimax_tui.ui.painted_screen import PaintedScreen
from minimax_tui.ui.presenter import Presenter
from minimax_tui.ui.screens.chat_announce import Announcer
from minimax_tui.ui.screens.chat_branches import Branches
from minimax_tui.ui.screens.chat_drafts import Drafts
from minimax_tui.ui.screens.chat_jumps import Jumps
from minimax_tui.ui.screens.chat_keys import KeyRules
from minimax_tui.ui.screens.chat_messages import MessageKeys
from minimax_tui.ui.screens.chat_models import Models
from minimax_tui.ui.screens.chat_panes import PaneLayout
from minimax_tui.ui.screens.chat_prompts import Prompts
from minimax_tui.ui.screens.chat_queue import PromptQueue
from minimax_tui.ui.screens.chat_sessions import Sessions
from minimax_tui.ui.screens.chat_status import ChatStatus
from minimax_tui.ui.screens.chat_turns import Turns
from minimax_tui.ui.screens.chat_welcome import Welcome
from minimax_tui.ui.services import Services
from minimax_tui.ui.theme_files import AUTO
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

if TYPE_CHECKING:
    from minimax_tui.ui.app import ChatApp
    from minimax_tui.ui.screens.chat_presets import Presets


class ChatScreen(PaintedScreen):
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
        self._message_keys = MessageKeys(self)
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
        for notice in (*self._services.notices, *self.chat_app.keys.problems()):
            self.app.notify(visible(notice), severity="warning", markup=False, timeout=10)
        self.account_changed()
        if not self.welcome.has_key:
            # After what was typed early has reached the composer.
            self.app.call_later(self.accounts.first_run)
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

    # --- commands ---

    def run_command(self, command_id: str, argument: str = "") -> None:
        """Does what a command says.

        Args:
            command_id: Its id; an argument may follow behind a colon.
            argument: What is given to it, for commands that take an argument.

        Raises:
            KeyError: if there is no such command.
            ValueError: if it takes no argument and has one in its id, or needs one.
        """
        row, own_argument = parse_command(command_id)
        action = getattr(self, f"action_{row.action}")
        given = [argument or own_argument] if row.argument else []
        self.call_later(action, *given)

    def action_turn_stop(self) -> None:
        """Stops the answer that streams in this session."""
        self.turns.stop()

    def action_turn_again(self, what: str = "") -> None:
        """Asks once more for the last answer, with another model or thinking state if named."""
        if what:
            self.branches.again_with(what)
        elif not (self.conversation.has_focus and self.branches.again_at_cursor()):
            self.turns.again()

    def action_turn_continue(self) -> None:
        """Asks the model to go on with an answer that broke off."""
        self.turns.go_on()

    def action_model_choose(self, name: str = "") -> None:
        """Opens the model picker, or uses the model that is named."""
        if name:
            self.models.use(name)
        else:
            self.models.choose()

    def action_model_use(self, name: str) -> None:
        """Uses the model that is named."""
        self.models.use(name)

    def action_preset_choose(self, name: str = "") -> None:
        """Opens the list of presets, or uses the one that is named."""
        self.presets.choose(name)

    def action_preset_use(self, name: str) -> None:
        """Uses the preset that is named."""
        self.presets.use(name)

    def action_thinking_toggle(self, word: str = "") -> None:
        """Switches adaptive thinking for the next turn, to what a word says if there is one."""
        self.models.switch_thinking(word)

    def action_settings_open(self) -> None:
        """Opens the settings panel."""
        from minimax_tui.ui.screens.settings.panel import SettingsPanel

        self.app.push_screen(
            SettingsPanel(
                self.settings,
                self.chat_app.theme_names(),
                self.setting_changed,
                run_command=self.run_command,
                themes_folder=str(self._services.theme_folders[0]),
            )
        )

    def action_account_choose(self, name: str = "") -> None:
        """Uses the account named, or opens the list of accounts."""
        self.accounts.choose(name)

    def action_account_add(self) -> None:
        """Asks for a key."""
        self.accounts.add()

    def action_session_new(self) -> None:
        """Starts an empty session."""
        self.sessions.start_new()

    def action_session_unsaved(self) -> None:
        """Starts an empty session of which nothing is stored."""
        self.sessions.start_unsaved()

    def action_session_rename(self, name: str = "") -> None:
        """Gives the session shown another name."""
        self.titles.rename(name)

    def action_session_title(self) -> None:
        """Asks the model for a title."""
        self.titles.ask()

    def action_session_list(self) -> None:
        """Opens the screen of all sessions."""
        from minimax_tui.ui.session_search import open_sessions

        open_sessions(self, self._services)

    def action_session_export(self, form: str = "") -> None:
        """Asks what of the session to export, in which format, and where to."""
        from minimax_tui.ui.screens.chat_export import Exporter

        Exporter(self, self._services).ask(form)

    def action_message_edit(self) -> None:
        """Puts an earlier prompt into the composer; sending it makes a branch."""
        self.branches.edit()

    def action_message_branch_here(self) -> None:
        """Lets the next prompt follow the message under the cursor."""
        self.branches.continue_here()

    def action_branch_previous(self) -> None:
        """Shows the version before of a message."""
        self.branches.sibling(-1)

    def action_branch_next(self) -> None:
        """Shows the version after of a message."""
        self.branches.sibling(1)

    def action_branch_delete(self) -> None:
        """Deletes the message under the cursor and all that follows it."""
        self.branches.delete()

    def action_branch_undo(self) -> None:
        """Brings back the branch deleted last."""
        self.branches.undo_delete()

    def action_session_tree(self) -> None:
        """Shows every branch of the session."""
        self.branches.open_tree()

    def action_session_fork(self) -> None:
        """Makes a session of the path up to the message under the cursor."""
        self.branches.fork()

    def action_session_switch(self) -> None:
        """Lists the sessions used last."""
        self.jumps.open_switch()

    def action_prompt_jump(self) -> None:
        """Lists the prompts of the session."""
        self.jumps.open_prompts()

    def action_view_back(self) -> None:
        """Goes back to the place before."""
        self.jumps.back()

    def action_message_copy(self) -> None:
        """Copies the message under the cursor, or the newest answer."""
        self.conversation.copy_message()

    def action_thinking_pane(self) -> None:
        """Goes to the next way of showing thinking."""
        self.panes.next_mode()

    def action_view_previous_message(self) -> None:
        """Moves the cursor one message up."""
        self.conversation.cursor_previous_message()

    def action_view_next_message(self) -> None:
        """Moves the cursor one message down."""
        self.conversation.cursor_next_message()

    def action_view_first(self) -> None:
        """Scrolls to the beginning."""
        self.jumps.note()
        self.conversation.show_start()

    def action_view_last(self) -> None:
        """Scrolls to the end and follows it."""
        self.jumps.note()
        self.conversation.follow()

    def action_view_theme(self) -> None:
        """Changes to the next theme."""
        names = (AUTO, *self.chat_app.theme_names())
        current = self.settings.text("theme")
        at = names.index(current) if current in names else -1
        self.change_setting("theme", names[(at + 1) % len(names)])
        said = tr("Theme: {name}", name=tr(self.chat_app.theme_title))
        self.app.notify(said, timeout=2, markup=False)

    def action_view_mouse(self) -> None:
        """Gives the mouse to the terminal, or takes it back."""
        self.chat_app.toggle_mouse()

    def action_draft_editor(self) -> None:
        """Opens the draft in the user's editor."""
        if not self.sessions.refuses():
            self.run_worker(self._edit_draft(), group="editor", exclusive=True)

    async def _edit_draft(self) -> None:
        from minimax_tui.ui.editor import edit_in_editor

        try:
            text = await edit_in_editor(
                self.app, self.composer.whole_text, off_disk=self.sessions.is_unsaved
            )
        except ChatError as error:
            self.app.notify(sentences(error.what, error.advice), severity="error", markup=False)
        else:
            if text is not None:
                self.composer.show_text(text)
        self.announcer.terminal_back()

    def action_draft_history(self) -> None:
        """Searches earlier prompts; what stands in the composer is kept among them."""
        if self.sessions.refuses():
            return
        from minimax_tui.ui.screens.history_picker import HistoryPicker

        def chosen(prompt: str | None) -> None:
            if prompt is not None:
                if self.composer.text.strip():
                    self.drafts.remember(self.composer.whole_text)
                self.composer.show_text(prompt)

        self.app.push_screen(HistoryPicker(self.drafts.prompts()), chosen)

    def action_prompt_library(self) -> None:
        """Lists the saved prompts."""
        self.prompts.open()

    def action_prompt_use(self, name: str) -> None:
        """Inserts the saved prompt that is named."""
        self.prompts.use(name)

    def action_aside_ask(self, question: str = "") -> None:
        """Asks a question whose answer stays out of the conversation."""
        from minimax_tui.ui.aside import ask_aside

        ask_aside(self, self._services, question)

    def action_queue_edit(self) -> None:
        """Lists the prompts that wait, to edit or remove them."""
        if not self.queue.open_list():
            self.app.notify(tr("No prompt waits."), markup=False)

    def action_draft_open_paste(self) -> None:
        """Shows a pasted text."""
        number = self.composer.chip_at_cursor()
        if number is not None:
            self._open_chip(number)

    def action_find_open(self) -> None:
        """Finds a text in the session."""
        self.jumps.note()
        self.query_one(FindBar).open()

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
        """Ends the program; asks first where not everything is saved."""
        reason = self._services.storage_trouble
        if reason and self.session_stored:
            from minimax_tui.ui.quitting import ask_before_quitting

            ask_before_quitting(self, reason)
        else:
            self.quit_now()

    def quit_now(self) -> None:
        """Keeps the draft and ends the program."""
        self.drafts.keep()
        self.app.exit()

    # --- keys ---

    def action_keys_open(self) -> None:
        """Shows every key, to change it."""
        from minimax_tui.ui.screens.keys import KeysScreen

        self.app.push_screen(KeysScreen(self.chat_app.keys))

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
        if not self.prompts.understands(event.text):
            self.turns.send(event.text)

    @on(Composer.HelpAsked)
    def _help_asked(self) -> None:
        self.action_help_open()

    @on(Composer.ModeChanged)
    def _mode_changed(self) -> None:
        self.status.refresh()

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
        self.run_worker(
            self.finder.look_for(event.text, self.session_id), group="find", exclusive=True
        )

    @on(FindBar.Stepped)
    def _find_stepped(self, event: FindBar.Stepped) -> None:
        self.finder.step(event.step)

    def close_find(self) -> None:
        """Closes the find bar and takes its marks away."""
        self.query_one(FindBar).close()
        self.finder.close()
        self.finder.forget()
        self.composer.focus()

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
        self.run_command("model.choose" if event.part == "model" else "thinking.toggle")
