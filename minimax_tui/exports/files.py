"""Exports as files: what they are called, and how they are written."""

from __future__ import annotations

import os
import re
import secrets
import stat
import unicodedata
from pathlib import Path

from minimax_tui.domain.errors import Detail, ExportFailed
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Session
from minimax_tui.exports.formats import Format

_NAME_CHARACTERS = 60
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


class FileExists(ExportFailed):
    """A file is there already, and may not be replaced."""


def default_name(session: Session, form: Format) -> str:
    """A file name out of the session's title and id, such as `cooking-rice-1a2b3c4d.md`.

    Only letters, digits and `-` of any title are in it, so that it names a file in the folder
    where it is put, on every system.
    """
    title = unicodedata.normalize("NFKC", session.title).casefold()
    words = re.sub(r"[^\w]+|_+", "-", title).strip("-")[:_NAME_CHARACTERS].strip("-")
    id_ = re.sub(r"[^0-9A-Za-z]", "", session.id)[:8]
    stem = "-".join(filter(None, (words, id_))) or "session"
    return f"{'session-' if _RESERVED.fullmatch(stem) else ''}{stem}{form.suffix}"


def write_export(path: Path, text: str, *, replace: bool) -> None:
    """Writes the file whole or not at all.

    It gets the mode that the user's umask gives any file, for it is made to be passed on; one that
    is replaced keeps its mode.

    Args:
        path: The file; one that is no regular file, such as a pipe, is written into.
        text: What it holds; lone surrogates become `?`.
        replace: Whether a file that is there may be replaced.

    Raises:
        FileExists: if there is one, and it may not.
        ExportFailed: if it cannot be written.
    """
    data = text.encode("utf-8", "replace")
    try:
        _write(Path(os.path.realpath(path)), data, replace=replace)
    except FileExistsError as error:
        raise FileExists(
            tr("{path} is there already.", path=path), tr("Give another place, or replace it.")
        ) from error
    except (OSError, ValueError) as error:
        raise ExportFailed(
            tr("{path} could not be written.", path=path),
            detail=Detail(message=getattr(error, "strerror", None) or str(error)),
        ) from error


def _write(path: Path, data: bytes, *, replace: bool) -> None:
    try:
        before = path.stat()
    except FileNotFoundError:
        before = None
    if before is not None and not stat.S_ISREG(before.st_mode):
        with path.open("wb") as out:
            out.write(data)
        return
    if before is not None and not replace:
        raise FileExistsError(path)
    beside = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(beside, flags, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as out:
            if before is not None:
                os.fchmod(out.fileno(), stat.S_IMODE(before.st_mode))
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        if replace:
            os.replace(beside, path)
        else:
            _put_new(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _put_new(beside: Path, path: Path) -> None:
    """Gives the file its name unless another program has made one of that name meanwhile."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if path.exists():
            raise FileExistsError(path) from None
        os.replace(beside, path)
