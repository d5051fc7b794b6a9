"""The keys: every command with its keys, to change them."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.widths import cell_width, truncate
from minimax_tui.ui.key_names import canonical, key_words
from minimax_tui.ui.key_resolving import why_not
from minimax_tui.ui.key_table import KeyRow, rows_by_id
from minimax_tui.ui.keymap import current
from minimax_tui.ui.keys_in_force import KeysInForce
from minimax_tui.ui.screens.key_line import KeyLine, key_hints
from minimax_tui.ui.screens.pick import PickScreen, Row, dialog_cells, matches

_GROUP_CELLS = 11
_TITLE_CELLS = 37
_OWN = "*"
_TROUBLE = "▲"
_MODIFIERS = frozenset(("shift", "control", "ctrl", "alt", "super", "hyper", "meta", "caps_lock"))


class KeyCapture(ModalScreen["str | None"]):
    """Gives the key that is pressed for a row, or None; says at once what cannot be.

    Args:
        row: What the key is for.
    """

    DEFAULT_CSS = """
    KeyCapture {
        align: center middle;
        background: $background 40%;
        & > #dialog { height: auto; padding: 1 0; background: $panel; }
        & #title { height: auto; padding: 0 2; color: $accent; text-style: bold; }
        & #said { height: 3; margin: 1 0 0 0; padding: 0 2; }
        & #keys { margin-top: 0; }
    }
    """

    def __init__(self, row: KeyRow) -> None:
        super().__init__()
        self._row = row
        self._asked = ""

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            title = tr("Press the key for “{title}”", title=one_line(self._row.title, 60))
            yield Static(title, id="title", markup=False)
            yield Static("", id="said", markup=False)
            yield KeyLine(key_hints(("esc", tr("leaves it as it is"))))

    def on_mount(self) -> None:
        """Says which keys it has now."""
        words = current().words(self._row.id)
        self._say(tr("Now: {keys}", keys=words) if words else tr("It has no key now."))
        self.on_resize()

    def on_resize(self) -> None:
        """Fits the window."""
        self.query_one("#dialog").styles.width = dialog_cells(self.app.size.width, 64)

    def _say(self, what: str, mark: str = "", style: str = "$foreground") -> None:
        parts: list[tuple[str, str]] = [(f"{mark} ", style)] if mark else []
        self.query_one("#said", Static).update(Content.assemble(*parts, (what, "$foreground")))

    def take_key(self, event: events.Key) -> bool:
        """Takes every key before anything else does."""
        key = canonical(event.key)
        if key == "escape":
            self.dismiss(None)
        elif key not in _MODIFIERS and not key.startswith(("left_", "right_", "iso_", "<")):
            self._pressed(key)
        return True

    def _pressed(self, key: str) -> None:
        words = key_words(key)
        reason = why_not(self._row, key)
        if reason:
            self._asked = ""
            self._say(f"{reason} {tr('Press another one.')}", "✗", "bold $text-error")
            return
        others = current().taken(key, self._row)
        if others and self._asked != key:
            self._asked = key
            self._say(
                tr(
                    "{key} is the key of “{other}”. Press it again to take it from there, or "
                    "press another one.",
                    key=words, other=one_line(others[0].title, 40),
                ),
                _TROUBLE, "bold $text-warning",
            )  # fmt: skip
            return
        self.dismiss(key)


class KeysScreen(PickScreen[str]):
    """Lists every key; enter changes one, delete takes it away, ctrl+r brings the default back.

    Args:
        keys: Reads and keeps them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("delete", "none", show=False, priority=True),
        Binding("ctrl+a", "add", show=False, priority=True),
        Binding("ctrl+r", "reset", show=False, priority=True),
    ]
    OPENED_BY = "keys.open"
    ABOUT_LINES = 2
    WIDEST_CELLS = 100

    def __init__(self, keys: KeysInForce) -> None:
        super().__init__()
        self._keys = keys

    def on_mount(self) -> None:
        """Lists them; what is wrong with one is said here."""
        super().on_mount()
        self._keys.take_over_notices()

    def title_text(self) -> str:
        return tr("Keys")

    def placeholder(self) -> str:
        return tr("Type a command or a key")

    def rows(self, typed: str) -> list[Row[str]]:
        keymap_now = current()
        known = {row.id for row in keymap_now.rows}
        strange = dict.fromkeys(p.entry for p in keymap_now.problems if p.entry not in known)
        found = [
            Row(self._line(tr("Unknown"), one_line(entry, 60), "", _TROUBLE, first), entry)
            for first, entry in self._with_first([(tr("Unknown"), entry) for entry in strange])
            if matches(typed, entry, tr("Unknown"))
        ]
        group = ""
        for row in keymap_now.rows:
            words = keymap_now.words(row.id)
            if not matches(typed, row.title, row.id, words, row.group):
                continue
            mark = _TROUBLE if keymap_now.problem(row.id) else ""
            mark = mark or (_OWN if row.id in keymap_now.own else "")
            first, group = row.group != group, row.group
            found.append(Row(self._line(row.group, row.title, words, mark, first), row.id))
        return found

    @staticmethod
    def _with_first(rows: list[tuple[str, str]]) -> list[tuple[bool, str]]:
        return [(number == 0, entry) for number, (_, entry) in enumerate(rows)]

    def _line(self, group: str, title: str, words: str, mark: str, first: bool) -> Content:
        width = self.row_cells
        group_cells = _GROUP_CELLS if width >= 56 else 0
        title_cells = min(_TITLE_CELLS, (width - group_cells) * 3 // 5)
        shown_group = (
            truncate(group if first else "", max(0, group_cells - 1)) if group_cells else ""
        )
        title = truncate(one_line(title), title_cells - 2)
        mark_cells = 2
        room = width - group_cells - title_cells - mark_cells
        words = truncate(words or "–", max(1, room))
        return Content.assemble(
            (shown_group + " " * (group_cells - cell_width(shown_group)), "$accent"),
            title + " " * (title_cells - cell_width(title)),
            (f"{mark:<{mark_cells}}", "bold $text-warning" if mark == _TROUBLE else "bold"),
            (words, "bold"),
        )

    def about(self, value: str | None) -> Content | None:
        if value is None:
            return Content(tr("No command and no key has these words."))
        trouble = current().problem(value)
        row = current().row(value)
        parts: list[tuple[str, str]] = []
        if trouble:
            parts.append((f"{_TROUBLE} {trouble}\n", "$text-warning"))
        if row is None:
            parts.append((tr("delete takes this line out of the settings file."), ""))
            return Content.assemble(*parts)
        if row.help and not trouble:
            parts.append((f"{row.help}\n", ""))
        defaults = "  ".join(map(key_words, row.defaults(vim=current().vim)))
        said = tr("Default: {keys}", keys=defaults) if defaults else tr("Default: no key")
        parts.append((f"{one_line(row.id, 60)} · {said}", "$text-muted"))
        return Content.assemble(*parts)

    def keys(self) -> Content:
        hints = [
            ("enter", tr("change")), ("ctrl+a", tr("add")), ("delete", tr("no key")),
            ("ctrl+r", tr("default")), ("esc", tr("close")),
        ]  # fmt: skip
        if self.app.size.width < 76:
            hints = [hints[0], hints[4]]
        return key_hints(*hints)

    # --- what is done ---

    def pick(self, value: str) -> None:
        """Asks for the key."""
        self._ask(value, more=False)

    def action_add(self) -> None:
        """Asks for one more key."""
        if self.highlighted is not None:
            self._ask(self.highlighted, more=True)

    def _ask(self, row_id: str, *, more: bool) -> None:
        row = current().row(row_id)
        if row is None:
            return

        def pressed(key: str | None) -> None:
            if key is not None:
                self._keys.give(row, key, more=more)
                self.refill_here()

        self.app.push_screen(KeyCapture(row), pressed)

    def action_none(self) -> None:
        """Takes the keys away; a line that names no command goes."""
        value = self.highlighted
        if value is None:
            return
        row = current().row(value)
        if row is not None and row.required:
            said = tr("{title} needs a key.", title=row.title)
            self.app.notify(said, severity="warning", markup=False)
        elif row is None or row.id not in rows_by_id():
            self._change([(value, None)])
        else:
            self._change([(value, ())])

    def action_reset(self) -> None:
        """Brings the default back; another command that has one of its keys gets its own back."""
        value = self.highlighted
        if value is None:
            return
        self._keys.reset(value)
        self.refill_here()

    def _change(self, given: list[tuple[str, tuple[str, ...] | None]]) -> None:
        self._keys.change_or_say(given)
        self.refill_here()
