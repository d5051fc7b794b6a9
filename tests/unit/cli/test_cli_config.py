"""`minimax-chat config`, `--set`, and the project's file on the command line."""

from __future__ import annotations

import json
import shlex
import sys
import tomllib
from pathlib import Path

import pytest

from minimax_tui.config.schema import PROJECT_FILE, SETTINGS
from minimax_tui.simulator.server import Simulator
from tests.unit.cli.conftest import Run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, of no project."""
    folder = tmp_path / "work"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder.resolve()


@pytest.fixture
def file(home: Path, folder: Path) -> Path:
    """The settings file, not there yet."""
    assert folder.is_dir()
    return home / "config" / "settings.toml"


def line_of(key: str, out: str) -> list[str]:
    """The columns of a setting's line."""
    (line,) = [line for line in out.splitlines() if line.startswith(f"{key} ")]
    return line.split()


# --- show ---


def test_every_setting_is_shown(run: Run, file: Path) -> None:
    done = run("config")
    assert (done.status, done.err) == (0, "")
    assert [line.split()[0] for line in done.out.splitlines()] == [s.key for s in SETTINGS]
    assert run("config", "show") == done
    assert not file.exists()


def test_origins_name_option_variable_file_and_line(
    run: Run, file: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.parent.mkdir(parents=True)
    file.write_text('# mine\ntheme = "minimax-light"\n\n[keys]\n"turn.stop" = "f10"\n')
    project = folder / PROJECT_FILE
    project.write_text("top_p = 0.5\n")
    monkeypatch.setenv("MINIMAX_CHAT_MOUSE", "off")
    assert run("config", "trust").status == 0
    done = run("config", "show", "--origin", "--set", "temperature=0.3")
    assert done.err == ""
    assert line_of("theme", done.out) == ["theme", "minimax-light", f"{file}:2"]
    assert line_of("top_p", done.out) == ["top_p", "0.5", f"{project}:1"]
    assert line_of("mouse", done.out) == ["mouse", "off", "MINIMAX_CHAT_MOUSE"]
    assert line_of("temperature", done.out) == ["temperature", "0.3", "command", "line"]
    assert line_of("stall_timeout_s", done.out)[-1] == "default"
    assert line_of('keys."turn.stop"', done.out)[1:] == ['"f10"', f"{file}:5"]


def test_what_of_keys_and_models_does_not_hold_is_told(run: Run, file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_text('[keys]\n"find.open" = "ctrl+i"\n[models.M9]\ncontext_window = -1\n')
    done = run("config", "show")
    assert "line 2: Terminals send the same for ctrl+i and tab." in done.err
    assert done.err.count("line 4: “-1” cannot be used for context_window.") == 1


def test_all_of_it_as_json(run: Run, file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_text('thinking = "off"\nmosue = 1\n[models."M.x"]\ncontext_window = 5\n')
    done = run("config", "show", "--json")
    shown = json.loads(done.out)
    assert shown["settings"]["thinking"] == {
        "value": "disabled", "default": "adaptive", "origin": "file", "place": str(file),
        "line": 1, "scope": "session default",
    }  # fmt: skip
    assert shown["tables"]["models"] == {"M.x": {"context_window": 5}}
    assert [(p["line"], p["key"]) for p in shown["problems"]] == [(2, "mosue")]
    assert "Did you mean “mouse”?" in done.err


# --- get, set, unset, path ---


def test_set_get_and_unset(run: Run, file: Path) -> None:
    assert run("config", "set", "thinking", "off") == (0, "", "")
    assert run("config", "set", "top_p", "0.5") == (0, "", "")
    assert tomllib.loads(file.read_text()) == {"thinking": "disabled", "top_p": 0.5}
    assert "# Share of the likeliest words" in file.read_text()
    assert run("config", "get", "thinking") == (0, "disabled\n", "")
    assert run("config", "get", "top_p", "--json") == (0, "0.5\n", "")
    assert run("config", "get", "system") == (0, "\n", "")
    assert run("config", "unset", "thinking") == (0, "", "")
    assert run("config", "get", "thinking") == (0, "adaptive\n", "")
    assert run("config", "path") == (0, f"{file}\n", "")


def test_what_goes_before_the_file_is_told(
    run: Run, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIMAX_CHAT_MOUSE", "on")
    done = run("config", "set", "mouse", "off")
    assert (done.status, done.out) == (0, "")
    assert done.err == "minimax-chat: MINIMAX_CHAT_MOUSE goes before the settings file.\n"
    assert tomllib.loads(file.read_text()) == {"mouse": False}


@pytest.mark.parametrize(
    ("key", "value", "table"),
    [
        ("keys.model.choose", "ctrl+k", {"keys": {"model.choose": "ctrl+k"}}),
        ('keys."model.choose"', '["f7", "f8"]', {"keys": {"model.choose": ["f7", "f8"]}}),
        (
            "models.MiniMax-M2.7.context_window",
            "300000",
            {"models": {"MiniMax-M2.7": {"context_window": 300_000}}},
        ),
        ('models."a b".price.input', "0.5", {"models": {"a b": {"price": {"input": 0.5}}}}),
        ("presets.fast", '{model = "m"}', {"presets": {"fast": {"model": "m"}}}),
    ],
)
def test_entries_of_tables(
    run: Run, file: Path, key: str, value: str, table: dict[str, object]
) -> None:
    done = run("config", "set", key, value)
    assert (done.status, done.out) == (0, "")
    assert tomllib.loads(file.read_text()) == table
    assert run("config", "get", key).status == 0
    assert tomllib.loads(run("config", "get", next(iter(table))).out) == table
    assert run("config", "unset", key) == (0, "", "")
    assert run("config", "get", key).status == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("get", "modle"), ["“modle”", "Did you mean “model”?"]),
        (("set", "top_p", "7"), ["“7”", "from 0 to 1"]),
        (("set", "nosuch", "7"), ["nosuch"]),
        (("unset", "nosuch"), ["nosuch"]),
        (("set", "keys", "x"), ["keys", "table"]),
        (("set", "keys.a", "5"), ["[keys]", "text"]),
        (("get", "keys.a"), ["keys.a", "config show"]),
        (("show", "--set", "top_p"), ["--set top_p", "--set theme="]),
        (("show", "--set", "topp=1"), ["topp", "top_p"]),
        (("show", "--set", "top_p=7"), ["“7”"]),
        (("trust",), [".minimax-chat.toml"]),
        (("nosuch",), ["nosuch"]),
        (("set", "top_p"), ["VALUE"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_cannot_be_done_is_said(
    run: Run, file: Path, arguments: tuple[str, ...], said: list[str]
) -> None:
    done = run("config", *arguments)
    assert (done.status, done.out) == (2, "")
    assert [words for words in said if words not in done.err] == []
    assert not file.exists()


# --- edit ---


def editor(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Makes a Python script the editor; `file` is what it is given."""
    words = [
        sys.executable,
        "-c",
        f"import sys, pathlib; file = pathlib.Path(sys.argv[1]); {script}",
    ]
    monkeypatch.setenv("EDITOR", shlex.join(words))


def test_a_new_file_has_every_setting_as_a_comment(
    run: Run, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(monkeypatch, "assert file.read_text()")
    assert run("config", "edit") == (0, "", "")
    text = file.read_text()
    assert tomllib.loads(text) == {}
    assert [s.key for s in SETTINGS if f"\n#{s.key} = " not in text] == []
    assert "\n#[keys]\n" in text
    bare = "\n".join(line.removeprefix("#") for line in text.splitlines() if line[:2] != "# ")
    assert {s.key for s in SETTINGS} <= set(tomllib.loads(bare)), "each line works uncommented"


def test_what_is_wrong_after_editing_is_said(
    run: Run, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(monkeypatch, "file.write_text('mouse = true\\ntop_p = 9\\n')")
    done = run("config", "edit")
    assert done.status == 1
    assert f"{file}, line 2: “9” cannot be used for top_p." in done.err


@pytest.mark.parametrize("script", ["sys.exit(3)", None])
def test_an_editor_that_fails_is_said(
    run: Run, file: Path, monkeypatch: pytest.MonkeyPatch, script: str | None
) -> None:
    if script is None:
        monkeypatch.setenv("EDITOR", "/no/such/editor")
    else:
        editor(monkeypatch, script)
    done = run("config", "edit")
    assert done.status == 2
    assert "editor" in done.err
    assert file.exists()


# --- a run with them ---


def test_set_holds_for_one_run(run: Run, simulator: Simulator, file: Path) -> None:
    simulator.script([{"type": "text", "text": "Oak."}])
    given = ["--set", "temperature=0.3", "--set", "top_p=0.2", "--set", "top_p=0.4"]
    done = run(*given, "--set", "model=MiniMax-M2.7", "--model", "MiniMax-M2.5", "-p", "A tree")
    assert done == (0, "Oak.\n", "")
    sent = simulator.requests[0].json
    assert (sent["temperature"], sent["top_p"], sent["model"]) == (0.3, 0.4, "MiniMax-M2.5")
    assert not file.exists()


def test_a_projects_file_is_used_once_it_is_trusted(
    run: Run, simulator: Simulator, folder: Path
) -> None:
    project = folder / PROJECT_FILE
    project.write_text('temperature = 0.3\nbase_url = "http://127.0.0.1:9/anthropic"\n')
    for _ in range(2):
        simulator.script([{"type": "text", "text": "Oak."}])
    done = run("-p", "A tree")
    assert (done.status, done.out) == (0, "Oak.\n")
    assert done.err.count("\n") == 1
    assert f"{project} is not used" in done.err
    assert "config trust" in done.err
    assert "temperature" not in simulator.requests[0].json

    done = run("config", "trust")
    assert done.out == f"{project} is used from now on, until it changes.\n"
    assert "line 2: A project's file cannot set “base_url”" in done.err
    assert run("-p", "A tree").out == "Oak.\n"
    assert simulator.requests[1].json["temperature"] == 0.3

    done = run("config", "distrust")
    assert done.out == f"{project} is not used.\n"
    assert run("config", "get", "temperature") == (0, "\n", "")


def test_a_project_that_sets_nothing_usable_cannot_be_trusted(run: Run, folder: Path) -> None:
    (folder / PROJECT_FILE).write_text("mouse = false\n")
    done = run("config", "trust")
    assert done.status == 2
    assert "Nothing in" in done.err
    assert "temperature" in done.err


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("theme", "nosuch", "There is no theme “nosuch”. Choose one of"),
        ("keys.nosuch", "f5", "There is no command “nosuch”."),
        ("keys.model.choose", "f5", "f5 was the key of turn.again."),
        ("models.MiniMax-M4.inputs", '["smell"]', "cannot be used for inputs."),
        ("models.MiniMax-M4", "{ window = 5 }", "A model has no property “window”."),
        ("presets.quick.colour", "1", "A preset has no “colour”."),
    ],
)
def test_what_is_set_and_cannot_be_used_yet_is_told(
    run: Run, file: Path, key: str, value: str, said: str
) -> None:
    done = run("config", "set", key, value)
    assert done.status == 0
    assert said in done.err
    assert f"{file}, line " in done.err
    assert run("config", "set", "temperature", "1").err == "", "of others nothing is said"


def test_what_tables_and_themes_have_wrong_is_said_after_editing(
    run: Run, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("config", "set", "theme", "nosuch")
    run("config", "set", "keys.nosuch", "f5")
    monkeypatch.setenv("EDITOR", "true")
    done = run("config", "edit")
    assert done.status == 1
    assert "There is no theme “nosuch”." in done.err
    assert "There is no command “nosuch”." in done.err
    found = run("doctor", "--offline").out
    assert "There is no theme" in found
    assert str(file) in found


def test_a_list_is_told_on_one_line(run: Run) -> None:
    run("config", "set", "keys.view.theme", '["f13", "f14"]')
    assert run("config", "get", "keys.view.theme").out == '["f13", "f14"]\n'


def test_a_file_that_is_broken_is_left_and_nothing_is_said_to_hold(run: Run, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("model = [\n")
    done = run("config", "set", "temperature", "1")
    assert done.status == 2
    assert "is broken" in done.err
    assert "Nothing was changed." in done.err
    assert file.read_text() == "model = [\n"


def test_where_no_name_is_near_all_are_pointed_to(run: Run) -> None:
    assert "minimax-chat config show" in run("config", "get", "zzzz").err
