"""Pygments' regular-expression lexer, made to tell the state it ends in.

Pygments 2.21 takes a state stack to begin with, but keeps the one it ends with to itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from inspect import signature
from typing import Any

from pygments.lexer import RegexLexer  # type: ignore[import-untyped]
from pygments.token import Error, Whitespace, _TokenType  # type: ignore[import-untyped]


class ResumableLexer(RegexLexer):  # type: ignore[misc]
    """`RegexLexer` whose `stack_left` is the state stack behind the text lexed last."""

    stack_left: tuple[str, ...] = ("root",)

    def get_tokens_unprocessed(
        self, text: str, stack: Any = ("root",)
    ) -> Iterator[tuple[int, _TokenType, str]]:
        """As Pygments' own, step by step, but for rules that match nothing at the very end.

        They would close what the next line may go on with.
        """
        definitions: Any = self._tokens
        states = list(stack)
        rules = definitions[states[-1]]
        at, size = 0, len(text)
        while at < size:
            for matches, action, new_state in rules:
                match = matches(text, at)
                if not match:
                    continue
                if action is not None:
                    if type(action) is _TokenType:
                        yield at, action, match.group()
                    else:
                        yield from action(self, match)
                at = match.end()
                if new_state is not None:
                    _change(states, new_state)
                    rules = definitions[states[-1]]
                break
            else:
                if text[at] == "\n":
                    states = ["root"]
                    rules = definitions["root"]
                    yield at, Whitespace, "\n"
                else:
                    yield at, Error, text[at]
                at += 1
        self.stack_left = tuple(states)


def _change(states: list[str], new_state: Any) -> None:
    if isinstance(new_state, tuple):
        for state in new_state:
            if state == "#pop":
                if len(states) > 1:
                    states.pop()
            elif state == "#push":
                states.append(states[-1])
            else:
                states.append(state)
    elif isinstance(new_state, int):
        # Keep at least one state: odd code pops more than it pushed.
        if abs(new_state) >= len(states):
            del states[1:]
        else:
            del states[new_state:]
    elif new_state == "#push":
        states.append(states[-1])


def resumable(kind: type[RegexLexer]) -> type[ResumableLexer]:
    """`kind` with `ResumableLexer` put under it, where `RegexLexer` was."""
    lexed = {}
    if kind.get_tokens_unprocessed is not RegexLexer.get_tokens_unprocessed and (
        "stack" not in signature(kind.get_tokens_unprocessed).parameters
    ):
        # It only looks up the names of built-in functions there, and takes no state.
        lexed = {"get_tokens_unprocessed": ResumableLexer.get_tokens_unprocessed}
    made: type[ResumableLexer] = type(f"Resumable{kind.__name__}", (kind, ResumableLexer), lexed)
    return made
