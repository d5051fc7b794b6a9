"""`minimax-chat db`: looks at the database of conversations, copies and compacts it."""

from __future__ import annotations

import os
import sqlite3
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from minimax_tui.domain.database_care import compacted, size_words
from minimax_tui.domain.errors import StorageUnavailable
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr

if TYPE_CHECKING:
    from argparse import ArgumentParser

EXIT_DAMAGED = 1


def run_db(arguments: Sequence[str]) -> int:
    """Does what was asked; returns the exit status.

    Raises:
        ChatError: if there is no database, or it cannot be read or written.
    """
    from minimax_tui.cli.compose import DATABASE, DEMO_DATABASE
    from minimax_tui.config.paths import find_paths

    options = _parser().parse_args(arguments)
    path = find_paths().data / (DEMO_DATABASE if options.demo else DATABASE)
    if options.what == "path":
        return _say(str(path))
    if not path.exists():
        raise StorageUnavailable(
            tr("There is no database yet: {path}", path=visible(str(path))),
            tr("It is made with the first prompt."),
        )
    return {"check": _check, "backup": _back_up, "vacuum": _vacuum, "size": _size}[options.what](
        path, options
    )


def _say(*lines: str, status: int = 0) -> int:
    from minimax_tui.cli.lines import write_lines

    return write_lines(list(map(visible, lines)), status)


def _check(path: Path, options: Namespace) -> int:
    from minimax_tui.cli.database_care import checked

    del options
    state, result = checked(path)
    return _say(str(path), state.counts(), result.words, status=0 if result.well else EXIT_DAMAGED)


def _back_up(path: Path, options: Namespace) -> int:
    from minimax_tui.cli.database_care import backed_up_file

    if options.output is None:
        return _say(backed_up_file(path).words)
    target = Path(os.path.expanduser(options.output))
    if target.is_dir():
        target = target / path.name
    if target.exists() and not options.force:
        raise StorageUnavailable(
            tr("{path} is there already.", path=visible(str(target))),
            tr("Give another place, or --force."),
        )
    return _say(backed_up_file(path, target).words)


def _vacuum(path: Path, options: Namespace) -> int:
    from minimax_tui.cli.database_care import failure_of, opened
    from minimax_tui.storage.compacting import compact

    del options
    print(tr("Compacting {path} …", path=visible(str(path))), file=sys.stderr, flush=True)
    with opened(path) as connection:
        try:
            found = compact(connection, path)
        except sqlite3.Error as error:
            raise failure_of(error) from error
    return _say(compacted(*found).words)


def _size(path: Path, options: Namespace) -> int:
    from minimax_tui.storage.backups import copies
    from minimax_tui.storage.checkup import size_bytes

    del options
    found = [(path, size_bytes(path)), *((copy.path, copy.bytes) for copy in copies(path))]
    return _say(
        *(tr("{size}  {path}", size=f"{size_words(size):>9}", path=one) for one, size in found)
    )


def _parser() -> ArgumentParser:
    from minimax_tui.cli.options import OptionParser

    parser = OptionParser(
        prog="minimax-chat db",
        description=tr(
            "Looks after the database of conversations. A copy of each day is made by itself; the "
            "last three are kept beside it, in the folder `backups`."
        ),
    )
    parser.add_argument("--demo", action="store_true", help=tr("the demo's database"))
    whats = parser.add_subparsers(dest="what", metavar=tr("WHAT"), required=True)
    whats.add_parser("check", help=tr("look whether it is whole"))
    backup = whats.add_parser("backup", help=tr("copy it, also while it is in use"))
    backup.add_argument(
        "output", nargs="?", metavar=tr("FILE"), help=tr("where to; default: the folder `backups`")
    )
    backup.add_argument("--force", action="store_true", help=tr("replace a file that is there"))
    whats.add_parser("vacuum", help=tr("give the room of what was deleted back to the disk"))
    whats.add_parser("path", help=tr("say where it is"))
    whats.add_parser("size", help=tr("say how large it and its copies are"))
    return parser
