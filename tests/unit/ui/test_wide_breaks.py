"""Textual breaks lines beside Chinese characters."""

from __future__ import annotations

import rich._wrap
import textual._wrap
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from minimax_tui.ui.wide_breaks import install_wide_breaks

SAID = "还没有提示词：ctrl+n 可保存输入框中的内容，提示词是文件。"


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a widget's text."""
    install_wide_breaks()
    return [line.plain for line in Content(text).wrap(width)]


def test_what_is_said() -> None:
    assert wrapped(SAID, 24) == [
        "还没有提示词：ctrl+n 可",
        "保存输入框中的内容，提示",
        "词是文件。",
    ]
    assert wrapped("密钥保存在文件中。", 16) == ["密钥保存在文件", "中。"]


def test_other_text_is_broken_as_before() -> None:
    assert wrapped("one two three", 8) == ["one two", "three"]
    assert wrapped("été  à la mer", 8) == ["été  à", "la mer"]


def test_what_is_written() -> None:
    install_wide_breaks()
    assert textual._wrap.compute_wrap_offsets("abc 归并排序，好", 10, 4) == [7]
    assert textual._wrap.compute_wrap_offsets("abc def ghi", 8, 4) == [8]


@given(st.text("ab 中文，。（“”(\t)", max_size=80), st.integers(6, 30))
def test_every_line_fits(text: str, width: int) -> None:
    install_wide_breaks()
    offsets = textual._wrap.compute_wrap_offsets(text, width, 4)
    assert offsets == sorted(set(offsets))
    assert all(0 < offset < len(text) for offset in offsets)
    found = rich._wrap.divide_line(text, width)
    assert found == sorted(set(found))
