"""Markdown to HTML for a page that must not run or load anything."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping, Sequence
from functools import cache, lru_cache
from html import escape
from io import StringIO
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from minimax_tui.domain.foreign import visible

_TASK = re.compile(r"\[([ xX])\] ")
_SCHEMES = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
MAX_HIGHLIGHTED = 200_000
"""Characters of a code block beyond which it is not highlighted; lexers may take long."""
MAX_MARKDOWN = 2_000_000
"""Characters beyond which a text is shown as it is: nobody reads it, and parsing takes minutes."""


class Dialect(NamedTuple):
    """What the chat's Markdown has beyond CommonMark.

    Attributes:
        teach: Adds the rules of it to a parser; formulas become tokens of the type `math`.
        formula: A formula, with its delimiters, in Unicode; None where its source is to be shown.
    """

    teach: Callable[[MarkdownIt], None] = lambda _: None
    formula: Callable[[str], str | None] = lambda _: None


class HtmlMarkdown:
    """CommonMark with tables, tasks and strikethrough; HTML in it is shown as text."""

    def __init__(self, dialect: Dialect | None = None) -> None:
        """
        Args:
            dialect: What there is beyond CommonMark; nothing if not given.
        """
        dialect = dialect or Dialect()
        parser = MarkdownIt("commonmark", {"html": False, "highlight": _highlighted})
        parser.enable(["table", "strikethrough"])
        dialect.teach(parser)
        parser.block.ruler.before("fence", "formula", _formula_block, {"alt": ["paragraph"]})
        parser.core.ruler.push("tasks", _mark_tasks)
        parser.add_render_rule("math", _math_rule(dialect.formula))
        parser.validateLink = _may_be_linked  # type: ignore[method-assign]
        parser.add_render_rule("image", _image_as_link)
        parser.add_render_rule("link_open", _link_open)
        self._parser = parser

    def render(self, text: str) -> str:
        """The text as HTML."""
        if len(text) > MAX_MARKDOWN:
            return f"<pre><code>{escape(visible(text))}</code></pre>\n"
        return str(self._parser.render(visible(text)))


def _math_rule(formula: Callable[[str], str | None]) -> Callable[..., str]:
    """How formulas are rendered: with their source to be seen where they are not shown by it."""

    def math(
        renderer: RendererHTML,
        tokens: Sequence[Token],
        at: int,
        options: OptionsDict,
        env: MutableMapping[str, Any],
    ) -> str:
        del renderer, options, env
        source = tokens[at].content
        kind = "math display" if source.startswith(("$$", "\\[")) else "math"
        shown = formula(source)
        if shown is None:
            return f'<code class="{kind}">{escape(source)}</code>'
        return f'<span class="{kind}" title="{escape(source)}">{escape(shown)}</span>'

    return math


def _formula_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Lines between `$$` and `$$`, or backslashed brackets, that stand alone on theirs."""
    closer = {"$$": "$$", "\\[": "\\]"}.get(_line(state, start))
    if closer is None or state.is_code_block(start):
        return False
    stop = next((at for at in range(start + 1, end) if _line(state, at) == closer), None)
    if stop is None:
        return False
    if not silent:
        token = state.push("math", "", 0)
        token.content = state.getLines(start, stop + 1, state.tShift[start], False).strip()
        token.map = [start, stop + 1]
        state.line = stop + 1
    return True


def _line(state: StateBlock, at: int) -> str:
    return state.src[state.bMarks[at] + state.tShift[at] : state.eMarks[at]].rstrip()


def _mark_tasks(state: StateCore) -> None:
    """`[ ]` and `[x]` at the beginning of a list's item, as boxes."""
    for item, paragraph, inline in zip(
        state.tokens, state.tokens[1:], state.tokens[2:], strict=False
    ):
        if (item.type, paragraph.type) != ("list_item_open", "paragraph_open"):
            continue
        first = inline.children[0] if inline.children else None
        box = _TASK.match(first.content) if first is not None and first.type == "text" else None
        if first is not None and box is not None:
            sign = "☐" if box[1] == " " else "☑"
            first.content = f"{sign} {first.content[box.end() :]}"
            item.attrSet("class", "task")


def _may_be_linked(url: str) -> bool:
    return _SCHEMES.match(url.strip()) is not None


def _link_open(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    at: int,
    options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    del env
    tokens[at].attrSet("rel", "noopener noreferrer")
    return str(renderer.renderToken(tokens, at, options, {}))


def _image_as_link(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    at: int,
    options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    """A picture on the web would tell its server who reads the page, and when."""
    token = tokens[at]
    url = str(token.attrGet("src") or "")
    words = renderer.renderInlineAsText(token.children or [], options, env) or url
    return f'<a href="{escape(url)}" rel="noopener noreferrer">{escape(words)}</a>'


def _highlighted(code: str, language: str, attributes: str) -> str:
    """HTML of a code block's inside; "" leaves it to be escaped as it is."""
    del attributes
    if not language or len(code) > MAX_HIGHLIGHTED:
        return ""
    lexer, formatter = _lexer(language), _formatter()
    if lexer is None:
        return ""
    out = StringIO()
    formatter.format(lexer.get_tokens(code), out)
    return out.getvalue()


@lru_cache(maxsize=64)
def _lexer(language: str) -> Any:
    """The lexer of a language; None if none is known."""
    from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
    from pygments.util import ClassNotFound  # type: ignore[import-untyped]

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@cache
def _formatter() -> Any:
    from pygments.formatters.html import HtmlFormatter  # type: ignore[import-untyped]

    return HtmlFormatter(nowrap=True)
