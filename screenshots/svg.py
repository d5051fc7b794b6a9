"""A terminal's screen as an SVG file that looks the same in every browser and on GitHub.

Each run of equal cells is one text element with its position and length, so that no font's own
advance moves what follows. Lines and blocks are drawn as shapes, so that they join.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any, NamedTuple

import pyte

CELL_WIDTH, CELL_HEIGHT, FONT_SIZE, MARGIN = 8.4, 18.0, 14.0, 10.0
BASELINE = 13.5
FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"

# xterm's sixteen; pyte calls yellow brown.
_NAMED = {
    "black": "#000000",
    "red": "#cd0000",
    "green": "#00cd00",
    "brown": "#cdcd00",
    "blue": "#0000ee",
    "magenta": "#cd00cd",
    "cyan": "#00cdcd",
    "white": "#e5e5e5",
    "brightblack": "#7f7f7f",
    "brightred": "#ff0000",
    "brightgreen": "#00ff00",
    "brightbrown": "#ffff00",
    "brightblue": "#5c5cff",
    "brightmagenta": "#ff00ff",
    "brightcyan": "#00ffff",
    "brightwhite": "#ffffff",
}

# Light and heavy lines alike: which of left, right, up, down the line goes to.
_LINES = {
    "─": "lr", "│": "ud", "┌": "rd", "┐": "ld", "└": "ru", "┘": "lu", "├": "rud", "┤": "lud",
    "┬": "lrd", "┴": "lru", "┼": "lrud", "━": "lr", "┃": "ud", "╭": "rd", "╮": "ld", "╰": "ru",
    "╯": "lu", "╴": "l", "╵": "u", "╶": "r", "╷": "d",
}  # fmt: skip

# Left, top, width and height in shares of the cell.
_BLOCKS: dict[str, tuple[float, float, float, float]] = {
    **{chr(0x2580 + n): (0, 1 - n / 8, 1, n / 8) for n in range(1, 9)},
    **{chr(0x2590 - n): (0, 0, n / 8, 1) for n in range(1, 8)},
    "▀": (0, 0, 1, 0.5),
    "▐": (0.5, 0, 0.5, 1),
    "▔": (0, 0, 1, 0.125),
    "▕": (0.875, 0, 0.125, 1),
}


class _Look(NamedTuple):
    colour: str
    background: str
    bold: bool
    italic: bool
    underline: bool
    strike: bool


class _Run(NamedTuple):
    column: int
    width: int
    text: str
    look: _Look


def render(screen: pyte.Screen, *, colour: str = "#e0e0e0", background: str = "#121212") -> str:
    """The screen as an SVG document.

    Args:
        screen: What is shown.
        colour: The default colour of text, as `#rrggbb`.
        background: The default background, as `#rrggbb`.
    """
    width = screen.columns * CELL_WIDTH + 2 * MARGIN
    height = screen.lines * CELL_HEIGHT + 2 * MARGIN
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}">',
        f'<rect width="100%" height="100%" rx="8" fill="{background}"/>',
        f'<g font-family="{html.escape(FONTS)}" font-size="{FONT_SIZE:g}" xml:space="preserve" '
        f'transform="translate({MARGIN:g} {MARGIN:g})">',
    ]
    for line in range(screen.lines):
        runs = list(_runs(screen.buffer[line], screen.columns, colour, background))
        out += [_background(run, line) for run in runs if run.look.background != background]
        for run in runs:
            out += _foreground(run, line)
    return "\n".join([*out, "</g>", "</svg>", ""])


def _runs(row: Any, columns: int, colour: str, background: str) -> Iterator[_Run]:
    column = 0
    while column < columns:
        look = _look(row[column], colour, background)
        start, text = column, ""
        while column < columns and _look(row[column], colour, background) == look:
            cell = row[column].data
            wide = column + 1 < columns and row[column + 1].data == ""
            if text and _is_shape(cell) != _is_shape(text[-1]):
                break
            # A character that the font may lack, or draw wider, begins a run and ends it.
            alone = wide or not (cell.isascii() or _is_shape(cell))
            if text and alone:
                break
            text += cell
            column += 2 if wide else 1
            if alone:
                break
        yield _Run(start, column - start, text, look)


def _look(cell: pyte.screens.Char, colour: str, background: str) -> _Look:
    foreground, behind = _colour(cell.fg, colour), _colour(cell.bg, background)
    if cell.reverse:
        foreground, behind = behind, foreground
    return _Look(foreground, behind, cell.bold, cell.italics, cell.underscore, cell.strikethrough)


def _colour(name: str, default: str) -> str:
    if name == "default":
        return default
    return _NAMED.get(name) or f"#{name}"


def _is_shape(char: str) -> bool:
    return char in _LINES or char in _BLOCKS


def _background(run: _Run, line: int) -> str:
    # A little overlap hides the seam between two rectangles.
    return (
        f'<rect x="{run.column * CELL_WIDTH:.1f}" y="{line * CELL_HEIGHT:g}" '
        f'width="{run.width * CELL_WIDTH + 0.3:.1f}" height="{CELL_HEIGHT + 0.3:g}" '
        f'fill="{run.look.background}"/>'
    )


def _foreground(run: _Run, line: int) -> Iterator[str]:
    if run.text and _is_shape(run.text[0]):
        for offset, char in enumerate(run.text):
            yield from _shape(char, run.column + offset, line, run.look.colour)
        return
    text = run.text.rstrip()
    if not text and not run.look.underline:
        return
    lead = len(text) - len(text.lstrip())
    cells = run.width - (len(run.text) - len(text)) - lead
    attributes = ' font-weight="bold"' if run.look.bold else ""
    attributes += ' font-style="italic"' if run.look.italic else ""
    lines = ("underline" if run.look.underline else "", "line-through" if run.look.strike else "")
    decoration = " ".join(filter(None, lines))
    attributes += f' text-decoration="{decoration}"' if decoration else ""
    yield (
        f'<text x="{(run.column + lead) * CELL_WIDTH:.1f}" '
        f'y="{line * CELL_HEIGHT + BASELINE:.1f}" textLength="{cells * CELL_WIDTH:.1f}" '
        f'lengthAdjust="spacingAndGlyphs" fill="{run.look.colour}"{attributes}>'
        f"{html.escape(text.lstrip(), quote=False)}</text>"
    )


def _shape(char: str, column: int, line: int, colour: str) -> Iterator[str]:
    left, top = column * CELL_WIDTH, line * CELL_HEIGHT
    if char in _BLOCKS:
        x, y, width, height = _BLOCKS[char]
        yield (
            f'<rect x="{left + x * CELL_WIDTH:.1f}" y="{top + y * CELL_HEIGHT:.1f}" '
            f'width="{width * CELL_WIDTH:.1f}" height="{height * CELL_HEIGHT:.1f}" '
            f'fill="{colour}"/>'
        )
        return
    middle_x, middle_y = left + CELL_WIDTH / 2, top + CELL_HEIGHT / 2
    ends = {
        "l": f"H{left:.1f}",
        "r": f"H{left + CELL_WIDTH:.1f}",
        "u": f"V{top:.1f}",
        "d": f"V{top + CELL_HEIGHT:.1f}",
    }
    path = "".join(f"M{middle_x:.1f} {middle_y:.1f}{ends[arm]}" for arm in _LINES[char])
    weight = 2 if char in "━┃" else 1
    yield f'<path d="{path}" stroke="{colour}" stroke-width="{weight}" fill="none"/>'
