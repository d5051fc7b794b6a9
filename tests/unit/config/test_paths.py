"""Where the folders are, and how they are made."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from minimax_tui.config.paths import Paths, ensure, find_paths, themes_dir


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_home_puts_everything_in_one_place(tmp_path: Path) -> None:
    assert find_paths({"MINIMAX_CHAT_HOME": str(tmp_path)}) == Paths(
        config=tmp_path / "config",
        data=tmp_path / "data",
        cache=tmp_path / "cache",
        logs=tmp_path / "logs",
    )


def test_home_may_be_relative_or_begin_with_a_tilde(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    assert find_paths({"MINIMAX_CHAT_HOME": "here"}).data == tmp_path / "here" / "data"
    assert find_paths({"MINIMAX_CHAT_HOME": "~/x"}).data == tmp_path / "me" / "x" / "data"


@pytest.mark.parametrize("home", ["", "  "])
def test_without_home_the_platform_decides(home: str) -> None:
    paths = find_paths({"MINIMAX_CHAT_HOME": home})
    assert len({paths.data, paths.cache, paths.logs}) == 3
    for folder in paths:
        assert folder.is_absolute()
        assert "minimax-chat" in folder.parts


def test_the_files_in_the_config_folder() -> None:
    paths = find_paths({"MINIMAX_CHAT_HOME": "/x"})
    assert paths.settings_file == Path("/x/config/settings.toml")
    assert paths.credentials_file == Path("/x/config/credentials.toml")
    assert paths.user_themes == Path("/x/config/themes")


def test_finding_makes_no_folder(tmp_path: Path) -> None:
    find_paths({"MINIMAX_CHAT_HOME": str(tmp_path / "home")})
    assert not (tmp_path / "home").exists()


def test_made_folders_are_the_users_alone(tmp_path: Path) -> None:
    os.chmod(tmp_path, 0o755)
    folder = tmp_path / "a" / "b"
    assert ensure(folder) == folder
    assert ensure(folder) == folder
    assert mode(folder) == mode(tmp_path / "a") == 0o700
    assert mode(tmp_path) == 0o755


def test_a_file_in_the_place_of_a_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        ensure(tmp_path / "file")
    with pytest.raises(OSError):
        ensure(tmp_path / "file" / "below")


def test_the_themes_are_found() -> None:
    assert (themes_dir() / "minimax-dark.toml").is_file()


def test_start_up_does_not_load_what_only_files_need() -> None:
    program = (
        "import sys\n"
        "from minimax_tui.config.paths import find_paths\n"
        "from minimax_tui.config.settings import Settings\n"
        "from minimax_tui.config.credentials import EnvironmentCredentials\n"
        "s = Settings(find_paths({'MINIMAX_CHAT_HOME': '/nonexistent'}).settings_file, {})\n"
        "s.get('model')\n"
        "print(*[m for m in ('tomllib', 'tomli_w', 'difflib', 'platformdirs', 'tempfile',"
        " 'textual', 'rich', 'anthropic') if m in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
