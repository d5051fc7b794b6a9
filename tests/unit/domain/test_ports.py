"""Values that the ports hand over."""

from __future__ import annotations

from minimax_tui.domain.ports import Credential


def test_a_key_is_never_in_the_repr_of_its_credential() -> None:
    credential = Credential("sk-secret", "https://api.minimax.io/anthropic", "MINIMAX_API_KEY")
    assert "secret" not in f"{credential} {credential!r} {[credential]}"
    assert "MINIMAX_API_KEY" in repr(credential)
