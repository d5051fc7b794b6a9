"""Which keys hold: the defaults, the user's table, clashes, and what cannot be."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from minimax_tui.config.settings import Settings
from minimax_tui.ui import keymap
from minimax_tui.ui.commands import COMMANDS
from minimax_tui.ui.key_names import needs_kitty, why_never_sent
from minimax_tui.ui.key_resolving import Keymap, resolve
from minimax_tui.ui.key_table import key_rows, rows_by_id
from minimax_tui.ui.keymap import DEFAULT, install, key_hint, key_hints_of


def reasons(found: Keymap, entry: str) -> str:
    """What is said of an entry."""
    return found.problem(entry)


@pytest.mark.parametrize("vim", [False, True])
def test_no_two_default_keys_clash(vim: bool) -> None:
    for one, other in combinations(key_rows(), 2):
        if one.overlaps(other):
            common = set(one.defaults(vim=vim)) & set(other.defaults(vim=vim))
            assert not common, (one.id, other.id)
    assert len(rows_by_id()) == len(key_rows())


def test_commands_have_keys_that_every_terminal_sends() -> None:
    for row in key_rows():
        if row.context == "everywhere":
            assert not any(map(why_never_sent, row.keys)), row.id
            assert not row.keys or not needs_kitty(row.keys[0]), row.id


def test_the_defaults_hold_without_a_table() -> None:
    assert DEFAULT.problems == ()
    for row in COMMANDS:
        if not row.needs_argument:
            assert ",".join(DEFAULT.of(row.id)) == row.keys


def test_an_entry_replaces_the_keys_of_its_id_alone() -> None:
    found = resolve({"session.new": "Ctrl+F20", "turn.again": ["f21", "alt+f20"], "find.open": ""})
    assert found.problems == ()
    assert found.of("session.new") == ("ctrl+f20",)
    assert found.of("turn.again") == ("f21", "alt+f20")
    assert found.of("find.open") == ()
    assert found.of("session.list") == DEFAULT.of("session.list")
    assert found.own == {"session.new", "turn.again", "find.open"}


def test_a_command_with_an_argument_is_a_row_of_its_own() -> None:
    found = resolve({"model.use:MiniMax-M2.1": "f22", "model.use:MiniMax-M3": "f21"})
    assert found.problems == ()
    row = found.row("model.use:MiniMax-M2.1")
    assert row is not None
    assert row.action == "model_use('MiniMax-M2.1')"
    assert found.of("model.use:MiniMax-M3") == ("f21",)
    assert "MiniMax-M2.1" in row.title


@pytest.mark.parametrize(
    ("entry", "value", "said"),
    [
        ("sesion.list", "f21", "Did you mean “session.list”?"),
        ("nothing.like.it.at.all", "f21", "There is no command"),
        ("model.use", "f21", "model.use:NAME"),
        ("help.open:twice", "f21", "takes no argument"),
        ("help.open", "ctrl+i", "tab"),
        ("help.open", "x", "x types a character."),
        ("help.open", "shift+x", "X types a character."),
        ("help.open", "enter", "needed for writing"),
        ("help.open", "left", "needed for writing"),
        ("help.open", "esc", "keeps its own meaning"),
        ("help.open", "ctrl+c", "keeps its own meaning"),
        ("help.open", "bogus", "“bogus” is no key."),
        ("pane.copy", "tab", "moves from pane to pane"),
        ("composer.undo", "u", "types a character"),
        ("composer.send", "", "needs a key"),
    ],
)
def test_what_cannot_be_is_said_and_the_default_stays(entry: str, value: str, said: str) -> None:
    found = resolve({entry: value})
    assert said in reasons(found, entry)
    assert len(found.problems) == 1
    if entry in rows_by_id():
        assert found.of(entry) == rows_by_id()[entry].keys


def test_the_rest_of_an_entry_works() -> None:
    found = resolve({"help.open": ["ctrl+i", "f23", "bogus"]})
    assert found.of("help.open") == ("f23",)
    assert len(found.problems) == 2


def test_of_two_entries_with_one_key_the_first_has_it() -> None:
    found = resolve({"view.theme": "f21", "turn.again": "f21", "view.mouse": "f21"})
    assert found.of("view.theme") == ("f21",)
    assert found.of("turn.again") == ("f5",)
    assert found.of("view.mouse") == ()
    assert "shift+f9 is the key of view.theme already." in reasons(found, "turn.again")
    assert "view.theme" in reasons(found, "view.mouse")


def test_an_entry_takes_a_default_key_and_says_so_until_that_is_settled() -> None:
    found = resolve({"view.theme": "ctrl+s"})
    assert found.of("view.theme") == ("ctrl+s",)
    assert found.of("session.list") == ()
    assert "session.list" in reasons(found, "view.theme")
    settled = resolve({"view.theme": "ctrl+s", "session.list": "f21"})
    assert settled.problems == ()
    assert resolve({"view.theme": "ctrl+s", "session.list": []}).problems == ()


def test_a_key_of_the_composer_can_be_taken_too_and_panes_have_their_own() -> None:
    found = resolve({"view.theme": "ctrl+w"})
    assert "composer.delete_word" in reasons(found, "view.theme")
    assert "ctrl+w" not in found.of("composer.delete_word")
    assert found.of("composer.delete_word")  # its other keys
    assert resolve({"pane.copy": "ctrl+w"}).problems == ()  # no key of the composer's there
    assert "pane.copy" in reasons(resolve({"pane.code": "c"}), "pane.code")


def test_the_last_key_that_sends_cannot_be_taken() -> None:
    found = resolve({"composer.newline": "enter"})
    assert found.of("composer.send") == ("enter",)
    assert found.of("composer.newline") == DEFAULT.of("composer.newline")
    assert "needs one" in reasons(found, "composer.newline")
    swapped = resolve({"composer.newline": ["enter", "ctrl+j"], "composer.send": "alt+enter"})
    assert swapped.problems == ()
    assert swapped.of("composer.newline") == ("enter", "ctrl+j")


def test_keys_for_kitty_alone_are_told_where_it_is_missing() -> None:
    table = {"view.theme": "ctrl+1"}
    assert resolve(table, kitty=True).problems == ()
    without = resolve(table, kitty=False)
    assert "kitty keyboard protocol" in reasons(without, "view.theme")
    assert without.of("view.theme") == ("ctrl+1",)  # it may be there all the same
    # The defaults for such terminals are no reason for a word.
    assert resolve({"composer.newline": ["shift+enter"]}, kitty=False).problems == ()


def test_vim_adds_keys_to_the_panes() -> None:
    found = resolve(vim=True)
    assert found.of("pane.down") == ("down", "j")
    assert found.of("pane.end") == ("end", "G")
    assert DEFAULT.of("pane.down") == ("down",)


def test_hints_name_the_keys_in_force() -> None:
    try:
        install(resolve({"turn.again": "alt+f20", "turn.continue": [], "message.copy": "f21"}))
        assert key_hint("turn.again") == "alt+f20"
        assert key_hint("turn.continue") == "/continue"
        assert key_hint("esc") == "esc"
        assert key_hint("pane.half_up") == ""
        assert key_hints_of([("turn.again", "again"), ("pane.half_up", "x"), ("esc", "close")]) == [
            ("alt+f20", "again"),
            ("esc", "close"),
        ]
    finally:
        install(DEFAULT)


def test_problems_name_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('[keys]\n"session.new" = "ctrl+f20"\n"no.such" = "f21"\n', encoding="utf-8")
    settings = Settings(file, {})
    found = keymap.read_keymap(settings, {})
    (problem,) = keymap.problems_in(settings, found)
    assert (problem.source, problem.line) == (str(file), 3)
    assert found.of("session.new") == ("ctrl+f20",)
