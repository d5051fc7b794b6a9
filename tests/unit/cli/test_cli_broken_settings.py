"""Settings files that are not as they should be: said, never overwritten, and the program runs.

Each case goes through `Settings` and through the program.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from minimax_tui.config.settings import Settings
from minimax_tui.domain.errors import SettingsError
from minimax_tui.simulator.server import Simulator
from tests.unit.cli.conftest import Run

NOBODY = 65534


class Case(NamedTuple):
    """A file, and what is said of it."""

    data: bytes
    line: int | None
    key: str | None
    said: list[str]
    saved: bool = False
    """Whether it can be saved to: it is as it should be but for single values."""


GOOD = b'theme = "minimax-light"\n'
CASES = {
    "syntax error": Case(GOOD + b"mouse = \n", 2, None, ["Invalid value"]),
    "unknown key": Case(
        GOOD + b"\ntemprature = 1\n", 3, "temprature", ["Did you mean “temperature”?"], saved=True
    ),
    "out of bounds": Case(GOOD + b"top_p = 7\n", 2, "top_p", ["“7”", "from 0 to 1"], saved=True),
    "wrong type": Case(GOOD + b"mouse = 'x'\n", 2, "mouse", ["“x”", "on or off"], saved=True),
    "not UTF-8": Case(GOOD + b'model = "\xff"\n', 2, None, ["UTF-8"]),
    "10 MB of rubbish": Case(os.urandom(1000) * 10_000, None, None, ["larger than 1 MB"]),
    "many unknown keys": Case(
        GOOD + b"".join(b"key_%d = 1\n" % n for n in range(5_000)), 2, "key_0", ["key_0"], True
    ),
    "a later version": Case(
        GOOD + b'version = 7\nnew_in_7 = "x"\n',
        2,
        "version",
        ["format 7", "later version", "nothing is saved"],
    ),
    "a version that is none": Case(GOOD + b"version = 'x'\n", 2, "version", ["“version”"], True),
}


@pytest.fixture(params=list(CASES))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def file(home: Path) -> Path:
    file = home / "config" / "settings.toml"
    file.parent.mkdir(parents=True)
    return file


def test_the_settings_say_it_and_leave_the_file(file: Path, name: str) -> None:
    case = CASES[name]
    file.write_bytes(case.data)
    settings = Settings(file, {})
    problem = settings.problems[0]
    assert (problem.source, problem.line, problem.key) == (str(file), case.line, case.key)
    assert [words for words in case.said if words not in problem.reason] == []
    assert len(str(problem)) < 500
    assert len(settings.problems) < 25
    used = "minimax-light" if case.data.startswith(GOOD) else "auto"
    assert settings.get("theme") == used, "what can be used is used"
    assert file.read_bytes() == case.data
    settings.set("linear", True)
    if case.saved:
        settings.save()
        assert Settings(file, {}).switch("linear")
        assert file.with_name("settings.toml.bak").read_bytes() == case.data
    else:
        with pytest.raises(SettingsError, match="not saved") as refused:
            settings.save()
        assert str(file) in refused.value.what
        assert refused.value.advice
        assert file.read_bytes() == case.data
        assert os.listdir(file.parent) == ["settings.toml"]
    assert settings.switch("linear"), "it holds for this run"


def test_the_program_says_it_and_answers(
    run: Run, simulator: Simulator, file: Path, name: str
) -> None:
    case = CASES[name]
    file.write_bytes(case.data)
    simulator.script([{"type": "text", "text": "Oak."}])
    done = run("-p", "Name a tree")
    assert (done.status, done.out) == (0, "Oak.\n")
    where = str(file) if case.line is None else f"{file}, line {case.line}"
    assert f"minimax-chat: {where}: " in done.err
    assert [words for words in case.said if words not in done.err] == []
    assert "Traceback" not in done.err
    assert file.read_bytes() == case.data
    shown = run("config", "show", "--origin")
    assert shown.status == 0
    assert where in shown.err
    changed = run("config", "set", "linear", "on")
    if case.saved:
        assert (changed.status, changed.err) == (0, "")
    else:
        assert changed.status == 2
        assert "not saved" in changed.err
        assert file.read_bytes() == case.data


# --- permissions ---


@pytest.fixture
def plain_folder() -> Iterator[Path]:
    """A folder of a user whom permissions bind; the test runs as that user meanwhile."""
    if os.name != "posix":
        pytest.skip("permissions of POSIX")
    folder = Path(tempfile.mkdtemp(prefix="minimax-chat-test-"))
    folder.chmod(0o755)
    root = os.geteuid() == 0
    if root:
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if root:
            os.seteuid(0)
        for inner in folder.rglob("*"):
            inner.chmod(0o755)
        shutil.rmtree(folder)


@pytest.fixture
def own_file(home: Path, plain_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    assert home is not None
    monkeypatch.setenv("MINIMAX_CHAT_HOME", str(plain_folder))
    monkeypatch.chdir(plain_folder)
    file = plain_folder / "config" / "settings.toml"
    file.parent.mkdir()
    file.write_bytes(GOOD)
    return file


def test_no_permission_to_read(run: Run, simulator: Simulator, own_file: Path) -> None:
    own_file.chmod(0)
    simulator.script([{"type": "text", "text": "Oak."}])
    done = run("-p", "Name a tree")
    assert (done.status, done.out) == (0, "Oak.\n")
    assert f"{own_file}: It cannot be read: Permission denied." in done.err
    changed = run("config", "set", "linear", "on")
    assert changed.status == 2
    assert "not saved" in changed.err
    assert "Nothing was changed. Put the file right" in changed.err
    own_file.chmod(0o600)
    assert own_file.read_bytes() == GOOD


def test_no_permission_to_write(run: Run, simulator: Simulator, own_file: Path) -> None:
    own_file.parent.chmod(0o500)
    simulator.script([{"type": "text", "text": "Oak."}])
    assert run("-p", "Name a tree") == (0, "Oak.\n", "")
    changed = run("config", "set", "linear", "on")
    assert changed.status == 2
    assert f"The settings were not saved: {own_file} cannot be written." in changed.err
    assert "Nothing was changed. Check the folder's permissions" in changed.err
    assert own_file.read_bytes() == GOOD
    assert os.listdir(own_file.parent) == ["settings.toml"]
    settings = Settings(own_file, {})
    settings.set("linear", True)
    with pytest.raises(SettingsError, match="cannot be written"):
        settings.save()
    assert settings.switch("linear")
    assert settings.origin("linear") == "unsaved"


def test_no_permission_to_look_into_the_folder(
    run: Run, simulator: Simulator, own_file: Path
) -> None:
    own_file.parent.chmod(0)
    simulator.script([{"type": "text", "text": "Oak."}])
    done = run("-p", "Name a tree")
    assert (done.status, done.out) == (0, "Oak.\n")
    assert f"{own_file}: It cannot be read: Permission denied." in done.err
    assert run("config", "set", "linear", "on").status == 2
    own_file.parent.chmod(0o700)
    assert own_file.read_bytes() == GOOD


def test_a_file_in_the_place_of_the_folder(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "config").write_text("no folder")
    shown = run("config", "show")
    assert shown.status == 0
    assert f"{home / 'config' / 'settings.toml'}: It cannot be read: Not a directory." in shown.err
    assert run("config", "set", "linear", "on").status == 2


def test_one_value_is_given_with_a_word_about_the_file(run: Run, file: Path) -> None:
    file.write_bytes(CASES["syntax error"].data)
    got = run("config", "get", "mouse")
    assert (got.status, got.out) == (0, "on\n")
    assert f"{file}, line 2: Invalid value" in got.err


def test_no_permission_to_remember(run: Run, own_file: Path, plain_folder: Path) -> None:
    (plain_folder / "data").write_text("a file in the folder's place")
    assert run("config", "set", "linear", "on") == (0, "", "")
    assert Settings(own_file, {}).switch("linear")
