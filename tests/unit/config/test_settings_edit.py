"""Saving into a file that was edited by hand: what the user wrote stays as it is."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from minimax_tui.config.settings import Settings
from minimax_tui.config.settings_edit import edit_settings

BY_HAND = """\
# my settings

mouse = false   # the terminal selects

# the evening theme
theme = "minimax-light"
unknown_of_mine = [
  1,  # one
]

# my keys
[keys]
# like in my editor
"model.choose" = "ctrl+k"   # k

[their_table]
x = 1
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "settings.toml"
    path.write_text(BY_HAND)
    return path


def test_comments_order_and_unknown_keys_stay(path: Path) -> None:
    settings = Settings(path, {})
    settings.set("mouse", True)
    settings.set("top_p", 0.5)
    settings.set_table("keys", "session.new", ["ctrl+n", "f7"])
    settings.set_table("presets", "fast", {"model": "MiniMax-M2.7-highspeed"})
    settings.save()
    assert path.read_text() == (
        BY_HAND.replace("mouse = false", "mouse = true")
        .replace(
            "]\n\n# my keys",
            "]\n\n# Share of the likeliest words to choose from; the model's own default when "
            "unset. Give a\n# number from 0 to 1, or leave it unset.\ntop_p = 0.5\n\n# my keys",
        )
        .replace("   # k\n", '   # k\n"session.new" = ["ctrl+n", "f7"]\n')
        + '\n[presets.fast]\nmodel = "MiniMax-M2.7-highspeed"\n'
    )
    assert path.with_name("settings.toml.bak").read_text() == BY_HAND


def test_what_is_taken_out_goes_with_its_help(path: Path) -> None:
    settings = Settings(path, {})
    settings.set("top_p", 0.5)
    settings.save()
    settings.reset("top_p")
    settings.reset("theme")
    settings.set_table("keys", "model.choose", None)
    settings.save()
    text = path.read_text()
    assert "likeliest" not in text
    assert "# the evening theme" in text
    assert "# like in my editor" in text
    assert tomllib.loads(text) == {
        "mouse": False, "unknown_of_mine": [1], "keys": {}, "their_table": {"x": 1},
    }  # fmt: skip


def test_the_first_setting_goes_above_the_first_tables_comment(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('# mine\n\n# my keys\n[keys]\na = "b"\n')
    settings = Settings(path, {})
    settings.set("mouse", False)
    settings.save()
    text = path.read_text()
    assert text.startswith("# mine\n\n# Whether the program takes the mouse")
    assert text.endswith('mouse = false\n\n# my keys\n[keys]\na = "b"\n')


def test_a_file_without_a_last_line_end_and_with_windows_lines(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"# mine\r\nmouse = false")
    settings = Settings(path, {})
    settings.set("theme", "minimax-light")
    settings.save()
    assert tomllib.loads(path.read_text()) == {"mouse": False, "theme": "minimax-light"}
    assert path.read_text().startswith("# mine\n")


def test_one_copy_is_kept_for_each_edit_by_hand_only(path: Path, tmp_path: Path) -> None:
    state = tmp_path / "data" / "state.json"
    for top_p in (0.1, 0.2, 0.3):
        settings = Settings(path, {}, state=state)  # a new start of the program each time
        settings.set("top_p", top_p)
        settings.save()
    assert sorted(os.listdir(tmp_path)) == ["data", "settings.toml", "settings.toml.bak"]
    path.write_text(path.read_text() + "# more\n")
    settings = Settings(path, {}, state=state)
    settings.set("top_p", 0.4)
    settings.save()
    assert path.with_name("settings.toml.bak2").read_text().endswith("# more\n")


def test_copies_do_not_grow_without_end(path: Path) -> None:
    for number in range(12):
        path.write_text(f"# edit {number}\nmouse = false\n")
        os.utime(path, ns=(number, number))
        settings = Settings(path, {})
        settings.set("top_p", 0.5)
        settings.save()
    copies = [entry for entry in os.listdir(path.parent) if ".bak" in entry]
    assert len(copies) == 9
    texts = "".join((path.parent / copy).read_text() for copy in copies)
    assert "# edit 11\n" in texts


def test_what_cannot_be_changed_in_place_is_written_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minimax_tui.config.settings_edit._edit", lambda *_: "mouse = 5")
    settings = Settings(path, {})
    settings.set("mouse", True)
    settings.save()
    assert tomllib.loads(path.read_text()) == {**tomllib.loads(BY_HAND), "mouse": True}
    assert path.with_name("settings.toml.bak").read_text() == BY_HAND


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | st.integers(-9, 9) | WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2),
    max_leaves=5,
)
ENTRIES = st.dictionaries(WORDS, st.dictionaries(WORDS, VALUES, max_size=3), max_size=3)


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25
)
@given(ENTRIES, ENTRIES, st.floats(0, 1))
def test_tables_are_saved_and_loaded_as_they_are(
    tmp_path: Path, first: dict[str, Any], second: dict[str, Any], top_p: float
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(BY_HAND)
    settings = Settings(path, {})
    expected: dict[str, Any] = {}
    for entries in (first, second):
        for entry, value in entries.items():
            settings.set_table("presets", entry, value)
        expected |= entries
        settings.set("top_p", top_p)
        assert settings.table("presets") == expected
        settings.save()
        assert settings.table("presets") == expected
        assert Settings(path, {}).table("presets") == expected
    for entry in expected:
        settings.set_table("presets", entry, None)
    settings.save()
    assert Settings(path, {}).table("presets") == {}
    assert "# the evening theme\n" in path.read_text()
    assert tomllib.loads(path.read_text())["their_table"] == {"x": 1}


def test_an_edit_that_would_not_read_back_is_none() -> None:
    assert edit_settings("a = 1\n", {"a": 1}, {"a": 1, "b": {"c": [1, 2]}}) is not None
    assert edit_settings("a = 1\n", {"b": 1}, {}) is None, "it has no b"
