"""What the doctor finds of the settings and of the folders."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from minimax_tui.cli.doctor.findings import Finding, ok, problem, warning
from minimax_tui.config.paths import HOME_VARIABLE, Paths
from minimax_tui.config.schema import Problem, SettingsStore
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr

SECTION = "configuration"


def look(paths: Paths, settings: SettingsStore, problems: Iterable[Problem]) -> list[Finding]:
    """The findings.

    Args:
        paths: The user's folders.
        settings: The settings in force.
        problems: What of them could not be used.
    """
    found = [_settings_file(paths.settings_file)]
    found += [_problem(one) for one in problems]
    question = settings.project_question()
    if question is not None:
        found.append(
            warning(
                SECTION,
                "project",
                tr("{file} is not trusted, so it is not used", file=one_line(question.path, 300)),
                tr("To trust it: minimax-chat config trust"),
            )
        )
    if os.environ.get(HOME_VARIABLE):
        found.append(ok(SECTION, "home", f"{HOME_VARIABLE} = {paths.config.parent}"))
    folders = {
        "config": paths.config,
        "data": paths.data,
        "cache": paths.cache,
        "logs": paths.logs,
    }
    return [*found, *(_folder(name, folder) for name, folder in folders.items())]


def _settings_file(path: Path) -> Finding:
    if not os.path.lexists(path):
        return ok(SECTION, "settings", tr("no file, so the defaults hold ({path})", path=path))
    return ok(SECTION, "settings", str(path))


def _problem(found: Problem) -> Finding:
    advice = tr("Correct it there, or in the program with /settings.")
    # Without a key it is the whole file that was not used, or the rest of it.
    whole = found.key is None
    make = problem if whole else warning
    return make(SECTION, "settings", str(found), advice)


def _folder(name: str, folder: Path) -> Finding:
    """Whether a folder can be written, or made where it is not there yet."""
    existing = folder
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    if not existing.is_dir():
        return problem(
            SECTION,
            name,
            tr("{folder}: a file stands in its place", folder=folder),
            tr("Move the file {file} away.", file=existing),
        )
    if not os.access(existing, os.W_OK | os.X_OK):
        return problem(
            SECTION,
            name,
            tr("{folder} cannot be written", folder=folder),
            tr("Give yourself the right to write to {folder}.", folder=existing),
        )
    if existing == folder and _others_may_read(folder):
        return warning(
            SECTION,
            name,
            tr("{folder}: other users can look into it", folder=folder),
            tr("To keep them out: chmod 700 on it."),
        )
    return ok(SECTION, name, str(folder))


def _others_may_read(folder: Path) -> bool:
    return os.name == "posix" and bool(stat.S_IMODE(folder.stat().st_mode) & 0o077)
