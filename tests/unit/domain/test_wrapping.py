"""Paragraphs are broken by cells, and Chinese between its characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.domain.widths import cell_width
from minimax_tui.domain.wrapping import pieces, wrap_cells


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, []),
        ("one two  three", 7, ["one two", "three"]),
        ("one two three", 100, ["one two three"]),
        ("unbreakable word", 4, ["unbreakable", "word"]),
        ("思考窗格", 4, ["思考", "窗格"]),
        ("思考窗格", 5, ["思考", "窗格"]),
        ("思考，窗格", 4, ["思", "考，", "窗格"]),
        ("见“思考”。", 6, ["见“思", "考”。"]),
        ("使用 MiniMax 模型", 12, ["使用 MiniMax", "模型"]),
        ("（M2.7）很快", 8, ["（M2.7）", "很快"]),
        ("a b\nc", 9, ["a b c"]),
        ("见f(x)，或g(中)", 6, ["见", "f(x)，", "或g", "(中)"]),
        ("say “hello” f(x)", 8, ["say", "“hello”", "f(x)"]),
        ("한국어 문장", 7, ["한국어", "문장"]),
    ],
)
def test_lines(text: str, width: int, lines: list[str]) -> None:
    assert wrap_cells(text, width) == lines


@given(st.text("ab 中文，。（“x", max_size=60), st.integers(8, 30))
def test_nothing_is_lost(text: str, width: int) -> None:
    lines = wrap_cells(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(line == line.strip() and line for line in lines)
    if not any(cell_width(word) > width - 4 for word in text.split()):
        assert all(cell_width(line) <= width for line in lines)


@given(st.text("ab 中文，。（“”x(\n)", max_size=60))
def test_pieces_are_the_text(text: str) -> None:
    found = list(pieces(text))
    assert "".join(piece for _, _, piece in found) == text
    assert all(text[start:end] == piece for start, end, piece in found)
