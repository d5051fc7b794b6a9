"""How blocks begin and end: the patterns of CommonMark 0.31 and GitHub's tables, line by line."""

from __future__ import annotations

import re
from typing import NamedTuple

THEMATIC_BREAK = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$")
SETEXT = re.compile(r"(?:=+|-+)[ \t]*$")
ATX = re.compile(r"(#{1,6})(?:[ \t]+|$)")
ATX_END = re.compile(r"(?:^|[ \t]+)#+[ \t]*$")
FENCE = re.compile(r"(`{3,})[ \t]*([^`]*)$|(~{3,})[ \t]*(.*)$")
ITEM = re.compile(r"(?:([*+-])|(\d{1,9})([.)]))(?=[ \t]|$)")
FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,200})\]:")
DEFINITION = re.compile(
    r"\[((?:[^\[\]\\]|\\.){1,999})\]:[ \t]*(<[^<>]*>|[^\s<]\S*)"
    r"(?:[ \t]+(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)))?[ \t]*$"
)
LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){1,999})\]")
DELIMITER_ROW = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")

# Marks that may turn into something else with the next character: not shown while they are all
# there is of the last line, so that the screen does not flicker ("-" is a heading, then a list).
UNDECIDED = re.compile(r"(?:[-=#*+_`~|:> \t$]|\\\[?|\d{1,3}[.)]?[ \t]*$){1,400}$")

_TAG = (
    r"<[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*"
    r"(?:[^\"'=<>`\s]+|'[^']*'|\"[^\"]*\"))?)*\s*/?>|</[A-Za-z][A-Za-z0-9-]*\s*>"
)
_BLOCK_TAGS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|"
    "dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|"
    "header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|"
    "param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul"
)


class Html(NamedTuple):
    """One of the seven kinds of HTML blocks; `end` None: a blank line ends it."""

    start: re.Pattern[str]
    end: re.Pattern[str] | None
    interrupts: bool = True


HTML = (
    Html(
        re.compile(r"<(?:script|pre|style|textarea)(?:\s|>|$)", re.I),
        re.compile(r"</(?:script|pre|style|textarea)>", re.I),
    ),
    Html(re.compile(r"<!--"), re.compile(r"-->")),
    Html(re.compile(r"<\?"), re.compile(r"\?>")),
    Html(re.compile(r"<![A-Za-z]"), re.compile(r">")),
    Html(re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    Html(re.compile(rf"</?(?:{_BLOCK_TAGS})(?:\s|/?>|$)", re.I), None),
    Html(re.compile(rf"(?:{_TAG})[ \t]*$"), None, interrupts=False),
)


def normalized_label(label: str) -> str:
    """A link label as CommonMark compares it (markdown-it's `normalizeReference`)."""
    return " ".join(label.split()).lower().upper()


def indentation(line: str, at: int, column: int, pad: int) -> tuple[int, int]:
    """Where the next character that is no blank is, and how many columns before it are blank.

    `column` is the column of `line[at]`; `pad` columns before it are left of a half-used tab.
    """
    width = pad
    size = len(line)
    while at < size:
        char = line[at]
        if char == " ":
            width += 1
            column += 1
        elif char == "\t":
            step = 4 - column % 4
            width += step
            column += step
        else:
            break
        at += 1
    return at, width


def skip(line: str, at: int, column: int, pad: int, columns: int) -> tuple[int, int, int]:
    """Go over at most `columns` blank columns; returns the new `at`, `column` and `pad`."""
    taken = min(pad, columns)
    pad -= taken
    columns -= taken
    size = len(line)
    while columns and at < size:
        char = line[at]
        if char == " ":
            step = 1
        elif char == "\t":
            step = 4 - column % 4
        else:
            break
        at += 1
        column += step
        if step > columns:
            return at, column, step - columns
        columns -= step
    return at, column, pad


def row_cells(line: str, offset: int, most: int = 0) -> list[tuple[str, int]]:
    r"""The cells of a table row, each with its source offset; `\|` does not end a cell.

    With `most` all that is too much for so many cells stays in the last one.
    """
    cells: list[tuple[str, int]] = []
    start = at = 0
    while True:
        at = line.find("|", at)
        if at >= 0 and at > 0 and line[at - 1] == "\\":
            at += 1
            continue
        end = at if at >= 0 else len(line)
        if most and len(cells) == most - 1 and (start or line[:end].strip(" \t")):
            rest = line[start:].rstrip(" \t")
            at, end = -1, start + len(rest) - (rest.endswith("|") and not rest.endswith("\\|"))
        raw = line[start:end]
        text = raw.strip(" \t")
        if not (text == "" and (start == 0 or at < 0)):
            lead = len(raw) - len(raw.lstrip(" \t"))
            cells.append((text, offset + start + lead))
        if at < 0:
            return cells
        at += 1
        start = at


def alignments(line: str) -> list[str]:
    """The columns of a delimiter row: "left", "right" or "center" each."""
    aligns: list[str] = []
    for text, _ in row_cells(line, 0):
        if text.endswith(":"):
            aligns.append("center" if text.startswith(":") else "right")
        else:
            aligns.append("left")
    return aligns
