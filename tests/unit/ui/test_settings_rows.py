"""Lines of the settings panel's list: title, value and origin share what room there is."""

from __future__ import annotations

import pytest

from minimax_tui.config.schema import SETTINGS, Setting, find_setting
from minimax_tui.config.settings import Settings
from minimax_tui.ui.screens.settings.about import fitting, setting_parts
from minimax_tui.ui.screens.settings.entries import Entry, entries
from minimax_tui.ui.screens.settings.rows import Line, line_content


def entry(name: str) -> Entry:
    return next(row for row in entries() if row.name == name)


def drawn(name: str, value: str, tag: str, cells: int) -> str:
    return line_content(Line(entry(name), value, tag, False), cells, pointed=False).plain


@pytest.mark.parametrize("cells", range(20, 90))
@pytest.mark.parametrize("tag", ["", "file", "command line"])
def test_no_line_is_wider_than_it_may_be(cells: int, tag: str) -> None:
    for row in entries():
        line = Line(row, "a value of some length, and longer", tag, False)
        assert line_content(line, cells, pointed=True).cell_length <= cells


def test_in_a_narrow_window_the_value_has_room_too() -> None:
    assert drawn("model", "MiniMax-M3", "", 38).rstrip() == "  Model            MiniMax-M3"
    assert "high-contrast-li…" in drawn("theme", "high-contrast-light", "", 38)


def test_the_origin_is_said_whole_where_there_is_room() -> None:
    assert drawn("theme", "dusk", "file", 64).rstrip().endswith("· file")
    assert drawn("theme", "dusk", "command line", 64).rstrip().endswith(" command line")
    assert "command" not in drawn("theme", "dusk", "command line", 50)


# --- what stands below the list ---


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_in_80_columns_all_that_matters_can_be_read(setting: Setting) -> None:
    parts = setting_parts(setting, Settings(None, {}, {}), session_only=False, cells=72)
    shown = " ".join(fitting(parts, 72, 8).plain.split())
    for words in (setting.title, setting.key, setting.help, setting.allowed()):
        assert " ".join(words.split()) in shown
    assert "goes into the settings file; counts" in shown
    assert "default" in shown


def test_what_holds_for_this_session_is_not_said_to_hold_for_new_ones() -> None:
    parts = setting_parts(
        find_setting("model"), Settings(None, {}, {}), session_only=True, cells=72
    )
    shown = " ".join(fitting(parts, 72, 20).plain.split())
    assert "holds for this session only; counts from the next prompt on" in shown
    assert "new sessions" not in shown.partition("change")[2]
