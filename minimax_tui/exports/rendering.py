"""One export: the part that is asked for, in the format that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from minimax_tui.domain.errors import ExportFailed
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.messages import Session
from minimax_tui.domain.requests import ChatRequest, TurnOptions
from minimax_tui.domain.session_tree import SessionTree
from minimax_tui.exports.formats import Format, Part
from minimax_tui.exports.parts import as_session_of_its_own, chosen_part, turns

if TYPE_CHECKING:
    from minimax_tui.exports.html_markdown import Dialect


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be exported, and how."""

    form: Format
    part: Part = Part.SESSION
    turn: int | None = None
    """Number of the turn on the current path, from 1 on; negative ones count from the end."""
    thinking: bool = True
    """Whether thinking is in Markdown and HTML; JSON and the script lose nothing."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an export needs besides the session.

    Attributes:
        options: The settings of the next turn in a session.
        body: The JSON body of a request.
        base_url: Where requests are sent; "" for the program's default.
        secrets: The keys that are known here; none of them gets into an export.
        dialect: What the chat's Markdown has beyond CommonMark; None for nothing.
    """

    options: Callable[[Session], TurnOptions]
    body: Callable[[ChatRequest], dict[str, Any]]
    base_url: Callable[[], str]
    secrets: Callable[[], Sequence[str]]
    dialect: Callable[[], Dialect] | None = None


def rendered(tree: SessionTree, wanted: Wanted, outside: Surroundings) -> str:
    """The text of the export.

    Raises:
        ExportFailed: if there is no such turn, or nothing to export.
    """
    from minimax_tui.exports.secrets import telling, tree_without_secrets, without_secrets

    if not tree.messages:
        raise ExportFailed(tr("There is nothing to export yet."), tr("Send a prompt first."))
    secrets = telling(outside.secrets())
    tree = tree_without_secrets(tree, secrets)
    try:
        text = _text(tree, wanted, outside)
    except IndexError as error:
        there = trn(
            "The session has {count} turn.",
            "The session has {count} turns.",
            len(turns(tree.path())),
        )
        raise ExportFailed(tr("There is no turn {n}.", n=wanted.turn), there) from error
    return without_secrets(text, secrets)


def _text(tree: SessionTree, wanted: Wanted, outside: Surroundings) -> str:
    if wanted.form is Format.PYTHON:
        from minimax_tui.exports.as_python import to_python
        from minimax_tui.exports.request import request_of

        request = request_of(tree, outside.options(tree.session), wanted.turn)
        body = outside.body(request)
        return to_python(body, title=tree.session.title, base_url=outside.base_url())
    part = chosen_part(tree, wanted.part, wanted.turn)
    if wanted.form is Format.JSON:
        from minimax_tui.exports.as_json import to_json

        return to_json(as_session_of_its_own(part, tree))
    if wanted.form is Format.HTML:
        from minimax_tui.exports.as_html import to_html

        dialect = outside.dialect() if outside.dialect is not None else None
        return to_html(part, thinking=wanted.thinking, dialect=dialect)
    from minimax_tui.exports.as_markdown import to_markdown

    return to_markdown(part, thinking=wanted.thinking)
