"""The pictures of the README: well-formed, escaped, each character in its cell."""

from __future__ import annotations

from xml.etree import ElementTree

from screenshots.svg import CELL_HEIGHT, CELL_WIDTH, render
from tests.terminal.terminal_screen import Screen

SVG = "{http://www.w3.org/2000/svg}"


def drawn(data: str) -> ElementTree.Element:
    """The document of a screen of 20 x 2 with this on it."""
    screen = Screen(20, 2)
    screen.feed(data.encode())
    return ElementTree.fromstring(render(screen.shown))


def texts(data: str) -> list[tuple[str, float]]:
    """Each text and the column it begins at."""
    return [
        (element.text or "", round(float(element.attrib["x"]) / CELL_WIDTH, 1))
        for element in drawn(data).iter(f"{SVG}text")
    ]


def test_markup_is_escaped() -> None:
    assert texts('<a> & "b"') == [('<a> & "b"', 0)]


def test_a_run_of_one_look_is_one_text() -> None:
    assert texts("ab \x1b[1mcd\x1b[0m  ef") == [("ab", 0), ("cd", 3), ("ef", 7)]


def test_a_wide_character_takes_two_cells() -> None:
    assert texts("a語b") == [("a", 0), ("語", 1), ("b", 3)]


def test_colours_and_a_background() -> None:
    root = drawn("\x1b[38;2;255;0;16;48;2;1;2;3mred")
    (text,) = root.iter(f"{SVG}text")
    assert text.attrib["fill"] == "#ff0010"
    backgrounds = [r for r in root.iter(f"{SVG}rect") if r.attrib["fill"] == "#010203"]
    assert [float(r.attrib["x"]) for r in backgrounds] == [0]


def test_lines_and_blocks_are_shapes() -> None:
    root = drawn("─┬█")
    assert list(root.iter(f"{SVG}text")) == []
    assert len(list(root.iter(f"{SVG}path"))) == 2
    block = list(root.iter(f"{SVG}rect"))[-1]
    assert float(block.attrib["height"]) == CELL_HEIGHT
