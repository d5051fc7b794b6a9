"""The log file: faults and warnings, never the text of messages, and never a key.

Nothing that a user or a model wrote is to be given to a logger. Where a fault's own words might
quote it, the formatter leaves them out; what looks like a key, or is one, it leaves out as well.
"""

from __future__ import annotations

import logging
import os
import re
import sqlite3
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

from minimax_tui.config.paths import ensure
from minimax_tui.domain.errors import ChatError

FILE = "minimax-chat.log"
OLD_FILE = "minimax-chat.old.log"
MOST_BYTES = 1_000_000
"""A log that has grown to this is set aside; one such file is kept."""
REDACTED = "[key]"

_LOGGERS = ("minimax_tui", "asyncio")
"""Ours, and asyncio's, which tells of tasks that failed unseen."""
_KEY_VARIABLES = ("MINIMAX_API_KEY", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")
_KEY_LIKE = re.compile(r"\b(?:sk-|eyJ)[A-Za-z0-9._-]{6,}|(?<=Bearer )\S+")
# Their words name types, attributes, modules, columns or files: nothing that somebody wrote.
_SAFE_WORDS = (AttributeError, NameError, TypeError, ImportError, OSError, sqlite3.Error)

_file: Path | None = None


def log_file() -> Path | None:
    """Where the log is; None before `start_log`."""
    return _file


def start_log(folder: Path) -> Path:
    """Sends warnings of this program to the log; the file is made when there is one to write.

    Returns:
        Where it is.
    """
    global _file
    path = _file = folder / FILE
    try:
        ensure(folder)
        handler: logging.Handler = RotatedFile(path)
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(_Discreet("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.propagate = False  # nothing may be written over the screen
        logger.addHandler(handler)
    return path


class _Discreet(logging.Formatter):
    """Leaves out keys, and the words of faults that may quote a message."""

    def __init__(self, form: str) -> None:
        super().__init__(form)
        found = (os.environ.get(name, "").strip() for name in _KEY_VARIABLES)
        self._keys = [key for key in found if len(key) >= 6]

    def format(self, record: logging.LogRecord) -> str:
        said = super().format(record)
        for key in self._keys:
            said = said.replace(key, REDACTED)
        return _KEY_LIKE.sub(REDACTED, said)

    def formatException(  # noqa: N802 - logging's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        fault = ei[1]
        return "" if fault is None else "\n".join(_told(fault, set()))


def _told(fault: BaseException, seen: set[int]) -> list[str]:
    """The fault with its frames, after the one that it came from."""
    seen.add(id(fault))
    lines: list[str] = []
    origin = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    if origin is not None and id(origin) not in seen:
        lines += [*_told(origin, seen), "which led to:"]
    for frame in traceback.extract_tb(fault.__traceback__):
        lines.append(f"  {frame.filename}:{frame.lineno} in {frame.name}")
    lines.append(f"{type(fault).__module__}.{type(fault).__qualname__}{_words(fault)}")
    if isinstance(fault, BaseExceptionGroup):
        for one in fault.exceptions:
            if id(one) not in seen:
                lines += _told(one, seen)
    return lines


def _words(fault: BaseException) -> str:
    if isinstance(fault, ChatError):
        return f": {fault.what}"
    if isinstance(fault, _SAFE_WORDS):
        return ": " + " ".join(str(fault).split())[:500]
    return ""


class RotatedFile(logging.Handler):
    """A log that only its owner reads (0600), of bounded size, shared by all running instances.

    It is opened with the first record. A full disk is no reason to say anything on the screen.
    """

    def __init__(self, path: Path, most_bytes: int = MOST_BYTES) -> None:
        """
        Args:
            path: The file.
            most_bytes: The size from which it is set aside.
        """
        super().__init__()
        self._path = path
        self._most_bytes = most_bytes

    def emit(self, record: logging.LogRecord) -> None:
        """Appends one record."""
        try:
            data = (self.format(record) + "\n").encode(errors="backslashreplace")
            descriptor = self._open()
            try:
                # One write, so that two instances do not write into each other's lines.
                os.write(descriptor, data)
            finally:
                os.close(descriptor)
        except OSError:
            return
        except Exception:  # noqa: BLE001 - the edge of logging: a fault here must not end anything
            self.handleError(record)

    def _open(self) -> int:
        """Opened anew for each of the few records: another instance may have set the file aside."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        descriptor = os.open(self._path, flags, 0o600)
        if os.fstat(descriptor).st_size < self._most_bytes:
            return descriptor
        os.close(descriptor)
        os.replace(self._path, self._path.with_name(OLD_FILE))
        return os.open(self._path, flags, 0o600)

    def handleError(self, record: Any) -> None:  # noqa: N802 - logging's name
        """Says nothing: stderr is the screen."""
        del record
