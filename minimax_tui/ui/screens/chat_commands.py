"""What each command does: one action a row of the table in `commands.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from minimax_tui.domain.i18n import tr
from minimax_tui.ui.commands import parse_command
from minimax_tui.ui.painted_screen import PaintedScreen
from minimax_tui.ui.services import Services
from minimax_tui.ui.widgets.find_bar import FindBar

if TYPE_CHECKING:
    from minimax_tui.ui.screens.chat import ChatScreen


class ChatCommands(PaintedScreen):
    """The commands of the chat screen, which derives from this; its parts do most of them."""

    _services: Services

    @property
    def _chat(self) -> ChatScreen:
        return cast("ChatScreen", self)

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
        self._chat.turns.stop()

    def action_turn_again(self, what: str = "") -> None:
        """Asks once more for the last answer, with another model or thinking state if named."""
        if what:
            self._chat.branches.again_with(what)
        elif not (self._chat.conversation.has_focus and self._chat.branches.again_at_cursor()):
            self._chat.turns.again()

    def action_turn_continue(self) -> None:
        """Asks the model to go on with an answer that broke off."""
        self._chat.turns.go_on()

    def action_model_choose(self, name: str = "") -> None:
        """Opens the model picker, or uses the model that is named."""
        if name:
            self._chat.models.use(name)
        else:
            self._chat.models.choose()

    def action_model_use(self, name: str) -> None:
        """Uses the model that is named."""
        self._chat.models.use(name)

    def action_preset_choose(self, name: str = "") -> None:
        """Opens the list of presets, or uses the one that is named."""
        self._chat.presets.choose(name)

    def action_preset_use(self, name: str) -> None:
        """Uses the preset that is named."""
        self._chat.presets.use(name)

    def action_thinking_toggle(self, word: str = "") -> None:
        """Switches adaptive thinking for the next turn, to what a word says if there is one."""
        self._chat.models.switch_thinking(word)

    def action_settings_open(self) -> None:
        """Opens the settings panel."""
        from minimax_tui.ui.screens.settings.panel import SettingsPanel

        self.app.push_screen(
            SettingsPanel(
                self._chat.settings,
                self._chat.chat_app.theme_names(),
                self._chat.setting_changed,
                run_command=self.run_command,
                themes_folder=str(self._services.theme_folders[0]),
                theme_trouble=self._chat.chat_app.theme_trouble,
            )
        )

    def action_account_choose(self, name: str = "") -> None:
        """Uses the account named, or opens the list of accounts."""
        self._chat.accounts.choose(name)

    def action_account_add(self) -> None:
        """Asks for a key."""
        self._chat.accounts.add()

    def action_session_new(self) -> None:
        """Starts an empty session."""
        self._chat.sessions.start_new()

    def action_session_unsaved(self) -> None:
        """Starts an empty session of which nothing is stored."""
        self._chat.sessions.start_unsaved()

    def action_session_rename(self, name: str = "") -> None:
        """Gives the session shown another name."""
        self._chat.titles.rename(name)

    def action_session_title(self) -> None:
        """Asks the model for a title."""
        self._chat.titles.ask()

    def action_session_list(self, words: str = "") -> None:
        """Opens the screen of all sessions."""
        from minimax_tui.ui.session_search import open_sessions

        open_sessions(self._chat, self._services, words)

    def action_session_export(self, form: str = "") -> None:
        """Asks what of the session to export, in which format, and where to."""
        from minimax_tui.ui.screens.chat_export import Exporter

        Exporter(self._chat, self._services).ask(form)

    def action_session_import(self, file: str = "") -> None:
        """Takes sessions over from a file."""
        from minimax_tui.ui.screens.chat_import import Importer

        Importer(self._chat, self._services).ask(file)

    def action_database_open(self) -> None:
        """Shows the database, and what can be done with it."""
        from minimax_tui.ui.screens.chat_housekeeping import Housekeeping

        Housekeeping(self._chat, self._services).open()

    def action_message_edit(self) -> None:
        """Puts an earlier prompt into the composer; sending it makes a branch."""
        self._chat.branches.edit()

    def action_message_branch_here(self) -> None:
        """Lets the next prompt follow the message under the cursor."""
        self._chat.branches.continue_here()

    def action_branch_previous(self) -> None:
        """Shows the version before of a message."""
        self._chat.branches.sibling(-1)

    def action_branch_next(self) -> None:
        """Shows the version after of a message."""
        self._chat.branches.sibling(1)

    def action_branch_delete(self) -> None:
        """Deletes the message under the cursor and all that follows it."""
        self._chat.branches.delete()

    def action_branch_undo(self) -> None:
        """Brings back the branch deleted last."""
        self._chat.branches.undo_delete()

    def action_session_tree(self) -> None:
        """Shows every branch of the session."""
        self._chat.branches.open_tree()

    def action_session_fork(self) -> None:
        """Makes a session of the path up to the message under the cursor."""
        self._chat.branches.fork()

    def action_session_switch(self) -> None:
        """Lists the sessions used last."""
        self._chat.jumps.open_switch()

    def action_prompt_jump(self) -> None:
        """Lists the prompts of the session."""
        self._chat.jumps.open_prompts()

    def action_view_back(self) -> None:
        """Goes back to the place before."""
        self._chat.jumps.back()

    def action_message_copy(self) -> None:
        """Copies the message under the cursor, or the newest answer."""
        self._chat.conversation.copy_message()

    def action_thinking_pane(self) -> None:
        """Goes to the next way of showing thinking."""
        self._chat.panes.next_mode()

    def action_view_previous_message(self) -> None:
        """Moves the cursor one message up."""
        self._chat.conversation.cursor_previous_message()

    def action_view_next_message(self) -> None:
        """Moves the cursor one message down."""
        self._chat.conversation.cursor_next_message()

    def action_view_first(self) -> None:
        """Scrolls to the beginning."""
        self._chat.jumps.note()
        self._chat.conversation.show_start()

    def action_view_last(self) -> None:
        """Scrolls to the end and follows it."""
        self._chat.jumps.note()
        self._chat.conversation.follow()

    def action_view_theme(self, name: str = "") -> None:
        """Changes to the theme that is named, or to the next one."""
        from minimax_tui.ui.screens.chat_themes import use_theme

        use_theme(self._chat, name)

    def action_view_mouse(self) -> None:
        """Gives the mouse to the terminal, or takes it back."""
        on = not self._chat.settings.switch("mouse")
        self._chat.change_setting("mouse", "on" if on else "off")
        said = (
            tr("The program has the mouse.")
            if on
            else tr("The terminal has the mouse: select with it; /mouse takes it back.")
        )
        self.app.notify(said, markup=False)

    def action_draft_editor(self) -> None:
        """Opens the draft in the user's editor."""
        self._chat.drafts.open_editor()

    def action_draft_history(self) -> None:
        """Searches earlier prompts; what stands in the composer is kept among them."""
        self._chat.drafts.open_history()

    def action_prompt_library(self) -> None:
        """Lists the saved prompts."""
        self._chat.prompts.open()

    def action_prompt_use(self, name: str) -> None:
        """Inserts the saved prompt that is named."""
        self._chat.prompts.use(name)

    def action_aside_ask(self, question: str = "") -> None:
        """Asks a question whose answer stays out of the conversation."""
        from minimax_tui.ui.aside import ask_aside

        ask_aside(self._chat, self._services, question)

    def action_queue_edit(self) -> None:
        """Lists the prompts that wait, to edit or remove them."""
        if not self._chat.queue.open_list():
            self.app.notify(tr("No prompt waits."), markup=False)

    def action_draft_open_paste(self) -> None:
        """Shows a pasted text."""
        number = self._chat.composer.chip_at_cursor()
        if number is not None:
            self._chat.open_chip(number)

    def action_find_open(self) -> None:
        """Finds a text in the session."""
        self._chat.jumps.note()
        self._chat.query_one(FindBar).open()

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
        if reason and self._chat.has_something_to_lose:
            from minimax_tui.ui.quitting import ask_before_quitting

            ask_before_quitting(self._chat, reason)
        else:
            self._chat.quit_now()

    def action_keys_open(self) -> None:
        """Shows every key, to change it."""
        from minimax_tui.ui.screens.keys import KeysScreen

        self.app.push_screen(KeysScreen(self._chat.chat_app.keys))
