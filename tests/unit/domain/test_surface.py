"""Remedies name what can be typed where they are read."""

from __future__ import annotations

import pytest

from minimax_tui.domain import errors
from minimax_tui.domain.surface import command_words, in_shell, read_in_shell

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type)
    and issubclass(kind, errors.ChatError)
    and kind is not errors.PlainHttpRefused
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_shell_is_told_of_no_slash_command(kind: type[errors.ChatError]) -> None:
    with read_in_shell():
        words = " ".join(kind().words()).replace("https://", "").replace("/anthropic", "")
    assert "/" not in words
    assert "minimax-chat auth" not in kind().advice, "in the chat it is a slash command"


@pytest.mark.parametrize(
    "kind", [errors.NoCredentials, errors.ForeignKey, errors.AuthenticationFailed]
)
def test_a_key_is_given_by_either_command(kind: type[errors.ChatError]) -> None:
    assert "/key" in kind().advice
    with read_in_shell():
        assert "`minimax-chat auth set" in kind().advice


@pytest.mark.parametrize(
    "kind", [errors.StorageError, errors.StorageUnavailable, errors.StorageBusy, errors.DiskFull]
)
def test_a_command_of_the_shell_is_no_chat_that_goes_on(kind: type[errors.ChatError]) -> None:
    with read_in_shell():
        assert "goes on" not in kind().advice
    assert "goes on in memory" in kind().advice


def test_it_is_as_before_afterwards() -> None:
    assert not in_shell()
    with read_in_shell():
        assert command_words("/sessions") == "`minimax-chat sessions`"
        with read_in_shell(shell=False):
            assert command_words("/sessions") == "/sessions"
        assert in_shell()
    assert not in_shell()
