"""Keys have no place in an export, whatever was said in the conversation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from minimax_tui.domain.messages import Message
from minimax_tui.domain.session_tree import SessionTree

REMOVED = "[key]"
_SHORTEST = 8
"""A shorter secret would be found in words that are none."""


def telling(secrets: Iterable[str]) -> list[str]:
    """The secrets that can be told from other text, the longest first."""
    return sorted({one for one in secrets if len(one) >= _SHORTEST}, key=len, reverse=True)


def without_secrets(text: str, secrets: Sequence[str]) -> str:
    """`text` with each of the secrets (as `telling` gives them) replaced."""
    for secret in secrets:
        text = text.replace(secret, REMOVED)
    return text


def tree_without_secrets(tree: SessionTree, secrets: Sequence[str]) -> SessionTree:
    """The session with each of the secrets replaced.

    To be done before it is rendered: the marks of highlighted code, say, would cut a key in pieces.
    """
    if not secrets:
        return tree
    session = replace(
        tree.session,
        title=without_secrets(tree.session.title, secrets),
        system=_cleaned(tree.session.system, secrets),
    )
    return SessionTree(session, tuple(_message(message, secrets) for message in tree.messages))


def _message(message: Message, secrets: Sequence[str]) -> Message:
    blocks = tuple(_cleaned(block, secrets) for block in message.blocks)
    error = message.error
    if error is not None:
        words = {name: getattr(error, name) for name in ("message", "advice", "detail")}
        error = error._replace(**_cleaned(words, secrets))
    return replace(message, blocks=blocks, error=error)


def _cleaned(value: Any, secrets: Sequence[str]) -> Any:
    if isinstance(value, str):
        return without_secrets(value, secrets)
    if isinstance(value, dict):
        return {
            without_secrets(key, secrets): _cleaned(item, secrets) for key, item in value.items()
        }
    if isinstance(value, list):
        return [_cleaned(item, secrets) for item in value]
    return value
