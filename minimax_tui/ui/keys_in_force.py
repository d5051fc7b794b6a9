"""Puts the settings' keys in force on the screens, at the start and whenever they change."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.binding import Binding

from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.i18n import sentences
from minimax_tui.ui import keymap
from minimax_tui.ui.key_names import key_words
from minimax_tui.ui.key_table import KeyRow, rows_by_id
from minimax_tui.ui.start_notices import take_over

if TYPE_CHECKING:
    from minimax_tui.config.schema import SettingsStore
    from minimax_tui.ui.app import ChatApp


class KeysInForce:
    """Reads the keys, has every widget take them, and keeps what is changed.

    Args:
        app: The app.
        settings: Where the table of keys is.
    """

    def __init__(self, app: ChatApp, settings: SettingsStore) -> None:
        self._app = app
        self._settings = settings
        self._read()

    def _read(self) -> None:
        keymap.install(keymap.read_keymap(self._settings, os.environ))
        quits = [
            Binding(key, "quit", show=False, priority=True, system=True)
            for key in keymap.current().of("program.quit")
        ]
        keymap.rebind(self._app, quits, without=("quit",))

    def read_again(self) -> None:
        """Takes the keys from the settings and shows them everywhere."""
        self._read()
        if self._app.chat is not None:
            self._app.chat.keys_changed()

    def take_over_notices(self) -> None:
        """Takes away the notices of what the list of keys says itself."""
        take_over(self._app, self._settings)

    def change(self, given: Iterable[tuple[str, tuple[str, ...] | None]]) -> None:
        """Gives rows other keys, () for none, None for the default; keeps them, shows them.

        Raises:
            ChatError: if they cannot be saved; they hold for this run.
        """
        for row_id, keys in given:
            words = None if keys is None else [key_words(key) for key in keys]
            value = words[0] if words is not None and len(words) == 1 else words
            self._settings.set_table(keymap.TABLE, row_id, value)
        try:
            self._settings.save()
        finally:
            self.read_again()

    def give(self, row: KeyRow, key: str, *, more: bool = False) -> None:
        """Gives a row a key and takes it from the others that have it; says what goes wrong.

        Args:
            row: The row, which may be a command with an argument that has no key yet.
            key: The key.
            more: Whether the row keeps the keys that it has.
        """
        now = keymap.current()
        before = now.of(row.id) if more else ()
        self.change_or_say(
            [
                *_taken_from_others(row, (key,)),
                (row.id, (*(one for one in before if one != key), key)),
            ]
        )

    def reset(self, entry: str) -> None:
        """Brings the default keys of an entry back, also from others that have them now."""
        row = rows_by_id().get(entry)
        keys = row.defaults(vim=keymap.current().vim) if row is not None else ()
        taken = _taken_from_others(row, keys) if row is not None else []
        self.change_or_say([(entry, None), *taken])

    def change_or_say(self, given: Iterable[tuple[str, tuple[str, ...] | None]]) -> None:
        """The same; what goes wrong is said on the screen."""
        try:
            self.change(given)
        except ChatError as error:
            self._app.notify(sentences(error.what, error.advice), severity="warning", markup=False)


def _taken_from_others(
    row: KeyRow, keys: Iterable[str]
) -> list[tuple[str, tuple[str, ...] | None]]:
    """What the other rows are left with that have one of the keys."""
    now, wanted = keymap.current(), set(keys)
    others = {other.id: other for key in wanted for other in now.taken(key, row)}
    return [
        (row_id, tuple(one for one in now.of(row_id) if one not in wanted)) for row_id in others
    ]
