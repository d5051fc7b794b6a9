"""Which commands take copied text, by where the program runs."""

from __future__ import annotations

import shutil

import pytest

from minimax_tui.ui.clipboard import clipboard_commands


@pytest.mark.parametrize(
    ("environ", "platform", "programs"),
    [
        ({}, "linux", []),
        ({"TMUX": "/tmp/tmux"}, "linux", ["tmux"]),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, "linux", ["wl-copy"]),
        ({"DISPLAY": ":0"}, "linux", ["xclip", "xsel"]),
        ({"TMUX": "x"}, "darwin", ["tmux", "pbcopy"]),
    ],
)
def test_commands(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], platform: str, programs: list[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert [command[0] for command in clipboard_commands(environ, platform)] == programs


def test_commands_that_are_not_installed_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert clipboard_commands({"DISPLAY": ":0", "TMUX": "x"}, "linux") == []
