"""A mouse that was left to the terminal stays there when another program gives the screen back."""

from __future__ import annotations

from pathlib import Path

from tests.terminal.conftest import Launch

TAKES_MOUSE = b"\x1b[?1000h"
LEAVES_MOUSE = b"\x1b[?1000l"


def edited(launch: Launch, *arguments: str) -> tuple[bytes, bytes]:
    """What is written before the editor has the screen, and from then on until it is back."""
    terminal = launch("--demo", *arguments)
    terminal.wait_for("Message MiniMax-M3…")
    terminal.type("a draft")
    terminal.wait_for("a draft")
    at = len(terminal.chunks)
    before = terminal.raw()
    terminal.key("ctrl+g")
    terminal.wait_for("from the editor")
    return before, terminal.raw(at)


def editor(tmp_path: Path) -> str:
    """An editor that writes a line by itself."""
    path = tmp_path / "editor"
    path.write_text("#!/bin/sh\nprintf 'from the editor' > \"$1\"\n")
    path.chmod(0o700)
    return str(path)


def test_a_mouse_that_was_left_stays_left(
    launch: Launch, environment: dict[str, str], tmp_path: Path
) -> None:
    environment["EDITOR"] = editor(tmp_path)
    before, after = edited(launch, "--set", "mouse=off")
    assert LEAVES_MOUSE in before
    assert TAKES_MOUSE not in after


def test_else_the_mouse_is_taken_again(
    launch: Launch, environment: dict[str, str], tmp_path: Path
) -> None:
    environment["EDITOR"] = editor(tmp_path)
    _, after = edited(launch)
    assert TAKES_MOUSE in after
