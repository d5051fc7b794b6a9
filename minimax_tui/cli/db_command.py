"""`minimax-chat db`: looks at the database of conversations, copies and compacts it."""

from __future__ import annotations

import sqlite3
import sys
import time
from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from minimax_tui.domain.errors import StorageBusy, StorageError, StorageUnavailable
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr, trn

if TYPE_CHECKING:
    from argparse import ArgumentParser

EXIT_DAMAGED = 1
CHECK_LIMIT_S = 600.0
_WAIT_S = 5.0


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


def size_words(count: int) -> str:
    """A size in bytes as people read it: `84.3 MB`."""
    if count < 1_000:
        return f"{count} B"
    amount = count / 1_000
    for unit in ("kB", "MB", "GB"):
        if amount < 1_000:
            return f"{amount:.1f} {unit}"
        amount /= 1_000
    return f"{amount:,.1f} TB"


def _check(path: Path, options: Namespace) -> int:
    from minimax_tui.storage.checkup import check_database

    del options
    found = check_database(path, limit_s=CHECK_LIMIT_S)
    if not found.ours:
        found_fault = found.fault or tr("It is no database of this program.")
    else:
        found_fault = found.fault or _index_fault(path)
    sessions = trn("{count} session", "{count} sessions", found.sessions)
    messages = trn("{count} message", "{count} messages", found.messages)
    lines = [str(path), f"{sessions}, {messages}, {size_words(found.bytes)}"]
    if found_fault:
        return _say(*lines, tr("Damaged: {fault}", fault=found_fault), status=EXIT_DAMAGED)
    if not found.finished:
        return _say(*lines, tr("Nothing wrong was found in the time there was."))
    return _say(*lines, tr("Everything is in order."))


def _index_fault(path: Path) -> str:
    """What is wrong with the full-text index, "" if nothing is."""
    from minimax_tui.storage.search_index import check_index

    connection = _opened(path)
    try:
        return check_index(connection)
    finally:
        connection.close()


def _back_up(path: Path, options: Namespace) -> int:
    from minimax_tui.storage.backups import copy_to, folder_of
    from minimax_tui.storage.failures import storage_error
    from minimax_tui.storage.files import make_private_folder

    if options.output is not None:
        target = Path(options.output).expanduser()
    else:
        second = datetime.fromtimestamp(time.time()).astimezone().strftime("%Y-%m-%d-%H%M%S")
        target = folder_of(path) / f"{path.stem}-{second}.db"
    if target.is_dir():
        target = target / path.name
    if target.exists() and not options.force:
        raise StorageUnavailable(
            tr("{path} is there already.", path=visible(str(target))),
            tr("Give another place, or --force."),
        )
    connection = _opened(path)
    try:
        if options.output is None:
            make_private_folder(target.parent)
        copy_to(connection, target)
        size = target.stat().st_size
    except (sqlite3.Error, OSError) as error:
        raise storage_error(error) from error
    finally:
        connection.close()
    return _say(tr("Written: {path} ({size})", path=target, size=size_words(size)))


def _vacuum(path: Path, options: Namespace) -> int:
    from minimax_tui.storage.checkup import size_bytes
    from minimax_tui.storage.failures import storage_error
    from minimax_tui.storage.search_index import optimize_index

    del options
    before = size_bytes(path)
    connection = _opened(path)
    try:
        print(tr("Compacting {path} …", path=visible(str(path))), file=sys.stderr, flush=True)
        optimize_index(connection)
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        failure = storage_error(error)
        if isinstance(failure, StorageBusy):
            raise StorageBusy(
                tr("Another program uses the database."), tr("Close minimax-chat and try again.")
            ) from error
        raise failure from error
    finally:
        connection.close()
    after = size_bytes(path)
    return _say(
        tr("{before} before, {after} now", before=size_words(before), after=size_words(after))
    )


def _size(path: Path, options: Namespace) -> int:
    from minimax_tui.storage.backups import folder_of
    from minimax_tui.storage.checkup import size_bytes

    del options
    lines = [tr("{size}  {path}", size=f"{size_words(size_bytes(path)):>9}", path=path)]
    for copy in sorted([*folder_of(path).glob("*.db"), *path.parent.glob(f"{path.name}.backup-*")]):
        lines.append(tr("{size}  {path}", size=f"{size_words(copy.stat().st_size):>9}", path=copy))
    return _say(*lines)


def _opened(path: Path) -> sqlite3.Connection:
    """A connection that neither makes nor migrates anything.

    Raises:
        StorageError: if it is no database of this program that can be read.
    """
    from minimax_tui.storage.failures import storage_error
    from minimax_tui.storage.migrations import APPLICATION_ID

    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_WAIT_S, isolation_level=None
        )
        try:
            [owner] = connection.execute("PRAGMA application_id").fetchone()
        except sqlite3.Error:
            connection.close()
            raise
    except sqlite3.Error as error:
        failure: StorageError = storage_error(error)
        raise failure from error
    if owner != APPLICATION_ID:
        connection.close()
        raise StorageUnavailable(tr("It is no database of this program."))
    return connection


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
