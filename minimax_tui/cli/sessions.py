"""Which session the command line asks for, and the settings it goes on with."""

from __future__ import annotations

from minimax_tui.config.schema import SettingsStore
from minimax_tui.domain.catalogue import find_model
from minimax_tui.domain.errors import SessionNotFound
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Session
from minimax_tui.domain.ports import ConversationStore
from minimax_tui.domain.requests import TurnOptions
from minimax_tui.domain.thinking import parse_thinking, switch_in_force


def session_to_open(
    store: ConversationStore, continue_last: bool, resume: str | None
) -> str | None:
    """The id of the session to reopen, None for a new one.

    Raises:
        SessionNotFound: if there is none, or none begins so.
        AmbiguousSession: if several begin so.
    """
    if resume is not None:
        return store.resolve_session(resume.strip())
    if continue_last:
        last = store.last_session()
        if last is None:
            raise SessionNotFound(
                tr("There is no session to continue yet."), tr("Start with: minimax-chat")
            )
        return last
    return None


def options_for(settings: SettingsStore, session: Session | None) -> TurnOptions:
    """The settings of the next turn.

    A session that is reopened goes on with the model, the thinking switch and the system prompt
    that it had, unless the command line says otherwise.
    """
    model, thinking, system = (settings.text(key) for key in ("model", "thinking", "system"))
    if session is not None:
        model = _kept(settings, "model", session.model) or model
        system = _kept(settings, "system", session.system) or system
        thinking = _known(_kept(settings, "thinking", session.thinking)) or thinking
    own = settings.origin("thinking") not in ("default", "file")
    own = own or bool(session is not None and _known(session.thinking or ""))
    return TurnOptions(
        model=model,
        thinking=switch_in_force(find_model(model), thinking, own=own),
        system=system or None,
        temperature=settings.number("temperature"),
        top_p=settings.number("top_p"),
        max_tokens=settings.integer("max_tokens"),
    )


def _kept(settings: SettingsStore, key: str, of_session: str | None) -> str:
    """The session's own value, "" where there is none or the command line gives another."""
    return "" if settings.origin(key) == "command line" else of_session or ""


def _known(thinking: str) -> str:
    """The word, "" if it is one of a later version."""
    try:
        return parse_thinking(thinking).value
    except ValueError:
        return ""
