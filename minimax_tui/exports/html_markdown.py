"""Markdown to HTML for a page that must not run or load anything."""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from functools import cache, lru_cache
from html import escape
from io import StringIO
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from minimax_tui.domain.foreign import visible

_SCHEMES = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
MAX_HIGHLIGHTED = 200_000
"""Characters of a code block beyond which it is not highlighted; lexers may take long."""
MAX_MARKDOWN = 2_000_000
"""Characters beyond which a text is shown as it is: nobody reads it, and parsing takes minutes."""


class HtmlMarkdown:
    """CommonMark with tables and strikethrough; HTML in it is shown as text."""

    def __init__(self) -> None:
        parser = MarkdownIt("commonmark", {"html": False, "highlight": _highlighted})
        parser.enable(["table", "strikethrough"])
        parser.validateLink = _may_be_linked  # type: ignore[method-assign]
        parser.add_render_rule("image", _image_as_link)
        parser.add_render_rule("link_open", _link_open)
        self._parser = parser

    def render(self, text: str) -> str:
        """The text as HTML."""
        if len(text) > MAX_MARKDOWN:
            return f"<pre><code>{escape(visible(text))}</code></pre>\n"
        return str(self._parser.render(visible(text)))


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
