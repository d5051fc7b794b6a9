"""Nested tables of the user's file, and values that hold for one session."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from minimax_tui.config.schema import TABLES, Problem, Source
from minimax_tui.config.settings import Settings
from minimax_tui.domain.errors import SettingsError

TEXT = """\
theme = "minimax-light"
presets = 3

[keys]
"model.choose" = "ctrl+k"
"session.new" = ["f7", "f8"]
"turn.stop" = 5

[models]
bad = 1
[models."MiniMax-M9"]
context_window = 100_000
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "settings.toml"
    path.write_text(TEXT)
    return path


def test_entries_of_the_right_shape_are_given_and_the_others_told(path: Path) -> None:
    settings = Settings(path, {})
    assert settings.table("keys") == {"model.choose": "ctrl+k", "session.new": ["f7", "f8"]}
    assert settings.table("models") == {"MiniMax-M9": {"context_window": 100_000}}
    assert settings.table("presets") == {}
    assert [(p.line, p.key, p.reason) for p in settings.problems] == [
        (2, "presets", "“presets” is a table: write [presets], entries below."),
        (
            7,
            "keys.turn.stop",
            "The entry “turn.stop” of [keys] cannot be used. Give text, or a list of texts.",
        ),
        (
            10,
            "models.bad",
            "The entry “bad” of [models] cannot be used. Give a table, such as [models.NAME].",
        ),
    ]


def test_a_problem_found_by_a_reader_names_the_line(path: Path) -> None:
    settings = Settings(path, {})
    for entry, field, line in (("session.new", "", 6), ("nosuch", "", 4)):
        found = settings.table_problem("keys", entry, "No.", field)
        assert found == Problem(str(path), line, f"keys.{entry}", "No.")
    assert settings.table_problem("models", "MiniMax-M9", "No.", "context_window").line == 12
    assert settings.problems == Settings(path, {}).problems, "it was made only"


def test_what_is_given_is_a_copy(path: Path) -> None:
    settings = Settings(path, {})
    keys = settings.table("keys")["session.new"]
    assert isinstance(keys, list)
    keys.append("f9")
    mine = {"model": ["a"]}
    settings.set_table("presets", "p", mine)
    mine["model"].append("b")
    assert settings.table("keys")["session.new"] == ["f7", "f8"]
    assert settings.table("presets") == {"p": {"model": ["a"]}}


def test_what_is_set_holds_at_once_and_is_kept_by_saving(path: Path) -> None:
    settings = Settings(path, {})
    settings.set_table("models", "MiniMax-M9", None)
    settings.set_table("keys", "turn.stop", "f9")
    assert "MiniMax-M9" not in settings.table("models")
    assert tomllib.loads(path.read_text())["models"]["MiniMax-M9"]
    settings.save()
    again = Settings(path, {})
    assert again.table("models") == {}
    assert again.table("keys")["turn.stop"] == "f9"
    assert tomllib.loads(path.read_text())["models"] == {"bad": 1}, "what is no entry stays"


def test_a_table_in_the_place_of_a_wrong_value(path: Path) -> None:
    settings = Settings(path, {})
    settings.set_table("presets", "p", {"model": "m"})
    settings.save()
    assert Settings(path, {}).table("presets") == {"p": {"model": "m"}}


@pytest.mark.parametrize(
    ("table", "value"),
    [
        ("keys", 5),
        ("keys", {"a": 1}),
        ("models", "text"),
        ("models", {"a": object()}),
        ("models", {"a": {1: 2}}),
        ("models", {"a": "\ud800"}),
        ("models", {"a": None}),
    ],
)
def test_what_does_not_fit_is_refused(path: Path, table: str, value: object) -> None:
    settings = Settings(path, {})
    before = settings.table(table)
    with pytest.raises(SettingsError):
        settings.set_table(table, "x", value)
    assert settings.table(table) == before
    settings.save()
    assert path.read_text() == TEXT


def test_unknown_tables_are_errors() -> None:
    settings = Settings(None, {})
    with pytest.raises(SettingsError, match="tabel") as refused:
        settings.table("tabel")
    assert "keys, models, presets" in refused.value.advice
    with pytest.raises(SettingsError):
        settings.set_table("tabel", "a", "b")


def test_in_memory_tables_hold() -> None:
    settings = Settings(None, {})
    settings.set_table("keys", "a", "b")
    settings.save()
    assert settings.table("keys") == {"a": "b"}


def test_declarations_of_tables_are_whole() -> None:
    for table in TABLES:
        assert table.title
        assert table.help.endswith(".")
        assert table.allowed()


# --- one session ---


def test_a_value_for_one_session_is_never_saved(path: Path) -> None:
    settings = Settings(path, {}, {"model": "line"})
    settings.set("model", "here", session_only=True)
    settings.set("theme", "high-contrast-dark")
    assert (settings.get("model"), settings.origin("model")) == ("here", "session")
    assert settings.kept("model") == "line"
    settings.save()
    assert "model" not in tomllib.loads(path.read_text())
    assert settings.get("model") == "here"
    settings.end_session()
    assert (settings.get("model"), settings.origin("model")) == ("line", "command line")


def test_a_value_that_is_kept_takes_the_place_of_the_sessions(path: Path) -> None:
    settings = Settings(path, {})
    for key in ("model", "system"):
        settings.set(key, "here", session_only=True)
    settings.set("model", "everywhere")
    settings.end_session("nosuch")
    assert (settings.text("model"), settings.text("system")) == ("everywhere", "here")
    settings.reset("system")
    assert settings.get("system") is None


# --- sources ---


def test_a_source_names_variable_file_and_line(path: Path) -> None:
    settings = Settings(path, {"MINIMAX_CHAT_MOUSE": "off"}, {"top_p": 0.1})
    settings.set("system", "x")
    settings.set("model", "y", session_only=True)
    keys = ("theme", "mouse", "top_p", "system", "model", "linear")
    assert {key: str(settings.source(key)) for key in keys} == {
        "theme": f"{path}:1",
        "mouse": "MINIMAX_CHAT_MOUSE",
        "top_p": "command line",
        "system": "set in this run, not saved",
        "model": "this session",
        "linear": "default",
    }
    assert settings.source("theme") == Source("file", str(path), 1)
    with pytest.raises(SettingsError):
        settings.source("nosuch")


@pytest.mark.parametrize(
    ("name", "near"),
    [("MINIMAX_CHAT_MODLE", "MINIMAX_CHAT_MODEL"), ("MINIMAX_CHAT_TOPP", "MINIMAX_CHAT_TOP_P")],
)
def test_a_variable_that_is_spelt_almost_like_ours_is_told(name: str, near: str) -> None:
    (problem,) = Settings(None, {name: "x", "MINIMAX_CHAT_HOME": "/x"}).problems
    assert str(problem) == f"{name}: There is no such variable. Did you mean {near}?"


@pytest.mark.parametrize("name", ["MINIMAX_CHAT_HOME", "MINIMAX_CHAT_TEST_X", "MINIMAX_API_KEY"])
def test_other_variables_are_nobodys_business(name: str) -> None:
    assert Settings(None, {name: "x"}).problems == ()


def test_an_entry_with_a_date_in_it_can_be_changed(path: Path) -> None:
    path.write_text("[models.own]\nsince = 2026-01-01\nat = 05:00:00\n")
    settings = Settings(path, {})
    entry = settings.table("models")["own"]
    assert isinstance(entry, dict)
    settings.set_table("models", "own", {**entry, "context_window": 5})
    settings.save()
    assert Settings(path, {}).table("models")["own"] == {**entry, "context_window": 5}


@pytest.mark.parametrize("value", [{"a": 2**63}, {"a": [{"b": -(2**63) - 1}]}])
def test_a_number_that_toml_does_not_have_is_refused(path: Path, value: object) -> None:
    settings = Settings(path, {})
    with pytest.raises(SettingsError, match="larger than TOML allows"):
        settings.set_table("models", "own", value)
    settings.save()
    assert "own" not in Settings(path, {}).table("models")
