"""What an export needs of the rest of the program: request bodies, settings, the known keys."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from minimax_tui.cli.sessions import options_for
from minimax_tui.config.schema import SettingsStore
from minimax_tui.domain.requests import ChatRequest

if TYPE_CHECKING:
    from minimax_tui.cli.compose import Program
    from minimax_tui.exports.html_markdown import Dialect
    from minimax_tui.exports.rendering import Surroundings

KEY_VARIABLES = ("MINIMAX_API_KEY", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")


def exports_of(program: Program) -> Surroundings:
    """What exports need in a program that is running."""

    def known_keys() -> list[str]:
        if program.accounts is not None:
            return program.accounts.known_keys()
        # The demo uses no key, but a real one may have been said in it.
        from minimax_tui.config.accounts import Accounts

        return Accounts(program.paths.credentials_file).known_keys()

    return export_surroundings(program.settings, known_keys)


def export_surroundings(
    settings: SettingsStore, known_keys: Callable[[], Iterable[str]]
) -> Surroundings:
    """What exports of this program need.

    Args:
        settings: In force.
        known_keys: Gives the keys that are known besides those in the environment.
    """
    from minimax_tui.exports.rendering import Surroundings

    def body(request: ChatRequest) -> dict[str, Any]:
        from minimax_tui.api.request import build_body

        return build_body(request)

    def secrets() -> list[str]:
        variables = [os.environ.get(name, "").strip() for name in KEY_VARIABLES]
        return [secret for secret in (*variables, *known_keys()) if secret]

    return Surroundings(
        options=lambda session: options_for(settings, session),
        body=body,
        base_url=lambda: settings.text("base_url"),
        secrets=secrets,
        dialect=chat_dialect,
    )


def chat_dialect() -> Dialect:
    """The chat's Markdown beyond CommonMark, as the screen draws it."""
    from minimax_tui.exports.html_markdown import Dialect
    from minimax_tui.markdown.inline_grammar import teach
    from minimax_tui.markdown.mathematics import pieces

    def formula(source: str) -> str | None:
        found = pieces(source)
        return None if found is None else "".join(piece.text for piece in found)

    return Dialect(teach, formula)
