"""Finds words for people that do not pass through `tr`, as far as the source shows it.

A heuristic: a literal text with a word of letters in it, handed to something that shows texts
(`notify`, `Static`, `print`, argparse's `help`, …) or set as what a widget shows.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from minimax_tui.domain import errors
from tests.translations.extract import called

SHOWN_ARGUMENTS = {
    "print": (),
    "notify": (0,),
    "tell": (0,),
    "Static": (0,),
    "Label": (0,),
    "Button": (1,),
    "Content": (0,),
    "Input": (),
    "Option": (0,),
    "Fact": (0,),
    "Finding": (),
    "NoticeCell": (1,),
    "update": (0,),
    "add_argument": (),
    "add_parser": (),
    "ArgumentParser": (),
    "add_argument_group": (0,),
    "Command": (1, 2),
    "Binding": (2,),
}
"""What shows texts, and at which of its positions; () for all of them."""

SHOWN_NAMES = frozenset(
    (
        *("placeholder", "help", "description", "epilog", "title", "advice", "tooltip", "label"),
        *("border_title", "border_subtitle", "sub_title", "prompt", "question", "hint"),
    )
)
"""Keyword arguments and attributes that are shown."""

OUR_ERRORS = frozenset(
    name
    for name, what in vars(errors).items()
    if isinstance(what, type) and issubclass(what, errors.ChatError)
)
"""They take what happened and what to do; both are shown."""

WORD = re.compile(r"[A-Za-z]{3,}")
NOT_SHOWN_BY = frozenset(("add_argument", "add_parser", "ArgumentParser", "print", "Input"))
"""Whose positional arguments are names, or are looked at by themselves."""


class Literal(NamedTuple):
    """A text that seems to be shown as it stands."""

    line: int
    text: str


def shown_literals(source: str) -> Iterator[Literal]:
    """The literal texts of a source file that are shown without passing through `tr`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from _in_call(node)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Attribute) and target.attr in SHOWN_NAMES:
                    yield from _literals(node.value)


def _in_call(node: ast.Call) -> Iterator[Literal]:
    name = called(node)
    positions = SHOWN_ARGUMENTS.get(name)
    if positions is None:
        if name not in OUR_ERRORS:
            return
        positions = (0, 1)
    if name in ("print",) or name not in NOT_SHOWN_BY:
        for at, argument in enumerate(node.args):
            if not positions or at in positions:
                yield from _literals(argument)
    for keyword in node.keywords:
        if keyword.arg in SHOWN_NAMES:
            yield from _literals(keyword.value)


def _literals(node: ast.expr) -> Iterator[Literal]:
    """The words in an expression whose value is shown; what is called in it is not looked into."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and WORD.search(node.value):
            yield Literal(node.lineno, node.value)
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield from _literals(part)
    elif isinstance(node, ast.BinOp):
        yield from _literals(node.left)
        yield from _literals(node.right)
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _literals(value)
