"""The log file: faults and warnings, never the text of messages, and never a key."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from minimax_tui.config.paths import ensure

FILE = "minimax-chat.log"
MOST_BYTES = 1_000_000
"""A log that has grown beyond this is set aside at the start; one such file is kept."""


def start_log(folder: Path) -> Path:
    """Sends warnings of this program to the log; the file is made when there is one to write.

    Returns:
        Where it is.
    """
    path = folder / FILE
    logger = logging.getLogger("minimax_tui")
    logger.propagate = False  # nothing may be written over the screen
    try:
        ensure(folder)
        if path.exists() and path.stat().st_size > MOST_BYTES:
            path.replace(path.with_suffix(".old.log"))
        handler: logging.Handler = _PrivateFile(path, delay=True, encoding="utf-8")
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger.addHandler(handler)
    return path


class _PrivateFile(logging.FileHandler):
    """A log that only its owner reads; a full disk is no reason to say anything on the screen."""

    def _open(self):  # type: ignore[no-untyped-def]
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(descriptor, "a", encoding=self.encoding, errors="backslashreplace")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        del record
