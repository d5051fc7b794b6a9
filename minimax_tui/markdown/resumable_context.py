"""Pygments' lexers with a context (YAML, Ruby, Terraform), made to tell the state they end in.

They keep more than a stack of states: attributes of the context object (Pygments 2.21).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pygments.lexers.data import YamlLexerContext  # type: ignore[import-untyped]
from pygments.token import _TokenType  # type: ignore[import-untyped]

# More than this is left by code that opens and never closes.
_MAX_CONTEXT = 50


class _Context(YamlLexerContext):  # type: ignore[misc]
    """Tells what was left where the text ends, before rules that match nothing there change it.

    The lexer asks for `end` with each rule it tries, so first of all when nothing is left.
    """

    left: tuple[Any, ...] | None = None

    @property
    def end(self) -> int:
        if self.left is None and self.pos >= len(self.text):
            kept = tuple(
                (name, tuple(value[:_MAX_CONTEXT]) if isinstance(value, list) else value)
                for name, value in sorted(vars(self).items())
                if name not in ("text", "pos", "_end", "stack")
            )
            self.left = (*self.stack[:_MAX_CONTEXT], kept)
        return self._end

    @end.setter
    def end(self, end: int) -> None:
        self._end = end


class ResumableContextLexer:
    """A lexer with a context; what it keeps there is the last entry of `stack_left`."""

    def __init__(self, lexer: Any) -> None:
        self._lexer = lexer
        self.name: str = lexer.name
        self.stack_left: tuple[Any, ...] = ("root",)

    def get_tokens_unprocessed(
        self, text: str, stack: tuple[Any, ...] = ("root",)
    ) -> Iterator[tuple[int, _TokenType, str]]:
        """As Pygments' own, from the stack (and context) that another text has left."""
        *states, kept = stack
        if isinstance(kept, str):
            states, kept = [*states, kept], ()
        context = _Context(text, 0, states)
        for name, value in kept:
            setattr(context, name, list(value) if isinstance(value, tuple) else value)
        yield from self._lexer.get_tokens_unprocessed(context=context)
        self.stack_left = context.left or ("root",)
