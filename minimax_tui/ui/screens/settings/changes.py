"""Changes of settings, one step at a time: each can be seen before it is kept, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from minimax_tui.config.schema import (
    SETTINGS,
    Setting,
    SettingsStore,
    SettingState,
    Value,
    find_setting,
)
from minimax_tui.domain.errors import SettingsError


class _Before(NamedTuple):
    """What a setting was before a step."""

    setting: Setting
    value: Value
    in_session: bool
    state: SettingState


def has_session_value(setting: Setting) -> bool:
    """Whether a setting can have another value for the session shown than for all others."""
    return setting.scope != "app"


class Changes:
    """Changes settings for good or for the session shown, and remembers what was before.

    Args:
        settings: Where values are kept.
        on_change: Called with a setting's key after its value changed.

    Attributes:
        trouble: Why the settings could not be saved; None while they could.
    """

    def __init__(self, settings: SettingsStore, on_change: Callable[[str], None]) -> None:
        self._settings = settings
        self._on_change = on_change
        self._steps: list[tuple[_Before, ...]] = []
        self._previewed: _Before | None = None
        self._unsaved = False
        self.trouble: SettingsError | None = None

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._steps)

    def value(self, setting: Setting, *, session_only: bool) -> Value:
        """The value that a change would replace."""
        if session_only and has_session_value(setting):
            return self._settings.get(setting.key)
        return self._settings.kept(setting.key)

    # --- steps ---

    def set(self, setting: Setting, raw: object, *, session_only: bool) -> bool:
        """Puts a value in force; returns whether that changed anything.

        What is as it was is not set: it may come from the command line, and stays there.

        Raises:
            SettingsError: if the setting cannot have this value; nothing changes.
        """
        value = setting.parse(raw)
        before = self._before(setting)
        session_only = session_only and has_session_value(setting)
        if value == before.value and (session_only or not before.in_session):
            return False
        self._settings.set(setting.key, value, session_only=session_only)
        self._done((before,), saved=session_only)
        return True

    def reset(self, setting: Setting, *, session_only: bool) -> bool:
        """Puts the default in force, or what holds beyond this session; returns if it changed."""
        session_only = session_only and has_session_value(setting)
        return bool(self._reset((setting,), session_only=session_only))

    def reset_all(self, *, session_only: bool) -> list[Setting]:
        """Does that with every setting, in one step; returns those that changed."""
        return self._reset(SETTINGS, session_only=session_only)

    def resettable(self, *, session_only: bool) -> list[Setting]:
        """The settings that `reset_all` would change."""
        return [s for s in SETTINGS if self._is_set(s, session_only=session_only)]

    def undo(self) -> list[Setting]:
        """Takes the last step back; returns the settings that it had changed."""
        if not self._steps:
            return []
        step = self._steps.pop()
        for before in step:
            self._unsaved = self._restore(before) or self._unsaved
        self.save()
        return [before.setting for before in step]

    def _reset(self, settings: Iterable[Setting], *, session_only: bool) -> list[Setting]:
        found = [s for s in settings if self._is_set(s, session_only=session_only)]
        step = tuple(self._before(setting) for setting in found)
        for setting in found:
            if session_only and has_session_value(setting):
                self._settings.end_session(setting.key)
            else:
                self._settings.reset(setting.key)
        if step:
            self._done(step, saved=session_only)
        return found

    def _is_set(self, setting: Setting, *, session_only: bool) -> bool:
        if session_only:
            own = has_session_value(setting)
            return own and self._settings.origin(setting.key) == "session"
        key = setting.key
        return self._settings.kept(key) != setting.default or self._settings.origin(key) == "file"

    def _before(self, setting: Setting) -> _Before:
        state = self._settings.state(setting.key)
        return _Before(setting, self._settings.get(setting.key), bool(state.session), state)

    def _done(self, step: tuple[_Before, ...], *, saved: bool) -> None:
        self._steps.append(step)
        self._unsaved = self._unsaved or not saved
        for before in step:
            self._on_change(before.setting.key)

    def _restore(self, before: _Before) -> bool:
        """Makes a setting what it was; returns whether the file has to be saved for that."""
        unsaved = self._settings.restore(before.state)
        self._on_change(before.setting.key)
        return unsaved

    # --- what is only looked at ---

    def preview(self, setting: Setting, word: str) -> None:
        """Shows what a value would look like; `end_preview` takes it back."""
        # The themes for a dark and a light background are seen by drawing in them.
        shown = find_setting("theme") if setting.type == "theme" else setting
        if self._previewed is None:
            self._previewed = self._before(shown)
        self._settings.set(shown.key, word, session_only=True)
        self._on_change(shown.key)

    def end_preview(self) -> None:
        """Puts back what was in force before the preview."""
        before, self._previewed = self._previewed, None
        if before is not None:
            self._restore(before)

    # --- the file ---

    def save(self) -> bool:
        """Saves what was changed for good; what keeps it from being saved stands in `trouble`.

        Returns:
            Whether there was anything to save.
        """
        if not self._unsaved:
            return False
        self._unsaved = False
        try:
            self._settings.save()
        except SettingsError as error:
            self.trouble = error
        else:
            self.trouble = None
        return True
