"""Changes of settings in the panel: where they go, and how they are taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from minimax_tui.config.schema import BY_KEY
from minimax_tui.config.settings import Settings
from minimax_tui.domain.errors import SettingsError
from minimax_tui.ui.screens.settings.changes import Changes

TEMPERATURE, THEME, MODEL = BY_KEY["temperature"], BY_KEY["theme"], BY_KEY["model"]


class Case:
    """Changes over a settings file."""

    def __init__(self, path: Path, **overrides: object) -> None:
        self.path = path
        self.settings = Settings(path, {}, overrides)
        self.told: list[str] = []
        self.changes = Changes(self.settings, self.told.append)

    def file(self) -> str:
        """The settings file, "" if there is none."""
        return self.path.read_text() if self.path.exists() else ""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_a_change_for_good_is_saved(path: Path) -> None:
    case = Case(path)
    assert case.changes.set(TEMPERATURE, "0.5", session_only=False)
    case.changes.save()
    assert case.settings.number("temperature") == 0.5
    assert "temperature = 0.5" in case.file()
    assert case.told == ["temperature"]


def test_a_change_for_this_session_is_not(path: Path) -> None:
    case = Case(path)
    assert case.changes.set(TEMPERATURE, "0.5", session_only=True)
    case.changes.save()
    assert case.settings.number("temperature") == 0.5
    assert case.settings.kept("temperature") is None
    assert case.file() == ""


def test_what_counts_for_the_whole_program_goes_into_the_file_in_any_case(path: Path) -> None:
    case = Case(path)
    case.changes.set(THEME, "dusk", session_only=True)
    case.changes.save()
    assert 'theme = "dusk"' in case.file()


def test_a_wrong_value_changes_nothing(path: Path) -> None:
    case = Case(path)
    with pytest.raises(SettingsError):
        case.changes.set(TEMPERATURE, "9", session_only=False)
    assert not case.changes.can_undo
    assert case.told == []


def test_what_is_as_it_was_is_not_set(path: Path) -> None:
    case = Case(path, temperature=0.5)
    assert not case.changes.set(TEMPERATURE, "0.5", session_only=False)
    assert case.settings.origin("temperature") == "command line"
    assert not case.changes.can_undo


def test_a_change_for_good_takes_the_place_of_the_sessions(path: Path) -> None:
    case = Case(path)
    case.settings.set("temperature", 0.1, session_only=True)
    assert case.changes.set(TEMPERATURE, None, session_only=False)  # what holds beyond it
    assert case.settings.get("temperature") is None


def test_steps_are_taken_back_one_by_one(path: Path) -> None:
    path.write_text("temperature = 0.3\n")
    case = Case(path)
    case.changes.set(TEMPERATURE, 0.5, session_only=False)
    case.changes.set(TEMPERATURE, 0.7, session_only=True)
    case.changes.save()
    assert [s.key for s in case.changes.undo()] == ["temperature"]
    assert (case.settings.get("temperature"), case.settings.kept("temperature")) == (0.5, 0.5)
    case.changes.undo()
    assert case.settings.get("temperature") == 0.3
    assert case.file() == "temperature = 0.3\n"
    assert case.changes.undo() == []


def test_undoing_what_was_not_in_the_file_takes_it_out_again(path: Path) -> None:
    case = Case(path)
    case.changes.set(TEMPERATURE, 0.5, session_only=False)
    case.changes.save()
    case.changes.undo()
    assert "temperature" not in case.file()


def test_a_sessions_own_value_comes_back(path: Path) -> None:
    case = Case(path)
    case.settings.set("model", "MiniMax-M2.1", session_only=True)
    case.changes.set(MODEL, "MiniMax-M2.7", session_only=False)
    case.changes.undo()
    assert case.settings.origin("model") == "session"
    assert case.settings.text("model") == "MiniMax-M2.1"
    assert case.settings.kept("model") == "MiniMax-M3"


def test_reset_of_one(path: Path) -> None:
    path.write_text("temperature = 0.3\n")
    case = Case(path)
    assert case.changes.reset(TEMPERATURE, session_only=False)
    case.changes.save()
    assert case.file() == ""
    assert not case.changes.reset(TEMPERATURE, session_only=False)


def test_reset_in_the_session_goes_back_to_what_holds_beyond_it(path: Path) -> None:
    path.write_text("temperature = 0.3\n")
    case = Case(path)
    case.changes.set(TEMPERATURE, 0.9, session_only=True)
    assert case.changes.reset(TEMPERATURE, session_only=True)
    assert case.settings.number("temperature") == 0.3
    assert not case.changes.reset(TEMPERATURE, session_only=True)


def test_reset_of_all_is_one_step(path: Path) -> None:
    text = 'mouse = false\ntemperature = 0.3\ntheme = "dusk"\n'
    path.write_text(text)
    case = Case(path)
    changed = case.changes.reset_all(session_only=False)
    assert {setting.key for setting in changed} == {"mouse", "temperature", "theme"}
    case.changes.save()
    assert case.file() == ""
    assert len(case.changes.undo()) == 3
    restored = Settings(path, {}, {})
    assert (restored.switch("mouse"), restored.number("temperature")) == (False, 0.3)
    assert restored.text("theme") == "dusk"


def test_a_preview_leaves_nothing(path: Path) -> None:
    case = Case(path)
    case.changes.preview(THEME, "dusk")
    case.changes.preview(THEME, "paper")
    assert case.settings.text("theme") == "paper"
    case.changes.end_preview()
    assert case.settings.origin("theme") == "default"
    assert not case.changes.can_undo
    case.changes.save()
    assert case.file() == ""


def test_the_theme_for_a_light_background_is_seen_by_drawing_in_it(path: Path) -> None:
    case = Case(path)
    case.changes.preview(BY_KEY["theme_light"], "paper")
    assert case.settings.text("theme") == "paper"
    assert case.settings.text("theme_light") == "minimax-light"
    case.changes.end_preview()
    assert case.settings.text("theme") == "auto"


def test_a_broken_file_is_told_and_left(path: Path) -> None:
    path.write_text("= broken\n")
    case = Case(path)
    case.changes.set(TEMPERATURE, 0.5, session_only=False)
    case.changes.save()
    assert case.changes.trouble is not None
    assert "broken" in case.changes.trouble.what
    assert case.file() == "= broken\n"
    assert case.settings.number("temperature") == 0.5
