"""Asks before every setting goes back to its default."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import App

from minimax_tui.domain.i18n import tr
from minimax_tui.ui.screens.settings.changes import Changes


def ask_to_reset_all(
    app: App[None], changes: Changes, was_reset: Callable[[], None], *, session_only: bool
) -> None:
    """Asks, and does it.

    Args:
        app: Where the question is shown.
        changes: What was changed.
        was_reset: Called after it was done.
        session_only: Whether only what holds for the session shown alone is taken back.
    """
    from minimax_tui.ui.screens.confirm import Answer, ConfirmScreen

    wanted = changes.resettable(session_only=session_only)
    if not wanted:
        app.notify(tr("Everything is at its default."), timeout=3, markup=False)
        return
    titles = tr(", ").join(tr(setting.title) for setting in wanted)
    question = (
        tr("Take back what holds for this session only?")
        if session_only
        else tr("Reset all settings?")
    )

    def answered(answer: str | None) -> None:
        if answer == "reset":
            changes.reset_all(session_only=session_only)
            was_reset()

    app.push_screen(
        ConfirmScreen(
            question,
            tr("{titles} will change; ctrl+z brings them back.", titles=titles),
            (Answer("keep", tr("Leave them")), Answer("reset", tr("Reset them"))),
        ),
        answered,
    )
