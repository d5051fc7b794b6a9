"""Which session the command line asks for."""

from __future__ import annotations

from minimax_tui.domain.errors import SessionNotFound
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.ports import ConversationStore


def session_to_open(
    store: ConversationStore, continue_last: bool, resume: str | None
) -> str | None:
    """The id of the session to reopen, None for a new one.

    Raises:
        SessionNotFound: if there is none, or none begins so.
        AmbiguousSession: if several begin so.
    """
    if resume is not None:
        return store.resolve_session(resume)
    if continue_last:
        last = store.last_session()
        if last is None:
            raise SessionNotFound(
                tr("There is no session to continue yet."), tr("Start with: minimax-chat")
            )
        return last
    return None
