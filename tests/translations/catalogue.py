"""Catalogues of translated texts: the `.po` file that people edit, the `.mo` file that is loaded.

Both are GNU gettext's formats (its manual, "The Format of PO Files" and "The Format of GNU MO
Files", 2026-11), as far as this project needs them: no contexts, no fuzzy or obsolete entries.
"""

from __future__ import annotations

import ast
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from minimax_tui.cli.language import DOMAIN, FOLDER

MAGIC = 0x950412DE
HEADER = """\
Project-Id-Version: minimax-chat
Language: {language}
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 8bit
Plural-Forms: nplurals=1; plural=0;
"""
WIDTH = 96
"""Longest line of a text in a `.po` file, in characters."""


class Entry(NamedTuple):
    """A text and its translation, "" where there is none yet."""

    text: str
    plural: str | None
    translation: str
    files: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str | None]:
        """What the program asks for."""
        return self.text, self.plural


class PoSyntaxError(ValueError):
    """A line of a `.po` file that is none."""


def po_file(language: str) -> Path:
    """The file that people edit."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def mo_file(language: str) -> Path:
    """The file that the program loads."""
    return po_file(language).with_suffix(".mo")


def read_po(source: str) -> list[Entry]:
    """The entries of a `.po` file, its header left out.

    Raises:
        PoSyntaxError: for a line that is none of a `.po` file.
    """
    entries = []
    for paragraph in source.split("\n\n"):
        fields: dict[str, str] = {}
        files: list[str] = []
        name = ""
        for line in paragraph.splitlines():
            if line.startswith("#:"):
                files += line[2:].split()
            elif line.startswith("#") or not line.strip():
                continue
            else:
                if not line.startswith('"'):
                    name, _, line = line.partition(" ")
                fields[name] = fields.get(name, "") + _unquoted(line)
        if fields.get("msgid"):
            translation = fields.get("msgstr", fields.get("msgstr[0]", ""))
            entries.append(
                Entry(fields["msgid"], fields.get("msgid_plural"), translation, tuple(files))
            )
    return entries


def _unquoted(quoted: str) -> str:
    try:
        text = ast.literal_eval(quoted)
    except (SyntaxError, ValueError):
        raise PoSyntaxError(quoted) from None
    if not isinstance(text, str) or not quoted.startswith('"'):
        raise PoSyntaxError(quoted)
    return text


def written_po(entries: Iterable[Entry], language: str) -> str:
    """The text of a `.po` file."""
    paragraphs = [f'msgid ""\nmsgstr ""\n{_quoted_lines(HEADER.format(language=language))}\n']
    for entry in entries:
        lines = [f"#: {file}" for file in entry.files]
        lines += ["#, python-brace-format"] if "{" in entry.text else []
        lines.append(_field("msgid", entry.text))
        if entry.plural is not None:
            lines.append(_field("msgid_plural", entry.plural))
        lines.append(_field("msgstr" if entry.plural is None else "msgstr[0]", entry.translation))
        paragraphs.append("\n".join(lines) + "\n")
    return "\n".join(paragraphs)


def _field(name: str, text: str) -> str:
    if len(text) + len(name) < WIDTH and "\n" not in text[:-1]:
        return f"{name} {_quoted(text)}"
    return f'{name} ""\n{_quoted_lines(text)}'


def _quoted_lines(text: str) -> str:
    lines = []
    for line in text.splitlines(keepends=True):
        while len(line) > WIDTH:
            at = line.rfind(" ", 0, WIDTH) + 1 or WIDTH
            lines.append(line[:at])
            line = line[at:]
        lines.append(line)
    return "\n".join(map(_quoted, lines))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"{}"'.format(escaped.replace("\t", "\\t"))


def compiled(entries: Iterable[Entry], language: str) -> bytes:
    """The bytes of a `.mo` file; what is not translated is left out."""
    pairs = {b"": HEADER.format(language=language).encode()}
    for text, plural, translation, _ in entries:
        if translation:
            key = text if plural is None else f"{text}\0{plural}"
            pairs[key.encode()] = translation.encode()
    keys = sorted(pairs)
    texts_at = 28 + 16 * len(keys)
    tables: list[bytes] = []
    data = b""
    for strings in (keys, [pairs[key] for key in keys]):
        for string in strings:
            tables.append(struct.pack("<2I", len(string), texts_at + len(data)))
            data += string + b"\0"
    head = struct.pack("<7I", MAGIC, 0, len(keys), 28, 28 + 8 * len(keys), 0, 0)
    return head + b"".join(tables) + data
