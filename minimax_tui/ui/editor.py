"""Opens the draft in the user's own editor."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from textual.app import App, SuspendNotSupported

from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.i18n import tr

_PATIENCE_S = 1.0
"""How long an editor that is told to end may take to do so."""
_MEMORY_FOLDERS = (os.environ.get("XDG_RUNTIME_DIR", ""), "/dev/shm")


class EditorFailed(ChatError):
    """The editor could not be run, or it reported a failure.

    Attributes:
        saved: What it saved all the same, None where that is nothing new.
    """

    saved: str | None = None

    def words(self) -> tuple[str, str]:
        return tr("The editor could not be used."), tr("Set EDITOR to the command of yours.")


def editor_command() -> list[str]:
    """$VISUAL, else $EDITOR, else vi, as words.

    Raises:
        ValueError: if a quotation mark in it has no partner.
    """
    chosen = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    return shlex.split(chosen)


async def edit_in_editor(
    app: App[None],
    text: str,
    *,
    off_disk: bool = False,
    keep: Callable[[str], None] | None = None,
) -> str | None:
    """Hands the terminal to the editor until it ends.

    The app's loop goes on meanwhile: answers are received and taken in, nothing is drawn.

    Args:
        app: The app, whose driver holds what is written while the editor has the terminal.
        text: What the editor is given.
        off_disk: Whether its file is to be in memory, where the system has a folder for that.
        keep: Given what was saved, if the program ends while the editor is open.

    Returns:
        The text as saved, without the line end that editors put after the last line; None where
        nothing was changed.

    Raises:
        EditorFailed: if it cannot be started or ends with a failure.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix="minimax-chat-", dir=_folder(off_disk=off_disk)))
    except OSError as error:
        raise EditorFailed(advice=str(error)) from error
    try:
        path = folder / "prompt.md"
        path.write_text(text, encoding="utf-8", errors="replace")
        path.chmod(0o600)
        status = await _hand_over(app, [*editor_command(), str(path)])
        if status != 0:
            failed = EditorFailed(advice=tr("It ended with status {status}.", status=status))
            with contextlib.suppress(OSError):
                failed.saved = _edited(path, text)
            raise failed
        return _edited(path, text)
    except asyncio.CancelledError:
        with contextlib.suppress(OSError):
            saved = _edited(path, text)
            if saved is not None and keep is not None:
                keep(saved)
        raise
    except (OSError, ValueError) as error:
        raise EditorFailed(advice=str(error)) from error
    except SuspendNotSupported as error:
        raise EditorFailed(advice=tr("This terminal cannot be handed over.")) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # editors leave files of their own beside it


def _edited(path: Path, text: str) -> str | None:
    """What the editor saved, None where that is `text`. Raises `OSError`."""
    edited = path.read_text(encoding="utf-8", errors="replace").removesuffix("\n")
    return None if edited == text else edited


def _folder(*, off_disk: bool) -> str | None:
    """Where the file goes; None for the system's own folder of temporary files."""
    if off_disk:
        for folder in filter(None, _MEMORY_FOLDERS):
            if os.access(folder, os.W_OK | os.X_OK):
                return folder
    return None


async def _hand_over(app: App[None], command: list[str]) -> int:
    """Runs a command on the terminal; returns its exit status.

    Raises:
        OSError: if it cannot be started.
        SuspendNotSupported: if the terminal cannot be handed over.
    """
    status, failure = 0, None
    with app.suspend():
        # Textual 8.2.8 takes the terminal back only where nothing is raised in here.
        try:
            status = await _status_of(command)
        except OSError as error:
            failure = error
    if failure is not None:
        raise failure
    return status


async def _status_of(command: list[str]) -> int:
    process = await asyncio.create_subprocess_exec(*command)
    try:
        return await process.wait()
    finally:
        # The program ends while the editor is open: the terminal is the shell's again.
        for end in (process.terminate, process.kill):
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError, TimeoutError):
                    end()
                    async with asyncio.timeout(_PATIENCE_S):
                        await process.wait()
