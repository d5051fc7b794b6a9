"""What each kind of cell shows."""

from __future__ import annotations

from minimax_tui.domain.widths import cell_width
from minimax_tui.markdown.lines import Line
from minimax_tui.ui.transcript.cells import Cell, MarkdownCell
from minimax_tui.ui.transcript.folding_cells import FOLDED_LINES
from minimax_tui.ui.transcript.simple_cells import (
    ActivityCell,
    BannerCell,
    DividerCell,
    FactsCell,
    FooterCell,
    NoticeCell,
    PromptCell,
    ToolCell,
)

HOSTILE = "\x1b[2Jred\x07\u202eevil\x9b31m\r"


def _lines(cell: Cell, width: int = 40) -> list[Line]:
    return [line for one in cell.segments(width) for line in cell.render(one, width)]


def _texts(cell: Cell, width: int = 40) -> list[str]:
    return ["".join(span.text for span in line.spans) for line in _lines(cell, width)]


def test_a_short_prompt_is_shown_whole() -> None:
    assert _texts(PromptCell("p", "one\ntwo", attachments=["a.png"])) == ["one", "two", "▪ a.png"]


def test_a_long_prompt_is_folded_and_unfolds() -> None:
    text = "\n".join(f"row {number}" for number in range(40))
    folded = PromptCell("p", text)
    shown = _texts(folded)
    assert shown[:FOLDED_LINES] == [f"row {number}" for number in range(FOLDED_LINES)]
    assert "32 more lines" in shown[-1]
    [segment] = folded.segments(40)
    assert folded.part_at(segment, FOLDED_LINES) == "fold"
    assert folded.part_at(segment, 0) == ""
    unfolded = folded.toggled()
    assert unfolded is not None
    assert _texts(unfolded) == [*text.split("\n"), "▾ enter folds"]
    assert unfolded.part_at(unfolded.segments(40)[-1], 0) == "fold"
    assert unfolded.part_at(unfolded.segments(40)[0], 0) == ""
    assert _texts(unfolded.toggled() or unfolded) == shown


def test_attachments_stand_below_the_line_that_folds() -> None:
    text = "\n".join(map(str, range(40)))
    cell = PromptCell("p", text, attachments=["a.png"], folded=False)
    assert _texts(cell)[-2:] == ["▾ enter folds", "▪ a.png"]
    assert cell.estimate(400) == len(_texts(cell, 400))


def test_only_a_short_prompt_is_bold() -> None:
    assert PromptCell("p", "one\ntwo\nthree\n").base == "prompt"
    assert PromptCell("p", "1\n2\n3\n4").base == "prompt.long"
    assert PromptCell("p", "word " * 200).base == "prompt.long"


def test_a_footer_is_broken_between_its_facts() -> None:
    cell = FooterCell("f", "MiniMax-M3 · 104 in (100 cached) · 931 out · $0.0012")
    assert _texts(cell, 60) == [cell.text]
    assert _texts(cell, 36) == ["MiniMax-M3 · 104 in (100 cached)", "931 out · $0.0012"]
    assert _texts(cell, 12) == ["MiniMax-M3", "104 in (100", "cached)", "931 out", "$0.0012"]


def test_only_what_happened_is_loud_in_a_notice() -> None:
    cell = NoticeCell("n", "It broke.", level="error", advice="Try on.", keys=[("r", "again")])
    assert cell.base == "text"
    styles = {span.text: span.style for line in _lines(cell) for span in line.spans}
    assert styles == {
        "It broke.": "notice.error",
        " Try on.": "text",
        "r": "text strong",
        " again": "faint",
    }


def test_one_endless_line_is_folded_without_wrapping_it_all() -> None:
    assert len(_texts(PromptCell("p", "word " * 200_000))) == FOLDED_LINES + 1


def test_a_notice_takes_three_lines_at_most() -> None:
    cell = NoticeCell(
        "n",
        "Something went wrong in a way that takes many words to tell.",
        level="error",
        advice="There is a lot to do about it, and all of that is told here at some length.",
        keys=[("r", "try again")],
        detail="HTTP 529",
    )
    shown = _texts(cell)
    assert len(shown) == 3
    assert shown[1].endswith("…")
    assert shown[2] == "r try again  enter detail"
    unfolded = cell.toggled()
    assert unfolded is not None
    assert _texts(unfolded)[-1] == "HTTP 529"
    assert NoticeCell("n", "x").toggled() is None


def test_levels_can_be_told_without_colour() -> None:
    marks = {NoticeCell("n", "x", level=level).mark[0] for level in ("info", "warning", "error")}
    assert len(marks) == 3


def test_one_line_cells_are_cut_at_the_width() -> None:
    for cell in (
        ActivityCell("a", "word " * 40, hint="esc stops"),
        DividerCell("d", "word " * 40),
        ToolCell("t", "name", summary="word " * 40, facts=["120 lines"]),
    ):
        [shown] = _texts(cell)
        assert cell_width(shown) <= 40


def test_a_footer_is_wrapped_and_loses_nothing() -> None:
    shown = _texts(FooterCell("f", "word " * 40))
    assert len(shown) > 1
    assert all(cell_width(line) <= 40 for line in shown)
    assert " ".join(shown).split() == ["word"] * 40


def test_the_spinner_is_turned_by_the_owner() -> None:
    assert _texts(ActivityCell("a", "x", frame=0)) != _texts(ActivityCell("a", "x", frame=1))


def test_a_tool_shows_its_output_when_unfolded() -> None:
    cell = ToolCell("t", "read_file", summary="a.py", facts=["2 lines"], output="x\ny")
    assert _texts(cell) == ["read_file a.py  2 lines"]
    assert _texts(cell.toggled() or cell) == ["read_file a.py  2 lines", " x", " y"]


def test_a_banner_has_choices() -> None:
    cell = BannerCell("b", [[("Name", "strong")], [("One", "text")]], choices=[1])
    [segment] = cell.segments(40)
    assert cell.part_at(segment, 1) == "choice:0"
    assert cell.part_at(segment, 0) == ""


def test_foreign_text_never_reaches_a_line_as_it_came() -> None:
    cells: list[Cell] = [
        PromptCell("p", HOSTILE, attachments=[HOSTILE]),
        FooterCell("f", HOSTILE),
        ActivityCell("a", HOSTILE),
        NoticeCell("n", HOSTILE, advice=HOSTILE, detail=HOSTILE, folded=False),
        ToolCell("t", HOSTILE, summary=HOSTILE, facts=[HOSTILE], output=HOSTILE, folded=False),
        BannerCell("b", [[(HOSTILE, "text")]]),
        MarkdownCell("m", f"{HOSTILE}\n\n```{HOSTILE}\n{HOSTILE}\n```\n\n|a|\n|-|\n|{HOSTILE}|\n"),
    ]
    for cell in cells:
        for text in _texts(cell):
            assert text.isprintable(), (cell.kind, text)


def test_an_offset_of_a_notices_detail_is_an_offset_of_its_source() -> None:
    cell = NoticeCell("n", "What.", advice="Do this.", detail="HTTP 529", folded=False)
    for line in _lines(cell):
        for span in line.spans:
            if span.start >= 0:
                assert cell.source[span.start : span.end] == span.text


def test_what_happened_stands_out_on_every_line_of_a_notice() -> None:
    cell = NoticeCell("n", "It broke in a way that takes two lines.", level="error", advice="Wait.")
    [segment] = cell.segments(24)
    loud = [
        span.text
        for line in cell.render(segment, 24)
        for span in line.spans
        if span.style == "notice.error"
    ]
    assert loud == ["It broke in a way that", "takes two lines."]


def test_facts_without_room_are_left_out_whole() -> None:
    cell = FactsCell("f", "turn 1 · 0.50 s · 121 tokens · 244 tok/s")
    [segment] = cell.segments(30)
    for width, shown in (
        (40, "turn 1 · 0.50 s · 121 tokens · 244 tok/s"),
        (39, "turn 1 · 0.50 s · 121 tokens"),
        (20, "turn 1 · 0.50 s"),
        (4, "tur…"),
    ):
        [line] = cell.render(segment, width)
        assert "".join(span.text for span in line.spans) == shown
