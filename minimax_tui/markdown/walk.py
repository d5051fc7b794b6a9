"""markdown-it's inline tokens -> runs with their places in the source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from minimax_tui.domain.foreign import visible
from minimax_tui.markdown.inline import Run, line_end

if TYPE_CHECKING:
    from markdown_it.token import Token

_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"'`\u3000-\u303f\uff00-\uffef]+")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,200}\]")
_BREAK_TAG = re.compile(r"<br[ \t]*/?>$", re.I)
_STYLE = {"strong": "strong", "em": "emphasis", "s": "strike", "link": "link"}
# A paragraph whose links nest this often costs the parser quadratic time: its "[" are literal.
_MAX_BRACKETS = 300


class Walk:
    """Turns tokens into runs, finding each literal text in the source from where the last ended.

    markdown-it tells no positions for inline tokens; but all literal text appears in the source in
    order, with nothing but marks between. Links and images are told where they end by our rules
    (`inline_grammar`), as their targets may hold any text.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._flat = text.replace("\n", " ") if "\n" in text else text
        self._literal = text.count("[") > _MAX_BRACKETS
        self.parsed = text.replace("[", "［") if self._literal else text  # what to give the parser
        self._at = 0
        self._styles: list[str] = []
        self._style = ""
        self.found: list[Run] = []
        self._broken = 0  # how many runs there were after the last line end
        self.links: list[tuple[str, str, int, int]] = []  # text, target, start, end

    def runs(self, tokens: list[Token]) -> list[Run]:
        """The runs of the tokens of `parsed`."""
        links: list[tuple[Token, int, int]] = []
        for token in tokens:
            kind = token.type
            if kind == "text":
                if token.content:
                    self.put_text(token.content)
            elif kind == "softbreak" or kind == "hardbreak":
                self.put_line_end(hard=kind == "hardbreak")
            elif kind == "code_inline":
                self._put_code(token)
            elif kind == "text_special":
                self._put_special(token)
            elif kind == "link_open":
                links.append((token, len(self.found), self._at))
                self._push("link")
            elif kind == "link_close":
                self._pop()
                self._end_link(token, *links.pop())
            elif kind == "image":
                self._put_image(token)
            elif kind == "html_inline":
                self._put_html(token.content)
            elif kind == "math":
                self._put_mathematics(token.content)
            elif token.nesting > 0:
                self._push(_STYLE.get(kind.removesuffix("_open"), ""))
            elif token.nesting < 0:
                self._pop()
        return self.found

    def put_text(self, content: str) -> None:
        """Add plain text, which may hold bare addresses and marks of footnotes."""
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
                self.links.append((address, address, *self.found[-1][2:]))
                at = match.start() + len(address)
        self._put_notes(content[at:] if at else content)

    def put_line_end(self, *, hard: bool) -> None:
        """Add the next line end of the source."""
        found = self._text.find("\n", self._at)
        self._at = found + 1 if found >= 0 else self._at
        drawn = line_end(self._text, found, hard=hard)
        self.found.append(Run(drawn, self._style, found, found + 1 if found >= 0 else -1))
        self._broken = len(self.found)

    def _push(self, style: str) -> None:
        self._styles.append(style)
        self._style = " ".join(filter(None, dict.fromkeys(self._styles)))

    def _pop(self) -> None:
        self._styles.pop()
        self._style = " ".join(filter(None, dict.fromkeys(self._styles)))

    def _styled(self, style: str) -> str:
        return f"{self._style} {style}" if self._style else style

    def _put(self, text: str, style: str = "") -> None:
        """Add text that the source holds as it is."""
        if not text:
            return
        style = self._styled(style) if style else self._style
        at = self._flat.find(text, self._at)
        if at < 0:
            self.found.append(Run(_one_line(text), style, -1, -1))
            return
        self._at = at + len(text)
        self._add(text, style, at)

    def _add(self, text: str, style: str, at: int) -> None:
        found = self.found
        if found and found[-1].end == at and found[-1].style == style:
            last = found[-1]
            if len(found) != self._broken and last.end - last.start == len(last.text):
                found[-1] = Run(last.text + text, style, last.start, at + len(text))
                return
        found.append(Run(text, style, at, at + len(text)))

    def _put_code(self, token: Token) -> None:
        end = token.meta["end"]
        at = self._flat.rfind(token.content, self._at, end - len(token.markup))
        self._at = max(self._at, at)
        self._put(token.content, "code.inline")
        self._at = end

    def _put_notes(self, content: str) -> None:
        at = 0
        if "[^" in content:
            for match in _FOOTNOTE.finditer(content):
                self._put(content[at : match.start()])
                self._put(match[0], "footnote")
                at = match.end()
                run = self.found[-1]
                self.found[-1] = run._replace(text="[" + match[0][2:])
        self._put(content[at:] if at else content)

    def _put_special(self, token: Token) -> None:
        """An escape or an entity: one character that stands for `token.markup`."""
        markup = token.markup
        at = self._text.find(markup, self._at) if markup else -1
        text = _one_line(token.content)
        if self._literal:
            text = text.replace("［", "[")
        if at < 0:
            self.found.append(Run(text, self._style, -1, -1))
            return
        self._at = at + len(markup)
        if text == markup:
            self._add(text, self._style, at)  # a backslash that escapes nothing
        else:
            self.found.append(Run(text, self._style, at, self._at))

    def _put_html(self, content: str) -> None:
        if _BREAK_TAG.match(content):
            at = max(self._text.find(content, self._at), self._at)
            self._at = at + len(content)
            self.found.append(Run("\n", self._style, at, self._at))
            self._broken = len(self.found)
        else:
            self._put(content.replace("\n", " "), "html")

    def _put_mathematics(self, content: str) -> None:
        # The import is paid by the first formula.
        from minimax_tui.markdown import mathematics

        content = content.replace("\n", " ")
        at = self._flat.find(content, self._at)
        pieces = mathematics.pieces(content) if at >= 0 else None
        if pieces is None:
            self._put(content, "math")
            return
        self._at = at + len(content)
        style = self._styled("math")
        for text, start, end in pieces:
            places = (at + start, at + end) if start >= 0 else (-1, -1)
            self.found.append(Run(text, style, *places))

    def _end_link(self, token: Token, opening: Token, first: int, start: int) -> None:
        target = str(opening.attrs.get("href", ""))
        shown = "".join(run.text for run in self.found[first:])
        begin = self._at
        self._at = max(begin, token.meta.get("end", begin))
        self.links.append((shown, target, start, self._at))
        if token.info != "auto":
            title = str(opening.attrs.get("title", ""))
            same = target in ("", shown) or target == "mailto:" + shown
            self._put_target("" if same else target, title, begin)

    def _put_target(self, target: str, title: str, begin: int) -> None:
        if not target and not title:
            return
        style = self._styled("link.target")
        self.found.append(Run(" (", style, -1, -1))
        for text, drawn in ((target, target), (title, f'"{title}"' if title else "")):
            if not text:
                continue
            if text is title and target:
                self.found.append(Run(" ", style, -1, -1))
            drawn = _one_line(drawn)
            at = self._flat.find(drawn, begin, self._at)
            places = (at, at + len(drawn)) if at >= 0 else (-1, -1)
            self.found.append(Run(drawn, style, *places))
        self.found.append(Run(")", style, -1, -1))

    def _put_image(self, token: Token) -> None:
        style = self._styled("image")
        start = max(self._at, self._text.find("![", self._at))
        end = max(start + 2, token.meta.get("end", start + 2))
        content = token.content
        alt = " ".join(content.split())
        found = self._flat.find(content, start + 2, end) if content else -1
        self.found.append(Run("[image: " if alt else "[image", style, -1, -1))
        if alt and found >= 0 and alt == content:
            self.found.append(Run(alt, style, found, found + len(alt)))
        elif alt:
            self.found.append(Run(_one_line(alt), style, -1, -1))
        self.found.append(Run("]", style, -1, -1))
        self._at = end
        target = str(token.attrs.get("src", ""))
        self.links.append((alt, target, start, end))
        begin = found + len(content) if found >= 0 else start + 2
        self._put_target(target, str(token.attrs.get("title", "")), begin)


def _one_line(text: str) -> str:
    if text.isprintable():
        return text
    return visible(text).replace("\n", " ").replace("\t", " ")
