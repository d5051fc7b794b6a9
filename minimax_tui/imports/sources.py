"""Which program a file is of, and the sessions in it."""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from minimax_tui.domain.errors import ImportRefused
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.session_tree import SessionTree
from minimax_tui.imports import json_file
from minimax_tui.imports.anthropic_messages import read_messages
from minimax_tui.imports.attached import AttachedFiles
from minimax_tui.imports.chatgpt import read_chatgpt
from minimax_tui.imports.claude_code import read_claude_code
from minimax_tui.imports.claude_export import read_claude_export
from minimax_tui.imports.own import FORMAT, read_own
from minimax_tui.imports.refusal import refused

MAX_FILE_BYTES = 8 * 2**30
"""Largest file, compressed or not."""
_LOOK_CHARACTERS = 1 << 16
_ARCHIVE_MAGIC = b"PK\x03\x04"
"""How a zip begins; what tells where its files are stands at its end, which may be cut off."""
_ARCHIVED = re.compile(r"(?:^|/)conversations(?:-\d+)?\.json$")


class Kind(StrEnum):
    """A kind of file; the value is its word on the command line."""

    MINIMAX_CHAT = "minimax-chat"
    MESSAGES = "messages"
    CLAUDE_CODE = "claude-code"
    CHATGPT = "chatgpt"
    CLAUDE = "claude"
    ELIA = "elia"
    OTERM = "oterm"
    LLM = "llm"

    @property
    def words(self) -> str:
        """The kind in words."""
        return {
            Kind.MINIMAX_CHAT: tr("an export of minimax-chat"),
            Kind.MESSAGES: tr("messages as Anthropic's API takes them"),
            Kind.CLAUDE_CODE: tr("a session of Claude Code"),
            Kind.CHATGPT: tr("ChatGPT's data export"),
            Kind.CLAUDE: tr("Claude's data export"),
            Kind.ELIA: tr("the database of elia"),
            Kind.OTERM: tr("the database of oterm"),
            Kind.LLM: tr("the database of llm"),
        }[self]


_DATABASES = (Kind.ELIA, Kind.OTERM, Kind.LLM)


@dataclass(slots=True)
class ForeignFile:
    """A file to import. It can be read several times.

    Attributes:
        path: Where it is.
        kind: What it is; found out by its content unless it is said.
        share: How much of it has been read this time, from 0 to 1; 0 where that is not known.
    """

    path: Path
    kind: Kind
    share: float = field(default=0.0, compare=False)

    def sessions(self, left: Counter[str]) -> Iterator[SessionTree]:
        """The sessions in it, one after the other.

        Args:
            left: Counts what does not come over, by what it is, in words.

        Raises:
            ImportRefused: where it is broken.
        """
        self.share = 0.0
        try:
            if self.kind in _DATABASES:
                yield from self._of_database(left)
            else:
                yield from self._of_text(left)
        except OSError as error:
            raise _unreadable(self.path, error) from error
        except MemoryError as error:
            raise refused(tr("there is not enough memory to read it"), "", error) from error

    def _of_database(self, left: Counter[str]) -> Iterator[SessionTree]:
        from minimax_tui.imports import elia, llm_database, oterm, sqlite_file

        with sqlite_file.opened(self.path) as database:
            if self.kind is not _kind_of_database(database):
                raise refused(tr("this is not {kind}", kind=self.kind.words))
            if self.kind is Kind.ELIA:
                yield from elia.read_elia(database, left)
            elif self.kind is Kind.OTERM:
                yield from oterm.read_oterm(database, self._changed_at(), left)
            else:
                yield from llm_database.read_llm(database, left)

    def _of_text(self, left: Counter[str]) -> Iterator[SessionTree]:
        with _texts(self.path) as (texts, attached):
            all_bytes = max(1, sum(text.bytes for text in texts))
            before = 0
            for text in texts:
                with text.open() as file:
                    for tree in self._sessions(file, attached, left):
                        self.share = min(1.0, (before + _place(file)) / all_bytes)
                        yield tree
                before += text.bytes

    def _sessions(
        self, file: IO[str], attached: AttachedFiles, left: Counter[str]
    ) -> Iterator[SessionTree]:
        match self.kind:
            case Kind.CLAUDE_CODE:
                yield from read_claude_code(json_file.lines(file), left)
            case Kind.MINIMAX_CHAT:
                document = json_file.document(file)
                if not isinstance(document, dict) or document.get("format") != FORMAT:
                    raise refused(tr("this is not {kind}", kind=self.kind.words))
                yield from read_own(document, left)
            case Kind.MESSAGES:
                yield from read_messages(json_file.document(file), self._changed_at(), left)
            case _:
                read = read_chatgpt if self.kind is Kind.CHATGPT else read_claude_export
                for number, conversation in enumerate(_conversations(file), start=1):
                    tree = read(conversation, tr("conversation {n}", n=number), attached, left)
                    if tree is not None:
                        yield tree

    def _changed_at(self) -> float:
        return float(int(self.path.stat().st_mtime))


def foreign_file(path: Path, kind: Kind | None = None) -> ForeignFile:
    """The file at `path`.

    Args:
        path: Where it is.
        kind: What it is; None to find out.

    Raises:
        ImportRefused: if it cannot be read, is too large, or of no kind that is known.
    """
    try:
        if not path.is_file():
            reason = tr("it is no file") if path.exists() else tr("there is no such file")
            raise refused(reason, str(path))
        if path.stat().st_size > MAX_FILE_BYTES:
            raise _too_large()
        return ForeignFile(path, kind or _kind(path))
    except OSError as error:
        raise _unreadable(path, error) from error


def _kind(path: Path) -> Kind:
    from minimax_tui.imports import sqlite_file

    with path.open("rb") as file:
        if file.read(len(sqlite_file.MAGIC)) == sqlite_file.MAGIC:
            with sqlite_file.opened(path) as database:
                kind = _kind_of_database(database)
            if kind is None:
                raise refused(tr("no program is known that makes such a database"))
            return kind
    with _texts(path) as (texts, _), texts[0].open() as text:
        beginning = json_file.read_text(text, _LOOK_CHARACTERS, "")
        mark = beginning.lstrip()[:1]
        if mark == "[":
            rest = _Joined(beginning.lstrip(), text)
            value = next(json_file.elements(rest, tr("element")), None)
        elif mark == "{":
            value = _first_object(beginning, text)
        else:
            raise refused(tr("this is neither JSON nor a database that is known"))
    kind = _kind_of_value(value, in_list=mark == "[")
    if kind is None:
        raise refused(tr("no program is known that writes such JSON"))
    return kind


def _first_object(beginning: str, text: IO[str]) -> Any:
    """The object in the first line, else the one that the file is."""
    line, ended, _ = beginning.lstrip().partition("\n")
    if ended:
        try:
            return json.loads(line)
        except json_file.BROKEN:
            pass
    try:
        return json_file.document(_Joined(beginning, text))
    except ImportRefused:
        found = re.match(r'\s*\{[^{}]*"(?:type|parentUuid)"', beginning)
        if found and '"sessionId"' in beginning:
            return {"type": "", "sessionId": ""}  # its reader says where it is broken
        raise


def _kind_of_value(value: Any, *, in_list: bool) -> Kind | None:
    if not isinstance(value, dict):
        return None
    if value.get("format") == FORMAT and not in_list:
        return Kind.MINIMAX_CHAT
    if "mapping" in value:
        return Kind.CHATGPT
    if "chat_messages" in value:
        return Kind.CLAUDE
    if (in_list and "role" in value) or (not in_list and isinstance(value.get("messages"), list)):
        return Kind.MESSAGES
    if not in_list and "type" in value and {"sessionId", "leafUuid", "messageId"} & set(value):
        return Kind.CLAUDE_CODE
    return None


def _kind_of_database(database: Any) -> Kind | None:
    from minimax_tui.imports import elia, llm_database, oterm

    if elia.is_elia(database):
        return Kind.ELIA
    if oterm.is_oterm(database):
        return Kind.OTERM
    if llm_database.has_threads(database) or llm_database.has_responses(database):
        return Kind.LLM
    return None


def _conversations(file: IO[str]) -> Iterator[Any]:
    """The conversations of a data export: a list, or a file that is only one."""
    beginning = json_file.read_text(file, _LOOK_CHARACTERS, "")
    rest = _Joined(beginning, file)
    if beginning.lstrip()[:1] == "{":
        yield json_file.document(rest)
    else:
        yield from json_file.elements(rest, tr("conversation"))


class _Joined:
    """What was read of a file, and then the rest of it."""

    def __init__(self, beginning: str, rest: IO[str]) -> None:
        self._beginning = beginning
        self._rest = rest

    def read(self, characters: int, /) -> str:
        """The next characters, "" at the end."""
        if self._beginning:
            said, self._beginning = self._beginning, ""
            return said
        return self._rest.read(characters)


class _Text(NamedTuple):
    """A text in the file: how it is opened, and how long it is."""

    open: Callable[[], AbstractContextManager[io.TextIOWrapper]]
    bytes: int


@contextmanager
def _texts(path: Path) -> Iterator[tuple[list[_Text], AttachedFiles]]:
    """The texts in the file, of which an archive may have several, and what lies beside them.

    Raises:
        ImportRefused: if an archive is broken, too large, or has no conversations.
    """
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            if file.read(len(_ARCHIVE_MAGIC)) == _ARCHIVE_MAGIC:
                raise refused(tr("the archive is damaged"))
        opener = partial(path.open, encoding="utf-8-sig", newline="")
        yield [_Text(opener, path.stat().st_size)], AttachedFiles()
        return
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise _damaged(error) from error
    with archive:
        found = [one for one in archive.infolist() if _ARCHIVED.search(one.filename)]
        if not found:
            raise refused(tr("there is no conversations.json in the archive"))
        if sum(one.file_size for one in found) > MAX_FILE_BYTES:
            raise _too_large()
        found.sort(key=lambda one: one.filename)
        texts = [_Text(partial(_entry, archive, entry), entry.file_size) for entry in found]
        yield texts, AttachedFiles(archive, path.stat().st_size)


@contextmanager
def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[io.TextIOWrapper]:
    try:
        opened = archive.open(entry)
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise _damaged(error) from error
    except RuntimeError as error:  # it is encrypted
        raise refused(tr("the archive has a password"), "", error) from error
    with io.TextIOWrapper(opened, encoding="utf-8-sig", newline="") as text:
        yield text


def _place(text: io.TextIOWrapper) -> int:
    """How many bytes of a text have been read."""
    return cast("io.BufferedIOBase", text.buffer).tell()


def _damaged(error: Exception) -> ImportRefused:
    return refused(tr("the archive is damaged"), "", error)


def _too_large() -> ImportRefused:
    return refused(tr("it is larger than {n} GB", n=MAX_FILE_BYTES // 2**30))


def _unreadable(path: Path, error: OSError) -> ImportRefused:
    reason = error.strerror or type(error).__name__
    return refused(tr("it cannot be read ({reason})", reason=reason), os.fspath(path))
