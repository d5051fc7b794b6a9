"""A session as Markdown, with front matter. Prompts and answers stand there as they were said."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from minimax_tui.domain.blocks import Block, block_type, text_of
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Message
from minimax_tui.domain.session_tree import SessionTree
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

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})(.*)$")
_DETAILS = re.compile(r"<(?=/?(?:details|summary)\b)", re.IGNORECASE)


def to_markdown(tree: SessionTree, *, thinking: bool = True) -> str:
    """The session as Markdown: the current path, then what other branches have besides.

    Args:
        tree: What is exported.
        thinking: Whether thinking is in it, folded (`<details>`).
    """
    parts = [_front_matter(tree), f"# {_heading(tree.session.title) or tr('untitled')}"]
    if tree.session.system:
        parts += [f"**{tr('System prompt')}**", _quoted(tree.session.system)]
    parts += _messages(tree.path(), thinking)
    for number, branch in enumerate(other_branches(tree), start=2):
        parts += ["---", f"# {tr('Branch {n}', n=number)}"]
        parts += _messages(branch, thinking)
    return "\n\n".join(parts) + "\n"


def _front_matter(tree: SessionTree) -> str:
    session = tree.session
    models = dict.fromkeys(message.model for message in tree.messages if message.model)
    values: list[tuple[str, str | list[str]]] = [
        ("title", one_line(session.title)),
        ("session", session.id),
        ("models", [one_line(model, 80) for model in models]),
        ("created", moment(session.created_at)),
        ("updated", moment(session.updated_at)),
    ]
    # A JSON string, and a list of such, is YAML as well.
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values if value]
    return "\n".join(["---", *lines, "---"])


def _messages(messages: Sequence[Message], thinking: bool) -> Iterator[str]:
    for message in messages:
        body = [part for part in _blocks(message, thinking) if part]
        end = ending(message)
        if end:
            body.append(f"*{_inline(end)}*")
        if message.role == "assistant":
            yield f"## {tr('Answer')}"
            about = took(message)
            if about:
                body.append(f"*{_inline(about)}*")
        elif is_prompt(message):
            yield f"## {tr('Prompt')}"
            at = moment_in_words(message.created_at)
            if at:
                yield f"*{at}*"
        yield from body


def _blocks(message: Message, thinking: bool) -> Iterator[str]:
    for block in message.blocks:
        match block_type(block):
            case "text":
                yield closed(text_of(block).strip("\n"))
            case "thinking":
                said = block.get("thinking")
                if thinking and isinstance(said, str) and said.strip():
                    yield _folded(tr("Thinking"), closed(said.strip("\n")))
            case "redacted_thinking":
                if thinking:
                    yield f"*{tr('Thinking that only the model can read.')}*"
            case "tool_use" | "server_tool_use":
                call = tr("Tool call: {name}", name=tool_name(block))
                yield f"**{_inline(call)}**\n\n" + _code(_shown(block.get("input")), "json")
            case "tool_result":
                parts = result_parts(block)
                yield _folded(tr("Tool result"), "\n\n".join(_result(part) for part in parts))
            case "image" | "video":
                yield _media(block)
            case kind:
                words = tr("Content of another kind: {kind}", kind=one_line(kind, 80) or "?")
                yield _folded(words, _code(_shown(block), "json"))


def _result(part: Block) -> str:
    match block_type(part):
        case "text":
            return _code(text_of(part))
        case "image" | "video":
            return _media(part)
        case _:
            return _code(_shown(part), "json")


def _media(block: Block) -> str:
    words, url = media_words(block), media_url(block)
    if url and not re.search(r"[\s<>]", url):
        return f"[{_inline(words)}](<{url}>)"
    return f"*[{_inline(words)}]*"


def _folded(summary: str, body: str) -> str:
    # A closing tag in the body would end the fold.
    safe = _DETAILS.sub("&lt;", body)
    return f"<details>\n<summary>{_escaped(summary)}</summary>\n\n{safe}\n\n</details>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _inline(text: str) -> str:
    """A line of foreign text that is no Markdown."""
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", one_line(text))


def _heading(title: str) -> str:
    return _inline(title)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _code(text: str, language: str = "") -> str:
    """A code block whose fence is longer than any inside."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def closed(text: str) -> str:
    """`text` with an end for a code block that has none, so that nothing after it becomes code."""
    fence = open_fence(text.split("\n"))
    return f"{text}\n{fence}" if fence else text


def open_fence(lines: Iterable[str]) -> str:
    """The fence of the code block that is open after these lines, "" where none is.

    As CommonMark 0.31 §4.5 says, for blocks that stand in no list or quote.
    """
    fence = ""
    for line in lines:
        found = _FENCE.match(line)
        if found is None:
            continue
        marks, rest = found[1], found[2]
        if not fence:
            if marks[0] == "~" or "`" not in rest:
                fence = marks
        elif marks[0] == fence[0] and len(marks) >= len(fence) and not rest.strip():
            fence = ""
    return fence
