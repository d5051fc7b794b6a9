"""HTML: one page that shows everything and runs nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.cli.exporting import chat_dialect
from minimax_tui.domain.blocks import Block, text_block
from minimax_tui.exports.as_html import POLICY, to_html
from tests.unit.exports.example import PICTURE, conversation, message, tree

VOID = {"meta", "img", "br", "hr", "link", "input"}
ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "main", "header", "footer", "section"),
    *("details", "summary", "div", "p", "h1", "h2", "h3", "h4", "h5", "h6", "a", "img", "pre"),
    *("code", "span", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "em"),
    *("blockquote", "strong", "s", "hr", "br", "time"),
}
ATTRIBUTES = {
    *("charset", "http-equiv", "content", "name", "class", "dir", "aria-label", "href", "rel"),
    *("title", "src", "alt", "datetime", "start", "style"),
}


class Page(HTMLParser):
    """Every tag, attribute and text of a page; fails where tags are not closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)


def check(page: str) -> Page:
    """Nothing of a page can run or load anything."""
    parsed = Page(page)
    for tag, attributes in parsed.tags:
        assert tag in ALLOWED
        assert set(attributes) <= ATTRIBUTES
        if "href" in attributes:
            assert re.match(r"(https?://|mailto:)", attributes["href"], re.IGNORECASE)
        if tag == "img":
            assert re.fullmatch(r"data:image/\w+;base64,[A-Za-z0-9+/=]*", attributes["src"])
        if "style" in attributes:
            assert re.fullmatch(r"text-align:(left|right|center)", attributes["style"])
    policies = [attributes for tag, attributes in parsed.tags if "http-equiv" in attributes]
    assert policies == [{"http-equiv": "Content-Security-Policy", "content": POLICY}]
    return parsed


def page_of(*blocks: Block) -> Page:
    return check(to_html(tree(message("a", None, "assistant", *blocks))))


def spoken(text: str) -> Page:
    """The page of an answer, in the chat's own Markdown."""
    whole = tree(message("a", None, "assistant", text_block(text)))
    return check(to_html(whole, dialect=chat_dialect()))


def classes(page: Page, tag: str) -> list[str]:
    return [attributes.get("class", "") for name, attributes in page.tags if name == tag]


def test_mathematics_is_shown_with_its_source_at_hand() -> None:
    page = spoken("So $E = mc^2$ and $5 or $6:\n\n$$\n\\frac{1}{2}\n- x^2\n$$\n\nafter")
    assert "E = mc²" in page.text
    assert "$5 or $6" in page.text
    assert "1/2" in page.text
    titles = [a["title"] for tag, a in page.tags if tag == "span" and "title" in a]
    assert titles == ["$E = mc^2$", "$$\n\\frac{1}{2}\n- x^2\n$$"]
    assert "ul" not in [tag for tag, _ in page.tags], "nothing of a formula is Markdown"
    page = spoken("$$\\begin{pmatrix}a & b\\\\ c & d\\end{pmatrix}$$")
    assert classes(page, "code")[-1] == "math display"
    assert "a & b\\\\ c & d" in page.text


def test_emphasis_beside_chinese_and_tasks() -> None:
    page = spoken("这是**重点。**后面\n\n- [ ] to do\n- [x] done\n- [y] none")
    assert "strong" in [tag for tag, _ in page.tags]
    assert "☐ to do" in page.text
    assert "☑ done" in page.text
    assert "[y] none" in page.text
    assert classes(page, "li") == ["task", "task", ""]


def test_without_a_dialect_it_is_commonmark() -> None:
    assert "$x^2$" in page_of(text_block("$x^2$")).text


def test_the_policy_forbids_all_but_styles_and_pictures() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in POLICY.split(";"))
    assert rules == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_all_that_was_said_is_in_it() -> None:
    page = check(to_html(conversation()))
    for said in ("Sorting lists", "Be brief.", "How do I sort", "Merge sort.", "this", "Tool call"):
        assert said in page.text
    for said in ("1+1", "Done.", "Thanks", "Branch 2", "Another way.", "1,204 tokens in"):
        assert said in page.text
    folds = [attributes.get("class") for tag, attributes in page.tags if tag == "details"]
    assert folds == ["system", "thinking", "tool", "tool"]
    sources = [attributes["src"] for tag, attributes in page.tags if tag == "img"]
    assert sources == ["data:image/png;base64,iVBORw0KGgo="]


def test_thinking_is_left_out_by_choice() -> None:
    assert "Merge sort." not in to_html(conversation(), thinking=False)


def test_code_is_highlighted_in_both_schemes() -> None:
    page = to_html(tree(message("a", None, "assistant", text_block("```python\nreturn 1\n```"))))
    classes = set(re.findall(r'<span class="(\w+)">', page))
    assert "k" in classes
    assert page.count("pre code .k ") + page.count("pre code .k{") >= 2
    assert "prefers-color-scheme: dark" in page


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,AAAA)",
        "[x](vbscript:x)",
        "[x](file:///etc/passwd)",
        "<javascript:alert(1)>",
        '[x](https://e.com/"onclick="alert(1) "t\\"><script>")',
        "![x](https://e.com/track.png)",
        "![x](data:image/png;base64,AAAA)",
        '```"><script>alert(1)</script>\nx\n```',
        "```html\n<script>alert(1)</script>\n```",
        "&#60;script&#62;",
        "</title></style></details></section><script>",
        "| a |\n|:-:|\n| <b onclick=x> |",
        "\x00\x1b]8;;x\x07\u202e",
        "x" * 50 + "[" * 500,
        "> " * 200 + "deep",
        "$$\n</span><script>alert(1)</script>\n$$",
        '\\[\n"><script>alert(1)</script>',
        "$\\text{<img src=x onerror=alert(1)>}$",
        '$"onclick="x^2$ \\(<b onclick=x>\\)',
        "- [ ] <script>alert(1)</script>\n- [x] [a](javascript:x)",
        "<base href='https://e.com'><form action='https://e.com'><meta http-equiv=refresh>",
    ],
)
def test_nothing_foreign_acts(text: str) -> None:
    thinking: Block = {"type": "thinking", "thinking": text}
    result: Block = {"type": "tool_result", "tool_use_id": text, "content": text}
    call: Block = {"type": "tool_use", "id": text, "name": text, "input": {text: text}}
    picture: Block = {
        "type": "image",
        "source": {"type": "base64", "media_type": "image/png", "data": text},
    }
    other: Block = {"type": text, "source": {"url": text}}
    blocks = (text_block(text), thinking, call, result, picture, other)
    whole = tree(message("a", None, "assistant", *blocks), title=text)
    for page in (to_html(whole), to_html(whole, dialect=chat_dialect())):
        check(page)
        assert "\x1b" not in page
        assert "\u202e" not in page


@given(st.text(alphabet="<>\"'&/= \n`[]()!:;#xjavscriptdonerk", max_size=60))
def test_no_text_makes_a_tag(text: str) -> None:
    page_of(text_block(text), {"type": "thinking", "thinking": text})


@given(st.text(alphabet='$\\[](){}^_*<>"& \nab重点。-x', max_size=60))
def test_no_formula_makes_a_tag(text: str) -> None:
    spoken(text)


def test_links_of_the_allowed_kinds_stay_links() -> None:
    page = page_of(text_block("[a](https://a.example/) <mailto:b@b.example> [c](http://c.example)"))
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert links == ["https://a.example/", "mailto:b@b.example", "http://c.example"]


def test_svg_pictures_are_only_named() -> None:
    svg = {**PICTURE, "source": {**PICTURE["source"], "media_type": "image/svg+xml"}}
    page = page_of(svg)
    assert all(tag != "img" for tag, _ in page.tags)
    assert "image/svg+xml" in page.text
