"""The settings of one run: what the command line gives, and the files they stand in."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from minimax_tui.cli.language import use_language
from minimax_tui.config.paths import Paths
from minimax_tui.config.project_file import find_project_file
from minimax_tui.config.schema import SettingsStore
from minimax_tui.config.settings import Settings
from minimax_tui.domain.errors import SettingsError
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr

DEMO_SETTINGS = "demo-settings.toml"
_OWN_OPTIONS = ("model", "thinking", "system", "base_url", "theme")
"""Settings that have an option of their own."""


def add_set_option(parser: ArgumentParser) -> None:
    """Adds `--set`."""
    parser.add_argument(
        "--set",
        dest="set",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help=tr("any setting, for this run; may be given several times"),
    )


def given_values(options: Namespace) -> dict[str, object]:
    """Settings of the command line by key; an option of its own goes before `--set`.

    Raises:
        SettingsError: for a `--set` without `=`.
    """
    values: dict[str, object] = {}
    for given in getattr(options, "set", []):
        key, equals, value = given.partition("=")
        if not equals:
            raise SettingsError(
                tr("“--set {given}” has no value.", given=one_line(given, 60)),
                tr("Write it as in: --set theme=minimax-light"),
            )
        values[key.strip()] = value
    for key in _OWN_OPTIONS:
        value = getattr(options, key, None)
        if value is not None:
            values[key] = value
    return values


def open_settings(paths: Paths, options: Namespace) -> Settings:
    """The settings in force: the demo's have a file of their own, and no project's.

    Raises:
        SettingsError: for a bad value of the command line.
    """
    demo = getattr(options, "demo", False)
    file = paths.settings_file
    project: Path | None = None if demo else find_project_file()
    settings = Settings(
        file.with_name(DEMO_SETTINGS) if demo else file,
        os.environ,
        given_values(options),
        project=project,
        state=paths.settings_state,
    )
    use_language(settings.text("language"), os.environ)
    return settings


def said_of_project(settings: SettingsStore) -> str | None:
    """What is said, where nobody can be asked, of a project's file that is not trusted yet."""
    question = settings.project_question()
    if question is None:
        return None
    return tr(
        "{file} is not used, because it is not trusted. To trust it: minimax-chat config trust",
        file=one_line(question.path, 300),
    )
