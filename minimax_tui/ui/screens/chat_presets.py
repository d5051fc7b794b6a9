"""Presets on the chat screen: used, saved, renamed, removed, put on a key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.ui.completions import Completion
from minimax_tui.ui.presets import (
    COMMAND,
    changes_words,
    delete_preset,
    find_preset,
    presets,
    rename_preset,
    save_preset,
    summary,
    use_preset,
)

if TYPE_CHECKING:
    from minimax_tui.ui.screens.chat import ChatScreen
    from minimax_tui.ui.screens.preset_picker import Wish


class Presets:
    """Does what the user wants with presets, and says what it changed."""

    def __init__(self, chat: ChatScreen) -> None:
        self._chat = chat

    def completions(self) -> list[Completion]:
        """Every preset, for `/preset NAME`."""
        found = presets(self._chat.settings)
        return [Completion(preset.name, summary(preset)) for preset in found]

    def choose(self, name: str = "") -> None:
        """Uses the preset named, or shows all of them."""
        if name:
            self.use(name)
        else:
            self._show("")

    def use(self, name: str, *, every_session: bool = False) -> None:
        """Puts a preset in force, for this session or for every one, and says what changed."""
        chat = self._chat
        try:
            preset = find_preset(chat.settings, name)
            before = chat.models.model
            used = use_preset(
                chat.settings, preset, chat.setting_changed, session_only=not every_session
            )
            if every_session:
                chat.settings.save()
        except ChatError as error:
            self._say_error(error)
            return
        title = one_line(preset.name)
        if used.changes:
            said = tr("Preset {name}: {changes}.", name=title, changes=changes_words(used.changes))
        else:
            said = tr("Preset {name}: all of it was in force already.", name=title)
        chat.app.notify(said, markup=False, timeout=8)
        for problem in used.problems:
            chat.app.notify(str(problem), severity="warning", markup=False, timeout=10)
        chat.models.tell_losses(before)

    # --- the dialogs ---

    def _show(self, start: str) -> None:
        from minimax_tui.ui.screens.preset_picker import PresetPicker

        self._chat.app.push_screen(PresetPicker(self._chat.settings, start), self._wanted)

    def _wanted(self, wish: Wish | None) -> None:
        if wish is None:
            return
        match wish.act:
            case "use" | "keep":
                self.use(wish.name, every_session=wish.act == "keep")
            case "save":
                self._do(lambda: save_preset(self._chat.settings, wish.name), wish.name)
            case "rename":
                self._ask_name(wish.name)
            case "delete":
                self._ask_delete(wish.name)
            case "key":
                self._ask_key(wish.name)

    def _do(self, act: Callable[[], str | None], start: str) -> None:
        """Does one thing to the presets, and shows them again."""
        try:
            name = act() or start
        except ChatError as error:
            self._say_error(error)
            name = start
        self._show(name)

    def _ask_name(self, name: str) -> None:
        from minimax_tui.ui.screens.preset_picker import PresetName

        def chosen(new_name: str | None) -> None:
            if new_name is None:
                self._show(name)
            else:
                self._do(lambda: self._rename(name, new_name), name)

        taken = [preset.name for preset in presets(self._chat.settings)]
        self._chat.app.push_screen(PresetName(name, taken), chosen)

    def _rename(self, name: str, new_name: str) -> str:
        try:
            return rename_preset(self._chat.settings, name, new_name)
        finally:
            self._chat.chat_app.keys.read_again()

    def _ask_delete(self, name: str) -> None:
        from minimax_tui.ui.screens.confirm import Answer, ConfirmScreen

        def delete() -> None:
            try:
                delete_preset(self._chat.settings, name)
            finally:
                self._chat.chat_app.keys.read_again()

        def answered(answer: str | None) -> None:
            if answer == "delete":
                self._do(delete, "")
            else:
                self._show(name)

        preset = find_preset(self._chat.settings, name)
        self._chat.app.push_screen(
            ConfirmScreen(
                tr("Remove the preset {name}?", name=one_line(name)),
                summary(preset),
                (Answer("keep", tr("Keep it")), Answer("delete", tr("Remove it"))),
            ),
            answered,
        )

    def _ask_key(self, name: str) -> None:
        from minimax_tui.ui.commands import command
        from minimax_tui.ui.key_table import command_row
        from minimax_tui.ui.keymap import current
        from minimax_tui.ui.screens.keys import KeyCapture

        row = command_row(command(COMMAND), name)

        def pressed(key: str | None) -> None:
            if key is not None:
                others = current().taken(key, row)
                given: list[tuple[str, tuple[str, ...] | None]] = [
                    (other.id, tuple(one for one in current().of(other.id) if one != key))
                    for other in others
                ]
                self._chat.chat_app.keys.change_or_say([*given, (row.id, (key,))])
            self._show(name)

        self._chat.app.push_screen(KeyCapture(row), pressed)

    def _say_error(self, error: ChatError) -> None:
        said = sentences(error.what, error.advice)
        self._chat.app.notify(said, severity="warning", markup=False, timeout=10)
