"""The inline parser: markdown-it's, set up for chat. Imported at the first text that needs it.

Beyond CommonMark: `~~strikethrough~~`; mathematics between dollar signs (Pandoc's rule: the
opening one has no blank after it, the closing one no blank before it and no digit after it) and
between backslashed brackets stays as written; `*` next to Chinese, Japanese and Korean text needs
no blank around it, where CommonMark's rule for punctuation would leave `**重点。**` literal.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_inline import autolink, backtick, image, link
from markdown_it.rules_inline.state_inline import Delimiter, StateInline
from markdown_it.token import Token

from minimax_tui.markdown.segment import Scope

MAX_NESTING = 20
# The longest mathematics looked for, so that unmatched dollar signs cost no more than that each.
_MAX_MATH = 2_000

_MATH = re.compile(
    rf"\$\$(?:[^$\\]|\\.){{1,{_MAX_MATH}}}\$\$"
    rf"|\$(?![\s$])(?:[^$\\\n]|\\.|\n(?!\n)){{0,{_MAX_MATH}}}?(?<![\s\\])\$(?!\d)",
    re.DOTALL,
)
_BACKSLASH_MATH = re.compile(rf"\\\(.{{1,{_MAX_MATH}}}?\\\)|\\\[.{{1,{_MAX_MATH}}}?\\\]", re.DOTALL)
_CJK = re.compile("[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f"
                  "\uff00-\uffef\U00020000-\U0003ffff]")  # fmt: skip


def _mathematics(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    char = source[start]
    if not state.env.get("mathematics", True):
        return False
    if char == "$":
        # One search for the next sign first: most dollar signs stand alone.
        match = _MATH.match(source, start) if source.find("$", start + 1) > 0 else None
    elif char == "\\" and source[start + 1 : start + 2] in ("(", "["):
        closer = "\\)" if source[start + 1] == "(" else "\\]"
        found = source.find(closer, start + 2) > 0
        match = _BACKSLASH_MATH.match(source, start) if found else None
    else:
        return False
    if match is None or match.end() > state.posMax:
        return False
    if not silent:
        token = state.push("math", "", 0)
        token.content = match[0]
    state.pos = match.end()
    return True


def _emphasis(state: StateInline, silent: bool) -> bool:
    """markdown-it's rule, with the flanking test relaxed beside CJK text for `*`."""
    source, start = state.src, state.pos
    marker = source[start]
    if silent or marker not in "_*":
        return False
    scanned = state.scanDelims(start, marker == "*")
    opens, closes = scanned.can_open, scanned.can_close
    if marker == "*" and not (opens and closes):
        end = start + scanned.length
        before = source[start - 1] if start else " "
        after = source[end] if end < state.posMax else " "
        if _CJK.match(before) or _CJK.match(after):
            opens = opens or not after.isspace()
            closes = closes or not before.isspace()
    for _ in range(scanned.length):
        token = state.push("text", "", 0)
        token.content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=scanned.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=opens,
                close=closes,
            )
        )
    state.pos += scanned.length
    return True


def _located(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """`rule`, whose last token then tells where in the source it ends: `meta["end"]`."""

    def located(state: StateInline, silent: bool) -> bool:
        count = len(state.tokens)
        if not rule(state, silent):
            return False
        if len(state.tokens) > count:
            state.tokens[-1].meta["end"] = state.pos
        return True

    return located


def _link(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """`rule` for links or images, which is not tried where none can be.

    It would read all that follows for each bracket.
    """

    def link(state: StateInline, silent: bool) -> bool:
        if not state.env["references"] and state.src.find(")", state.pos) < 0:
            return False
        return rule(state, silent)

    return link


class _Parser(MarkdownIt):
    """Keeps link targets as they are written: they are shown, not put into a page."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


_parser = _Parser("commonmark", {"maxNesting": MAX_NESTING})
_parser.enable("strikethrough")
_inline = _parser.inline
_inline.ruler.before("escape", "mathematics", _mathematics)
_inline.ruler.at("emphasis", _emphasis)
_inline.ruler.at("backticks", _located(backtick))
_inline.ruler.at("link", _located(_link(link)))
_inline.ruler.at("image", _located(_link(image)))
_inline.ruler.at("autolink", _located(autolink))
# Only what the rules above begin with (and the bracket that ends a label): markdown-it's own list
# has a dozen more for extensions, and stops at every one of them.
_inline.terminator_re = re.compile(r"[\n$&*<\[\\\]_`~]|!(?=\[)")


def tokens(text: str, scope: Scope) -> list[Token]:
    """The inline tokens of `text`."""
    found: list[Token] = []
    env = {"references": scope.definitions, "mathematics": scope.mathematics}
    _inline.parse(text, _parser, env, found)
    return found


def teach(parser: MarkdownIt) -> None:
    """Gives another parser what the chat has beyond CommonMark; mathematics becomes `math`."""
    parser.inline.ruler.before("escape", "mathematics", _mathematics)
    parser.inline.ruler.at("emphasis", _emphasis)
