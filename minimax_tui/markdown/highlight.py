"""Highlights code line by line: each line is lexed once, from the state the line above left.

Pygments lexes whole texts. `Highlighter` runs a lexer on one line at a time and carries its state
stack, so that a line costs the same in a block of five or five thousand lines. Lexers that cannot
carry a state (those that are no `RegexLexer`) begin anew with each line.
"""

from __future__ import annotations

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

    stack: tuple[str, ...] = ("root",)
    until: str = ""
    style: str = ""


START = State()
_PLAIN: Tokens = ((0, ""),)


class Highlighter:
    """The highlighter of one language. Holds no state of any text."""

    def __init__(self, lexer: Any, resumable: bool) -> None:
        self._lexer = lexer
        self._resumable = resumable
        # Comments and strings over several lines that the lexer matches in one go, which it
        # cannot when it sees one line: found by trying.
        self._spanning = [
            (opener, closer, style)
            for opener, closer in (("/*", "*/"), ("<!--", "-->"), ("`", "`"))
            if (style := self._spans_lines(opener, closer))
        ]

    def _spans_lines(self, opener: str, closer: str) -> str:
        whole = [token for token in self._run(f"{opener}a\nb{closer}\n", ("root",)) if token[2]]
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
        for at, kind, value in self._run(text + "\n", state.stack):
            for opener, closer, style in self._spanning:
                if (
                    text.startswith(opener, at)
                    and text.find(closer, at + len(opener)) < 0
                    and group(kind) not in ("token.string",)
                    and (value.startswith(opener) or opener.startswith(value))
                ):
                    found.append((at + lead, style))
                    for _ in self._run(text[:at] + "\n", state.stack):
                        pass  # only for the stack in front of the opener
                    return tuple(found), State(self._left(state.stack), closer, style)
            style = group(kind)
            if at < len(text) and (not found or found[-1][1] != style):
                found.append((at + lead, style))
        return tuple(found) or _PLAIN, State(self._left(state.stack))

    def _run(self, text: str, stack: tuple[str, ...]) -> Iterator[tuple[int, Any, str]]:
        try:
            if self._resumable:
                yield from self._lexer.get_tokens_unprocessed(text, stack)
            else:
                yield from self._lexer.get_tokens_unprocessed(text)
        except (AssertionError, AttributeError, IndexError, KeyError, TypeError, ValueError):
            # A lexer's own bug on odd text: the rest of the line is plain.
            self._lexer.stack_left = ("root",)

    def _left(self, stack: tuple[str, ...]) -> tuple[str, ...]:
        if not self._resumable:
            return stack
        left: tuple[str, ...] = self._lexer.stack_left
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
    import inspect

    from pygments.lexer import RegexLexer  # type: ignore[import-untyped]
    from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
    from pygments.util import ClassNotFound  # type: ignore[import-untyped]

    options: dict[str, Any] = {"stripnl": False, "ensurenl": False}
    if name == "php":
        options["startinline"] = True  # a fence seldom begins with "<?php"
    try:
        lexer = get_lexer_by_name(name, **options)
    except ClassNotFound:
        return None
    kind: Any = type(lexer)
    parameters = inspect.signature(kind.get_tokens_unprocessed).parameters
    if not isinstance(lexer, RegexLexer) or "stack" not in parameters:
        return Highlighter(lexer, resumable=False)
    from minimax_tui.markdown.resumable import resumable

    return Highlighter(resumable(kind)(stripnl=False, ensurenl=False), resumable=True)
