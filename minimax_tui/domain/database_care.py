"""Looking after the database: the port, and its words on every surface."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from minimax_tui.domain.i18n import tr, trn


class DatabaseCopy(NamedTuple):
    """A copy of the database: its file, Unix time of its making, and its size."""

    path: Path
    at: float
    bytes: int


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """What there is to say about the database without looking through it.

    Attributes:
        path: Its file; None where nothing is on the disk.
        bytes: Of the file and its log.
        sessions: How many it has.
        messages: How many it has.
        copies: The newest first.
    """

    path: Path | None
    bytes: int = 0
    sessions: int = 0
    messages: int = 0
    copies: tuple[DatabaseCopy, ...] = ()

    def counts(self) -> str:
        """`3 sessions, 12 messages, 84.3 MB`."""
        sessions = trn("{count} session", "{count} sessions", self.sessions)
        messages = trn("{count} message", "{count} messages", self.messages)
        return f"{sessions}, {messages}, {size_words(self.bytes)}"


class CareResult(NamedTuple):
    """What came of it, in words, and whether all is well."""

    words: str
    well: bool = True


class DatabaseCare(Protocol):
    """What can be done with the database. All of it blocks, and may take minutes."""

    def state(self) -> DatabaseState:
        """Raises `StorageError`."""
        ...

    def check(self) -> CareResult:
        """Whether the database and its index are whole. Raises `StorageError`."""
        ...

    def back_up(self) -> CareResult:
        """Makes a copy. Raises `StorageError`."""
        ...

    def vacuum(self) -> CareResult:
        """Gives room back to the disk. Raises `StorageError`."""
        ...


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


def damaged(fault: str) -> CareResult:
    """The result of a check that found a fault."""
    said = tr("Damaged: {fault}", fault=fault)
    advice = tr("Vacuum makes a damaged index anew; the folder `backups` has the older copies.")
    return CareResult(f"{said}\n{advice}", well=False)


def in_order(*, finished: bool) -> CareResult:
    """The result of a check that found none."""
    if not finished:
        return CareResult(tr("Nothing wrong was found in the time there was."))
    return CareResult(tr("Everything is in order."))


def compacted(before: int, after: int) -> CareResult:
    """The result of a vacuum; sizes in bytes."""
    return CareResult(
        tr("{before} before, {after} now", before=size_words(before), after=size_words(after))
    )


def backed_up(path: Path, size: int) -> CareResult:
    """The result of a backup; size in bytes."""
    return CareResult(tr("Written: {path} ({size})", path=path, size=size_words(size)))
