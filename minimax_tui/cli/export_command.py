"""`minimax-chat export ID`: a session as Markdown, HTML, JSON or a Python script."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from minimax_tui.domain.errors import SessionNotFound
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr

if TYPE_CHECKING:
    from argparse import ArgumentParser

EXIT_REFUSED = 1


def run_export(arguments: Sequence[str]) -> int:
    """Writes the export; returns the exit status.

    Raises:
        ChatError: if there is no such session, or it cannot be read or written.
    """
    options = _parser().parse_args(arguments)
    text, name = _exported(options)
    if options.output in (None, "-"):
        return _to_stdout(text)
    return _to_file(Path(os.path.expanduser(options.output)), name, text, force=options.force)


def _exported(options: Namespace) -> tuple[str, str]:
    """The text, and what a file of it is called."""
    from minimax_tui.cli.conversations import opened_conversations
    from minimax_tui.cli.exporting import export_surroundings
    from minimax_tui.cli.given_settings import open_settings
    from minimax_tui.cli.own_models import use_own_models
    from minimax_tui.config.accounts import Accounts
    from minimax_tui.config.paths import find_paths
    from minimax_tui.exports.files import default_name
    from minimax_tui.exports.formats import Format, Part
    from minimax_tui.exports.rendering import Wanted, rendered

    paths = find_paths()
    settings = open_settings(paths, options)
    use_own_models(settings, None if options.demo else paths.cache)
    with opened_conversations(paths, demo=options.demo, make=False) as store:
        session_id = store.last_session() if options.id is None else None
        if options.id is not None:
            session_id = store.resolve_session(options.id.strip())
        if session_id is None:
            raise SessionNotFound()
        tree = store.tree(session_id)
    part = Part.SESSION
    if options.turn is not None:
        part = Part.TURN
    elif options.branch:
        part = Part.BRANCH
    # The keyring would ask on the desktop.
    known_keys = Accounts(paths.credentials_file).known_keys
    wanted = Wanted(Format(options.format), part, options.turn, options.thinking)
    text = rendered(tree, wanted, export_surroundings(settings, known_keys))
    return text, default_name(tree.session, wanted.form)


def _to_stdout(text: str) -> int:
    from minimax_tui.cli.lines import write_lines

    # As `-p` does it: a terminal gets no control codes, a file or pipe the exact text.
    shown = visible(text) if sys.stdout.isatty() else text
    return write_lines([shown.encode("utf-8", "replace").decode().removesuffix("\n")])


def _to_file(path: Path, name: str, text: str, *, force: bool) -> int:
    from minimax_tui.exports.files import FileExists, write_export

    if path.is_dir():
        path = path / name
    try:
        write_export(path, text, replace=force)
    except FileExists as error:
        if not sys.stdin.isatty():
            raise FileExists(error.what, tr("Give another place, or --force.")) from error
        if not _asked(path):
            return EXIT_REFUSED
        write_export(path, text, replace=True)
    print(tr("Written: {path}", path=visible(str(path))), file=sys.stderr)
    return 0


def _asked(path: Path) -> bool:
    """Whether the user lets a file be replaced; no is the answer to everything but a yes."""
    question = tr("{path} is there already. Replace it? [y/N] ", path=visible(str(path)))
    print(question, end="", file=sys.stderr, flush=True)
    answer = sys.stdin.readline().strip().casefold()
    return answer in ("y", "yes", tr("yes").casefold())


def _parser() -> ArgumentParser:
    from minimax_tui.cli.given_settings import add_set_option
    from minimax_tui.cli.options import OptionParser
    from minimax_tui.exports.formats import Format

    parser = OptionParser(
        prog="minimax-chat export",
        description=tr(
            "Writes a session as Markdown, as one HTML page, as JSON that loses nothing, or as a "
            "Python script that sends its last request once more. No key is in any of them."
        ),
    )
    parser.add_argument(
        "id",
        nargs="?",
        metavar="ID",
        help=tr("a session's id, or the start of one; the session used last if not given"),
    )
    parser.add_argument(
        "--format",
        choices=[form.value for form in Format],
        default=Format.MARKDOWN.value,
        help=tr("default: markdown"),
    )
    parser.add_argument(
        "--output",
        "-o",
        metavar="FILE",
        help=tr("a file, or a folder to put one into; `-`, or nothing, is stdout"),
    )
    parser.add_argument(
        "--force", action="store_true", help=tr("replace a file that is there without asking")
    )
    parser.add_argument(
        "--no-thinking",
        dest="thinking",
        action="store_false",
        help=tr("leave thinking out of Markdown and HTML"),
    )
    part = parser.add_mutually_exclusive_group()
    part.add_argument(
        "--branch", action="store_true", help=tr("the current branch alone, not the whole session")
    )
    part.add_argument(
        "--turn",
        type=int,
        metavar="N",
        help=tr("one turn of the current branch; -1 is the last one"),
    )
    parser.add_argument("--demo", action="store_true", help=tr("a session of the demo"))
    add_set_option(parser)
    return parser
