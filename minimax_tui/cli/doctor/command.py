"""The command: looks, and prints what was found."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from minimax_tui.cli.doctor.findings import Finding, Level
from minimax_tui.cli.lines import write_lines
from minimax_tui.domain.i18n import tr

if TYPE_CHECKING:
    from argparse import ArgumentParser

EXIT_PROBLEM = 1


def run_doctor(arguments: Sequence[str]) -> int:
    """Prints all findings; returns 1 where there is a problem, else 0.

    Raises:
        SettingsError: if a value on the command line cannot be used.
    """
    from minimax_tui.cli.doctor import report

    options = _parser().parse_args(arguments)
    findings = look(options)
    said = [report.as_json(findings)] if options.json else report.as_lines(findings)
    failed = any(finding.level is Level.PROBLEM for finding in findings)
    return write_lines(said, EXIT_PROBLEM if failed else 0)


def look(options: Namespace) -> list[Finding]:
    """All findings.

    Raises:
        SettingsError: if a value on the command line cannot be used.
    """
    from minimax_tui.cli.accounts import open_accounts
    from minimax_tui.cli.compose import DATABASE
    from minimax_tui.cli.doctor import (
        configuration,
        database,
        endpoint,
        terminal,
        terminal_replies,
        tmux,
        versions,
    )
    from minimax_tui.cli.given_settings import open_settings
    from minimax_tui.cli.settings_problems import settings_problems
    from minimax_tui.config.paths import find_paths, themes_dir
    from minimax_tui.ui.clipboard import clipboard_commands

    environ = os.environ
    paths = find_paths()
    settings = open_settings(paths, options)
    problems = settings_problems(settings, environ, (paths.user_themes, themes_dir()))
    _, credentials = open_accounts(settings, environ, paths.credentials_file, options.account)
    # Until the end, so that an answer that comes late is not typed into the shell.
    with terminal_replies.TerminalTalk() as talk:
        return [
            *versions.look(),
            *terminal.look(
                environ, _size(), talk.replies, clipboard_commands(environ, sys.platform)
            ),
            *tmux.look(environ),
            *configuration.look(paths, settings, problems),
            *database.look(paths.data / DATABASE),
            *endpoint.look(credentials, environ, offline=options.offline),
        ]


def _size() -> tuple[int, int] | None:
    """Columns and lines of the terminal; None where no stream is one."""
    for stream in (sys.stdout, sys.stdin, sys.stderr):
        try:
            columns, rows = os.get_terminal_size(stream.fileno())
        except (OSError, ValueError, AttributeError):
            continue
        return columns, rows
    return None


def _parser() -> ArgumentParser:
    from minimax_tui.cli.options import OptionParser, add_endpoint_options

    parser = OptionParser(
        prog="minimax-chat doctor",
        description=tr(
            "Looks at the terminal, the configuration, the database, the key and the way to the "
            "endpoint, and says what to do. No secret is in what it prints."
        ),
        epilog=tr("The exit status is 1 where there is a problem, else 0."),
    )
    parser.add_argument("--json", action="store_true", help=tr("as JSON, for programs"))
    parser.add_argument("--offline", action="store_true", help=tr("do not ask the endpoint"))
    add_endpoint_options(parser)
    return parser
