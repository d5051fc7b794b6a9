"""`$EDITOR` as a process: the loop goes on, what it saves comes back, failures change nothing."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest
from textual.app import App, SuspendNotSupported

from minimax_tui.ui.editor import EditorFailed, edit_in_editor


class StandIn:
    """An app as far as the editor needs it: who has the terminal."""

    def __init__(self, *, can_suspend: bool = True) -> None:
        self.is_suspended = False
        self.turns_back = 0
        self._can_suspend = can_suspend

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """As Textual 8.2.8: the terminal comes back only if nothing is raised."""
        if not self._can_suspend:
            raise SuspendNotSupported("not here")
        self.is_suspended = True
        yield
        self.is_suspended = False
        self.turns_back += 1


@pytest.fixture
def app() -> StandIn:
    return StandIn()


def use_editor(
    monkeypatch: pytest.MonkeyPatch, folder: Path, script: str, variable: str = "EDITOR"
) -> None:
    editor = folder / "the editor"
    editor.write_text(f"#!/bin/sh\n{script}\n")
    editor.chmod(0o700)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv(variable, f"'{editor}' --wait")


async def made(path: Path) -> None:
    """Waits until the editor has made a file."""
    async with asyncio.timeout(10):
        while not os.path.exists(path):  # noqa: ASYNC110, ASYNC240 - another program makes it
            await asyncio.sleep(0.005)


async def edit(app: StandIn, text: str = "a draft", *, off_disk: bool = False) -> str | None:
    return await edit_in_editor(cast("App[None]", app), text, off_disk=off_disk)


async def test_the_loop_goes_on_while_the_editor_is_open(
    app: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # The editor ends only because the loop does something meanwhile.
    use_editor(
        monkeypatch,
        tmp_path,
        f'cd "{tmp_path}"; touch opened; while [ ! -e go-on ]; do sleep 0.02; done\n'
        "printf 'written' > \"$2\"",
    )
    editing = asyncio.create_task(edit(app))
    await made(tmp_path / "opened")
    assert app.is_suspended
    (tmp_path / "go-on").touch()
    assert await editing == "written"
    assert app.turns_back == 1


@pytest.mark.parametrize(
    ("script", "result"),
    [
        ("printf 'one line\\n' > \"$2\"", "one line"),
        ("printf 'one\\n\\ntwo\\n' > \"$2\"", "one\n\ntwo"),
        ("printf '\\n' >> \"$2\"", None),
        (': > "$2"', ""),
        (":", None),
        ('touch "$2~" "$(dirname "$2")/.prompt.md.swp"', None),
    ],
)
async def test_what_the_editor_saved(
    app: StandIn,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    script: str,
    result: str | None,
) -> None:
    use_editor(monkeypatch, tmp_path, script)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert await edit(app) == result
    assert os.listdir(tmp_path) == ["the editor"], "nothing is left"


async def test_nobody_else_can_read_the_file(
    app: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    use_editor(monkeypatch, tmp_path, f'cp -p "$2" "{seen}"')
    await edit(app, "secret")
    assert stat.S_IMODE(seen.stat().st_mode) == 0o600
    assert seen.read_text() == "secret"


async def test_visual_goes_before_editor(
    app: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use_editor(monkeypatch, tmp_path, "printf 'by VISUAL' > \"$2\"", "VISUAL")
    monkeypatch.setenv("EDITOR", "false")
    assert await edit(app) == "by VISUAL"


@pytest.mark.parametrize(
    ("command", "words"),
    [("false", "status 1"), ("/no/such/editor", "No such file"), ("'", "No closing quotation")],
)
async def test_a_failure_is_said_and_the_terminal_comes_back(
    app: StandIn, monkeypatch: pytest.MonkeyPatch, command: str, words: str
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", command)
    with pytest.raises(EditorFailed) as failed:
        await edit(app)
    assert words in failed.value.advice
    assert not app.is_suspended


async def test_a_terminal_that_cannot_be_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "false")
    with pytest.raises(EditorFailed) as failed:
        await edit(StandIn(can_suspend=False))
    assert "cannot be handed over" in failed.value.advice


async def test_the_editor_is_ended_with_the_program(
    app: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use_editor(
        monkeypatch,
        tmp_path,
        f'trap \'touch "{tmp_path}/ended"; exit\' TERM; touch "{tmp_path}/opened"\n'
        "while true; do sleep 0.02; done",
    )
    editing = asyncio.create_task(edit(app))
    await made(tmp_path / "opened")
    editing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await editing
    await made(tmp_path / "ended")


async def test_off_the_disk_where_the_system_can(
    app: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setattr("minimax_tui.ui.editor._MEMORY_FOLDERS", ("", str(memory)))
    use_editor(monkeypatch, tmp_path, 'dirname "$2" > "$2.new"; mv "$2.new" "$2"')
    where = await edit(app, off_disk=True)
    assert where is not None
    assert Path(where).parent == memory
