"""Which session the command line asks for, and the settings it goes on with."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from minimax_tui.config.schema import BY_KEY, SettingsStore, Value
from minimax_tui.domain.catalogue import find_model
from minimax_tui.domain.errors import SessionNotFound, SettingsError
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Session
from minimax_tui.domain.ports import ConversationStore
from minimax_tui.domain.requests import TurnOptions
from minimax_tui.domain.thinking import switch_in_force


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

    A session that is reopened goes on with the model, the thinking switch, the system prompt and
    whatever else it has of its own, unless the command line says otherwise.
    """
    stored = {} if session is None else _readable(session.own_settings)

    def value(key: str) -> Value:
        if key in stored and settings.origin(key) != "command line":
            return stored[key]
        # What is for the session shown alone is none of another session's business.
        return settings.get(key) if session is None else settings.kept(key)

    def number(key: str) -> float | None:
        found = value(key)
        return float(found) if isinstance(found, int | float) else None

    model, thinking, system = (value(key) for key in ("model", "thinking", "system"))
    max_tokens = value("max_tokens")
    own = settings.origin("thinking") not in ("default", "file") or "thinking" in stored
    return TurnOptions(
        model=str(model),
        thinking=switch_in_force(find_model(str(model)), str(thinking), own=own),
        system=str(system) if system else None,
        temperature=number("temperature"),
        top_p=number("top_p"),
        max_tokens=max_tokens if isinstance(max_tokens, int) else None,
    )


def _readable(stored: Mapping[str, object]) -> dict[str, Value]:
    """What a session has of its own, without what only a later version can read."""
    found: dict[str, Value] = {}
    for key, raw in stored.items():
        setting = BY_KEY.get(key)
        if setting is not None and setting.of_session:
            with suppress(SettingsError):
                found[key] = setting.parse(raw)
    return found
