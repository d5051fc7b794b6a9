"""What is said, and what is offered, when a key was tried and did not pass."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from minimax_tui.domain.accounts import other_region
from minimax_tui.domain.errors import (
    AuthenticationFailed,
    ChatError,
    ConnectionFailed,
    ConnectionTimedOut,
    ForeignKey,
    Overloaded,
    RequestError,
    ServerFailed,
)
from minimax_tui.domain.i18n import tr

Offer: TypeAlias = Literal["other", "untested"]
"""To try the other region, or to keep the key without having tried it."""

_CANNOT_TELL = (ConnectionFailed, ConnectionTimedOut, Overloaded, ServerFailed)
"""Failures that say nothing about the key."""


class Told(NamedTuple):
    """What is said after a failure."""

    advice: str
    offered: tuple[Offer, ...] = ()


def after_failure(error: ChatError, base_url: str) -> Told:
    """What to do after `error`.

    Args:
        error: Why the key was not kept.
        base_url: The address that it was tried at.
    """
    if isinstance(error, _CANNOT_TELL):
        return Told(error.advice, ("untested",))
    if isinstance(error, AuthenticationFailed) and error.detail.status is not None:
        other = other_region(base_url)
        if other is None:
            return Told(tr("Check the key, and that it belongs to this address."))
        advice = tr(
            "Keys belong to one region: this one may be for {region} ({host}).",
            region=other.title,
            host=other.host,
        )
        return Told(advice, ("other",))
    known_of_the_key = isinstance(error, AuthenticationFailed | ForeignKey)
    if isinstance(error, RequestError) and not known_of_the_key:
        return Told(error.advice, ("untested",))
    return Told(error.advice)
