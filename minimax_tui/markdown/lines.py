"""What a rendered line is: spans of text with a style name and the source they came from."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A run of text in one style.

    `text` holds no control codes (see `domain.foreign.visible`). `style` is a list of style
    names separated by single spaces, the later ones on top: ``"heading1"``, ``"strong emphasis"``,
    ``"code token.keyword"``. `start` and `end` are offsets (in characters) into the source of the
    cell; both are -1 for what the renderer added (bullets, borders, padding).
    """

    text: str
    style: str
    start: int = -1
    end: int = -1


class Line(NamedTuple):
    """One line on the screen.

    `soft` says that the next line goes on with the same source line (a wrap: no line break when
    copied). `fill` is the style name of the background that reaches to the right edge of the
    text column, or "" for none.
    """

    spans: tuple[Span, ...]
    soft: bool = False
    fill: str = ""
