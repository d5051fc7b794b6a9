"""A setting made what it was: its value, where that came from, and what the file holds."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from minimax_tui.config.schema import Origin, SettingState
from minimax_tui.config.settings import Settings
from minimax_tui.domain.errors import SettingsError

KEY = "temperature"
ENVIRON = {"MINIMAX_CHAT_TEMPERATURE": "0.7"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def with_project(folder: Path) -> Settings:
    """Settings of which a trusted project's file gives one."""
    project = folder / ".minimax-chat.toml"
    project.write_text("temperature = 0.7\n")
    settings = Settings(folder / "settings.toml", {}, project=project)
    settings.answer_project(trusted=True)
    return settings


SOURCES: dict[Origin, Callable[[Path], Settings]] = {
    "command line": lambda folder: Settings(folder / "settings.toml", {}, {KEY: 0.7}),
    "environment": lambda folder: Settings(folder / "settings.toml", ENVIRON),
    "project": with_project,
}


@pytest.mark.parametrize("text", ["", "# mine\ntop_p = 0.5  # as ever\n", "temperature = 0.1\n"])
@pytest.mark.parametrize("act", ["set", "reset"])
@pytest.mark.parametrize("origin", SOURCES)
def test_over_a_value_from_elsewhere(
    tmp_path: Path, path: Path, origin: Origin, act: str, text: str
) -> None:
    path.write_text(text)
    settings = SOURCES[origin](tmp_path)
    before = settings.state(KEY)
    if act == "set":
        settings.set(KEY, 1.5)
    else:
        settings.reset(KEY)
    settings.save()
    assert settings.number(KEY) == (1.5 if act == "set" else None)
    settings.restore(before)
    assert settings.number(KEY) == 0.7
    settings.save()
    assert (settings.number(KEY), settings.origin(KEY)) == (0.7, origin)
    assert tomllib.loads(path.read_text()) == tomllib.loads(text)


def test_a_file_edited_by_hand_is_as_it_was_to_the_letter(path: Path) -> None:
    text = "# mine\n\ntop_p = 0.5  # as ever\n\n[keys]\nstop = 'f8'\n"
    path.write_text(text)
    settings = Settings(path, {})
    before = settings.state(KEY)
    settings.set(KEY, 1.5)
    settings.save()
    assert path.read_text() != text
    assert settings.restore(before)
    settings.save()
    assert path.read_text() == text


@pytest.mark.parametrize("written", ["9.0", '"warm"', "true", "[1, 2]"])
def test_what_could_not_be_used_is_put_back_too(path: Path, written: str) -> None:
    path.write_text(f"{KEY} = {written}\n")
    settings = Settings(path, {})
    before = settings.state(KEY)
    settings.set(KEY, 0.5)
    settings.save()
    assert settings.problems == ()
    settings.restore(before)
    settings.save()
    assert tomllib.loads(path.read_text()) == tomllib.loads(f"{KEY} = {written}")
    assert settings.origin(KEY) == "default"
    assert len(settings.problems) == 1


def test_a_default_that_stood_in_the_file_stands_there_again(path: Path) -> None:
    path.write_text("mouse = true\n")
    settings = Settings(path, {})
    before = settings.state("mouse")
    settings.reset("mouse")
    settings.save()
    assert "mouse" not in tomllib.loads(path.read_text())
    settings.restore(before)
    settings.save()
    assert tomllib.loads(path.read_text()) == {"mouse": True}


def test_what_was_not_saved_leaves_the_file_alone(path: Path) -> None:
    path.write_text("broken = \n")
    settings = Settings(path, {}, {KEY: 0.7})
    before = settings.state(KEY)
    settings.set(KEY, 1.5)
    with pytest.raises(SettingsError, match="not saved"):
        settings.save()
    assert not settings.restore(before), "there is nothing to save"
    assert (settings.number(KEY), settings.origin(KEY)) == (0.7, "command line")
    path.write_text("")
    settings.save()
    assert path.read_text() == ""


def test_it_holds_even_where_it_cannot_be_saved(path: Path) -> None:
    path.write_text("temperature = 0.1\n")
    settings = Settings(path, {})
    before = settings.state(KEY)
    settings.set(KEY, 1.5)
    settings.save()
    path.write_text("temperature = 1.5\nbroken = \n")
    assert settings.restore(before)
    with pytest.raises(SettingsError, match="not saved"):
        settings.save()
    assert (settings.number(KEY), settings.origin(KEY)) == (0.1, "unsaved")
    path.write_text("temperature = 1.5\n")
    settings.save()
    assert (settings.number(KEY), settings.origin(KEY)) == (0.1, "file")
    assert tomllib.loads(path.read_text()) == {KEY: 0.1}


def test_a_value_for_the_session_comes_back(path: Path) -> None:
    settings = Settings(path, {})
    settings.set(KEY, 0.3, session_only=True)
    before = settings.state(KEY)
    settings.set(KEY, 1.5)
    settings.save()
    settings.restore(before)
    settings.save()
    assert (settings.number(KEY), settings.origin(KEY)) == (0.3, "session")
    assert settings.kept(KEY) is None
    settings.end_session()
    assert (settings.number(KEY), settings.origin(KEY)) == (None, "default")


def test_in_memory() -> None:
    settings = Settings(None, {})
    before = settings.state(KEY)
    settings.set(KEY, 1.5)
    settings.save()
    settings.restore(before)
    settings.save()
    assert (settings.number(KEY), settings.origin(KEY)) == (None, "default")


steps = st.lists(
    st.tuples(
        st.sampled_from(["set", "session", "reset", "end"]),
        st.sampled_from(["temperature", "mouse", "model"]),
        st.sampled_from([0, 1, True, False, "on", "MiniMax-M2.1", None]),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[*HealthCheck])
@given(steps, st.sampled_from(["", "temperature = 0.5\nmouse = 1\n[keys]\nstop = 'f8'\n"]))
def test_all_steps_taken_back_leave_what_was_there(
    tmp_path_factory: pytest.TempPathFactory, taken: list[tuple[str, str, object, bool]], text: str
) -> None:
    path = tmp_path_factory.mktemp("undo") / "settings.toml"
    path.write_text(text)
    settings = Settings(path, {"MINIMAX_CHAT_MODEL": "MiniMax-M2"}, {"temperature": 0.25})
    keys = ("temperature", "mouse", "model")

    def seen() -> list[object]:
        return [(repr(settings.get(k)), repr(settings.kept(k)), settings.origin(k)) for k in keys]

    past: list[tuple[SettingState, list[object], object]] = []
    for act, key, value, saved in taken:
        past.append((settings.state(key), seen(), tomllib.loads(path.read_text())))
        try:
            if act in ("set", "session"):
                settings.set(key, value, session_only=act == "session")
            elif act == "reset":
                settings.reset(key)
            else:
                settings.end_session(key)
        except SettingsError:
            past.pop()
        if saved:
            settings.save()
    for before, _, _ in reversed(past):
        settings.restore(before)
    settings.save()
    if past:
        assert seen() == past[0][1]
        assert tomllib.loads(path.read_text()) == past[0][2]
