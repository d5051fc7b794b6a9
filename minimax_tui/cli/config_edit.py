"""`minimax-chat config edit`: the settings file in the user's own editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys

from minimax_tui.cli.settings_problems import settings_problems
from minimax_tui.config.paths import Paths, ensure, themes_dir
from minimax_tui.config.settings import Settings
from minimax_tui.domain.errors import Detail, SettingsError
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr

EXIT_PROBLEMS = 1


def edit_settings_file(paths: Paths) -> int:
    """Opens the file, made with every setting as a comment if there is none, and checks it after.

    Returns:
        0, or 1 if something in the file cannot be used afterwards, which is said on stderr.

    Raises:
        SettingsError: if the file cannot be made, or the editor cannot be run.
    """
    file = paths.settings_file
    try:
        if not os.path.lexists(file):
            from minimax_tui.config.settings_text import render_template
            from minimax_tui.config.toml_file import write_atomically

            ensure(file.parent)
            write_atomically(file, render_template())
    except OSError as error:
        raise SettingsError(
            tr("{file} cannot be written.", file=file),
            tr("Check the folder's permissions and the disk."),
            Detail(message=str(error)),
        ) from error
    _run_editor(str(file))
    problems = settings_problems(Settings(file, {}), os.environ, (paths.user_themes, themes_dir()))
    for problem in problems:
        print(f"minimax-chat: {visible(str(problem))}", file=sys.stderr)
    return EXIT_PROBLEMS if problems else 0


def _run_editor(file: str) -> None:
    usual = "notepad" if os.name == "nt" else "vi"
    chosen = os.environ.get("VISUAL") or os.environ.get("EDITOR") or usual
    try:
        status = subprocess.run([*shlex.split(chosen), file], check=False).returncode
    except (OSError, ValueError) as error:
        raise SettingsError(
            tr("The editor could not be used."),
            tr("Set EDITOR to the command of yours."),
            Detail(message=str(error)),
        ) from error
    if status != 0:
        raise SettingsError(
            tr("The editor could not be used."),
            tr("It ended with status {status}.", status=status),
        )
