"""Highlights code line by line: each line is lexed once, from the state the line above left.

Pygments lexes whole texts. `Highlighter` runs a lexer on one line at a time and carries its state
stack, so that a line costs the same in a block of five or five thousand lines. Lexers that cannot
carry a state (those that are no `RegexLexer`) begin anew with each line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

# Pygments' regular expressions may take long on long lines, and nobody reads the colours there.
MAX_LINE = 1_000

# The styles of code, by the token type's first matching ancestor. This is the whole list.
GROUPS = {
    "Comment": "token.comment",
    "Keyword": "token.keyword",
    "Keyword.Constant": "token.builtin",
    "Keyword.Type": "token.builtin",
    "Literal.String": "token.string",
    "Literal.Number": "token.number",
    "Operator": "token.operator",
    "Operator.Word": "token.keyword",
    "Punctuation": "token.punctuation",
    "Name.Builtin": "token.builtin",
    "Name.Function": "token.function",
    "Name.Class": "token.class",
    "Name.Exception": "token.class",
    "Name.Namespace": "token.class",
    "Name.Decorator": "token.decorator",
    "Name.Tag": "token.keyword",
    "Name.Attribute": "token.attribute",
    "Name.Variable": "token.variable",
    "Generic.Deleted": "token.deleted",
    "Generic.Inserted": "token.inserted",
    "Generic.Heading": "token.keyword",
    "Generic.Subheading": "token.keyword",
}

# A line of tokens: where each begins in the line, and its style ("" for plain code).
Tokens = tuple[tuple[int, str], ...]


class State(NamedTuple):
    """What a line leaves behind: the lexer's stack, and the end of an open comment or string."""

    stack: tuple[Any, ...] = ()
    until: str = ""
    style: str = ""


START = State()
_PLAIN: Tokens = ((0, ""),)


_SPANNING = (
    ("/*", "*/"), ("<!--", "-->"), ("`", "`"), ("--[[", "]]"), ("[[", "]]"), ("(*", "*)"),
)  # fmt: skip
# Names that models write and Pygments 2.21 does not know.
_ALIASES = {"jsonc": "json", "json5": "json", "jsonl": "json", "ndjson": "json", "svelte": "html",
            "htm": "html", "svg": "xml", "plist": "xml", "vb": "vbnet", "env": "ini",
            "dotenv": "ini", "c#": "csharp", "node": "js", "viml": "vim"}  # fmt: skip
# In most languages a quote that is not closed is a slip, or an apostrophe; not in these.
_QUOTES = (("'", "'"), ('"', '"'))
_QUOTES_SPAN = frozenset(("Bash", "Fish", "PHP", "SQL", "MySQL", "Perl", "Clojure", "Common Lisp"))

_HERE_DOCUMENT = re.compile(r"<<-?[ \t]*(['\"]?)\\?([A-Za-z_]\w*)\1")
_HERE_DOCUMENTS = frozenset(("Bash",))  # elsewhere "<<" shifts
_QUOTED = ("token.string", "token.comment")


class Highlighter:
    """The highlighter of one language. Holds no state of any text."""

    def __init__(self, lexer: Any, resumable: bool, start: tuple[Any, ...] = ("root",)) -> None:
        self._lexer = lexer
        self._resumable = resumable
        self._start = start
        self._here = lexer.name in _HERE_DOCUMENTS
        # Comments and strings over several lines that the lexer matches in one go, which it
        # cannot when it sees one line: found by trying.
        self._spanning = [
            (opener, closer, style)
            for opener, closer in (*_SPANNING, *(_QUOTES if lexer.name in _QUOTES_SPAN else ()))
            if (style := self._spans_lines(opener, closer))
        ]

    def _spans_lines(self, opener: str, closer: str) -> str:
        whole = [token for token in self._run(f"{opener}a\nb{closer}\n", self._start) if token[2]]
        if len(whole) < 2 or whole[0][2] != f"{opener}a\nb{closer}":
            return ""
        style = group(whole[0][1])
        return style if style in ("token.comment", "token.string") else ""

    def line(self, text: str, state: State) -> tuple[Tokens, State]:
        """The tokens of a line (without its line feed) and the state behind it."""
        if len(text) > MAX_LINE:
            return _PLAIN, state
        lead = 0
        found: list[tuple[int, str]] = []
        if state.until:
            close = text.find(state.until)
            if close < 0:
                return ((0, state.style),), state
            lead = close + len(state.until)
            found.append((0, state.style))
            state = State(state.stack)
            text = text[lead:]
        stack = state.stack or self._start
        for at, kind, value in self._run(text + "\n", stack):
            opened = self._opened(text, at, kind, value)
            if opened is not None:
                until, style = opened
                found.append((at + lead, style))
                for _ in self._run(text[:at] + "\n", stack):
                    pass  # only for the stack in front of the opener
                return tuple(found), State(self._left(stack), until, style)
            style = group(kind)
            if at < len(text) and (not found or found[-1][1] != style):
                found.append((at + lead, style))
        return tuple(found) or _PLAIN, State(self._left(stack))

    def _opened(self, text: str, at: int, kind: Any, value: str) -> tuple[str, str] | None:
        """What ends the comment or string that begins at `at` and goes on below, and its style."""
        for opener, closer, style in self._spanning:
            if (
                text.startswith(opener, at)
                and text.find(closer, at + len(opener)) < 0
                and group(kind) != "token.string"
                and (value.startswith(opener) or opener.startswith(value))
            ):
                return closer, style
        if self._here and text.startswith("<<", at) and group(kind) not in _QUOTED:
            match = _HERE_DOCUMENT.match(text, at)
            if match is not None and text.find(match[2], match.end()) < 0:
                return match[2], "token.string"
        return None

    def _run(self, text: str, stack: tuple[Any, ...]) -> Iterator[tuple[int, Any, str]]:
        try:
            if self._resumable:
                yield from self._lexer.get_tokens_unprocessed(text, stack)
            else:
                yield from self._lexer.get_tokens_unprocessed(text)
        except (AssertionError, AttributeError, IndexError, KeyError, TypeError, ValueError):
            # A lexer's own bug on odd text: the rest of the line is plain.
            self._lexer.stack_left = self._start

    def _left(self, stack: tuple[Any, ...]) -> tuple[Any, ...]:
        if not self._resumable:
            return stack
        left: tuple[Any, ...] = self._lexer.stack_left
        # A stack that only grows (unbalanced brackets) must not make lines ever dearer.
        return left if len(left) <= 50 else left[:1] + left[-40:]


@lru_cache(maxsize=1024)
def group(kind: Any) -> str:
    """The style of a Pygments token type."""
    while kind:
        style = GROUPS.get(".".join(kind))
        if style:
            return style
        kind = kind.parent
    return ""


@lru_cache(maxsize=64)
def highlighter(language: str) -> Highlighter | None:
    """The highlighter for a language's name as written behind a fence; None: not known."""
    name = language.strip("{}.").split("{")[0].split(":")[0].lower()
    if not name or len(name) > 40 or name in ("text", "plain", "plaintext", "txt", "output"):
        return None
    # Paid by the first code block with a language.
    from pygments.lexer import ExtendedRegexLexer, RegexLexer  # type: ignore[import-untyped]
    from pygments.lexers import LEXERS, get_lexer_by_name  # type: ignore[import-untyped]

    name = _ALIASES.get(name, name)
    # Pygments would look for plug-ins in every installed package.
    if not any(name in aliases for _, _, aliases, _, _ in LEXERS.values()):
        return None
    options = {"stripnl": False, "ensurenl": False}
    lexer = get_lexer_by_name(name, **options)
    if not isinstance(lexer, RegexLexer):
        return Highlighter(lexer, resumable=False)
    if isinstance(lexer, ExtendedRegexLexer):
        from minimax_tui.markdown.resumable_context import ResumableContextLexer

        return Highlighter(ResumableContextLexer(lexer), resumable=True)
    from minimax_tui.markdown.resumable import resumable

    # A fence seldom begins with "<?php".
    start = ("root", "php") if name == "php" else ("root",)
    return Highlighter(resumable(type(lexer))(**options), resumable=True, start=start)
