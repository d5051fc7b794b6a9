"""The prompt library's files: `prompts/NAME.md` and `systems/NAME.md` in the configuration folder.

`.txt` is read as well. What was deleted is in the folder `.trash` beside the files for 30 days.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from minimax_tui.config.paths import ensure
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.saved_prompts import (
    MAX_PROMPT_BYTES,
    PromptKind,
    PromptProblem,
    PromptRefused,
    PromptShelf,
    SavedPrompt,
    cleaned_name,
    name_problem,
    read_source,
)

FOLDERS: dict[PromptKind, str] = {"prompt": "prompts", "system": "systems"}
SUFFIXES = (".md", ".txt")
"""Endings of the files that are read, the one that is written first."""
MOST_FILES = 1_000
"""In one folder; more than that is no library that a menu could show."""
TRASH = ".trash"
TRASH_KEEPS_S = 30 * 24 * 3_600

_Signature = tuple[int, int, int, int]
"""Device, inode, time of change and size of a file: it is read again where one of them differs."""


class _Bad(Exception):
    """Why a file is left out, in words."""


class _Read(NamedTuple):
    signature: _Signature
    found: SavedPrompt | PromptProblem


class PromptFiles:
    """The library in a folder. Its methods are for one thread.

    Args:
        folder: The configuration folder; it need not be there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[Path, _Read] = {}

    # --- reading ---

    def read(self) -> PromptShelf:
        """All prompts; a file is only read if it has changed since the last time."""
        prompts: list[SavedPrompt] = []
        problems: list[PromptProblem] = []
        kept: dict[Path, _Read] = {}
        for kind in FOLDERS:
            names: dict[str, str] = {}
            for path in self._files(kind, problems):
                one = kept[path] = self._one(kind, path)
                found = one.found
                if isinstance(found, SavedPrompt) and found.name.casefold() in names:
                    other = names[found.name.casefold()]
                    reason = tr("{file} has the same name.", file=other)
                    found = PromptProblem(_shown(kind, path), found.name, reason)
                if isinstance(found, PromptProblem):
                    problems.append(found)
                else:
                    names[found.name.casefold()] = path.name
                    prompts.append(found)
        self._read = kept
        return PromptShelf(tuple(prompts), tuple(problems))

    def _files(self, kind: PromptKind, problems: list[PromptProblem]) -> list[Path]:
        folder = self._folder / FOLDERS[kind]
        try:
            names = [
                name
                for name in os.listdir(folder)
                if name.lower().endswith(SUFFIXES) and not name.startswith(".")
            ]
        except FileNotFoundError:
            return []
        except OSError as error:
            problems.append(PromptProblem(f"{FOLDERS[kind]}/", "", error.strerror or str(error)))
            return []
        names.sort(key=lambda name: (name.casefold(), name))
        if len(names) > MOST_FILES:
            reason = tr("Only the first {n} files are read.", n=f"{MOST_FILES:,}")
            problems.append(PromptProblem(f"{FOLDERS[kind]}/", "", reason))
        return [folder / name for name in names[:MOST_FILES]]

    def _one(self, kind: PromptKind, path: Path) -> _Read:
        name = cleaned_name(path.stem)
        signature: _Signature = (0, 0, 0, 0)
        try:
            status = path.stat()
            signature = (status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size)
            before = self._read.get(path)
            if before is not None and before.signature == signature:
                return before
            wrong = name_problem(name)
            if wrong:
                raise _Bad(wrong)
            source = _source(path, self._folder / FOLDERS[kind])
            prompt = read_source(kind, name, source, str(path))
            if not prompt.text.strip():
                raise _Bad(tr("It is empty."))
        except (_Bad, OSError) as error:
            return _Read(signature, PromptProblem(_shown(kind, path), name, _reason(error)))
        return _Read(signature, prompt)

    def source(self, prompt: SavedPrompt) -> str:
        """The prompt's file as it is, front matter included.

        Raises:
            PromptRefused: if it cannot be read.
        """
        path = Path(prompt.file)
        with _told(tr("The saved prompt {name} could not be read.", name=prompt.name)):
            return _source(path, self._folder / FOLDERS[prompt.kind])

    # --- writing ---

    def add(self, kind: PromptKind, name: str, source: str) -> None:
        """Keeps a new prompt in a file that the user alone may read.

        Raises:
            PromptRefused: if there is one of that name, or it cannot be written.
        """
        name = cleaned_name(name)
        with _told(tr("The prompt could not be saved.")):
            wrong = name_problem(name)
            if wrong:
                raise _Bad(wrong)
            folder = ensure(self._folder / FOLDERS[kind])
            taken = {Path(one).stem.casefold() for one in os.listdir(folder)}
            if name.casefold() in taken:
                raise _Bad(tr("There is one called {name} already.", name=name))
            _write(folder / f"{name}{SUFFIXES[0]}", source)

    def change(self, prompt: SavedPrompt, source: str) -> None:
        """Keeps a prompt's new source.

        Raises:
            PromptRefused: if it cannot be written.
        """
        with _told(tr("The prompt could not be saved.")):
            # A link within the folder stays one.
            _write(Path(os.path.realpath(prompt.file)), source)

    # --- the trash ---

    def delete(self, prompt: SavedPrompt) -> None:
        """Moves a prompt's file into the trash, and lets go what has been there for long.

        Raises:
            PromptRefused: if it cannot be moved.
        """
        path = Path(prompt.file)
        with _told(tr("The prompt could not be deleted.")):
            trash = ensure(path.parent / TRASH)
            os.replace(path, trash / f"{time.time_ns()}-{path.name}")
            for deleted_ns, old in _deleted(trash):
                if time.time_ns() - deleted_ns > TRASH_KEEPS_S * 1_000_000_000:
                    old.unlink(missing_ok=True)

    def undo_delete(self) -> str | None:
        """Brings the prompt that was deleted last back; it may have been in an earlier run.

        Returns:
            Its name, None where the trash is empty.

        Raises:
            PromptRefused: if another one has its name now, or it cannot be moved.
        """
        folders = [self._folder / folder for folder in FOLDERS.values()]
        trashed = [one for folder in folders for one in _deleted(folder / TRASH)]
        if not trashed:
            return None
        _, path = max(trashed)
        back = path.parent.parent / path.name.partition("-")[2]
        with _told(tr("The prompt could not be brought back.")):
            taken = {Path(one).stem.casefold() for one in os.listdir(back.parent)}
            if back.stem.casefold() in taken:
                raise _Bad(tr("There is one called {name} already.", name=back.stem))
            os.rename(path, back)
        return back.stem


@contextlib.contextmanager
def _told(what: str) -> Iterator[None]:
    """Says of a failure what it was about."""
    try:
        yield
    except (_Bad, OSError) as error:
        raise PromptRefused(what, _reason(error)) from error


def _reason(error: _Bad | OSError) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


def _shown(kind: PromptKind, path: Path) -> str:
    return f"{FOLDERS[kind]}/{path.name}"


def _source(path: Path, folder: Path) -> str:
    """A file's text.

    Raises:
        _Bad: if it is no file in the folder, too large, or no UTF-8.
        OSError: if it cannot be read.
    """
    real = Path(os.path.realpath(path))
    if not real.is_relative_to(os.path.realpath(folder)):
        raise _Bad(tr("It is a link to a file outside of the folder."))
    # Asked before it is opened: a pipe would wait for a writer for ever.
    if not stat.S_ISREG(real.stat().st_mode):
        raise _Bad(tr("It is no file."))
    with real.open("rb") as file:
        data = file.read(MAX_PROMPT_BYTES + 1)
    if len(data) > MAX_PROMPT_BYTES:
        raise _Bad(tr("It is larger than {n} KiB.", n=MAX_PROMPT_BYTES // 1_024))
    if b"\0" in data:
        raise _Bad(tr("It is no text."))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise _Bad(tr("It is no UTF-8 text.")) from None


def _write(path: Path, source: str) -> None:
    """Writes a file whole or not at all; a new one for the user alone.

    Raises:
        _Bad: if it would be too large or empty.
        OSError: if it cannot be written.
    """
    data = (source.rstrip("\n") + "\n").encode("utf-8", errors="replace")
    if not source.strip():
        raise _Bad(tr("It is empty."))
    if len(data) > MAX_PROMPT_BYTES:
        raise _Bad(tr("It is larger than {n} KiB.", n=MAX_PROMPT_BYTES // 1_024))
    handle, temporary = tempfile.mkstemp(prefix=".", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            if path.exists():
                os.chmod(temporary, stat.S_IMODE(path.stat().st_mode))
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _deleted(trash: Path) -> list[tuple[int, Path]]:
    """When each file of a trash was deleted, in Unix nanoseconds, and the file."""
    try:
        names = os.listdir(trash)
    except OSError:
        return []
    stamped = [(name.partition("-")[0], name) for name in names]
    return [(int(stamp), trash / name) for stamp, name in stamped if stamp.isdecimal()]
