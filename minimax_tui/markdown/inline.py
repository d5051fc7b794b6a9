"""Inline Markdown -> runs: text with style names and its place in the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from minimax_tui.domain.foreign import visible
from minimax_tui.domain.widths import cell_width

if TYPE_CHECKING:
    from markdown_it.token import Token

Definitions = dict[str, dict[str, str]]

# A text with none of these is one plain run.
_SPECIAL = re.compile(r"[\\`*_~\[<&$\n]|://")
_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"'`\u3000-\u303f\uff00-\uffef]+")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,200}\]")
_BREAK_TAG = re.compile(r"<br[ \t]*/?>$", re.I)
# Chinese and Japanese have no blanks between words: a line end between them stands for nothing.
_JOINED_LINES = re.compile("[\u3001-\u9fff\uff01-\uff60]\n[\u3001-\u9fff\uff01-\uff60]")
_STYLE = {"strong": "strong", "em": "emphasis", "s": "strike", "link": "link"}

# A paragraph whose links nest this often costs the parser quadratic time: its "[" are literal.
_MAX_BRACKETS = 300
# Safe to leave behind although there are marks in it: they cannot pair with anything to come.
_DEAD_MARKS = re.compile(
    r"(?<=\w)_+(?=\w)|(?<=\s)[*_$~]+(?=\s)|\[[^\[\]*_~`<$\\]*\](?=[^\[(:])|[<$](?=[\s\d])"
    r"|&(?:[#\w]{1,32};|[#\w]*(?=[^#\w;]))"
)
_BLANK = re.compile(r"(?<=\S) (?=\S)")
_OPAQUE = frozenset(("code.inline", "math", "html", "link.target", "footnote", "image"))
_EMPHASIS_MARKS = re.compile(r"[*_~]+")
_LIVE_MARKS = re.compile(r"[*_~`\[<$\\&]")


class Run(NamedTuple):
    """Text in one style. `start` and `end` are its place in the source text, or both -1.

    Where `end - start` is the length of `text` the run maps character by character. The text
    "\\n" is a line break.
    """

    text: str
    style: str
    start: int
    end: int


def parse(text: str, definitions: Definitions) -> list[Run]:
    """The runs of an inline text. Never fails; unclosed marks are literal."""
    if not text.isprintable():
        text = visible(text).replace("\t", " ")
    if not _SPECIAL.search(text):
        return [Run(text, "", 0, len(text))] if text else []
    return _walk(text, definitions)[0]


def links(text: str, definitions: Definitions) -> list[tuple[str, str, int, int]]:
    """The links and images of an inline text: shown text, target, start and end in `text`."""
    if not _SPECIAL.search(text):
        return []
    return _walk(visible(text).replace("\t", " "), definitions)[1].links


def _walk(text: str, definitions: Definitions) -> tuple[list[Run], _Walk]:
    # The import is paid by the first Markdown shown, not by the start of the program.
    from minimax_tui.markdown import inline_grammar

    source = text
    if text.count("[") > _MAX_BRACKETS:
        source = text.replace("[", "［")
    walk = _Walk(text, source)
    return walk.runs(inline_grammar.tokens(source, definitions)), walk


class _Walk:
    """Turns tokens into runs, finding each literal text in the source from where the last ended.

    markdown-it tells no positions for inline tokens; but all literal text appears in the source in
    order, with nothing but marks between.
    """

    def __init__(self, text: str, source: str) -> None:
        self._text = text
        self._flat = text.replace("\n", " ")
        self._literal = source is not text
        self._at = 0
        self._runs: list[Run] = []
        self._styles: list[str] = []
        self._style = ""
        self.links: list[tuple[str, str, int, int]] = []  # text, target, start, end

    def runs(self, tokens: list[Token]) -> list[Run]:
        links: list[tuple[str, int, int]] = []
        for token in tokens:
            kind = token.type
            if kind == "text":
                if token.content:
                    self._put_text(token.content)
            elif kind == "softbreak" or kind == "hardbreak":
                found = self._text.find("\n", self._at)
                self._at = found + 1 if found >= 0 else self._at
                drawn = "\n" if kind == "hardbreak" else " "
                if found > 0 and drawn == " " and _JOINED_LINES.match(self._text, found - 1):
                    drawn = ""
                end = found + 1 if found >= 0 else -1
                self._runs.append(Run(drawn, self._style, found, end))
            elif kind == "code_inline":
                self._put(token.content.replace("\n", " "), "code.inline")
                while self._text.startswith("`", self._at):
                    self._at += 1
            elif kind == "text_special":
                self._put_special(token)
            elif kind == "link_open":
                links.append((str(token.attrs.get("href", "")), len(self._runs), self._at))
                self._push("link")
            elif kind == "link_close":
                self._pop()
                self._end_link(*links.pop(), token.info == "auto")
            elif kind == "image":
                self._put_image(token)
            elif kind == "html_inline":
                if _BREAK_TAG.match(token.content):
                    at = max(self._text.find(token.content, self._at), self._at)
                    self._at = at + len(token.content)
                    self._runs.append(Run("\n", self._style, at, self._at))
                else:
                    self._put(token.content.replace("\n", " "), "html")
            elif kind == "math":
                self._put(token.content.replace("\n", " "), "math")
            elif token.nesting > 0:
                self._push(_STYLE.get(token.type.removesuffix("_open"), ""))
            elif token.nesting < 0:
                self._pop()
        return self._runs

    def _push(self, style: str) -> None:
        self._styles.append(style)
        self._style = " ".join(filter(None, dict.fromkeys(self._styles)))

    def _pop(self) -> None:
        self._styles.pop()
        self._style = " ".join(filter(None, dict.fromkeys(self._styles)))

    def _put(self, text: str, style: str = "") -> None:
        if not text:
            return
        if style:
            style = f"{self._style} {style}" if self._style else style
        else:
            style = self._style
        at = self._flat.find(text, self._at)
        if at < 0:
            safe = text if text.isprintable() else _one_line(text)
            self._runs.append(Run(safe, style, -1, -1))
            return
        self._at = at + len(text)
        self._runs.append(Run(text, style, at, self._at))

    def _put_text(self, content: str) -> None:
        if self._literal:
            content = content.replace("［", "[")
        at = 0
        if "://" in content and "link" not in self._styles:
            for match in _ADDRESS.finditer(content):
                address = match[0].rstrip(".,;:!?*_~")
                if address.endswith(")") and "(" not in address:
                    address = address.rstrip(")")
                self._put_notes(content[at : match.start()])
                self._put(address, "link")
                self.links.append((address, address, *self._runs[-1][2:]))
                at = match.start() + len(address)
        self._put_notes(content[at:] if at else content)

    def _put_notes(self, content: str) -> None:
        at = 0
        if "[^" in content:
            for match in _FOOTNOTE.finditer(content):
                self._put(content[at : match.start()])
                self._put(match[0], "footnote")
                at = match.end()
                run = self._runs[-1]
                self._runs[-1] = run._replace(text="[" + match[0][2:])
        self._put(content[at:] if at else content)

    def _put_special(self, token: Token) -> None:
        """An escape or an entity: one character that stands for `token.markup`."""
        markup = token.markup
        at = self._text.find(markup, self._at) if markup else -1
        text = token.content if token.content.isprintable() else _one_line(token.content)
        if self._literal:
            text = text.replace("［", "[")
        if at < 0:
            self._runs.append(Run(text, self._style, -1, -1))
            return
        self._at = at + len(markup)
        self._runs.append(Run(text, self._style, at, self._at))

    def _end_link(self, target: str, first: int, start: int, auto: bool) -> None:
        shown = "".join(run.text for run in self._runs[first:])
        if auto:
            if self._text.startswith(">", self._at):
                self._at += 1
            self.links.append((shown, target, start, self._at))
            return
        begin = self._at
        self._at = _after_target(self._text, begin)
        self.links.append((shown, target, start, self._at))
        if not target or target == shown or target == "mailto:" + shown:
            return
        self._put_target(target, begin)

    def _put_target(self, target: str, begin: int) -> None:
        style = f"{self._style} link.target" if self._style else "link.target"
        found = self._text.find(target, begin, self._at)
        safe = target if target.isprintable() else _one_line(target)
        self._runs.append(Run(" (", style, -1, -1))
        if found < 0:
            self._runs.append(Run(safe, style, -1, -1))
        else:
            self._runs.append(Run(safe, style, found, found + len(target)))
        self._runs.append(Run(")", style, -1, -1))

    def _put_image(self, token: Token) -> None:
        style = f"{self._style} image" if self._style else "image"
        start = max(self._at, self._text.find("![", self._at))
        self._at = begin = start + 2
        alt = " ".join(token.content.split())
        found = self._flat.find(token.content, begin) if token.content else -1
        self._runs.append(Run("[image: " if alt else "[image", style, -1, -1))
        if alt and found >= 0 and alt == token.content:
            self._runs.append(Run(alt, style, found, found + len(alt)))
        elif alt:
            self._runs.append(Run(_one_line(alt), style, -1, -1))
        self._runs.append(Run("]", style, -1, -1))
        begin = found + len(token.content) if found >= 0 else begin
        self._at = _after_target(self._text, begin)
        target = str(token.attrs.get("src", ""))
        self.links.append((alt, target, start, self._at))
        if target:
            self._put_target(target, begin)


def _after_target(text: str, at: int) -> int:
    """Where a link ends whose text ends at about `at`: after `](…)`, `][…]` or `]`."""
    at = text.find("]", at)
    if at < 0:
        return len(text)
    at += 1
    if text.startswith("(", at):
        depth = 0
        for place in range(at, len(text)):
            char = text[place]
            if char == "(" and text[place - 1] != "\\":
                depth += 1
            elif char == ")" and text[place - 1] != "\\":
                depth -= 1
                if depth == 0:
                    return place + 1
        return at
    if text.startswith("[", at):
        end = text.find("]", at)
        # Else it is a shortcut, and what follows is something of its own.
        return end + 1 if end >= 0 and text.find("[", at + 1, end) < 0 else at
    return at


def _one_line(text: str) -> str:
    return visible(text).replace("\n", " ").replace("\t", " ")


def natural_width(text: str, definitions: Definitions) -> int:
    """The cells that an inline text takes when it is not wrapped (its widest line)."""
    if not _SPECIAL.search(text) and text.isprintable():
        return cell_width(text)
    shown = "".join(run.text for run in parse(text, definitions))
    return max(map(cell_width, shown.split("\n")))


def is_settled(runs: Iterable[Run]) -> bool:
    """Whether no text that follows can change `runs`, the beginning of what was parsed.

    So it is unless a literal mark outside of all spans might still find its partner.
    """
    literal = "".join(map(_literal, runs))
    if not _LIVE_MARKS.search(literal):
        return True
    return not _LIVE_MARKS.search(_DEAD_MARKS.sub(" ", literal))


def _literal(run: Run) -> str:
    """The run's text where its marks may still pair, else "\\0" (no blank, no part of a word)."""
    if 0 <= run.start < run.end - len(run.text):
        # An escaped mark is longer in the source than it is drawn, and pairs with nothing: but a
        # bracket might still turn out to begin mathematics.
        return "\\" if run.text in ("[", "(") else "\0"
    if not run.style:
        return run.text
    if run.style.rsplit(" ", 1)[-1] in _OPAQUE:
        return "\0"
    # In a closed span: emphasis has found its partner, but code, links, HTML and mathematics bind
    # more tightly and would break the span up.
    return _EMPHASIS_MARKS.sub("\0", run.text)


def safe_cut(text: str) -> int:
    """Where to cut a paragraph that begins with `text`: behind a blank that is in no span.

    A span open for more than half of `text` is cut, and its marks are then literal.
    """
    half = len(text) // 2
    runs = parse(text, {})
    places = [
        (index, match.start() - run.start + 1)
        for index, run in enumerate(runs)
        if not run.style and run.end > half and run.end - run.start == len(run.text) > 1
        for match in _BLANK.finditer(text, max(run.start, half), run.end)
    ]

    def settled(place: tuple[int, int]) -> bool:
        index, into = place
        return is_settled(
            [*runs[:index], runs[index]._replace(text=runs[index].text[:into], start=-1)]
        )

    if places:
        # The last place that no open mark stands in front of; without one, simply the last.
        after = bisect_right(places, False, key=lambda place: not settled(place))
        index, into = places[after - 1]
        return runs[index].start + into
    at = text.rfind(" ", half) + 1
    if at > half:
        return at
    # No blank at all: between two characters, and not before one that joins the last.
    at = len(text)
    while at > half + 1 and (not cell_width(text[at - 1]) or text[at - 1] == "\u200d"):
        at -= 1
    return at - 1 if at > half + 1 else len(text)
