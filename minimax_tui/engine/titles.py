"""Asks a model for the title of a session: one short request beside the turns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import aclosing

from minimax_tui.domain.accumulator import Accumulator
from minimax_tui.domain.blocks import joined_text, text_block
from minimax_tui.domain.catalogue import ThinkingRule, find_model
from minimax_tui.domain.events import BlockDelta, BlockStarted, BlockStopped
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.messages import Message, MessageState
from minimax_tui.domain.ports import ModelEndpoint
from minimax_tui.domain.requests import ChatRequest, TurnOptions
from minimax_tui.domain.thinking import Thinking
from minimax_tui.engine.ids import new_id

LONGEST = 60
"""Characters of a title."""
MAX_TOKENS = 60
MAX_TOKENS_THINKING = 1_024
"""For a model that cannot be kept from thinking: its thinking counts too."""
_PROMPT_CHARACTERS = 1_500
_ANSWER_CHARACTERS = 1_000
# Not translated: the model is told to use the conversation's own language.
_ASKED = (
    "Give this conversation a title of at most six words, in the language of the conversation. "
    "Answer with the title alone: no quotation marks, no full stop, no Markdown.\n\n"
    "<user>\n{prompt}\n</user>\n\n<assistant>\n{answer}\n</assistant>"
)
_MARKED = re.compile(r"(\*\*|`)(.+?)\1")
"""Strong and code within a title, which lists show as they stand."""
_AROUND = " \t\"'`*#_“”„‘’«»「」『』《》:：.。"


def title_request(messages: Sequence[Message], model: str) -> ChatRequest:
    """The request for the title of a session that begins with these messages."""
    prompt = next((joined_text(m.blocks) for m in messages if m.role == "user"), "")
    answer = next((joined_text(m.blocks) for m in messages if m.role == "assistant"), "")
    asked = _ASKED.format(prompt=prompt[:_PROMPT_CHARACTERS], answer=answer[:_ANSWER_CHARACTERS])
    always_thinks = find_model(model).thinking is ThinkingRule.ALWAYS
    message = Message(
        id=new_id(),
        session_id="",
        parent_id=None,
        role="user",
        blocks=(text_block(asked),),
        state=MessageState.COMPLETE,
        created_at=0.0,
    )
    options = TurnOptions(
        model=model,
        thinking=Thinking.DISABLED,
        max_tokens=MAX_TOKENS_THINKING if always_thinks else MAX_TOKENS,
    )
    return ChatRequest((message,), options)


async def ask_for_title(endpoint: ModelEndpoint, messages: Sequence[Message], model: str) -> str:
    """The title that the model gives, "" if it gives none.

    Raises:
        RequestError: if the request fails.
    """
    await endpoint.prepare()
    accumulator = Accumulator()
    async with aclosing(endpoint.stream(title_request(messages, model))) as events:
        async for event in events:
            if isinstance(event, BlockStarted | BlockDelta | BlockStopped):
                accumulator.apply(event)
    return clean_title(joined_text(accumulator.blocks()))


def clean_title(said: str) -> str:
    """A title out of what a model said: its first line, without what is put around titles."""
    plain = (_MARKED.sub(r"\2", one_line(line, 400)) for line in said.splitlines())
    lines = (line.strip(_AROUND) for line in plain)
    title = next(filter(None, lines), "")
    for lead in ("Title:", "title:", "标题：", "标题:"):
        title = title.removeprefix(lead).strip(_AROUND)
    return title if len(title) <= LONGEST else title[: LONGEST - 1].rstrip() + "…"
