"""Keys: the bindings of the command table, the fixed keys, and what terminals send for them."""

from __future__ import annotations

from typing import cast

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.binding import Binding
from textual.keys import Keys

from minimax_tui.domain.i18n import tr
from minimax_tui.ui.commands import COMMANDS

NEWLINE_KEYS = frozenset(
    {"ctrl+j", "shift+enter", "alt+enter", "ctrl+enter", "shift+\r", "ctrl+\r", "\r"}
)
"""Keys that begin a new line in the composer.

Textual 8.2.8 names xterm's `CSI 27;2;13~` `shift+\\r`, `27;5;13~` `ctrl+\\r`, and its
`27;3;13~`, which is alt+enter, `\\r`; a plain enter is never called so.
"""


def install_terminal_keys() -> None:
    """Makes `ESC CR` (alt+enter in most terminals) a new line.

    Textual 8.2.8 reads it as a plain enter, which would send half a prompt
    (Textualize/textual#6378).
    """
    sequences = cast("dict[str, tuple[Keys, ...]]", ANSI_SEQUENCES_KEYS)
    sequences["\x1b\r"] = sequences["\x1b\n"] = (Keys.ControlJ,)


def command_bindings() -> list[Binding]:
    """The bindings of all commands that have keys; they hold on the chat screen only."""
    return [
        Binding(
            row.keys,
            row.action,
            row.title,
            show=False,
            priority=True,
            id=row.id,
            tooltip=row.help,
        )
        for row in COMMANDS
        if row.keys
    ]


def fixed_keys() -> list[tuple[str, str]]:
    """Keys that are no commands, with what they do, for the help page."""
    return [
        ("enter", tr("Send; while an answer streams, send it after that")),
        ("ctrl+j  shift+enter", tr("New line; alt+enter too, and a line that ends in \\ goes on")),
        ("esc", tr("Close what is open, clear a selection, stop the answer, back to the composer")),
        ("ctrl+c", tr("Copy the selection, else stop, else clear the input; twice: quit")),
        (
            "up  down",
            tr("At the composer's edges: earlier prompts. In a pane: from message to message"),
        ),
        ("up", tr("In the empty composer: the prompts that wait, if there are some")),
        ("ctrl+z  ctrl+y", tr("In the composer: undo and redo")),
        ("tab", tr("From composer to conversation to thinking")),
        ("/", tr("At the start of the composer: a command by its name")),
        ("c", tr("In a pane: copy the message under the cursor")),
        ("enter (in a pane)", tr("Fold and unfold, or act on a notice")),
        ("page up  home  end …", tr("In a pane: scroll; end follows the answer again")),
        ("mouse", tr("Wheel scrolls; drag selects; double click a word, triple click a line")),
    ]
