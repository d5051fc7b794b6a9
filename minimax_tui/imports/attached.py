"""Pictures and texts that lie beside the conversations in the archive of a data export.

An entry is found by the id that the conversation names: the name of its file, without folders, is
that id, or begins with it and goes on with `-` or `.`. Nothing is ever unpacked to the disk, so
that no name in an archive can lead anywhere; an entry's size is known before it is read, and no
more of it is read than that.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter

from minimax_tui.domain.blocks import Block, text_block
from minimax_tui.domain.i18n import tr
from minimax_tui.imports.pictures import MAX_PICTURE_BYTES, media_type_of, picture_block

MAX_TEXT_BYTES = 1_000_000
"""Largest text that is taken over."""
MAX_CONVERSATION_BYTES = 256 * 1_000_000
"""What all attached files of one conversation may have: it is held in memory as a whole."""
LEAST_ROOM_BYTES = 64 * 1_000_000
ROOM_TIMES = 4
"""All attached files may have so many times the archive's size, or the room above: pictures hardly
compress, so that more is one picture named over and over, or made to fill the disk."""
_HEAD_BYTES = 16
_ID = re.compile(r"[0-9A-Za-z_-]{8,200}")
_BEGINNING = re.compile(r"[0-9A-Za-z_-]+")
_LONGEST_NAME = 300
# A file that the archive names, but that cannot be read, is as if it were not there.
_UNREADABLE = (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile)


class AttachedFiles:
    """The files of one archive; without one, of a file that has none."""

    def __init__(self, archive: zipfile.ZipFile | None = None, archive_bytes: int = 0) -> None:
        """
        Args:
            archive: Open as long as this is used; None if there is none.
            archive_bytes: Its size.
        """
        self._archive = archive
        self._entries: dict[str, zipfile.ZipInfo] | None = None
        self._left_bytes = max(LEAST_ROOM_BYTES, ROOM_TIMES * archive_bytes)
        self._left_of_conversation = MAX_CONVERSATION_BYTES

    def begin_conversation(self) -> None:
        """What is taken from now on belongs to another conversation."""
        self._left_of_conversation = MAX_CONVERSATION_BYTES

    def picture(self, file_id: str, left: Counter[str]) -> list[Block]:
        """The picture with this id as a block; none where it is not taken over, which is counted.

        Args:
            file_id: Foreign text.
            left: Counts what does not come over.
        """
        entry = self._entry(file_id)
        if entry is None:
            left[tr("pictures that are not in the file")] += 1
        elif not media_type_of(self._read(entry, _HEAD_BYTES) or b""):
            left[tr("pictures of an unknown kind")] += 1
        elif entry.file_size > MAX_PICTURE_BYTES:
            left[tr("pictures larger than {n} MB", n=MAX_PICTURE_BYTES // 1_000_000)] += 1
        elif not self._may_take(entry.file_size):
            left[tr("pictures beyond what one import may hold")] += 1
        else:
            block = picture_block(self._read(entry, MAX_PICTURE_BYTES) or b"")
            if block is not None:
                return [block]
            left[tr("pictures that cannot be read")] += 1
        return []

    def text(self, file_id: str, name: str) -> Block | None:
        """The text file with this id as a block that begins with its name.

        Args:
            file_id: Foreign text.
            name: What the file was called; foreign text.

        Returns:
            None where there is none, or it is no text, or too long for a prompt.
        """
        entry = self._entry(file_id)
        if entry is None or entry.file_size > MAX_TEXT_BYTES:
            return None
        data = self._read(entry, MAX_TEXT_BYTES)
        if data is None or b"\x00" in data:
            return None
        try:
            said = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return None
        if not said or not self._may_take(entry.file_size):
            return None
        return named_text(name, said)

    def _may_take(self, count: int) -> bool:
        if count > min(self._left_bytes, self._left_of_conversation):
            return False
        self._left_bytes -= count
        self._left_of_conversation -= count
        return True

    def _entry(self, file_id: str) -> zipfile.ZipInfo | None:
        if self._archive is None or not _ID.fullmatch(file_id):
            return None
        if self._entries is None:
            self._entries = _by_id(self._archive)
        return self._entries.get(file_id)

    def _read(self, entry: zipfile.ZipInfo, count: int) -> bytes | None:
        """At most `count` bytes of an entry; None where it cannot be read."""
        import lzma
        import zlib

        assert self._archive is not None
        try:
            with self._archive.open(entry) as file:
                return file.read(count)
        except (*_UNREADABLE, zlib.error, lzma.LZMAError):
            return None


def named_text(name: str, said: str) -> Block:
    """The text of an attached file, with the file's name before it."""
    return text_block(f"{name}\n\n{said}" if name else said)


def _by_id(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The archive's entries by everything that may be their id; the first of a name counts."""
    exact: dict[str, zipfile.ZipInfo] = {}
    begun: dict[str, zipfile.ZipInfo] = {}
    for entry in archive.infolist():
        name = entry.filename.rpartition("/")[2]
        beginning = _BEGINNING.match(name)
        if beginning is None or len(name) > _LONGEST_NAME:
            continue
        said = beginning[0]
        if name[len(said) : len(said) + 1] in ("", "."):
            exact.setdefault(said, entry)
        for at, character in enumerate(said):
            if character == "-":
                begun.setdefault(said[:at], entry)
    return {**begun, **exact}
