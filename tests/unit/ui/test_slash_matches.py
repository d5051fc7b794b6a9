"""Which commands a typed name finds."""

from __future__ import annotations

from minimax_tui.ui.commands import COMMANDS, by_slash, command
from minimax_tui.ui.widgets.slash_menu import slash_matches


def test_those_that_begin_with_it_come_first() -> None:
    found = [row.slash for row in slash_matches("s")]
    assert found[0].startswith("s")
    begins = [name for name in found if name.startswith("s")]
    assert found[: len(begins)] == begins
    assert "pa" not in found


def test_letter_case_does_not_matter_and_nothing_finds_all() -> None:
    assert slash_matches("MODEL") == [command("model.choose")]
    assert len(slash_matches("")) == sum(bool(row.slash) for row in COMMANDS)
    assert slash_matches("no such") == []


def test_a_whole_name() -> None:
    assert by_slash("model") == command("model.choose")
    assert by_slash("") is None
    assert by_slash("mode") is None
