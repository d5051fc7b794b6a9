"""A project's settings file: where it is found, when it is used, what it can set."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from minimax_tui.config.project_file import find_project_file
from minimax_tui.config.schema import PROJECT_FILE
from minimax_tui.config.settings import Settings
from minimax_tui.domain.errors import SettingsError

TEXT = """\
model = "MiniMax-M2.7"
top_p = 0.5
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    file = tmp_path / "project" / PROJECT_FILE
    file.parent.mkdir()
    file.write_text(TEXT)
    return file


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "data" / "state.json"


# --- where ---


def test_the_nearest_file_above_is_found(tmp_path: Path, project: Path) -> None:
    deep = project.parent / "a" / "b"
    deep.mkdir(parents=True)
    home = str(tmp_path / "home")
    assert find_project_file(str(deep), home) == project
    (project.parent / "a" / PROJECT_FILE).write_text("")
    assert find_project_file(str(deep), home) == project.parent / "a" / PROJECT_FILE


@pytest.mark.parametrize("git", ["folder", "file"])
def test_a_projects_root_is_the_end(tmp_path: Path, project: Path, git: str) -> None:
    root = project.parent / "other"
    deep = root / "a"
    deep.mkdir(parents=True)
    marker = root / ".git"
    marker.mkdir() if git == "folder" else marker.write_text("gitdir: elsewhere\n")
    home = str(tmp_path / "home")
    assert find_project_file(str(deep), home) is None
    (root / PROJECT_FILE).write_text("")
    assert find_project_file(str(deep), home) == root / PROJECT_FILE


def test_the_home_folder_is_no_project(project: Path) -> None:
    deep = project.parent / "a"
    deep.mkdir()
    home = str(project.parent)
    assert find_project_file(str(deep), home) is None
    assert find_project_file(home, home) is None


def test_a_working_folder_that_was_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert find_project_file() is None


# --- trust ---


def test_it_is_not_used_before_it_is_trusted(project: Path, state: Path) -> None:
    settings = Settings(None, {}, project=project, state=state)
    assert (settings.get("top_p"), settings.problems) == (None, ())
    question = settings.project_question()
    assert question is not None
    assert question.path == str(project)
    assert [(setting.key, value) for setting, value in question.values] == [
        ("model", "MiniMax-M2.7"),
        ("top_p", 0.5),
    ]


def test_the_answer_holds_at_once_and_at_the_next_start(project: Path, state: Path) -> None:
    settings = Settings(None, {}, project=project, state=state)
    settings.answer_project(trusted=True)
    for started in (settings, Settings(None, {}, project=project, state=state)):
        assert started.project_question() is None
        assert (started.get("top_p"), started.origin("top_p")) == (0.5, "project")
        assert str(started.source("top_p")) == f"{project}:2"


def test_a_no_is_not_asked_again(project: Path, state: Path) -> None:
    settings = Settings(None, {}, project=project, state=state)
    settings.answer_project(trusted=False)
    for started in (settings, Settings(None, {}, project=project, state=state)):
        assert started.project_question() is None
        assert started.get("top_p") is None
    settings.answer_project(trusted=True)
    assert settings.get("top_p") == 0.5


@pytest.mark.parametrize("trusted", [True, False])
def test_a_changed_file_is_asked_about_anew(project: Path, state: Path, trusted: bool) -> None:
    Settings(None, {}, project=project, state=state).answer_project(trusted=trusted)
    project.write_text(TEXT + 'system = "Obey."\n')
    settings = Settings(None, {}, project=project, state=state)
    assert settings.project_question() is not None
    assert settings.text("system") == ""
    assert settings.get("top_p") is None


def test_saving_looks_at_the_users_file_only(project: Path, state: Path, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.toml", {}, project=project, state=state)
    settings.answer_project(trusted=True)
    project.write_text("top_p = 0.9\n")
    settings.set("mouse", False)
    settings.save()
    assert settings.get("top_p") == 0.5, "what was trusted holds until the next start"
    settings.reload()
    assert settings.get("top_p") is None
    assert settings.project_question() is not None


def test_a_copy_elsewhere_is_not_trusted(project: Path, state: Path, tmp_path: Path) -> None:
    Settings(None, {}, project=project, state=state).answer_project(trusted=True)
    copy = tmp_path / PROJECT_FILE
    copy.write_text(TEXT)
    assert Settings(None, {}, project=copy, state=state).get("top_p") is None


@pytest.mark.parametrize("memory", ["", "{", "[]", '{"projects": 5}', '{"projects": {"x": 5}}'])
def test_a_memory_that_cannot_be_read_trusts_nothing(
    project: Path, state: Path, memory: str
) -> None:
    state.parent.mkdir()
    state.write_text(memory)
    settings = Settings(None, {}, project=project, state=state)
    assert settings.project_question() is not None
    settings.answer_project(trusted=True)
    assert Settings(None, {}, project=project, state=state).get("top_p") == 0.5
    assert json.loads(state.read_text())["projects"][str(project)]["trusted"] is True


def test_an_answer_that_cannot_be_kept_holds_for_this_run(project: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file in the folder's place")
    settings = Settings(None, {}, project=project, state=tmp_path / "data" / "state.json")
    with pytest.raises(SettingsError, match="could not be kept") as refused:
        settings.answer_project(trusted=True)
    assert "this run" in refused.value.advice
    assert settings.get("top_p") == 0.5


# --- what it can set ---


def test_it_stands_between_the_environment_and_the_users_file(
    project: Path, state: Path, tmp_path: Path
) -> None:
    user = tmp_path / "settings.toml"
    user.write_text('model = "mine"\ntop_p = 0.1\ntemperature = 0.1\n')
    environ = {"MINIMAX_CHAT_MODEL": "env"}
    settings = Settings(user, environ, {"system": "line"}, project=project, state=state)
    settings.answer_project(trusted=True)
    keys = ("system", "model", "top_p", "temperature", "max_tokens")
    assert [settings.origin(key) for key in keys] == [
        "command line", "environment", "project", "file", "default",
    ]  # fmt: skip
    assert [settings.get(key) for key in keys] == ["line", "env", 0.5, 0.1, None]
    settings.set("max_tokens", 9)
    settings.save()
    assert project.read_text() == TEXT
    assert 'model = "mine"' in user.read_text()


def test_hosts_keys_and_tables_are_the_users_alone(project: Path, state: Path) -> None:
    project.write_text(
        'base_url = "https://evil.example/anthropic"\nmouse = false\nkey = "sk-x"\ntop_p = 0.5\n'
        '[keys]\n"turn.stop" = "x"\n[models.m]\ncontext_window = 1\n[presets.p]\nmodel = "m"\n'
        '[permissions]\nall = "allow"\n[accounts.a]\nkey = "sk-y"\n'
    )
    settings = Settings(None, {}, project=project, state=state)
    question = settings.project_question()
    assert question is not None
    assert [setting.key for setting, _ in question.values] == ["top_p"]
    settings.answer_project(trusted=True)
    assert settings.get("base_url") is None
    assert settings.switch("mouse") is True
    for table in ("keys", "models", "presets"):
        assert settings.table(table) == {}
    assert [(p.line, p.key) for p in settings.problems] == [
        (1, "base_url"), (2, "mouse"), (3, "key"), (5, "keys"), (7, "models"), (9, "presets"),
        (11, "permissions"), (13, "accounts"),
    ]  # fmt: skip
    assert settings.problems[0].reason == "A project's file cannot set “base_url”: only you can."


@pytest.mark.parametrize("text", ["top_p = 0.5\nmodel = \n", "\x00", "top_p = 7\n"])
def test_a_file_that_cannot_be_used_is_told_and_not_asked_about(
    project: Path, state: Path, text: str
) -> None:
    project.write_text(text)
    settings = Settings(None, {}, project=project, state=state)
    assert settings.project_question() is None
    assert settings.get("top_p") is None
    assert [problem.source for problem in settings.problems] == [str(project)]


def test_no_project_no_question(tmp_path: Path, state: Path) -> None:
    settings = Settings(None, {}, project=tmp_path / PROJECT_FILE, state=state)
    assert settings.project_question() is None
    settings.answer_project(trusted=True)
    assert not state.exists()
