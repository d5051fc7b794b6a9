"""What waits to be written into the settings file."""

from pathlib import Path
from typing import Any

import pytest

from minimax_tui.config.settings_state import SettingsState
from minimax_tui.config.toml_file import read_toml
from minimax_tui.config.unsaved import Unsaved, refusal
from minimax_tui.domain.errors import SettingsError


def test_only_changes_reach_the_file_and_are_then_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('theme = "minimax-light"\nmax_tokens = 100\n[keys]\nhelp = "f3"\nquit = "f4"\n')
    unsaved = Unsaved()
    unsaved.settings["theme"] = ()
    unsaved.settings["model"] = ("MiniMax-M2",)
    unsaved.set_entry("keys", "help", None)
    unsaved.set_entry("keys", "find", "f5")
    assert unsaved
    unsaved.write(path, read_toml(path), SettingsState(None))
    assert not unsaved
    written = read_toml(path).values
    assert "theme" not in written
    assert (written["model"], written["max_tokens"]) == ("MiniMax-M2", 100)
    assert written["keys"] == {"quit": "f4", "find": "f5"}


def test_what_cannot_be_written_is_not_forgotten(tmp_path: Path) -> None:
    folder = tmp_path / "a-file"
    folder.write_text("")
    unsaved = Unsaved()
    unsaved.settings["model"] = ("MiniMax-M2",)
    with pytest.raises(SettingsError, match="cannot be written"):
        unsaved.write(folder / "settings.toml", read_toml(tmp_path / "none"), SettingsState(None))
    assert unsaved.settings == {"model": ("MiniMax-M2",)}


def test_a_table_is_noted_as_it_is_now() -> None:
    unsaved, value = Unsaved(), ["f3"]
    unsaved.set_entry("keys", "help", value)
    value.append("f4")
    entries: dict[str, Any] = {}
    unsaved.change_table("keys", entries)
    entries["help"].append("f5")
    again: dict[str, Any] = {}
    unsaved.change_table("keys", again)
    assert again == {"help": ["f3"]}


@pytest.mark.parametrize(
    ("text", "refused"), [("model = ", "broken"), ("version = 999\n", "later version"), ("", "")]
)
def test_what_would_be_lost_is_not_written_over(tmp_path: Path, text: str, refused: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text)
    error = refusal(path, read_toml(path))
    assert refused in error.what if error is not None else not refused
