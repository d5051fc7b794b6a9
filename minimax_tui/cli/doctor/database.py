"""What the doctor finds of the database and the disk below it."""

from __future__ import annotations

import shutil
from pathlib import Path

from minimax_tui.cli.doctor.findings import Finding, ok, problem, warning
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.storage.checkup import Checkup, check_database

SECTION = "database"
_LITTLE_ROOM = 200_000_000
_NO_ROOM = 5_000_000


def size_words(count: int) -> str:
    """A number of bytes as people say it: 812 kB, 3.4 MB."""
    if count < 1_000_000:
        return f"{count / 1_000:,.0f} kB"
    if count < 1_000_000_000:
        return f"{count / 1_000_000:,.1f} MB"
    return f"{count / 1_000_000_000:,.1f} GB"


def look(path: Path) -> list[Finding]:
    """The findings of the database at `path`, which need not be there."""
    found = []
    if path.is_file():
        checkup = check_database(path)
        found += [_file(path, checkup), _whole(checkup)]
        if checkup.ours and not checkup.fault:
            found += [_schema(checkup), _journal(checkup)]
    else:
        said = tr("none yet: it is made at the first start ({path})", path=path)
        found.append(ok(SECTION, "file", said))
    return [*found, _room(path)]


def _file(path: Path, checkup: Checkup) -> Finding:
    size = size_words(checkup.bytes)
    if checkup.fault or not checkup.ours:
        return ok(SECTION, "file", f"{path}, {size}")
    sessions = trn("{count} session", "{count} sessions", checkup.sessions)
    messages = trn("{count} message", "{count} messages", checkup.messages)
    return ok(SECTION, "file", f"{path}, {size}, {sessions}, {messages}")


def _whole(checkup: Checkup) -> Finding:
    advice = tr(
        "Keep a copy of the file. When the program next starts it sets a file that it cannot "
        "read aside and makes a new one; backups from before migrations lie beside it."
    )
    if not checkup.ours:
        return problem(SECTION, "integrity", tr("it is no database of this program"), advice)
    if checkup.busy:
        return warning(
            SECTION,
            "integrity",
            tr("not looked at: another program uses it just now"),
            tr("Close other windows of minimax-chat and try again."),
        )
    if checkup.fault:
        return problem(SECTION, "integrity", one_line(checkup.fault, 200), advice)
    if not checkup.finished:
        return ok(SECTION, "integrity", tr("no fault found in 10 s; it is large"))
    return ok(SECTION, "integrity", tr("whole (SQLite's quick check)"))


def _schema(checkup: Checkup) -> Finding:
    if checkup.schema > checkup.newest_schema:
        return problem(
            SECTION,
            "schema",
            tr(
                "{found}, written by a later version; this one knows {known}",
                found=checkup.schema,
                known=checkup.newest_schema,
            ),
            tr("Update minimax-chat."),
        )
    if checkup.schema < checkup.newest_schema:
        said = tr(
            "{found}; it is brought to {known} at the next start, with a backup before",
            found=checkup.schema,
            known=checkup.newest_schema,
        )
        return ok(SECTION, "schema", said)
    return ok(SECTION, "schema", str(checkup.schema))


def _journal(checkup: Checkup) -> Finding:
    if checkup.journal_mode == "wal":
        return ok(SECTION, "journal", "WAL")
    return warning(
        SECTION,
        "journal",
        tr("{mode}: the folder seems to be on a network", mode=one_line(checkup.journal_mode, 20)),
        tr("Set MINIMAX_CHAT_HOME to a folder on this machine for the usual speed."),
    )


def _room(path: Path) -> Finding:
    folder = path.parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return warning(SECTION, "disk", one_line(error.strerror or str(error), 100))
    said = tr("{size} free", size=size_words(free))
    if free < _NO_ROOM:
        return problem(SECTION, "disk", said, tr("Make room: nothing can be stored."))
    if free < _LITTLE_ROOM:
        return warning(SECTION, "disk", said, tr("Make room soon."))
    return ok(SECTION, "disk", said)
