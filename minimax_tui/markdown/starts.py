"""What begins at a place in a line: a heading, a fence, HTML, a definition, mathematics.

Nothing here looks at more than the line, or changes anything; `splitter` acts on what is found.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from minimax_tui.markdown import grammar
from minimax_tui.markdown.grammar import Html

# Rules, underlines, delimiter rows, fences and the like consist of these alone at first.
_MARKS = re.compile(r"[-=|:*_#`~$\\+ \t]*$")
_LABEL = re.compile(r"\[(?:\^|(?:[^\[\]\\]|\\.){1,999}(?:\\?$|\]$|\]:))")


class Heading(NamedTuple):
    """An ATX heading: 1 to 6, its content, and where in the text the content begins."""

    level: int
    content: str
    at: int


class Fence(NamedTuple):
    """The line above fenced code: its character, how often it stands there, what follows it."""

    mark: str
    length: int
    info: str


class Definition(NamedTuple):
    """A link definition, with its label normalized."""

    label: str
    target: str
    title: str


def heading(text: str) -> Heading | None:
    """The heading that `text` is."""
    match = grammar.ATX.match(text)
    if match is None:
        return None
    content = text[match.end() :]
    tail = grammar.ATX_END.search(content)
    if tail is not None:
        content = content[: tail.start()]
    return Heading(len(match[1]), content.rstrip(" \t"), match.end())


def fence(text: str) -> Fence | None:
    """The fence that `text` is."""
    match = grammar.FENCE.match(text)
    if match is None:
        return None
    return Fence(text[0], len(match[1] or match[3]), (match[2] or match[4] or "").strip())


def html(text: str, *, interrupting: bool) -> Html | None:
    """The kind of HTML block that `text` begins; with `interrupting` it would end a paragraph."""
    for kind in grammar.HTML:
        if (kind.interrupts or not interrupting) and kind.start.match(text):
            return kind
    return None


def definition(text: str) -> Definition | None:
    """The link definition that `text` is."""
    match = grammar.DEFINITION.match(text)
    if match is None or not match[1].strip() or match[1].startswith("^"):
        return None
    target = match[2]
    if target.startswith("<") and target.endswith(">"):
        target = target[1:-1]
    return Definition(grammar.normalized_label(match[1]), target, (match[3] or "  ")[1:-1])


def mathematics(text: str) -> str:
    """What will end the mathematics that `text` begins, "" if it begins none."""
    return {"$$": "$$", "\\[": "\\]"}.get(text.rstrip(" \t"), "")


def is_text_for_good(text: str) -> bool:
    """Whether `text`, the beginning of a line that is no block start yet, cannot become one.

    `text` is so long that headings, items and fences would have been seen. May be False for text.
    """
    if text[0] == "[":
        return not _LABEL.match(text)
    if text[0] == "<":
        # A tag alone on its line: it has no second "<" and ends with the first ">", but for quotes.
        return "'" not in text and '"' not in text and (text.count("<") > 1 or ">" in text)
    return not _MARKS.match(text)
