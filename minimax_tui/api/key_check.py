"""Whether a key is good: one request that generates nothing and costs nothing."""

from __future__ import annotations

from minimax_tui.api.connection import Timeouts
from minimax_tui.api.models import count_tokens, list_models
from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.catalogue import DEFAULT_MODEL
from minimax_tui.domain.errors import (
    InsufficientBalance,
    InvalidRequest,
    PlanLimitReached,
    RateLimited,
    UnknownModel,
    WrongEndpoint,
)
from minimax_tui.domain.messages import Message, MessageState
from minimax_tui.domain.ports import Credential
from minimax_tui.domain.requests import ChatRequest, TurnOptions

CHECK_TIMEOUTS = Timeouts(connect_s=10.0, header_s=20.0)


async def check_key(credential: Credential, *, timeouts: Timeouts = CHECK_TIMEOUTS) -> str:
    """Asks for the list of models, which MiniMax answers with 401 where the key is wrong.

    A gateway that has no such list is asked for a count of tokens.

    Returns:
        "" or, where the key was recognised and the account has another trouble, its words.

    Raises:
        RequestError: one of its subclasses: the key was refused, or nobody could be asked.
    """
    try:
        try:
            await list_models(credential, timeouts=timeouts)
        except (InvalidRequest, UnknownModel, WrongEndpoint):
            await count_tokens(credential, _shortest_request(), timeouts=timeouts)
    except (InsufficientBalance, PlanLimitReached, RateLimited) as error:
        return error.what  # only who is known has a balance or a limit
    return ""


def _shortest_request() -> ChatRequest:
    prompt = Message(
        "check", "check", None, "user", (text_block("Hi"),), MessageState.COMPLETE, 0.0
    )
    return ChatRequest((prompt,), TurnOptions(DEFAULT_MODEL))
