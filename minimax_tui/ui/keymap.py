"""Keys: which hold now, for every command, and what terminals send for them.

One `Keymap` is in force, made by `key_resolving` from the settings' `[keys]`. What names a key on
the screen asks `key_hint`; widgets take their bindings from here and are bound again when it
changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, cast

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.binding import Binding, BindingsMap
from textual.keys import Keys

from minimax_tui.domain.i18n import tr
from minimax_tui.ui.key_names import key_words, names_sent
from minimax_tui.ui.key_resolving import Keymap, resolve
from minimax_tui.ui.key_table import Context, rows_by_id

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from minimax_tui.config.schema import Problem, SettingsStore

NEWLINE_KEYS = frozenset(
    {"ctrl+j", "shift+enter", "alt+enter", "ctrl+enter", "shift+\r", "ctrl+\r", "\r"}
)
"""Keys that begin a new line wherever several lines are written, the composer's own apart.

Textual 8.2.8 names xterm's `CSI 27;2;13~` `shift+\\r`, `27;5;13~` `ctrl+\\r`, and its
`27;3;13~`, which is alt+enter, `\\r`; a plain enter is never called so.
"""
TABLE = "keys"
"""The settings' table of keys."""
_VIM_FIRST = frozenset(("ctrl+r",))
"""Keys of commands that mean something else in vim's normal mode."""


class _AltEnter:
    value = "alt+enter"


def install_terminal_keys() -> None:
    """Makes `ESC CR` alt+enter, as most terminals mean it.

    Textual 8.2.8 reads it as a plain enter, which would send half a prompt
    (Textualize/textual#6378).
    """
    sequences = cast("dict[str, tuple[Keys | _AltEnter, ...]]", ANSI_SEQUENCES_KEYS)
    sequences["\x1b\r"] = sequences["\x1b\n"] = (_AltEnter(),)


# --- the one in force ---

DEFAULT = resolve()
_current = DEFAULT


def current() -> Keymap:
    """The keys in force."""
    return _current


def install(keymap: Keymap) -> None:
    """Puts these keys in force; who has bindings takes them anew."""
    global _current
    _current = keymap


def read_keymap(settings: SettingsStore, environ: Mapping[str, str]) -> Keymap:
    """The keys as the settings and the terminal have them."""
    from minimax_tui.ui.key_names import speaks_kitty

    vim = settings.text("editing") == "vim"
    return resolve(settings.table(TABLE), vim=vim, kitty=speaks_kitty(environ))


def problems_in(settings: SettingsStore, keymap: Keymap) -> list[Problem]:
    """The problems of a keymap, each with its file and line."""
    return [settings.table_problem(TABLE, said.entry, said.reason) for said in keymap.problems]


def key_hint(row_id: str) -> str:
    """What is pressed for a command, or typed where it has no key; "" where there is neither.

    Other words (`esc`, `1–9`) are given back as they are.
    """
    keys = _current.of(row_id)
    if keys:
        return key_words(keys[0])
    row = rows_by_id().get(row_id)
    if row is None:
        return row_id
    return f"/{row.slash}" if row.slash else ""


def key_hints_of(wanted: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Pairs of a command's id and words with the key in place of the id; none without one."""
    return [(key, words) for key, words in ((key_hint(id_), words) for id_, words in wanted) if key]


# --- bindings ---


def bindings(*contexts: Context) -> list[Binding]:
    """The bindings of the keys in force, in some contexts."""
    return list(_bindings(_current, contexts))


def _bindings(keymap: Keymap, contexts: Iterable[Context]) -> Iterator[Binding]:
    for row in keymap.rows:
        if row.context not in contexts:
            continue
        for key in (sent for own in keymap.of(row.id) for sent in names_sent(own)):
            action = row.action
            if keymap.vim and key in _VIM_FIRST and row.context == "everywhere":
                action = f"vim_first({key!r}, {row.id!r})"
            yield Binding(
                key,
                action,
                row.title,
                show=False,
                priority=row.context in ("everywhere", "sessions"),
                id=row.id,
                tooltip=row.help,
            )


def rebind(node: DOMNode, own: Iterable[Binding], *, without: Iterable[str] = ()) -> None:
    """Gives a node the bindings `own` beside those of its class.

    Textual 8.2.8's own keymap can neither give a key to what has none by default, nor take one
    away, nor bind a command twice with different arguments.

    Args:
        node: A widget or screen, or the app.
        own: The bindings.
        without: Actions of the class's bindings that are left out.
    """
    left_out = {*without, *(binding.action for binding in own)}
    of_class = type(node)._merged_bindings
    kept = [] if of_class is None else [b for _, b in of_class if b.action not in left_out]
    node._bindings = BindingsMap([*own, *kept])


def close_by(screen: DOMNode, command_id: str) -> None:
    """Has the keys of the command that opens a dialog close it too, by its action `close`."""
    for key in _current.of(command_id):
        screen._bindings.bind(key, "close", show=False, priority=True)


# --- for the help page ---


def fixed_keys() -> list[tuple[str, str]]:
    """Keys that cannot be changed, with what they do."""
    return [
        ("esc", tr("Close what is open, clear a selection, stop the answer, take notices away")),
        ("ctrl+c", tr("Copy the selection, else stop, else clear the input; twice: quit")),
        ("up  down", tr("At the composer's edges: earlier prompts; in the empty one: examples")),
        ("up", tr("In the empty composer: the prompts that wait, if there are some")),
        ("/", tr("At the start of the composer: a command by its name")),
        ("?", tr("In the empty composer: help")),
        ("\\ enter", tr("A line that ends in \\ goes on")),
        (tr("letters"), tr("In a pane: those that mean nothing there go to the composer")),
        (tr("mouse"), tr("Wheel scrolls; drag selects; double click a word, triple click a line")),
        (
            tr("right edge"),
            tr("A click beside a code block copies it; on the scroll bar it scrolls"),
        ),
    ]
