"""Presets: kept in the settings file, used for a session, renamed, removed; faults told."""

from __future__ import annotations

from pathlib import Path

import pytest

from minimax_tui.config.schema import BY_KEY
from minimax_tui.config.settings import Settings
from minimax_tui.domain.errors import SettingsError
from minimax_tui.ui.presets import (
    PRESET_KEYS,
    changes_words,
    delete_preset,
    differences,
    find_preset,
    presets,
    rename_preset,
    save_preset,
    summary,
    use_preset,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def load(path: Path) -> Settings:
    return Settings(path, {}, {})


def nothing(key: str) -> None:
    del key


def test_what_is_in_force_is_kept_and_comes_back(path: Path) -> None:
    settings = load(path)
    settings.set("model", "MiniMax-M2.7")
    settings.set("temperature", 0.2, session_only=True)
    settings.set("system", "Be\nbrief")
    assert save_preset(settings, "  my  coder ") == "my coder"

    later = load(path)
    later.set("temperature", 1.5)
    later.set("top_p", 0.5)
    later.set("model", "MiniMax-M3")
    later.reset("system")
    preset = find_preset(later, "My Coder")
    told: list[str] = []
    used = use_preset(later, preset, told.append)
    assert later.text("model") == "MiniMax-M2.7"
    assert later.number("temperature") == 0.2
    assert later.get("top_p") is None  # it was not set when the preset was made
    assert later.text("system") == "Be\nbrief"
    assert told == ["model", "temperature", "top_p", "system"]
    assert later.kept("temperature") == 1.5  # for the session alone
    words = changes_words(used.changes)
    assert "Model: MiniMax-M3 → MiniMax-M2.7" in words
    assert "Top P: 0.5 → not set" in words
    assert use_preset(later, preset, nothing).changes == ()


def test_used_for_every_session(path: Path) -> None:
    path.write_text("[presets.hot]\ntemperature = 1.5\n")
    settings = load(path)
    settings.set("temperature", 1.5, session_only=True)
    use_preset(settings, find_preset(settings, "hot"), nothing, session_only=False)
    settings.save()
    assert load(path).number("temperature") == 1.5


def test_what_it_does_not_name_stays(path: Path) -> None:
    path.write_text("temperature = 0.4\n[presets.quick]\nthinking = false\n")
    settings = load(path)
    use_preset(settings, find_preset(settings, "quick"), nothing)
    assert settings.text("thinking") == "disabled"
    assert settings.number("temperature") == 0.4


def test_faults_are_told_with_their_line_and_the_rest_is_used(path: Path) -> None:
    path.write_text("[presets.odd]\ntemperature = 9\ntop_p = 0.5\ncolour = 1\ntools = ['all']\n")
    settings = load(path)
    (preset,) = presets(settings)
    assert preset.values == {"top_p": 0.5}
    assert [(problem.line, problem.key) for problem in preset.problems] == [
        (2, "presets.odd.temperature"),
        (4, "presets.odd.colour"),
    ]
    assert "from 0 to 2" in preset.problems[0].reason


def test_fields_of_a_later_version_are_kept(path: Path) -> None:
    path.write_text("[presets.p]\ntools = ['all']\n")
    settings = load(path)
    save_preset(settings, "p")
    rename_preset(settings, "p", "q")
    assert load(path).table("presets")["q"] == {
        "tools": ["all"],
        "model": "MiniMax-M3",
        "thinking": "adaptive",
        "temperature": "unset",
        "top_p": "unset",
        "max_tokens": "unset",
        "system": "",
    }


def test_a_key_goes_with_its_preset(path: Path) -> None:
    path.write_text('[presets.a]\ntop_p = 0.5\n[keys]\n"preset.use:a" = "f8"\n')
    settings = load(path)
    rename_preset(settings, "a", "b: two")
    assert dict(load(path).table("keys")) == {"preset.use:b: two": "f8"}
    delete_preset(settings, "b: two")
    left = load(path)
    assert (dict(left.table("keys")), dict(left.table("presets"))) == ({}, {})


@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "a\x1bb"])
def test_names_that_none_can_have(path: Path, name: str) -> None:
    settings = load(path)
    with pytest.raises(SettingsError):
        save_preset(settings, name)
    assert presets(settings) == ()


def test_a_name_is_taken_once(path: Path) -> None:
    path.write_text("[presets.a]\ntop_p = 0.5\n[presets.b]\ntop_p = 0.6\n")
    settings = load(path)
    with pytest.raises(SettingsError, match="already"):
        rename_preset(settings, "a", "b")
    with pytest.raises(SettingsError, match="no preset"):
        rename_preset(settings, "c", "d")
    assert rename_preset(settings, "a", "a") == "a"


def test_one_that_is_not_there_names_those_that_are(path: Path) -> None:
    with pytest.raises(SettingsError) as none:
        find_preset(load(path), "x")
    assert "/preset" in none.value.advice
    path.write_text("[presets.a]\ntop_p = 0.5\n")
    with pytest.raises(SettingsError) as some:
        find_preset(load(path), "x")
    assert some.value.advice == "Choose one of a."


def test_what_a_preset_would_change(path: Path) -> None:
    path.write_text('[presets.a]\nmodel = "m2.1"\ntop_p = 0.5\ntemperature = "unset"\n')
    settings = load(path)
    preset = find_preset(settings, "a")
    assert [setting.key for setting, _, _ in differences(settings, preset)] == ["model", "top_p"]
    assert summary(preset).endswith("Top P 0.5")


def test_every_setting_of_a_preset_can_be_unset_or_has_a_value() -> None:
    for key in PRESET_KEYS:
        assert BY_KEY[key].scope in ("turn", "session default")
