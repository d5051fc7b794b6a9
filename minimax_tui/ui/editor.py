"""Opens the draft in the user's own editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from textual.app import App, SuspendNotSupported

from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.i18n import tr


class EditorFailed(ChatError):
    """The editor could not be run, or it reported a failure."""

    def words(self) -> tuple[str, str]:
        return tr("The editor could not be used."), tr("Set EDITOR to the command of yours.")


def editor_command() -> list[str]:
    """$VISUAL, else $EDITOR, else vi, as words."""
    chosen = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    return shlex.split(chosen)


def edit_in_editor(app: App[None], text: str) -> str | None:
    """Hands the terminal to the editor until it ends. Answers go on being received and stored.

    Returns:
        The text as saved, None where nothing was changed.

    Raises:
        EditorFailed: and the draft is as it was.
    """
    folder = Path(tempfile.mkdtemp(prefix="minimax-chat-"))
    path = folder / "prompt.md"
    try:
        path.write_text(text, encoding="utf-8", errors="replace")
        path.chmod(0o600)
        with app.suspend():
            status = subprocess.run([*editor_command(), str(path)], check=False).returncode
        if status != 0:
            raise EditorFailed(advice=tr("It ended with status {status}.", status=status))
        edited = path.read_text(encoding="utf-8", errors="replace")
        return None if edited == text else edited.rstrip("\n")
    except (OSError, ValueError) as error:
        raise EditorFailed(advice=str(error)) from error
    except SuspendNotSupported as error:
        raise EditorFailed(advice=tr("This terminal cannot be handed over.")) from error
    finally:
        path.unlink(missing_ok=True)
        folder.rmdir()
