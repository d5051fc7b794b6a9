"""Messages as the cells of a transcript: the same for a live turn and for a reopened one."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence

from minimax_tui.domain.blocks import Block, block_type, prompt_text, text_of, thinking_of
from minimax_tui.domain.catalogue import ThinkingRule, find_model
from minimax_tui.domain.errors import ChatError, Remedy
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.messages import Message, MessageState, StoredError, Timings
from minimax_tui.domain.requests import broke_off, can_continue
from minimax_tui.domain.thinking import Thinking
from minimax_tui.domain.tokens import estimate_tokens
from minimax_tui.domain.usage import Usage, cost_usd
from minimax_tui.ui.transcript.cells import Cell, MarkdownCell, ThinkingCell
from minimax_tui.ui.transcript.simple_cells import (
    DividerCell,
    FactsCell,
    FooterCell,
    NoticeCell,
    PromptCell,
    ThinkingLineCell,
    ToolCell,
)

# --- words ---


def seconds(value: float) -> str:
    """A duration: `0.62 s`, `4.2 s`, `2 min 5 s`."""
    if value < 1:
        return f"{value:.2f} s"
    if value < 60:
        return f"{value:.1f} s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest} s"


def dollars(value: float) -> str:
    """A price: four decimals below a cent, else two."""
    return f"${value:.4f}" if value < 0.1 else f"${value:.2f}"


def thinking_words(timings: Timings, tokens: int) -> str:
    """`thought for 4.2 s · 812 tokens`."""
    size = trn("{count} token", "{count} tokens", tokens)
    if timings.thinking_s:
        return tr("thought for {time} · {size}", time=seconds(timings.thinking_s), size=size)
    return tr("thought · {size}", size=size)


def pace(tokens: int, spent_s: float | None) -> str:
    """`83 tok/s`, "" where there is nothing to measure."""
    if not spent_s or tokens < 2:
        return ""
    return tr("{pace} tok/s", pace=round(tokens / spent_s))


def footer_words(message: Message, *, demo: bool = False) -> str:
    """The line below an answer: model, tokens in and out, thinking switch, times, price."""
    timings, usage = message.timings, message.usage
    parts = [one_line(message.model or "")]
    if demo:
        parts.append(tr("simulation, not MiniMax"))
    if usage is not None:
        parts += _usage_words(usage)
    parts.append(_switch_words(message))
    if timings.first_token_s is not None:
        parts.append(tr("{time} to first", time=seconds(timings.first_token_s)))
    spent = (timings.thinking_s or 0.0) + (timings.text_s or 0.0)
    parts.append(pace(timings.thinking_tokens + timings.text_tokens, spent))
    if usage is not None and not demo:
        price = cost_usd(find_model(message.model or ""), usage)
        parts.append(dollars(price) if price is not None else "")
    return " · ".join(filter(None, parts))


def _switch_words(message: Message) -> str:
    """What thinking was asked for; of a model that has no switch, that it always thinks."""
    if find_model(message.model or "").thinking is ThinkingRule.ALWAYS:
        return tr("always thinks")
    match message.thinking:
        case Thinking.ADAPTIVE:
            return tr("adaptive thinking")
        case Thinking.DISABLED:
            return tr("no thinking")
        case _:
            return ""


def _usage_words(usage: Usage) -> list[str]:
    read = tr("{n} in", n=f"{usage.prompt_tokens:,}")
    if usage.cache_read_tokens:
        read += " " + tr("({n} cached)", n=f"{usage.cache_read_tokens:,}")
    return [read, tr("{n} out", n=f"{usage.output_tokens:,}")]


# --- cells ---


def block_cell_id(message_id: str, position: int) -> str:
    """Id of the cell of one block."""
    return f"{message_id}:{position}"


def message_cells(message: Message, *, demo: bool = False) -> list[Cell]:
    """All cells of a message that is whole or has ended."""
    if message.role == "user":
        return list(_prompt_cells(message))
    cells = list(answer_cells(message))
    if message.state is not MessageState.STREAMING:
        cells += ending_cells(message, demo=demo)
    return cells


def _prompt_cells(message: Message) -> Iterator[Cell]:
    text = prompt_text(message.blocks)
    media = [
        one_line(str(block.get("source", {}).get("media_type", "")) or block_type(block))
        for block in message.blocks
        if block_type(block) in ("image", "video")
    ]
    if text or media or not message.blocks:
        yield PromptCell(f"{message.id}:prompt", text, message_id=message.id, attachments=media)
    for position, block in enumerate(message.blocks):
        if block_type(block) not in ("text", "image", "video"):
            yield other_cell(message.id, position, block)


def answer_cells(message: Message) -> Iterator[Cell]:
    """Cells of an answer's blocks, in their order."""
    several = sum(block_type(block) == "thinking" for block in message.blocks) > 1
    streaming = message.state is MessageState.STREAMING
    for position, block in enumerate(message.blocks):
        still_open = streaming and position in message.unfinished
        cell = block_cell(
            message.id,
            position,
            block,
            Timings() if several else message.timings,
            streaming=still_open,
        )
        if cell is not None:
            yield cell


def block_cell(
    message_id: str, position: int, block: Block, timings: Timings, *, streaming: bool = False
) -> Cell | None:
    """The cell of one block; None while there is nothing to show of it."""
    kind = block_type(block)
    cell_id = block_cell_id(message_id, position)
    if kind == "text":
        text = text_of(block)
        if not text.strip() and not streaming:
            return None
        return MarkdownCell(cell_id, text, message_id=message_id, streaming=streaming)
    if kind == "thinking":
        if streaming:
            return None  # the activity line says that the model thinks
        tokens = timings.thinking_tokens or estimate_tokens(thinking_of(block))
        return ThinkingLineCell(cell_id, thinking_words(timings, tokens), message_id=message_id)
    return None if streaming else other_cell(message_id, position, block)


def other_cell(message_id: str, position: int, block: Block) -> Cell:
    """A block that is neither text nor thinking, as one line that unfolds to its JSON."""
    kind = block_type(block) or "?"
    cell_id = block_cell_id(message_id, position)
    whole = json.dumps(block, indent=2, ensure_ascii=False, default=str)
    if kind in ("tool_use", "server_tool_use"):
        short = _short_input(block.get("input"))
        name = one_line(str(block.get("name", kind)))
        return ToolCell(
            cell_id, name, summary=one_line(short, 120), output=whole, message_id=message_id
        )
    return ToolCell(cell_id, one_line(kind), output=whole, message_id=message_id)


def _short_input(given: object) -> str:
    """A tool call's input on a line: its only value, or each with its name."""
    if not given:
        return ""
    if not isinstance(given, dict):
        return json.dumps(given, ensure_ascii=False, default=str)
    values = {
        name: value
        if isinstance(value, str)
        else json.dumps(value, ensure_ascii=False, default=str)
        for name, value in given.items()
    }
    if len(values) == 1:
        return next(iter(values.values()))
    return "  ".join(f"{name}: {value}" for name, value in values.items())


def ending_cells(message: Message, *, demo: bool = False) -> list[Cell]:
    """What stands below an answer that has ended: why it broke off, and its footer."""
    cells: list[Cell] = []
    goes_on = broke_off(message) and can_continue(message)
    go_on = [("turn.continue", tr("continue"))] if goes_on else []
    if message.error is not None:
        # A stop while the next try was waited for keeps the error that it waited for.
        error = message.error
        cells.append(
            NoticeCell(
                f"{message.id}:notice",
                error.message,
                level="error",
                advice=_advice_on(message, error, goes_on=goes_on),
                keys=[*notice_keys(error.kind), *go_on],
                detail=error.detail,
                message_id=message.id,
            )
        )
    elif message.state is MessageState.INTERRUPTED:
        cells.append(
            NoticeCell(
                f"{message.id}:notice",
                tr("Interrupted.") if message.blocks else tr("Interrupted before an answer came."),
                level="warning",
                advice=tr("What came is kept.") if message.blocks else "",
                keys=[("turn.again", tr("try again")), *go_on],
                message_id=message.id,
            )
        )
    elif message.stop_reason == "max_tokens":
        cells.append(
            NoticeCell(
                f"{message.id}:notice",
                tr("The answer reached its longest length (max_tokens)."),
                level="warning",
                advice=tr("Ask to go on, or allow longer answers in the settings."),
                keys=[*go_on, ("settings.open", tr("settings"))],
                message_id=message.id,
            )
        )
    if message.blocks:
        cells.append(
            FooterCell(
                f"{message.id}:footer", footer_words(message, demo=demo), message_id=message.id
            )
        )
    return cells


def notice_keys(error_kind: str) -> Sequence[tuple[str, str]]:
    """The commands that a notice about an error offers, the most useful first, and their words."""
    remedy = _remedy(error_kind)
    again = ("turn.again", tr("try again"))
    match remedy:
        case Remedy.CHOOSE_MODEL:
            return [("model.choose", tr("model")), again]
        case Remedy.GIVE_KEY:
            return [("account.add", tr("another key")), again]
        case Remedy.SETTINGS:
            return [("settings.open", tr("settings")), again]
        case Remedy.NEW_SESSION:
            return [("session.new", tr("new session")), ("model.choose", tr("model"))]
        case _:
            return [again]


def _remedy(error_kind: str) -> Remedy | None:
    import minimax_tui.domain.errors as errors

    found = getattr(errors, error_kind, ChatError)
    return found.remedy if isinstance(found, type) and issubclass(found, ChatError) else None


def _advice_on(message: Message, error: StoredError, *, goes_on: bool) -> str:
    """What to do about the error of an answer; continuing is named only where it is offered."""
    if _remedy(error.kind) is not Remedy.CONTINUE:
        return error.advice
    text_came = any(text_of(block).strip() for block in message.blocks)
    if goes_on and text_came:
        return tr("What came is kept: continue it, or try again.")
    return tr("What came is kept. Try again.") if message.blocks else tr("Try again.")


PAUSE_S = 3_600
"""A prompt after a longer pause gets a line that says when it was."""


def divider_cell(message: Message, before: Message | None) -> Cell | None:
    """A quiet line above a prompt that was sent on another day than, or long after, what is above.

    Args:
        message: The message below the line.
        before: The message above it; None for the first one, which needs no line.
    """
    if before is None or message.role != "user":
        return None
    now, then = time.localtime(message.created_at), time.localtime(before.created_at)
    if now[:3] != then[:3]:
        said = time.strftime("%Y-%m-%d %H:%M", now)
    elif message.created_at - before.created_at >= PAUSE_S:
        said = time.strftime("%H:%M", now)
    else:
        return None
    return DividerCell(f"{message.id}:when", said)


def thinking_cells(message: Message, head: str) -> list[Cell]:
    """What the thinking pane shows of an answer: a line about it, then its thinking."""
    cells: list[Cell] = []
    if head:
        cells.append(FactsCell("thinking:head", head))
    streaming = message.state is MessageState.STREAMING
    for position, block in enumerate(message.blocks):
        if block_type(block) == "thinking":
            cells.append(
                ThinkingCell(
                    block_cell_id(message.id, position),
                    thinking_of(block),
                    message_id=message.id,
                    streaming=streaming and position in message.unfinished,
                )
            )
    return cells
