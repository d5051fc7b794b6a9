"""A text that comes in pieces ends as the whole text would, at a cost that stays flat."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]

from minimax_tui.markdown import flow, inline, inline_grammar, render, splitter
from minimax_tui.markdown.document import Document
from minimax_tui.markdown.highlight import START, Highlighter, group, highlighter
from minimax_tui.markdown.segment import Scope, Segment
from minimax_tui.markdown.walk import Walk

PIECES = [
    *("# ", "- ", "* ", "1. ", "2) ", "> ", "```", "```py\n", "~~~", "\n", "\n\n", "    ", "  "),
    *("\t", "|", "| a | b |\n", "|---|---|\n", "---", "===", "**", "*", "_", "`", "[", "]", "("),
    *(")", "[a]: http://x\n", "[a]", "[^1]: ", "[^1]", "![", "<div>", "<!--", "-->", "<br>", "$"),
    *(
        "$$\n",
        "\\[",
        "\\",
        "x",
        "foo bar",
        "中文。",
        "，",
        "😀",
        "👨‍👩‍👧",
        "e\u0301",
        "\x1b[31m",
        "\ud800",
    ),
    *("&amp;", "&#10;", "https://e.x/a", "~~", "- [ ] ", "\r\n", "def f(): # c\n", '"""', "/* "),
    *("a" * 30, "word " * 40, "x" * 5_000, "中文" * 900, "code\n" * 60, "| c | d |\n" * 30),
]
texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
WIDTHS = (7, 40)


def picture(document: Document) -> list[Any]:
    return [
        (s.kind, s.start, s.end, s.gap, [render.render(s, width) for width in WIDTHS])
        for s in document.segments
    ]


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=texts, data=st.data())
def test_streamed_is_final(text: str, data: st.DataObject) -> None:
    document = Document(final=False)
    at = 0
    cache: dict[Segment, tuple[int, Any]] = {}
    known: list[Segment] = []
    while at < len(text):
        size = data.draw(st.sampled_from([1, 2, 3, 5, 20, 300, 4_000] if len(text) < 2_000 else
                                         [50, 700, 4_000]))  # fmt: skip
        changed = document.append(text[at : at + size])
        at += size
        if data.draw(st.booleans()):
            known = known[:changed]
            assert document.segments[: len(known)] == known
            known = document.segments[:]
            for segment in known:
                if cache.get(segment, (-1,))[0] != segment.revision:
                    cache[segment] = segment.revision, render.render(segment, 40)
        else:
            known = known[:changed]
    document.close()
    assert picture(document) == picture(Document(text))
    assert document.source == text
    for segment in document.segments:
        assert not segment.open
        revision, lines = cache.get(segment, (-1, None))
        if revision == segment.revision:
            assert lines == render.render(segment, 40)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=texts)
def test_what_was_drawn_before_does_not_matter(text: str) -> None:
    """The lines kept of an open segment are the ones that a first look would give."""
    document = Document(final=False)
    step = max(1, len(text) // 60)
    for at in range(0, len(text), step):
        document.append(text[at : at + step])
        for segment in document.segments[-2:]:
            render.render(segment, 7)
            render.render(segment, 40)
    assert picture(document) == picture(Document(text, final=False))


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    text=st.lists(
        st.sampled_from(
            [*("a", "b c", " ", "  ", "\n", "_", "a_b", "*", " * ", "~", "\\", "\\x", "<", "< "),
             *("&", "& ", "&x", ";", "[", "]", "[x]", "[^1]", "(", "$", "$ ", "$5", "://", "!"),
             *("http://a.b/_c", "中", "。", "+1", "=", "`", "\\h")]
        ),
        max_size=14,
    ).map("".join)
)  # fmt: skip
def test_text_without_markup_is_the_same_as_if_it_had_been_parsed(text: str) -> None:
    text = text.strip(" \n")
    scope = Scope()
    if all(line.strip() for line in text.split("\n")) and inline.is_plain(text, scope):
        walk = Walk(text)
        assert inline.parse(text, scope) == walk.runs(inline_grammar.tokens(text, scope))


CODE = {
    "python": 'def f(a):\n    """x\n    y"""\n    return f"{a}\\n"  # no\n\n@g\nclass C: 1\n',
    "css": "a > b {\n  color: red; /* x\n y */\n}\n@media (x) {\n a { b: 1px }\n}\n",
    "yaml": "b:\n  - x # c\n  - |\n    t: h\n    m\n  - y: z\nc: >-\n  f\n  x: y\nd: 'e\n  f'\n",
    "bash": "for i in 'a\nb'; do # don't\n  x=\"$i $(ls)\nc\"\n  cat <<E\nfor $x\nE\ndone\n",
    "json": '{\n "a": [1, true, null],\n "b": "x\\"y"\n}\n',
    "rust": "fn f() -> u8 { /* a\n b */ let s = \"x\n y\"; 'a' as u8 }\n",
}


@pytest.mark.parametrize(
    "text",
    [
        # What the fuzz found: code binds more tightly than the image whose text it begins in.
        "![a b ```c d](e) " + "word " * 30 + "```",
        "[^a`b] " + "word " * 30 + "` x",
        "[a `b](c) " + "word " * 30 + "` x",
        "a* *b " * 30 + "c*",
    ],
)
def test_late_partners_change_what_was_drawn(text: str) -> None:
    document = Document(final=False)
    for at in range(0, len(text), 10):
        document.append(text[at : at + 10])
        for width in WIDTHS:
            render.render(document.segments[-1], width)
    assert picture(document) == picture(Document(text, final=False))


def test_append_tells_the_first_change() -> None:
    document = Document(final=False)
    assert document.append("# a\n") == 0
    assert document.append("b") == 1
    assert document.append("\n\nc") == 1
    first = document.segments[1]
    assert document.append(" more") == 2
    assert document.segments[1] is first
    assert not first.open
    assert document.segments[2].open
    assert document.close() == 2
    assert document.close() == 3
    with pytest.raises(ValueError, match="closed"):
        document.append("x")


def test_a_late_definition_changes_only_the_segments_that_use_it() -> None:
    document = Document("a\n\nsee [ref]\n\nb\n", final=False)
    before = [segment.revision for segment in document.segments]
    document.append("\n")
    assert document.append("[ref]: http://x\n") == 1
    after = [segment.revision for segment in document.segments[:3]]
    assert [a != b for a, b in zip(before, after, strict=True)] == [False, True, False]
    assert any(span.style == "link" for span in render.render(document.segments[1], 40)[0].spans)


def test_a_wider_row_changes_the_whole_table() -> None:
    document = Document("x\n\n| a |\n|---|\n" + "| b |\n" * 120, final=False)
    assert [s.kind for s in document.segments] == ["paragraph", "table", "table", "table"]
    assert document.append("| c |\n") == 3
    assert document.append("| wider |\n") == 1
    widths = {
        len("".join(span.text for span in line.spans))
        for segment in document.segments[1:]
        for line in render.render(segment, 40)
        if "─" in line.spans[-1].text
    }
    assert widths == {5}


def test_long_blocks_are_cut() -> None:
    def sizes(text: str) -> list[int]:
        return [len(segment.lines) for segment in Document(text).segments]

    assert sizes("```\n" + "x\n" * 250 + "```") == [100, 100, 50]
    assert sizes("| a |\n|---|\n" + "| b |\n" * 120) == [51, 50, 20]
    parts = Document("word " * 5_000).segments
    assert all(1_900 < s.end - s.start <= 4_000 for s in parts[:-1])
    assert [s.gap for s in parts] == [False] * len(parts)
    # A span that is open where the cut should be is left whole.
    text = "word " * 700 + "**" + "bold " * 200 + "end** " + "word " * 100
    first = Document(text).segments[0]
    assert text[first.start : first.end].count("**") in (0, 2)


CASES = {
    "paragraph": "some **plain** words and `code` ",
    "chinese": "这是一个很长的段落，没有换行。",
    "fence": "x = f(1)  # comment\n",
    "table": "| a row | of *cells* |\n",
    "list": "- an item\n",
    "loose": "- an item\n\n",
    "quote": "> a line\n",
    "nested": "  - an item of a list in an item\n",
    "html": "text\n",
}
STARTS = {"fence": "```python\n", "table": "| a | b |\n|---|---|\n", "nested": "- x\n",
          "html": "<div>\n"}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_cost_of_a_character_is_flat(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts the characters that are parsed, lexed, split and drawn for equal amounts of text."""
    work = 0

    def counted(owner: Any, name: str, argument: int) -> None:
        original = getattr(owner, name)

        def replacement(*args: Any, **kwargs: Any) -> Any:
            nonlocal work
            work += len(args[argument])
            return original(*args, **kwargs)

        monkeypatch.setattr(owner, name, replacement)

    counted(inline, "parse", 0)
    counted(flow, "breaks", 0)
    counted(Highlighter, "line", 1)
    counted(splitter.Splitter, "_put", 1)
    document = Document(STARTS.get(case, ""), final=False)
    body = CASES[case] * (48_000 // len(CASES[case]))
    shares: list[int] = []
    dirty = 0
    for number, at in enumerate(range(0, len(body), 4)):
        dirty = min(dirty, document.append(body[at : at + 4]))
        if number % 8 == 0:
            for segment in document.segments[dirty:]:
                render.render(segment, 80)
            dirty = len(document.segments)
        if number % 3_000 == 2_999:
            shares.append(work)
            work = 0
    assert shares[-1] < 1.5 * shares[0] + 5_000
    assert max(shares) < 100 * 12_000, "work per character of text"


OPEN_MARKS = ["*a ", "_a ", "*a **b _c ", "`a ``b ", "[a ", "![a](", "$a ", "<a ", "\\(a ", "*a* ",
              "**a** ", "~~a ", "[a](b) ", "a* *b ", "*a\n"]  # fmt: skip


@pytest.mark.parametrize("marks", OPEN_MARKS)
def test_marks_that_wait_for_a_partner_cost_little(
    marks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each look parses a few hundred characters, although none of the text above may be settled."""
    parsed = 0
    original = inline.parse

    def counted(text: str, scope: Scope) -> Any:
        nonlocal parsed
        parsed += len(text)
        return original(text, scope)

    monkeypatch.setattr(inline, "parse", counted)
    text = (marks * 6_000)[:6_000]
    document = Document(final=False)
    for at in range(0, len(text), 32):
        document.append(text[at : at + 32])
        render.render(document.segments[-1], 80)
    assert parsed < 700 * len(text) / 32


def test_a_paragraph_of_closed_spans_is_not_cut() -> None:
    assert len(Document("some `code` and **bold** words, " * 80).segments) == 1
    assert len(Document("a_b and 2 * 3 and x < y & z; " * 100).segments) == 1
    assert len(Document("*open " * 200).segments) > 2


HOSTILE = {
    "word": "x" * 100_000,
    "quotes": ">" * 10_000,
    "lists": "- " * 10_000 + "x",
    "brackets": "[" * 10_000,
    "closed brackets": "[" * 3_000 + "]" * 3_000,
    "links": "[a](" * 5_000,
    "images": "![" * 5_000,
    "emphasis": "*a **b _c " * 2_000,
    "ticks": "".join("`" * count + " " for count in range(1, 300)),
    "tags": "<a " * 10_000,
    "dollars": "$a $$b " * 4_000,
    "backslashes": "\\(\\[" * 5_000,
    "controls": "\x1b[31m\x00\x9b" * 4_000,
    "surrogates": "\ud800\udfff" * 10_000,
    "deep": "\n".join("  " * depth + "- a" for depth in range(300)),
    "bars": "|" * 20_000 + "\n" + "|-" * 10_000,
    "marks": "e" + "\u0301" * 20_000,
    "joiners": "👩\u200d" * 10_000,
    "blanks": " " * 50_000 + "\t" * 1_000,
    "breaks": "\n" * 20_000,
    "definitions": "".join(f"[a{count}]: x\n" for count in range(2_000)),
    "strings": "```python\n" + '"' * 5_000,
    "braces": "```c\n" + "{" * 3_000 + "\n}" * 300,
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_text_is_drawn(case: str) -> None:
    text = HOSTILE[case]
    document = Document(final=False)
    for at in range(0, len(text), 1_777):
        document.append(text[at : at + 1_777])
        for segment in document.segments[-1:]:
            render.render(segment, 80)
    document.close()
    for segment in document.segments[:100]:
        for width in (1, 80):
            for line in render.render(segment, width):
                for span in line.spans:
                    span.text.encode("utf-8")
                    assert "\x1b" not in span.text


def test_more_links_than_are_parsed_at_once_stay_links() -> None:
    text = "[a](b) " * 500
    document = Document(final=False)
    for at in range(0, len(text), 50):
        document.append(text[at : at + 50])
        render.render(document.segments[-1], 40)
    document.close()
    assert picture(document) == picture(Document(text))
    spans = [s for seg in document.segments for line in render.render(seg, 40) for s in line.spans]
    assert sum(span.style == "link" for span in spans) == 500


@pytest.mark.parametrize("language", ["python", "css", "yaml", "bash", "json", "rust"])
def test_line_by_line_colours_are_those_of_the_whole_text(language: str) -> None:
    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    text = CODE[language]
    whole = [""] * len(text)
    for at, kind, value in lexer.get_tokens_unprocessed(text):
        whole[at : at + len(value)] = [group(kind)] * len(value)
    found: list[str] = []
    pen = highlighter(language)
    assert pen is not None
    state = START
    for line in text.split("\n"):
        tokens, state = pen.line(line, state)
        colours = [""] * len(line)
        for at, style in tokens:
            colours[at:] = [style] * (len(line) - at)
        found += [*colours, ""]
    assert len(found) == len(text) + 1
    drawn = [at for at, char in enumerate(text) if not char.isspace()]
    assert [(at, found[at]) for at in drawn] == [(at, whole[at]) for at in drawn]


def test_an_unknown_language_is_no_search_for_plug_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pygments.lexers.find_plugin_lexers", lambda: pytest.fail("searched"))
    assert highlighter("no-such-language") is None
    assert highlighter("jsonc") is not None


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    program = (
        "import sys\n"
        "from minimax_tui.markdown.document import Document\n"
        "from minimax_tui.markdown.render import render\n"
        "render(Document('plain text').segments[0], 40)\n"
        "render(Document('two\\nlines, a_b, 2 * 3 and [x]: see http://x.y').segments[0], 40)\n"
        "heavy = {'markdown_it', 'pygments', 'pylatexenc', 'rich', 'textual'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "render(Document('*a*').segments[0], 40)\n"
        "assert 'markdown_it' in sys.modules and 'pygments' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
