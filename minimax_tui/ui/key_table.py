"""Every key that can be changed: those of the commands, the composer, the panes, the sessions."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from minimax_tui.domain.i18n import once_per_language, tr
from minimax_tui.ui.commands import COMMANDS, Command

Context: TypeAlias = Literal["everywhere", "composer", "pane", "sessions"]
"""Where a key counts. `everywhere` is the whole chat screen, composer and panes included;
`sessions` the screen of all sessions, which covers it."""


class KeyRow(NamedTuple):
    """Something that keys do.

    `action` is what Textual runs on the chat screen, the composer or the pane, as `context` says.
    """

    id: str
    title: str
    group: str
    context: Context
    keys: tuple[str, ...]
    """The keys unless the user has others, in Textual's words."""
    action: str
    help: str = ""
    vim_keys: tuple[str, ...] = ()
    """Keys that the vim preset adds."""
    slash: str = ""
    required: bool = False
    """Whether it must have a key."""

    def defaults(self, *, vim: bool) -> tuple[str, ...]:
        """The keys unless the user has others."""
        return (*self.keys, *self.vim_keys) if vim else self.keys

    def overlaps(self, other: KeyRow) -> bool:
        """Whether one key cannot be both's."""
        contexts = {self.context, other.context}
        return len(contexts) == 1 or ("everywhere" in contexts and "sessions" not in contexts)


def command_row(row: Command, argument: str = "") -> KeyRow:
    """The row of a command, or of a command with an argument."""
    given = f"{row.id}:{argument}" if argument else row.id
    title = f"{row.title}: {argument}" if argument else row.title
    keys = tuple(key for key in row.keys.split(",") if key and not argument)
    action = row.action_with(argument)
    return KeyRow(given, title, row.group, "everywhere", keys, action, row.help, (), row.slash)


def _focus() -> tuple[KeyRow, ...]:
    view = tr("View")
    return (
        KeyRow(
            "focus.next", tr("Next pane"), view, "everywhere", ("tab",), "complete_or_next",
            tr("Takes a completion that is open; else from composer to conversation to thinking."),
        ),
        KeyRow(
            "focus.previous", tr("Previous pane"), view, "everywhere", ("shift+tab",),
            "app.focus_previous", tr("The same the other way round."),
        ),
    )  # fmt: skip


def _composer() -> tuple[KeyRow, ...]:
    rows = (
        ("send", tr("Send"), "enter", "send"),
        ("newline", tr("New line"), "ctrl+j shift+enter alt+enter ctrl+enter", "newline"),
        ("undo", tr("Undo"), "ctrl+z super+z", "undo"),
        ("redo", tr("Redo"), "ctrl+y ctrl+shift+z super+y", "redo"),
        ("cut", tr("Cut"), "ctrl+x super+x", "cut"),
        ("paste", tr("Insert what was copied here"), "ctrl+v", "paste"),
        ("select_all", tr("Select all"), "f7", "select_all"),
        ("select_line", tr("Select the line"), "", "select_line"),
        ("line_start", tr("Beginning of the line"), "home ctrl+a", "cursor_line_start"),
        ("line_end", tr("End of the line"), "end ctrl+e", "cursor_line_end"),
        ("word_left", tr("A word to the left"), "ctrl+left", "cursor_word_left"),
        ("word_right", tr("A word to the right"), "ctrl+right", "cursor_word_right"),
        ("delete_word", tr("Delete the word before the cursor"),
         "ctrl+w ctrl+backspace alt+backspace", "delete_word_left"),
        ("delete_word_right", tr("Delete the word after the cursor"), "alt+delete",
         "delete_word_right"),
        ("delete_right", tr("Delete the character after the cursor"), "delete ctrl+d",
         "delete_right"),
        ("delete_to_start", tr("Delete to the beginning of the line"), "ctrl+u super+backspace",
         "delete_to_start_of_line"),
        ("delete_to_end", tr("Delete to the end of the line"), "ctrl+k",
         "delete_to_end_of_line_or_delete_line"),
        ("delete_line", tr("Delete the line"), "ctrl+shift+k", "delete_line"),
    )  # fmt: skip
    return tuple(
        KeyRow(
            f"composer.{name}", title, tr("Composer"), "composer", tuple(keys.split()), action,
            required=name == "send",
        )
        for name, title, keys, action in rows
    )  # fmt: skip


def _panes() -> tuple[KeyRow, ...]:
    rows = (
        ("up", tr("Previous message"), "up", "k", "cursor_up"),
        ("down", tr("Next message"), "down", "j", "cursor_down"),
        ("page_up", tr("Page up"), "pageup", "", "page_up"),
        ("page_down", tr("Page down"), "pagedown", "", "page_down"),
        ("half_up", tr("Half a page up"), "", "ctrl+u", "half_page(-1)"),
        ("half_down", tr("Half a page down"), "", "ctrl+d", "half_page(1)"),
        ("start", tr("Beginning"), "home", "g", "start"),
        ("end", tr("End, and follow it"), "end", "G", "follow"),
        ("activate", tr("Fold and unfold, or act on a notice"), "enter", "", "activate"),
        ("copy", tr("Copy the selection or the message"), "c", "", "copy"),
        ("code", tr("Copy a code block"), "b", "", "ask('code')"),
        ("thinking", tr("Copy the thinking"), "t", "", "ask('thinking')"),
        ("quote", tr("Quote"), "q", "", "ask('quote')"),
        ("link", tr("Open a link"), "o", "", "ask('link')"),
        ("edit", tr("Edit the prompt and send it again"), "e", "", "ask('edit')"),
        (
            "sibling_previous",
            tr("Version before"),
            "left_square_bracket",
            "",
            "ask('sibling_previous')",
        ),
        ("sibling_next", tr("Version after"), "right_square_bracket", "", "ask('sibling_next')"),
        ("delete", tr("Delete the branch"), "delete", "", "ask('delete')"),
        ("undo_delete", tr("Bring the deleted branch back"), "ctrl+z", "", "ask('undo_delete')"),
        ("back", tr("Back to where I was"), "backspace", "", "ask('back')"),
        ("wrap", tr("Wrap code"), "w", "", "toggle_wrap"),
        ("left", tr("Code left"), "left", "", "sideways(-1)"),
        ("right", tr("Code right"), "right", "", "sideways(1)"),
        ("select_up", tr("Select up"), "shift+up", "", "select(-1)"),
        ("select_down", tr("Select down"), "shift+down", "", "select(1)"),
        ("find_next", tr("Next place found"), "", "n", "ask('find_next')"),
        ("find_previous", tr("Previous place found"), "", "N", "ask('find_previous')"),
    )
    return tuple(
        KeyRow(
            f"pane.{name}", title, tr("In a pane"), "pane", tuple(keys.split()), action,
            vim_keys=tuple(vim_keys.split()),
        )
        for name, title, keys, vim_keys, action in rows
    )  # fmt: skip


def _sessions() -> tuple[KeyRow, ...]:
    rows = (
        ("menu", tr("All actions"), "ctrl+p"),
        ("select", tr("Select, to act on several"), "ctrl+@ insert"),
        ("pin", tr("Pin to the top, or not any more"), "ctrl+y"),
        ("rename", tr("Rename"), "ctrl+e"),
        ("duplicate", tr("Duplicate"), "ctrl+d"),
        ("archive", tr("Archive, or bring back"), "ctrl+a"),
        ("delete", tr("Delete; in the trash for good"), "ctrl+x"),
        ("undo", tr("Undo"), "ctrl+z"),
        ("sort", tr("Sort in another order"), "ctrl+k"),
        ("shelf", tr("Show archive, trash, or the rest"), "tab"),
    )
    return tuple(
        KeyRow(f"sessions.{name}", title, tr("Sessions"), "sessions", tuple(keys.split()), name)
        for name, title, keys in rows
    )


@once_per_language
def key_rows() -> tuple[KeyRow, ...]:
    """Every row, in the order of the help page: by group, those of one place last."""
    commands = [command_row(row) for row in COMMANDS if not row.needs_argument]
    groups = dict.fromkeys(row.group for row in commands)
    rows = [*commands, *_focus()]
    ordered = [row for group in groups for row in rows if row.group == group]
    return (*ordered, *_composer(), *_panes(), *_sessions())


@once_per_language
def rows_by_id() -> dict[str, KeyRow]:
    """The rows by their id."""
    return {row.id: row for row in key_rows()}
