"""What exports for people say about messages: times, states, sizes, what an answer took."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from minimax_tui.domain.blocks import Block, block_type
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Message, MessageState


def moment(at: float) -> str:
    """A Unix time as `2026-11-23T06:20:00Z`, "" for one that is none."""
    try:
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return ""


def moment_in_words(at: float) -> str:
    """A Unix time as `2026-11-23 06:20 UTC`."""
    exact = moment(at)
    return f"{exact[:10]} {exact[11:16]} UTC" if exact else ""


def took(message: Message) -> str:
    """What an answer took: `MiniMax-M3 · 1,204 tokens in · 931 out · 4.2 s`."""
    parts = [one_line(message.model or "", 80)]
    usage = message.usage
    if usage is not None:
        parts.append(tr("{n} tokens in", n=f"{usage.prompt_tokens:,}"))
        parts.append(tr("{n} out", n=f"{usage.output_tokens:,}"))
    if message.timings.total_s is not None:
        parts.append(tr("{n} s", n=f"{message.timings.total_s:.1f}"))
    return " · ".join(filter(None, parts))


def ending(message: Message) -> str:
    """How a message ended, where that was not well; "" where it was."""
    if message.state is MessageState.FAILED:
        said = message.error.message if message.error is not None else ""
        return (
            tr("The answer failed: {reason}", reason=one_line(said))
            if said
            else tr("The answer failed.")
        )
    if message.state is MessageState.INTERRUPTED:
        return tr("The answer was interrupted here.")
    if message.state is MessageState.STREAMING:
        return tr("The answer was still streaming when this was exported.")
    return ""


def media_words(block: Block) -> str:
    """What stands where a picture or video is: `picture, image/png, 12 KB`."""
    kind = tr("picture") if block_type(block) == "image" else tr("video")
    source = block.get("source")
    source = source if isinstance(source, dict) else {}
    parts = [kind, one_line(_text(source, "media_type"), 60)]
    data = source.get("data")
    if isinstance(data, str):
        parts.append(tr("{n} KB", n=f"{max(1, len(data) * 3 // 4 // 1024):,}"))
    return ", ".join(filter(None, parts))


def media_url(block: Block) -> str:
    """Where a picture or video is on the web; "" where it is not there or not by http(s)."""
    source = block.get("source")
    url = _text(source, "url") if isinstance(source, dict) else ""
    return url if url.startswith(("https://", "http://")) else ""


def result_parts(block: Block) -> Iterator[Block]:
    """What a tool gave back, as blocks."""
    content = block.get("content")
    if isinstance(content, str):
        yield {"type": "text", "text": content}
    elif isinstance(content, list):
        yield from (part for part in content if isinstance(part, dict))


def tool_name(block: Block) -> str:
    """The name of the tool that is called."""
    return one_line(_text(block, "name"), 80) or tr("tool")


def _text(value: dict[str, Any], key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""
