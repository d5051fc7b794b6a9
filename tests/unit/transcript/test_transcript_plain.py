"""Plain text as lines: widths, offsets, safety, chunks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.domain.foreign import visible
from minimax_tui.domain.widths import cell_width
from minimax_tui.ui.transcript.plain import CHUNK_CHARACTERS, PlainSegment, chunks, wrap

texts = st.text(st.sampled_from("ab c\t\n中文，.é\x1b\u202e👍"), max_size=120)


@given(texts, st.integers(2, 30))
def test_lines_fit_and_map_to_the_source(text: str, width: int) -> None:
    shown: list[int] = []
    for line in wrap(text, width, "text", start=7):
        assert sum(cell_width(span.text) for span in line.spans) <= width
        for span in line.spans:
            source = text[span.start - 7 : span.end - 7]
            if source == "\t":
                assert span.text.isspace()
            else:
                assert span.text == visible(source)
            assert span.text.isprintable() or "\u3000" in span.text
            shown += range(span.start - 7, span.end - 7)
    assert list(dict.fromkeys(shown)) == sorted(set(shown))
    assert all(text[at].isspace() for at in range(len(text)) if at not in shown)


def test_a_tab_goes_to_the_next_stop() -> None:
    [line] = wrap("a\tb", 20, "text")
    assert "".join(span.text for span in line.spans) == "a   b"


def test_a_wrapped_line_is_soft() -> None:
    lines = list(wrap("one two\nthree", 5, "text"))
    assert [line.soft for line in lines] == [True, False, False]


@given(st.text(st.sampled_from("ab\n "), max_size=80))
def test_chunks_hold_the_whole_text(text: str) -> None:
    assert _joined(chunks(text, style="text")) == text


def test_long_texts_are_cut() -> None:
    endless = "x" * (CHUNK_CHARACTERS * 2 + 10)
    parts = chunks(endless, style="text")
    assert len(parts) == 3
    assert [part.joined for part in parts] == [False, True, True]
    rows = "\n".join(f"row {number}" for number in range(1000)) + "\n"
    parts = chunks(rows, style="text")
    assert _joined(parts) == rows
    assert max(part.rows for part in parts) <= 100


def _joined(parts: list[PlainSegment]) -> str:
    found = ""
    for index, part in enumerate(parts):
        assert part.start == len(found) + (1 if index and not part.joined else 0)
        found += ("\n" if index and not part.joined else "") + part.text
    return found
