"""Writes to the terminal only what differs from what it shows.

Textual 8.2.8 writes every row of a region that has scrolled, and each run of text with its whole
style and a reset. Over SSH, and for the processor time of the terminal, that is most of the cost
of a streaming answer. The painter remembers what each row shows, skips what is equal at the
beginning and the end of a run, and says of a style only what changes.

It sits between the compositor's update and the driver (`ChatApp._display`), and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

from minimax_tui.domain.widths import cell_width

if TYPE_CHECKING:
    from rich.console import Console

Runs = list[tuple[str, str]]
"""Pieces of a row, each with its SGR codes ("" for the terminal's own style)."""


class Sgr(NamedTuple):
    """SGR codes by what they set, so that two styles can be compared."""

    attributes: str
    foreground: str
    background: str


class Chop(NamedTuple):
    """What the terminal shows from column `start` up to column `end` of a row."""

    start: int
    end: int
    runs: Runs


_PLAIN = ""
# Whoever draws foreign text makes it safe; this is for what was forgotten. None of these has a
# width for Textual, so the columns stay as it counted them.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_parts: dict[str, Sgr] = {}
_changes: dict[tuple[str, str], str] = {}


def sgr_parts(codes: str) -> Sgr:
    """Divides SGR codes into attributes, foreground and background."""
    known = _parts.get(codes)
    if known is not None:
        return known
    attributes: list[str] = []
    foreground = background = ""
    words = codes.split(";") if codes else []
    at = 0
    while at < len(words):
        word = words[at]
        size = 1
        if word in ("38", "48") and at + 1 < len(words):
            size = 5 if words[at + 1] == "2" else 3
        code = ";".join(words[at : at + size])
        number = int(word) if word.isdigit() else 0
        if number == 38 or 30 <= number <= 37 or 90 <= number <= 97:
            foreground = code
        elif number == 48 or 40 <= number <= 47 or 100 <= number <= 107:
            background = code
        elif number not in (39, 49):
            attributes.append(code)
        at += size
    parts = _parts[codes] = Sgr(";".join(attributes), foreground, background)
    return parts


def sgr_change(old: str, new: str) -> str:
    """The shortest sequence that turns one style into another, both as SGR codes."""
    if old == new:
        return ""
    known = _changes.get((old, new))
    if known is not None:
        return known
    before, after = sgr_parts(old), sgr_parts(new)
    whole = f"\x1b[0;{new}m" if new else "\x1b[0m"
    sequence = whole
    if before.attributes == after.attributes or not before.attributes:
        wanted: list[str] = []
        if before.attributes != after.attributes:
            wanted.append(after.attributes)
        if before.foreground != after.foreground:
            wanted.append(after.foreground or "39")
        if before.background != after.background:
            wanted.append(after.background or "49")
        part = f"\x1b[{';'.join(wanted)}m"
        sequence = min(part, whole, key=len)
    if len(_changes) > 4096:
        _changes.clear()  # themes of a long run; the few in use come back at once
    _changes[old, new] = sequence
    return sequence


def _runs(strip: Strip, system: ColorSystem) -> Runs | None:
    """The strip's text with SGR codes; None where it holds a link, which codes cannot say."""
    runs: Runs = []
    for text, style, control in strip:
        if control or not text:
            continue
        if not text.isprintable():
            text = _CONTROLS.sub("", text)
        if style is None:
            codes = _PLAIN
        else:
            if style.link:
                return None
            codes = style._ansi if style._ansi is not None else Strip.render_ansi(style, system)
        if runs and runs[-1][1] == codes:
            runs[-1] = (runs[-1][0] + text, codes)
        else:
            runs.append((text, codes))
    return runs


def _same_start(old: str, new: str) -> int:
    """How many characters at the beginning are equal and one cell wide each."""
    if old == new:
        return len(new) if new.isascii() else 0
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other or not one.isascii():
            break
        count += 1
    # What follows may combine with the last of them.
    if count < len(new) and not new[count].isascii():
        count = max(0, count - 1)
    if count < len(old) and not old[count].isascii():
        count = max(0, count - 1)
    return count


def difference(old: Runs, new: Runs) -> tuple[int, Runs]:
    """What has to be written over `old`, as wide as `new`, to make it `new`.

    Returns:
        Cells to skip, and the runs to write there; no runs where both are equal.
    """
    first = skipped = 0
    shorter = min(len(old), len(new))
    while first < shorter and old[first] == new[first]:
        skipped += cell_width(new[first][0])
        first += 1
    last_old, last_new = len(old), len(new)
    while last_old > first and last_new > first and old[last_old - 1] == new[last_new - 1]:
        last_old -= 1
        last_new -= 1
    middle = new[first:last_new]
    before = old[first:last_old]
    if not middle or not before:
        return skipped, middle
    if before[0][1] == middle[0][1]:
        count = _same_start(before[0][0], middle[0][0])
        if count:
            skipped += count
            middle[0] = (middle[0][0][count:], middle[0][1])
            before[0] = (before[0][0][count:], before[0][1])
    (old_text, old_codes), (new_text, new_codes) = before[-1], middle[-1]
    if old_codes == new_codes:
        blanks = min(
            len(old_text) - len(old_text.rstrip(" ")), len(new_text) - len(new_text.rstrip(" "))
        )
        if blanks:
            middle[-1] = (new_text[: len(new_text) - blanks], new_codes)
    return skipped, [run for run in middle if run[0]]


class Painter:
    """Remembers what the terminal shows, and turns the compositor's updates into sequences."""

    def __init__(self) -> None:
        self._rows: dict[int, list[Chop]] = {}

    def forget(self) -> None:
        """Nothing is known of the screen any more: the next updates are written whole."""
        self._rows.clear()

    def paint(self, update: CompositorUpdate, console: Console) -> str:
        """The sequences for an update; one of an unknown kind is Textual's own."""
        system = console._color_system or ColorSystem.TRUECOLOR
        if isinstance(update, ChopsUpdate):
            return self._paint_chops(update, console, system)
        self.forget()
        if isinstance(update, LayoutUpdate):
            return self._paint_layout(update, console, system)
        return update.render_segments(console)

    def _paint_layout(self, update: LayoutUpdate, console: Console, system: ColorSystem) -> str:
        written = _Writing()
        for y, strips in enumerate(update.strips, update.region.y):
            self._paint_row(written, y, update.region.x, strips, console, system)
        return written.close()

    def _paint_row(
        self,
        written: _Writing,
        y: int,
        x: int,
        strips: Iterable[Strip],
        console: Console,
        system: ColorSystem,
    ) -> None:
        row = self._rows[y] = []
        for strip in strips:
            end = x + strip.cell_length
            runs = _runs(strip, system)
            if runs is None:
                written.raw(x, y, strip.render(console))
            else:
                written.runs(x, y, runs)
                row.append(Chop(x, end, runs))
            x = end

    def _paint_chops(self, update: ChopsUpdate, console: Console, system: ColorSystem) -> str:
        written = _Writing()
        done: set[tuple[int, int]] = set()
        for y, left, right in update.spans:
            for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                if strip is None or x >= right or end <= left or (x, y) in done:
                    continue
                done.add((x, y))
                self._paint_chop(written, y, x, end, strip, console, system)
        return written.close()

    def _paint_chop(
        self,
        written: _Writing,
        y: int,
        x: int,
        end: int,
        strip: Strip,
        console: Console,
        system: ColorSystem,
    ) -> None:
        row = self._rows.setdefault(y, [])
        known = next((chop for chop in row if chop.start == x and chop.end == end), None)
        runs = _runs(strip, system)
        if runs is None or strip.cell_length != end - x:
            row[:] = [chop for chop in row if chop.end <= x or chop.start >= end]
            written.raw(x, y, strip.render(console))
            return
        if known is not None:
            if known.runs == runs:
                return
            skipped, rest = difference(known.runs, runs)
            if rest:
                written.runs(x + skipped, y, rest)
        else:
            written.runs(x, y, runs)
        row[:] = [chop for chop in row if chop.end <= x or chop.start >= end]
        row.append(Chop(x, end, runs))


class _Writing:
    """Sequences under way, and the style in force.

    Every chop begins with a move, also where the cursor should be there already: a terminal that
    takes an emoji for another width than we do must not shift what follows.
    """

    def __init__(self) -> None:
        self._out: list[str] = []
        self._codes = _PLAIN

    def runs(self, x: int, y: int, runs: Runs) -> None:
        """Writes runs at a place of the screen."""
        self._out.append(f"\x1b[{y + 1};{x + 1}H")
        for text, codes in runs:
            self._out.append(sgr_change(self._codes, codes))
            self._out.append(text)
            self._codes = codes

    def raw(self, x: int, y: int, sequence: str) -> None:
        """Writes what Textual itself made; it ends in the terminal's own style."""
        self._out.append(sgr_change(self._codes, _PLAIN))
        self._codes = _PLAIN
        self._out.append(f"\x1b[{y + 1};{x + 1}H{sequence}")

    def close(self) -> str:
        """All of it, ending in the terminal's own style."""
        self._out.append(sgr_change(self._codes, _PLAIN))
        return "".join(self._out)
