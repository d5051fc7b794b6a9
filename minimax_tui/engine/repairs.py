"""What the endpoint refused of a session's history: sent once more without it, and remembered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from minimax_tui.domain.blocks import block_type
from minimax_tui.domain.errors import (
    BrokenToolHistory,
    ChatError,
    ThinkingRefused,
    UnsupportedMedia,
)
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Message
from minimax_tui.domain.requests import KNOWN_BLOCKS, ChatRequest, TurnOptions

_THINKING = frozenset(("thinking", "redacted_thinking"))
_TOOLS = frozenset(("tool_use", "tool_result"))


class Repairs:
    """The refusals in one session while the program runs. For the engine's loop alone.

    The messages that were refused go without that part from then on, and later ones with it, so
    that a refusal costs one request and not one in every turn. The history itself never changes.
    """

    def __init__(self) -> None:
        self._thinking: frozenset[str] = frozenset()
        self._tools: frozenset[str] = frozenset()
        self._unknown: frozenset[str] = frozenset()

    def request(self, messages: Iterable[Message], options: TurnOptions) -> ChatRequest:
        """The request for these messages, without what was refused before."""
        return ChatRequest(tuple(messages), options, self._thinking, self._tools, self._unknown)

    def repaired(self, request: ChatRequest, error: ChatError) -> tuple[ChatRequest, str] | None:
        """The request to send in the place of one that was refused, and words for a notice.

        None where the error says nothing about the history, or there is nothing more to leave out.
        """
        if isinstance(error, ThinkingRefused):
            more = _having(request, _THINKING, request.without_thinking)
            self._thinking |= more
            words = tr("MiniMax refused the thinking of earlier answers: it was sent without it.")
        elif isinstance(error, BrokenToolHistory):
            more = _having(request, _TOOLS, request.without_tools)
            self._tools |= more
            words = tr("MiniMax refused earlier tool calls: they were sent as text.")
        elif isinstance(error, UnsupportedMedia):
            more = frozenset(
                message.id
                for message in request.messages
                if message.id not in request.without_unknown
                and any(block_type(block) not in KNOWN_BLOCKS for block in message.blocks)
            )
            self._unknown |= more
            words = tr("MiniMax refused an unknown kind of content: it was sent without it.")
        else:
            return None
        if not more:
            return None
        return (
            replace(
                request,
                without_thinking=self._thinking,
                without_tools=self._tools,
                without_unknown=self._unknown,
            ),
            words,
        )


def _having(request: ChatRequest, kinds: frozenset[str], without: frozenset[str]) -> frozenset[str]:
    """Ids of the messages with such blocks, but for those that go without them already."""
    return frozenset(
        message.id
        for message in request.messages
        if message.id not in without and any(block_type(block) in kinds for block in message.blocks)
    )
