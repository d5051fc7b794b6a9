"""Every command, once: its key, palette entry, slash name and line in the help come from here.

A command's action is the method `action_<id>` of the chat screen, dots written as underscores.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, overload

from minimax_tui.domain.i18n import once_per_language, tr

USE_PROMPT = "prompt.use"
"""Id of the command that inserts a saved prompt."""


class Command(NamedTuple):
    """One command.

    `keys` is a comma-separated list, the first of which is shown; `slash` the name that is typed
    after `/`. `help` says what it does in one sentence. `argument` is what may follow the slash
    name, and the id in the settings (`model.use:MiniMax-M2.1`), as it is shown: "" where nothing
    may. Its action takes it as a text, "" where none is given.
    """

    id: str
    title: str
    help: str
    keys: str = ""
    slash: str = ""
    group: str = "Session"
    argument: str = ""
    completer: str = ""
    """Name of the list that completes the argument (`ui/completions.py`)."""
    needs_argument: bool = False
    """Whether it is of use only with one: for keys of one's own, not for the palette."""
    takes_lines: bool = False
    """Whether what is typed behind the slash name may have several lines."""

    @property
    def action(self) -> str:
        """Name of the action on the chat screen."""
        return self.id.replace(".", "_")

    def action_with(self, argument: str) -> str:
        """The action with its argument, as a key binding calls it."""
        return f"{self.action}({argument!r})" if argument else self.action

    @property
    def key(self) -> str:
        """The key that is shown, "" if there is none."""
        return self.keys.split(",", 1)[0]


@once_per_language
def _commands() -> tuple[Command, ...]:
    answer, session, view, program = tr("Answer"), tr("Session"), tr("View"), tr("Program")
    return (
        Command(
            "turn.stop",
            tr("Stop the answer"),
            tr("Stops the answer that streams; what came is kept. (esc too)"),
            slash="stop",
            group=answer,
        ),
        Command(
            "turn.again",
            tr("Try again"),
            tr(
                "Asks once more for the last answer, or the one under the cursor in the "
                "conversation; with another model or thinking state if said."
            ),
            keys="f5",
            slash="retry",
            group=answer,
            argument=tr("[MODEL|thinking on|thinking off]"),
            completer="again",
        ),
        Command(
            "turn.continue",
            tr("Continue the answer"),
            tr("Asks the model to go on with an answer that broke off; the kept part is sent."),
            keys="f6",
            slash="continue",
            group=answer,
        ),
        Command(
            "model.choose",
            tr("Choose the model"),
            tr("Shows the models with window, speed, price and inputs; a name switches at once."),
            keys="ctrl+l,f3",
            slash="model",
            group=answer,
            argument=tr("[NAME]"),
            completer="models",
        ),
        Command(
            "model.use",
            tr("Use a model"),
            tr("Switches to the model named. For a key of your own: model.use:NAME."),
            group=answer,
            argument=tr("NAME"),
            completer="models",
            needs_argument=True,
        ),
        Command(
            "preset.choose",
            tr("Presets"),
            tr("Shows the presets, to use or change one; a name uses it at once."),
            slash="preset",
            group=answer,
            argument=tr("[NAME]"),
            completer="presets",
        ),
        Command(
            "preset.use",
            tr("Use a preset"),
            tr("Puts the preset named in force. For a key of your own: preset.use:NAME."),
            group=answer,
            argument=tr("NAME"),
            completer="presets",
            needs_argument=True,
        ),
        Command(
            "thinking.toggle",
            tr("Thinking on or off"),
            tr("Switches adaptive thinking for the next turn, or to what is said."),
            keys="ctrl+t",
            slash="think",
            group=answer,
            argument="[on|off]",
            completer="switch",
        ),
        Command(
            "settings.open",
            tr("Settings"),
            tr("Model, thinking, sampling, system prompt, theme."),
            keys="f2",
            slash="settings",
            group=program,
        ),
        Command(
            "session.new",
            tr("New session"),
            tr("Starts an empty session; an answer that streams goes on in the background."),
            keys="ctrl+n",
            slash="new",
            group=session,
        ),
        Command(
            "session.unsaved",
            tr("New session, not saved"),
            tr(
                "Starts an empty session that leaves nothing on the disk and ends with the program."
            ),
            slash="nosave",
            group=session,
        ),
        Command(
            "session.rename",
            tr("Rename the session"),
            tr("Gives this session another name."),
            slash="rename",
            group=session,
            argument=tr("[NAME]"),
        ),
        Command(
            "session.title",
            tr("Title by the model"),
            tr("Asks the model for a title of this session: a short request, billed like others."),
            slash="title",
            group=session,
        ),
        Command(
            "session.list",
            tr("Sessions"),
            tr("Lists all sessions, and finds anything that was ever said in one."),
            keys="ctrl+s",
            slash="sessions",
            argument=tr("[WORDS]"),
            group=session,
        ),
        Command(
            "session.export",
            tr("Export"),
            tr("Writes the session, a branch or a turn as Markdown, HTML, JSON or Python."),
            slash="export",
            argument=tr("[FORMAT]"),
            completer="formats",
            group=session,
        ),
        Command(
            "session.import",
            tr("Import conversations"),
            tr("Takes over sessions from a file of another program, or an export of this one."),
            slash="import",
            argument=tr("[FILE]"),
            group=session,
        ),
        Command(
            "session.switch",
            tr("Switch session"),
            tr("Lists the sessions used last, with what runs and what has ended."),
            keys="f9,ctrl+tab",
            slash="switch",
            group=session,
        ),
        Command(
            "session.tree",
            tr("Branches of the session"),
            tr("Shows every branch of the session as a tree, to go to any message."),
            keys="f24",
            slash="tree",
            group=session,
        ),
        Command(
            "session.fork",
            tr("Fork"),
            tr("Makes a new session of what leads to the message under the cursor, and opens it."),
            slash="fork",
            group=session,
        ),
        Command(
            "message.edit",
            tr("Edit a prompt"),
            tr(
                "Puts the prompt under the cursor, or the last one, into the composer; sending it "
                "makes a branch."
            ),
            keys="f8",
            slash="edit",
            group=answer,
        ),
        Command(
            "message.branch_here",
            tr("Continue from here"),
            tr("Lets the next prompt follow the message under the cursor; all else is kept."),
            slash="from",
            group=answer,
        ),
        Command(
            "branch.previous",
            tr("Version before"),
            tr("Shows the version before of a prompt or answer that has several."),
            slash="previous",
            group=answer,
        ),
        Command(
            "branch.next",
            tr("Version after"),
            tr("Shows the version after of a prompt or answer that has several."),
            slash="next",
            group=answer,
        ),
        Command(
            "branch.delete",
            tr("Delete the branch"),
            tr("Deletes the message under the cursor and what follows it; undone within 30 days."),
            slash="delete",
            group=answer,
        ),
        Command(
            "branch.undo",
            tr("Bring the deleted branch back"),
            tr("Brings back the branch of this session that was deleted last."),
            slash="undelete",
            group=answer,
        ),
        Command(
            "message.copy",
            tr("Copy the answer"),
            tr("Copies the message under the cursor, or the newest answer, as Markdown."),
            keys="f4",
            slash="copy",
            group=answer,
        ),
        Command(
            "thinking.pane",
            tr("Thinking pane"),
            tr("Shows the thinking beside the conversation, over the whole screen, or not at all."),
            keys="ctrl+o",
            slash="pane",
            group=view,
        ),
        Command(
            "view.previous_message",
            tr("Previous message"),
            tr("Moves the cursor of the conversation one message up."),
            keys="alt+up",
            group=view,
        ),
        Command(
            "view.next_message",
            tr("Next message"),
            tr("Moves the cursor of the conversation one message down."),
            keys="alt+down",
            group=view,
        ),
        Command(
            "view.first",
            tr("First message"),
            tr("Scrolls to the beginning."),
            keys="ctrl+home",
            group=view,
        ),
        Command(
            "view.last",
            tr("Newest message"),
            tr("Scrolls to the end and follows it."),
            keys="ctrl+end",
            group=view,
        ),
        Command(
            "prompt.jump",
            tr("Jump to a prompt"),
            tr("Lists the prompts of this session, to go to one."),
            keys="f12",
            slash="jump",
            group=view,
        ),
        Command(
            "view.back",
            tr("Back"),
            tr("Goes back to where one was before a jump."),
            keys="ctrl+b",
            slash="back",
            group=view,
        ),
        Command(
            "find.open",
            tr("Find"),
            tr("Finds a text in this session: prompts, answers, thinking, tool calls."),
            keys="ctrl+f",
            slash="find",
            group=view,
        ),
        Command(
            "draft.history",
            tr("Prompt history"),
            tr("Searches the prompts of all sessions, also those that were cleared."),
            keys="ctrl+r",
            slash="history",
            group=session,
        ),
        Command(
            "prompt.library",
            tr("Saved prompts"),
            tr("Lists your prompts and system prompts, to insert, write or change one."),
            slash="prompts",
            group=session,
        ),
        Command(
            USE_PROMPT,
            tr("Insert a saved prompt"),
            tr("Inserts the prompt named; /NAME does the same. For a key: prompt.use:NAME."),
            group=session,
            argument=tr("NAME"),
            completer="prompts",
            needs_argument=True,
        ),
        Command(
            "aside.ask",
            tr("Ask aside"),
            tr(
                "Asks a question about the conversation whose answer stays out of it, "
                "also while an answer streams."
            ),
            slash="btw",
            group=answer,
            argument=tr("[QUESTION]"),
            takes_lines=True,
        ),
        Command(
            "draft.editor",
            tr("Write in $EDITOR"),
            tr("Opens what stands in the composer in $VISUAL or $EDITOR."),
            keys="ctrl+g",
            slash="editor",
            group=session,
        ),
        Command(
            "queue.edit",
            tr("Waiting prompts"),
            tr("Lists the prompts that wait behind an answer, to edit or remove them."),
            slash="queue",
            group=session,
        ),
        Command(
            "draft.open_paste",
            tr("Open pasted text"),
            tr("Shows the pasted text that the composer holds as a chip."),
            slash="paste",
            group=session,
        ),
        Command(
            "view.theme",
            tr("Theme"),
            tr("Changes to the theme named, or to the next one."),
            slash="theme",
            argument=tr("[NAME]"),
            completer="themes",
            group=view,
        ),
        Command(
            "view.mouse",
            tr("Mouse on or off"),
            tr("Gives the mouse to the terminal, so that its own selection works."),
            slash="mouse",
            group=view,
        ),
        Command(
            "account.choose",
            tr("Choose the account"),
            tr("Shows the accounts that keys are kept for, to use another one or remove one."),
            slash="account",
            argument=tr("[NAME]"),
            completer="accounts",
            group=program,
        ),
        Command(
            "account.add",
            tr("Give a key"),
            tr("Takes region and key of one more account, tries the key and keeps it."),
            slash="key",
            group=program,
        ),
        Command(
            "database.open",
            tr("Database"),
            tr("Shows where the sessions are stored and how large that is; checks, copies it."),
            slash="db",
            group=program,
        ),
        Command(
            "palette.open",
            tr("Command palette"),
            tr("Finds every command by its name."),
            keys="ctrl+p",
            group=program,
        ),
        Command(
            "keys.open",
            tr("Keys"),
            tr("Lists every key, to change it."),
            slash="keys",
            group=program,
        ),
        Command(
            "help.open",
            tr("Help"),
            tr("Shows every key and command. (? in an empty composer too)"),
            keys="f1",
            slash="help",
            group=program,
        ),
        Command(
            "program.suspend",
            tr("Suspend"),
            tr("Stops the program until the shell's fg; answers that stream are kept."),
            slash="suspend",
            group=program,
        ),
        Command(
            "program.quit",
            tr("Quit"),
            tr("Ends the program; everything is stored."),
            keys="ctrl+q",
            slash="quit",
            group=program,
        ),
    )


class _Commands(Sequence[Command]):
    """The commands in the language in force, whichever that is when they are looked at."""

    def __len__(self) -> int:
        return len(_commands())

    def __iter__(self) -> Iterator[Command]:
        return iter(_commands())

    @overload
    def __getitem__(self, at: int) -> Command: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Command, ...]: ...
    def __getitem__(self, at: int | slice) -> Command | tuple[Command, ...]:
        return _commands()[at]


COMMANDS = _Commands()
"""All commands, in the order of the help page within their groups."""


def command(command_id: str) -> Command:
    """The command with this id.

    Raises:
        KeyError: if there is none.
    """
    for row in COMMANDS:
        if row.id == command_id:
            return row
    raise KeyError(command_id)


def by_slash(name: str) -> Command | None:
    """The command that is typed as `/name`."""
    return next((row for row in COMMANDS if row.slash and row.slash == name), None)


def parse_command(said: str) -> tuple[Command, str]:
    """Command and argument of an id such as `model.choose` or `model.use:MiniMax-M2.1`.

    Raises:
        KeyError: if there is no such command.
        ValueError: if it takes no argument and has one, or needs one and has none.
    """
    command_id, colon, argument = said.partition(":")
    row = command(command_id.strip())
    argument = argument.strip()
    if (colon and not row.argument) or (row.needs_argument and not argument):
        raise ValueError(said)
    return row, argument


def parse_slash(text: str) -> tuple[Command, str] | None:
    """Command and argument of a text such as `/model M2.1`; None if it is none, but a prompt."""
    if not text.startswith("/"):
        return None
    name, *rest = text[1:].strip().split(maxsplit=1) or [""]
    argument = rest[0] if rest else ""
    row = by_slash(name)
    if row is None or (argument and not row.argument):
        return None
    if "\n" in text.strip() and not row.takes_lines:
        return None
    return row, argument.strip()
