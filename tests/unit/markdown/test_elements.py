"""How each element of Markdown is drawn."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from minimax_tui.domain.widths import cell_width
from minimax_tui.markdown.document import Document
from minimax_tui.markdown.extract import code_blocks, links
from minimax_tui.markdown.lines import Line, Span
from minimax_tui.markdown.render import render
from minimax_tui.markdown.table import MIN_COLUMN, column_widths


def drawn(text: str, width: int = 40) -> list[Line]:
    lines: list[Line] = []
    for segment in Document(text).segments:
        if segment.gap:
            lines.append(Line(()))
        lines.extend(render(segment, width))
    return lines


def shown(text: str, width: int = 40) -> list[str]:
    return ["".join(span.text for span in line.spans).rstrip() for line in drawn(text, width)]


def styles(text: str) -> list[tuple[str, str]]:
    return [(span.text, span.style) for line in drawn(text, 80) for span in line.spans]


def kinds(text: str) -> list[str]:
    return [segment.kind for segment in Document(text).segments]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", [("plain", "text")]),
        ("## Big `x`", [("Big ", "heading2"), ("x", "heading2 code.inline")]),
        ("###### Small ##", [("Small", "heading6")]),
        ("Title\n===", [("Title", "heading1"), (" ", "text"), ("─" * 74, "rule")]),
        ("**a *b***", [("a ", "strong"), ("b", "strong emphasis")]),
        ("~~no~~", [("no", "strike")]),
        ("a `b`", [("a ", "text"), ("b", "code.inline")]),
        ("**open", [("**open", "text")]),
        (
            "[t](http://u)",
            [
                ("t", "link"),
                (" (", "link.target"),
                ("http://u", "link.target"),
                (")", "link.target"),
            ],
        ),
        ("<http://u>", [("http://u", "link")]),
        ("see https://u.x/a_b.", [("see ", "text"), ("https://u.x/a_b", "link"), (".", "text")]),
        ("[^1]", [("[1]", "footnote")]),
        ("a <b>", [("a ", "text"), ("<b>", "html")]),
        ("$a_b$ $xy$", [("a_b", "math"), (" ", "text"), ("xy", "math")]),
        (r"$\foo_a_$", [(r"$\foo_a_$", "math")]),
        ("costs $5 and $6", [("costs $5 and $6", "text")]),
        ("**重点。**后面", [("重点。", "strong"), ("后面", "text")]),
        ("a&amp;b", [("a", "text"), ("&", "text"), ("b", "text")]),
        ("---", [("─" * 80, "rule")]),
    ],
)
def test_inline_styles(text: str, expected: list[tuple[str, str]]) -> None:
    assert styles(text) == expected


def test_titles_of_links_are_shown() -> None:
    assert shown('[t](u "a) b") [v] ![i](j (k))\n\n[v]: w "x"', 80) == [
        't (u "a) b") v (w "x") [image: i] (j "k")',
        "",
        '[v]: w "x"',
    ]
    (found,) = links(Document('[t](u "a) ] b") rest'))
    assert (found.text, found.target, found.end) == ("t", "u", 15)


def test_images_show_their_text_and_target() -> None:
    assert shown("![a cat](cat.png)") == ["[image: a cat] (cat.png)"]


def test_lists_hang_and_nest() -> None:
    text = "- one\n- two\n  - in\n    - deep\n\n3. three\n3. four\n- [ ] open\n- [x] done"
    assert shown(text) == [
        *("• one", "• two", "  ◦ in", "    ▪ deep", "", "3. three", "4. four"),
        *("", "☐ open", "☑ done"),
    ]


def test_numbers_are_kept_and_repeated_ones_count_up() -> None:
    assert shown("1. a\n1. b\n1. c") == ["1. a", "2. b", "3. c"]
    assert shown("2. a\n4. b") == ["2. a", "4. b"]


def test_wrapped_items_hang() -> None:
    assert shown("- aaa bbb ccc", 8) == ["• aaa", "  bbb", "  ccc"]
    assert [line.soft for line in drawn("- aaa bbb ccc", 8)] == [True, True, False]


def test_tightness_is_per_gap() -> None:
    assert [s.gap for s in Document("- a\n- b\n\n- c\n- d").segments] == [False, False, True, False]


def test_items_hold_their_blocks() -> None:
    assert shown("1. a\n\n   b\n   > c\n2. d") == ["1. a", "", "   b", "   ▎ c", "2. d"]
    assert kinds("- a\n- b") == ["item", "item"]
    assert kinds("> a") == ["quote"]


def test_empty_items_show_their_marker() -> None:
    assert shown("-\n- a\n-\n  b") == ["•", "• a", "• b"]


def test_quotes_have_a_bar_through_their_gaps() -> None:
    assert shown("> a\n>\n> b") == ["▎ a", "▎", "▎ b"]
    assert styles("> a") == [("▎ ", "quote.bar"), ("a", "quote")]


def test_hard_and_soft_breaks() -> None:
    assert shown("a\nb  \nc\\\nd<br>e") == ["a b", "c", "d", "e"]


def test_code_has_a_label_a_fill_and_token_styles() -> None:
    lines = drawn("```python\ndef f(): # c\n```", 30)
    assert [line.fill for line in lines] == ["code", "code"]
    assert "".join(s.text for s in lines[0].spans) == "python  ⧉ ".rjust(30)
    assert Span("def", "code token.keyword", 10, 13) in lines[1].spans
    assert Span("f", "code token.function", 14, 15) in lines[1].spans
    assert lines[1].spans[-1].style == "code token.comment"


@pytest.mark.parametrize(
    ("language", "code", "line", "style"),
    [
        ("python", '"""a\nb\nc"""', 1, "code token.string"),
        ("c", "/* a\nb\nc */", 1, "code token.comment"),
        ("js", "x = 1; /* a\nb */", 1, "code token.comment"),
        ("html", "<!-- a\nb -->", 1, "code token.comment"),
        ("go", "x := `a\nb`", 1, "code token.string"),
        ("php", "$x = 'a\nb';", 1, "code token.string"),
        ("php", "/* a\nb */", 1, "code token.comment"),
        ("bash", "echo 'a\nb'", 1, "code token.string"),
        ("bash", 'echo "a\nb"', 1, "code token.string"),
        ("bash", "cat <<EOF\nfor\nEOF", 1, "code token.string"),
        ("yaml", "a: |\n  b: c", 1, "code"),
        ("yaml", 'a: "b\n  c"', 1, "code"),
        ("lua", "--[[ a\nb ]]", 1, "code token.comment"),
        ("swift", "/* a\nb */", 1, "code token.comment"),
        ("js", "// don't\nx = 'a'", 1, "code"),
        ("perl", "1 << a\nif", 1, "code token.keyword"),
        ("nosuchlanguage", "def", 0, "code"),
    ],
)
def test_code_carries_its_state_over_lines(language: str, code: str, line: int, style: str) -> None:
    assert drawn(f"```{language}\n{code}\n```")[line + 1].spans[1].style == style


def test_long_code_lines_wrap_with_a_mark() -> None:
    lines = drawn("```\nabcdefghij\n```", 6)
    assert shown("```\nabcdefghij\n```", 6)[1:] == [" abcde", "↪fghij"]
    assert [line.soft for line in lines] == [False, True, False]


def test_what_a_long_code_line_goes_on_with_is_indented_and_begins_with_a_word() -> None:
    text = "```\n    one two three four five sixes\n```"
    assert shown(text, 24)[1:] == ["      one two three", "    ↪ four five sixes"]
    lines = drawn(text, 24)
    assert [line.soft for line in lines] == [False, True, False]
    spans = [span for line in lines for span in line.spans if span.start >= 0]
    assert "".join(text[span.start : span.end] for span in spans) == text[4:-4]
    assert "".join(span.text for span in spans) == text[4:-4]


CODE = st.text("ab  \t\t汉é\u0301👍🏽", min_size=1, max_size=80)


@given(CODE, st.integers(1, 40))
def test_wrapped_code_is_all_there_and_never_too_wide(code: str, width: int) -> None:
    text = f"```\n{code}\n```"
    lines = drawn(text, width)
    for line in lines:
        cells = sum(cell_width(span.text) for span in line.spans)
        assert cells <= max(width, 3), line
    spans = [span for line in lines for span in line.spans if span.start >= 0]
    assert [span.start for span in spans[1:]] == [span.end for span in spans[:-1]]
    assert "".join(text[span.start : span.end] for span in spans) == code


def test_a_blank_at_the_edge_ends_a_row_of_code() -> None:
    # 20 cells: two of margin, 17 of code, one that only a blank may take.
    line = "a" * 17 + " bb"
    rows = ["".join(s.text for s in line.spans) for line in drawn(f"```\n{line}\n```", 20)[1:]]
    assert rows == ["  " + "a" * 17 + " ", "↪ bb"]


def test_tabs_go_to_the_next_multiple_of_four() -> None:
    assert shown("```\na\tb\n\tc\n```")[1:] == ["  a   b", "      c"]


@pytest.mark.parametrize("text", [" ```\n\tx y\n", "- <b>\n\tx y\n", "-  a\n\n       b\n\t\tx y\n"])
def test_what_is_left_of_a_tab_cut_in_two_stands_for_no_source(text: str) -> None:
    spans = [span for line in drawn(text) for span in line.spans if span.start >= 0]
    assert {text[span.start : span.end] for span in spans} >= {"x y"}
    for span in spans:
        assert text[span.start : span.end] == span.text


def test_tables_fit_their_content() -> None:
    text = "| Name | N |\n|:--|--:|\n| a | 10 |\n| **bb** | 2 | \n"
    assert shown(text) == ["Name │  N", "─────┼───", "a    │ 10", "bb   │  2"]


def test_tables_wrap_their_cells_and_fall_back_to_records() -> None:
    text = "| Key | Text |\n|---|---|\n| k | some longer words here |\n"
    assert all(cell_width(line) <= 20 for line in shown(text, 20))
    assert shown(text, 20)[2].startswith("k   │ some")
    assert shown(text, 10)[0] == "Key: k"


WIDE = """
| Name | What it does | When |
|---|---|---|
| first | something that takes many words to say | always, or nearly |
| second | little | on Sundays |
| third | x | y |
"""


def test_rows_of_several_lines_have_a_rule_between_them() -> None:
    lines = shown(WIDE, 50)
    rule = lines[1]
    assert set(rule) == set("─┼")
    assert [at for at, line in enumerate(lines) if line == rule] == [1, 4, 6]
    assert shown(WIDE, 90).count(shown(WIDE, 90)[1]) == 1


def test_a_table_without_room_is_told_as_labels_and_cells() -> None:
    assert shown(WIDE, 30) == [
        "Name: first",
        "What it does: something that",
        "  takes many words to say",
        "When: always, or nearly",
        "────────",
        "Name: second",
        "What it does: little",
        "When: on Sundays",
        "────────",
        "Name: third",
        "What it does: x",
        "When: y",
    ]
    assert drawn(WIDE, 30)[0].spans[-1].style == "table.header"
    assert drawn(WIDE, 30)[2].spans[0] == Span("  ", "text")


@pytest.mark.parametrize("natural", [[10, 40, 62, 40, 70], [7, 6000], [30, 30, 30], [8, 9, 100]])
def test_the_columns_of_a_table_share_its_room(natural: list[int]) -> None:
    for width in range(24, 200):
        widths = column_widths(natural, width)
        if widths is None:
            continue
        room = width - 3 * (len(natural) - 1)
        assert sum(widths) == min(room, sum(natural))
        for cells, most in zip(widths, natural, strict=True):
            assert min(most, MIN_COLUMN) <= cells <= most
            # A column that its even share is enough for is not wrapped.
            assert cells == most or most > room // len(natural)


def test_columns_hold_their_longest_words_where_they_can() -> None:
    assert column_widths([10, 40, 62, 40, 70], 70, [10, 8, 9, 11, 16]) == [10, 10, 11, 11, 16]
    words = "| a | b |\n|---|---|\n| many short words here | one longestword |\n"
    assert any(line.endswith("longestword") for line in shown(words, 26))


def test_minor_headings_stand_on_what_they_are_about() -> None:
    assert shown("## A\n\na\n\n### B\n\nb\n\n#### C\n\n- c\n\n### D\n\n---") == [
        *("A", "", "a", "", "B", "b", "", "C", "• c", "", "D", "", "─" * 40),
    ]
    assert shown("- a\n\n  ### B\n\nb") == ["• a", "", "  B", "", "b"]
    assert shown("> ### B\n>\n> b") == ["▎ B", "▎ b"]


def test_a_title_has_a_rule_to_the_edge() -> None:
    assert shown("# Title", 12) == ["Title ──────"]
    assert shown("# Titles!!", 12) == ["Titles!!"]
    assert shown("# Titles of", 12) == ["Titles of"]
    assert shown("# Two words", 10) == ["Two words"]


def test_a_formula_on_a_line_of_its_own_is_indented() -> None:
    assert shown("$$x + y$$\n\n\\[a_1\\]\n\n$$x$$ and more") == [
        *("  x + y", "", "  a₁", "", "x and more"),
    ]
    assert shown("$$x + y$$", 20) == ["x + y"]


def test_table_cells_are_aligned_line_by_line() -> None:
    text = "| L | Ce | R |\n|---|:-:|--:|\n| aa bb | c | 1 |\n| a | cccc | 222 222 |\n"
    assert [line.rstrip() for line in shown(text, 40)] == [
        "L     │  Ce  │       R",
        "──────┼──────┼────────",
        "aa bb │  c   │       1",
        "a     │ cccc │ 222 222",
    ]


def test_cells_beyond_the_last_column_stay_in_it() -> None:
    assert shown("| a | b |\n|---|---|\n| 1 | 2 | *3* |")[2] == "1 │ 2 | 3"


def test_footnotes_hold_blocks_and_hang() -> None:
    assert shown("[^a]: one\n    two\n\n    - three\n[^b]: four") == [
        *("[a] one two", "", "    • three", "[b] four"),
    ]


def test_a_paragraph_above_a_table_stays_one() -> None:
    assert kinds("text\n| a | b |\n|---|---|\n| c | d |") == ["paragraph", "table"]


def test_footnotes_html_definitions_and_mathematics_are_plain() -> None:
    assert shown("[^n]: the note") == ["[n] the note"]
    assert shown("<div>\n*x*\n</div>") == ["<div>", "*x*", "</div>"]
    assert shown("[a]: http://x") == ["[a]: http://x"]
    assert shown("$$\n\\foo *b* c\n$$") == ["$$", "\\foo *b* c", "$$"]
    assert kinds("$$\na\n$$\n[a]: b\n\n<p>") == ["math", "definition", "html"]


def test_chinese_breaks_between_characters_but_not_before_punctuation() -> None:
    assert shown("中文字符，你好", 8) == ["中文字", "符，你好"]
    assert shown("中文\n字符") == ["中文字符"]


def test_any_line_end_ends_a_line() -> None:
    assert kinds("# a\rb\r\rc\r\n- d\r") == ["heading", "paragraph", "paragraph", "item"]
    document = Document(final=False)
    for char in "# a\r\nb\r":
        document.append(char)
    document.close()
    assert [(s.kind, s.start, s.end) for s in document.segments] == [
        ("heading", 0, 3),
        ("paragraph", 5, 6),
    ]


def test_tabs_in_running_text_are_one_cell_and_keep_their_place() -> None:
    ((span,),) = [line.spans for line in drawn("a\tb")]
    assert span == Span("a b", "text", 0, 3)


def test_control_characters_are_visible() -> None:
    assert shown("a\x1b[31mb \ud800 \u202e") == ["a␛[31mb � �"]
    assert shown("```\n\x07\n```")[1] == "  ␇"
    assert "\u202e" not in shown("x &#x202e; y")[0]


def test_spans_point_at_their_source() -> None:
    text = "> - a **bold** and `code` [l](http://t) &amp; \\* end\n>   more\n\n1. x\n\n       code"
    for line in drawn(text):
        for span in line.spans:
            if span.start >= 0 and span.end - span.start == len(span.text) and span.text != " ":
                assert text[span.start : span.end] == span.text
    assert {"bold", "code", "http://t", "end", "more"} <= {
        text[s.start : s.end].strip()
        for line in drawn(text, 100)
        for s in line.spans
        if s.start > 0
    }


def test_code_copies_as_sent_and_links_are_found() -> None:
    document = Document(
        "> ```py\n> a\n>   b\n> ```\n\n[x](http://y) <http://z>\n\n[r]\n\n[r]: /t\n"
    )
    (block,) = code_blocks(document)
    assert (block.language, block.text) == ("py", "a\n  b\n")
    assert [(link.text, link.target) for link in links(document)] == [
        ("x", "http://y"),
        ("http://z", "http://z"),
        ("r", "/t"),
    ]
    long_line = "x" * 30_000
    assert code_blocks(Document(f"```\n{long_line}\n```"))[0].text == long_line + "\n"


@pytest.mark.parametrize("width", [1, 2, 3, 7, 20])
def test_no_line_is_wider_than_asked(width: int) -> None:
    text = (
        "# Heading\n\n- a\n  - b\n    > quote words\n\n| a | b |\n|---|---|\n| c | d |\n\n"
        "```python\nlong_name = 1\n```\n\n---\n<div>x</div>\n\n1. [l](http://example.org)\n"
    )
    for line in drawn(text, width):
        assert cell_width("".join(span.text for span in line.spans)) <= width


def test_estimates_are_near() -> None:
    text = "word " * 300
    (segment,) = Document(text).segments
    assert abs(segment.estimate_height(50) - len(render(segment, 50))) <= 4
    for segment in Document("# a\n\n---\n\n```\nx\n```\n\n| a |\n|---|\n| b |\n").segments:
        assert segment.estimate_height(80) >= 1


BLOCKS = [
    *("# h", "- a", "- ", "* b", "1. c", "2) d", "> e", ">", "```", "~~~", "    f", "---", "==="),
    *("***", "| a | b |", "|---|---|", "", "para", "  - n", "- > r", "- ```", "<div>", "<!-- x"),
    *("-->", "10. x", "      deep", "#", "+ p"),
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=6))
def test_the_block_structure_is_that_of_commonmark(lines: list[str]) -> None:
    """Compared with markdown-it's block parser, which this program does not use."""
    text = "\n".join(lines)
    expected: list[tuple[object, ...]] = []
    containers: list[str] = []
    leaf = ""
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        kind = token.type
        if kind in ("blockquote_open", "list_item_open"):
            containers.append("quote" if kind == "blockquote_open" else "item")
        elif kind in ("blockquote_close", "list_item_close"):
            containers.pop()
        elif kind in ("paragraph_open", "heading_open"):
            leaf = "paragraph" if kind == "paragraph_open" else f"heading{token.tag[1]}"
        elif kind == "table_open":
            expected.append((*containers, "table"))
            leaf = ""
        elif kind == "inline" and leaf:
            expected.append((*containers, leaf, token.content.split()))
        elif kind in ("fence", "code_block", "html_block"):
            name = "html" if kind == "html_block" else "code"
            expected.append((*containers, name, token.content.split()))
        elif kind == "hr":
            expected.append((*containers, "rule"))
    found: list[tuple[object, ...]] = []
    for segment in Document(text).segments:
        around = ["quote" if c.kind == "quote" else "item" for c in segment.containers]
        if segment.leaf in ("table", "rule"):
            found.append((*around, segment.leaf))
        elif segment.leaf != "paragraph" or segment.lines:
            name = f"heading{segment.level}" if segment.leaf == "heading" else segment.leaf
            found.append((*around, name, segment.text().split()))
    assert found == expected
