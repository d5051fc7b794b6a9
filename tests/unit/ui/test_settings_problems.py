"""What could not be used, at the top of the settings panel."""

from __future__ import annotations

import pytest

from minimax_tui.config.schema import Problem
from minimax_tui.domain.errors import SettingsError
from minimax_tui.ui.screens.settings.problems import problem_lines

SHORT = "/home/a/settings.toml"
LONG = "/home/someone/.config/deep/" + "folder/" * 12 + "minimax-chat/settings.toml"
SPACES = "/Users/John Smith/Library/Application Support/" + "more room/" * 6 + "settings.toml"


def told(path: str, cells: int) -> list[str]:
    error = SettingsError(
        f"The settings were not saved: {path} cannot be written.",
        "They hold for this run. Check the folder's permissions and the disk.",
    )
    return [line.plain for line in problem_lines((), error, cells)]


@pytest.mark.parametrize("path", [SHORT, LONG, SPACES])
@pytest.mark.parametrize("cells", [76, 100, 116])
def test_a_long_path_leaves_room_for_what_to_do(path: str, cells: int) -> None:
    lines = told(path, cells)
    said = " ".join(line.strip() for line in lines)
    assert len(lines) <= 2
    assert all(len(line) <= cells for line in lines)
    assert said.startswith("▲ The settings were not saved: /")
    assert "tings.toml cannot be written. They hold" in said
    assert said.endswith("permissions and the disk.")
    assert (path in said) is (path == SHORT)


def test_no_more_of_a_path_is_left_out_than_must_be() -> None:
    lines = told(LONG, 100)
    assert len(lines) == 2
    assert "folder/" in lines[0]
    assert len(lines[0]) + len(lines[1]) > 175


def test_a_path_ends_where_a_chinese_sentence_does() -> None:
    error = SettingsError(f"设置未保存：无法写入{LONG[:-5]}。", "仅在本次运行中有效。请检查权限。")
    lines = [line.plain for line in problem_lines((), error, 60)]
    assert len(lines) == 2
    assert "…" in lines[0]
    assert lines[0].startswith("▲ 设置未保存：无法写入/home")
    assert lines[1].endswith("请检查权限。")


def test_what_has_no_path_loses_its_end() -> None:
    lines = problem_lines((Problem("MINIMAX_CHAT_X", None, "x", "word " * 60),), None, 40)
    assert len(lines) == 2
    assert lines[1].plain.endswith("…")


def test_only_the_first_are_told() -> None:
    problems = [Problem(f"/a/{n}.toml", n, "theme", f"Reason {n}.") for n in range(1, 5)]
    lines = [line.plain for line in problem_lines(problems, None, 76)]
    assert lines[0] == "▲ 1.toml, line 1: Reason 1."
    assert lines[2].strip() == "and 2 more, at the end of the list"
