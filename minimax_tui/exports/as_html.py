"""A session as one HTML file that needs nothing else: no script, no network, light and dark.

All that was said in the conversation is foreign: it is escaped, its HTML is shown as text, its
links lead to http, https and mail only, and its pictures from the web are links. The page's
Content-Security-Policy forbids everything but its own styles and the pictures inside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import escape

from minimax_tui.domain.blocks import Block, block_type, text_of
from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Message
from minimax_tui.domain.session_tree import SessionTree
from minimax_tui.exports.html_markdown import Dialect, HtmlMarkdown
from minimax_tui.exports.html_style import style_sheet
from minimax_tui.exports.parts import is_prompt, other_branches
from minimax_tui.exports.words import (
    ending,
    media_url,
    media_words,
    moment,
    moment_in_words,
    result_parts,
    took,
    tool_name,
)

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
"""Types of pictures that are put into the page; SVG can hold scripts."""
_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")


def to_html(tree: SessionTree, *, thinking: bool = True, dialect: Dialect | None = None) -> str:
    """The session as a page: the current path, then what other branches have besides.

    Args:
        tree: What is exported.
        thinking: Whether thinking is in it, folded.
        dialect: What the chat's Markdown has beyond CommonMark.
    """
    return _Page(thinking, HtmlMarkdown(dialect)).page(tree)


class _Page:
    def __init__(self, thinking: bool, markdown: HtmlMarkdown) -> None:
        self._thinking = thinking
        self._markdown = markdown

    def page(self, tree: SessionTree) -> str:
        title = escape(one_line(tree.session.title) or tr("untitled"))
        body = "\n".join(self._body(tree, title))
        return (
            '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY, quote=False)}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="referrer" content="no-referrer">\n'
            '<meta name="color-scheme" content="light dark">\n'
            f"<title>{title}</title>\n<style>\n{style_sheet()}</style>\n</head>\n"
            f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
        )

    def _body(self, tree: SessionTree, title: str) -> Iterator[str]:
        session = tree.session
        models = dict.fromkeys(message.model for message in tree.messages if message.model)
        about = [one_line(model, 80) for model in models]
        about += [moment_in_words(session.created_at), session.id]
        yield f'<header>\n<h1 dir="auto">{title}</h1>'
        yield f'<p class="about">{escape(" · ".join(filter(None, about)))}</p>\n</header>'
        if session.system:
            yield _folded("system", tr("System prompt"), _plain(session.system))
        yield from self._messages(tree.path())
        for number, branch in enumerate(other_branches(tree), start=2):
            yield f'<h2 class="branch">{escape(tr("Branch {n}", n=number))}</h2>'
            yield from self._messages(branch)

    def _messages(self, messages: Sequence[Message]) -> Iterator[str]:
        for message in messages:
            body = [part for part in map(self._block, message.blocks) if part]
            end = ending(message)
            if end:
                body.append(f'<p class="ending">{escape(end)}</p>')
            if message.role == "assistant":
                about = took(message)
                if about:
                    body.append(f'<footer class="about">{escape(about)}</footer>')
                kind, label = "answer", tr("Answer")
            elif is_prompt(message):
                at, words = moment(message.created_at), moment_in_words(message.created_at)
                if at:
                    body.append(
                        f'<footer class="about"><time datetime="{at}">{words}</time></footer>'
                    )
                kind, label = "prompt", tr("Prompt")
            else:
                kind, label = "result", tr("Tool result")
            inside = "\n".join(body)
            yield f'<section class="{kind}" aria-label="{escape(label)}">\n{inside}\n</section>'

    def _block(self, block: Block) -> str:
        match block_type(block):
            case "text":
                return (
                    f'<div class="text" dir="auto">\n{self._markdown.render(text_of(block))}</div>'
                )
            case "thinking":
                thought = block.get("thinking")
                if not self._thinking or not isinstance(thought, str) or not thought.strip():
                    return ""
                return _folded("thinking", tr("Thinking"), self._markdown.render(thought))
            case "redacted_thinking":
                words = tr("Thinking that only the model can read.")
                return f'<p class="ending">{escape(words)}</p>' if self._thinking else ""
            case "tool_use" | "server_tool_use":
                call = tr("Tool call: {name}", name=tool_name(block))
                return _folded("tool", call, _json(block.get("input")))
            case "tool_result":
                parts = "\n".join(map(_result, result_parts(block)))
                return _folded("tool", tr("Tool result"), parts)
            case "image" | "video":
                return _media(block)
            case kind:
                words = tr("Content of another kind: {kind}", kind=one_line(kind, 80) or "?")
                return _folded("tool", words, _json(block))


def _result(part: Block) -> str:
    match block_type(part):
        case "text":
            return _plain(text_of(part))
        case "image" | "video":
            return _media(part)
        case _:
            return _json(part)


def _plain(text: str) -> str:
    return f"<pre><code>{escape(visible(text))}</code></pre>"


def _json(value: object) -> str:
    return _plain(json.dumps(value, ensure_ascii=False, indent=2))


def _folded(kind: str, summary: str, body: str) -> str:
    return (
        f'<details class="{kind}">\n<summary>{escape(summary)}</summary>\n'
        f'<div dir="auto">\n{body}</div>\n</details>'
    )


def _media(block: Block) -> str:
    words = escape(media_words(block))
    source = block.get("source")
    source = source if isinstance(source, dict) else {}
    media_type, data = source.get("media_type"), source.get("data")
    if (
        block_type(block) == "image"
        and media_type in PICTURES
        and isinstance(data, str)
        and _BASE64.issuperset(data)
    ):
        return f'<img src="data:{media_type};base64,{data}" alt="{words}">'
    url = media_url(block)
    if url:
        return f'<p><a href="{escape(visible(url))}" rel="noopener noreferrer">{words}</a></p>'
    return f'<p class="about">[{words}]</p>'
