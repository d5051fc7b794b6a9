"""The one table that turns SQLite's and the system's errors into `StorageError`s."""

from __future__ import annotations

import errno
import sqlite3

from minimax_tui.domain.errors import (
    Detail,
    DiskFull,
    SessionNotFound,
    StorageBusy,
    StorageError,
    StorageUnavailable,
)
from minimax_tui.domain.i18n import tr

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_WAITING = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)
_FORBIDDEN = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)
_SURROUNDINGS = frozenset(
    (
        *_DAMAGE,
        *_WAITING,
        *_FORBIDDEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_AUTH,
        sqlite3.SQLITE_INTERRUPT,
    )
)


def extended_code(error: sqlite3.Error) -> int:
    """SQLite's extended result code, 0 where Python's own module raised the error."""
    code = getattr(error, "sqlite_errorcode", 0)
    return code if isinstance(code, int) else 0


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's primary result code: the low byte of the extended one."""
    return extended_code(error) & 0xFF


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is no database, or a torn one."""
    return primary_code(error) in _DAMAGE


def is_about_surroundings(error: sqlite3.Error) -> bool:
    """Whether the disk, a lock or the file is at fault, and not what was to be written."""
    return primary_code(error) in _SURROUNDINGS


def no_shared_memory(error: sqlite3.Error) -> bool:
    """Whether a database in WAL mode may have failed to open for want of shared memory."""
    return primary_code(error) in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR)


def storage_error(error: sqlite3.Error | OSError) -> StorageError:
    """What the user is told of an error of the database or of the file system."""
    if isinstance(error, OSError):
        detail = Detail(message=error.strerror or str(error))
        if error.errno in _NO_ROOM:
            return DiskFull(detail=detail)
        return StorageUnavailable(tr("The data folder cannot be used."), detail=detail)
    detail = Detail(message=str(error) or type(error).__name__)
    code = primary_code(error)
    # A full disk shows itself as this one where the shared-memory file cannot be extended.
    if code == sqlite3.SQLITE_FULL or extended_code(error) == sqlite3.SQLITE_IOERR_SHMSIZE:
        return DiskFull(detail=detail)
    if code in _WAITING:
        return StorageBusy(detail=detail)
    if code in _FORBIDDEN:
        return StorageUnavailable(tr("The database cannot be opened for writing."), detail=detail)
    if code in _DAMAGE:
        return StorageUnavailable(tr("The database is damaged."), detail=detail)
    return StorageUnavailable(detail=detail)


def unreadable(error: Exception) -> StorageUnavailable:
    """The error for rows that cannot be what this program wrote."""
    detail = Detail(message=f"{type(error).__name__}: {error}")
    return StorageUnavailable(tr("The database is damaged."), detail=detail)


def closed() -> StorageUnavailable:
    """The error of every call after the store was closed."""
    return StorageUnavailable(detail=Detail(message="the store is closed"))


def no_session(session_id: str) -> SessionNotFound:
    """The error for a session that is not there."""
    return SessionNotFound(detail=Detail(message=f"session {session_id}"))


def no_message(message_id: str) -> SessionNotFound:
    """The error for a message that is not there, or not in the session named."""
    return SessionNotFound(
        tr("There is no such message."), detail=Detail(message=f"message {message_id}")
    )
