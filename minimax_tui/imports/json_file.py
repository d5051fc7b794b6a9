"""Foreign JSON, read in pieces: a list element by element, a file of lines line by line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Protocol

from minimax_tui.domain.i18n import tr
from minimax_tui.imports.refusal import refused

MAX_VALUE_CHARACTERS = 256 * 1024 * 1024
"""Largest single conversation, line or document; more is no chat that a person has had."""
_CHUNK = 1 << 20
_SPACE = re.compile(r"[ \t\r\n]*")
BROKEN = (ValueError, RecursionError)
"""What the JSON decoder raises for broken JSON, huge numbers, and too many brackets."""


class TextSource(Protocol):
    """An open text file."""

    def read(self, characters: int, /) -> str:
        """The next characters, "" at the end."""
        ...


class _Text:
    """A text file read as far as it is needed."""

    def __init__(self, file: TextSource) -> None:
        self._file = file
        self.buffer = ""
        self.at = 0
        self.dropped = 0
        self.ended = False

    def more(self, where: str) -> bool:
        """Reads about as much again as is unread; False at the end of the file."""
        self.dropped += self.at
        self.buffer = self.buffer[self.at :]
        self.at = 0
        if len(self.buffer) > MAX_VALUE_CHARACTERS:
            raise _too_large(where)
        piece = read_text(self._file, max(_CHUNK, len(self.buffer)), where)
        self.ended = not piece
        self.buffer += piece
        return bool(piece)

    def next_character(self, where: str) -> str:
        """The next one that is no space, "" at the end; it stays unread."""
        while True:
            found = _SPACE.match(self.buffer, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.buffer):
                return self.buffer[self.at]
            if not self.more(where):
                return ""


def read_text(file: TextSource, characters: int, where: str) -> str:
    """The next characters of a text file.

    Raises:
        ImportRefused: if they are not UTF-8, or a compressed file is damaged.
    """
    import lzma
    import zipfile
    import zlib

    try:
        return file.read(characters)
    except UnicodeDecodeError as error:
        raise refused(tr("this is not UTF-8 text"), where, error) from error
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError) as error:
        raise refused(tr("the archive is damaged"), where, error) from error


def elements(file: TextSource, name: str) -> Iterator[Any]:
    """The elements of the JSON list that the file holds, one after the other.

    Args:
        file: Text.
        name: What an element is called in errors, such as `conversation`.

    Raises:
        ImportRefused: at the place where it is no such list.
    """
    decoder = json.JSONDecoder()
    source = _Text(file)
    if source.next_character(name) != "[":
        raise refused(tr("a list was expected"), tr("beginning of the file"))
    source.at += 1
    number = 0
    mark = source.next_character(name)
    while mark != "]":
        number += 1
        where = f"{name} {number}"
        while True:
            try:
                value, source.at = decoder.raw_decode(source.buffer, source.at)
                break
            except BROKEN as error:
                if isinstance(error, RecursionError):
                    raise refused(tr("it is nested too deeply"), where, error) from error
                before = source.dropped
                if not _may_go_on(error, source.buffer) or not source.more(where):
                    raise _broken(error, where, before) from error
        yield value
        mark = source.next_character(where)
        if mark == ",":
            source.at += 1
            mark = source.next_character(where)
            if mark == "]":
                raise refused(tr("a value was expected"), f"{name} {number + 1}")
        elif mark != "]":
            raise refused(tr("the list ends in the middle"), f"{name} {number}")
    source.at += 1
    if source.next_character(name):
        raise refused(tr("something follows the end of the list"), f"{name} {number}")


def _may_go_on(error: BaseException, text: str) -> bool:
    """Whether the fault may only be that the text ends too early."""
    if not isinstance(error, json.JSONDecodeError):
        return False
    return error.msg.startswith("Unterminated string") or error.pos > len(text) - 16


def lines(file: TextSource) -> Iterator[tuple[int, Any]]:
    """Number and value of each line that is not empty.

    Raises:
        ImportRefused: at the line that is no JSON.
    """
    number = 0
    rest = ""
    while piece := read_text(file, max(_CHUNK, len(rest)), tr("line {n}", n=number + 1)):
        rest += piece
        *whole, rest = rest.split("\n")
        for line in whole:
            number += 1
            if line.strip():
                yield number, _line(line, number)
        if len(rest) > MAX_VALUE_CHARACTERS:
            raise _too_large(tr("line {n}", n=number + 1))
    if rest.strip():
        yield number + 1, _line(rest, number + 1)


def _line(line: str, number: int) -> Any:
    try:
        return json.loads(line)
    except BROKEN as error:
        raise _broken(error, tr("line {n}", n=number)) from error


def document(file: TextSource) -> Any:
    """The one value that the file holds.

    Raises:
        ImportRefused: if it is no JSON, or too large to be read at once.
    """
    pieces: list[str] = []
    length = 0
    while piece := read_text(file, _CHUNK, ""):
        pieces.append(piece)
        length += len(piece)
        if length > MAX_VALUE_CHARACTERS:
            raise _too_large("")
    try:
        return json.loads("".join(pieces))
    except BROKEN as error:
        raise _broken(error, "") from error


def _broken(error: BaseException, where: str, dropped: int = 0) -> Exception:
    if isinstance(error, json.JSONDecodeError):
        place = (
            tr("line {n}", n=error.lineno)
            if not where
            else tr("{place}, character {n}", place=where, n=f"{dropped + error.pos + 1:,}")
        )
        return refused(tr("this is no JSON ({reason})", reason=error.msg), place)
    return refused(tr("this is no JSON that can be read"), where, error)


def _too_large(where: str) -> Exception:
    megabytes = MAX_VALUE_CHARACTERS // 2**20
    return refused(tr("it is larger than {n} million characters", n=megabytes), where)
