"""Where the chat's panes stand: by the window's size, the setting, and whether thinking streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Size

from minimax_tui.domain.i18n import tr
from minimax_tui.ui.widgets.rules import PaneRule

if TYPE_CHECKING:
    from minimax_tui.ui.screens.chat import ChatScreen

WIDE_FROM = 110
"""Columns from which thinking stands beside the conversation."""
SHORT_BELOW = 30
"""Lines below which the screen does without spacing."""
TINY_BELOW = 14
"""Lines below which folded thinking has no line of its own."""
GUTTERS = 5
"""Cells of the conversation's pane that are no text: left of it, right of it, the scroll bar."""
OTHER_LINES = 7
"""Lines that are neither conversation nor thinking."""

_MODES = ("beside", "full", "hidden")


class PaneLayout:
    """Places the panes of one chat screen and draws the rules between them.

    Args:
        chat: The screen.
        size: Of the terminal, so that the first layout is right at once.

    Attributes:
        size: Of the window.
    """

    def __init__(self, chat: ChatScreen, size: Size) -> None:
        self._chat = chat
        self.size = size
        self._pinned = False
        self._folded = True
        self._placed_width: int | None = None

    # --- places ---

    def classes(self) -> dict[str, bool]:
        """The screen's classes, by which its style sheet places the panes."""
        mode, (width, height) = self.mode, self.size
        return {
            **{f"-{name}": mode == name for name in _MODES},
            "-wide": width >= WIDE_FROM,
            "-narrow": width < WIDE_FROM,
            "-short": height < SHORT_BELOW,
            "-tiny": height < TINY_BELOW,
            "-folded": self._folded and not self._pinned,
            "-nothing": not (self._chat.ready and self._chat.presenter.shows_thinking),
        }

    def place(self) -> None:
        """Brings the panes to where they belong now."""
        wanted = self.classes()
        if any(self._chat.has_class(name) != on_now for name, on_now in wanted.items()):
            self._chat.update_classes(wanted)
        side = self._chat.query_one("#thinking-side")
        width = self._thinking_cells() if self._is_beside else None
        if width != self._placed_width:
            self._placed_width = width
            side.styles.width = "1fr" if width is None else width
        self.draw_rules()

    @property
    def mode(self) -> str:
        """How thinking is shown: `beside`, `full` or `hidden`."""
        return self._chat.settings.text("thinking_pane")

    @property
    def is_wide(self) -> bool:
        """Whether the window has room for both panes side by side."""
        return self.size.width >= WIDE_FROM

    @property
    def _is_beside(self) -> bool:
        return self.is_wide and self.mode == "beside"

    def text_cells(self) -> int:
        """Cells that a line of the conversation may take."""
        beside = self._thinking_cells() if self._is_beside else 0
        return self.size.width - beside - GUTTERS

    def text_lines(self) -> int:
        """Lines that the conversation has, if no thinking is above it."""
        return self.size.height - OTHER_LINES

    def _thinking_cells(self) -> int:
        """Cells of the thinking pane beside the conversation, its border included."""
        return max(36, self.size.width * 3 // 8)

    def draw_rules(self) -> None:
        """Draws the lines above, between and below the panes; the focus in the accent."""
        chat = self._chat
        conversation, thinking = tr("Conversation"), tr("Thinking")
        focus = 0 if chat.conversation.has_focus else 1 if chat.thinking.has_focus else -1
        split: int | None = None
        titles: tuple[str, ...] = (conversation,)
        if self.mode == "full":
            titles, focus = (thinking,), focus - 1 if focus == 1 else -1
        elif self._is_beside:
            split = self.size.width - self._thinking_cells()
            titles = (conversation, thinking)
        chat.query_one("#rule-top", PaneRule).show(titles, split, "┬", focus)
        chat.query_one("#rule-bottom", PaneRule).show((), split, "┴")
        head = chat.presenter.thinking_title() if chat.ready and self._folded else ""
        said = f"{thinking} · {head}" if head and not self._pinned else thinking
        chat.query_one("#rule-thinking", PaneRule).show(
            (said,), None, "", 0 if chat.thinking.has_focus else -1
        )

    # --- what changes them ---

    def resized(self, size: Size) -> None:
        """The window has another size."""
        self.size = size
        self.place()

    def thinking_streams(self, streams: bool) -> None:
        """Thinking began to stream, or text did."""
        if self._folded == streams:
            self._folded = not streams
        self.place()

    def unpin(self) -> None:
        """Thinking folds again by itself when the text begins."""
        self._pinned = False

    def next_mode(self) -> None:
        """Goes to the next way of showing thinking."""
        if not self.is_wide and self.mode == "beside" and not self._pinned:
            self._pinned = True
            self.place()
            return
        self._pinned = False
        following = _MODES[(_MODES.index(self.mode) + 1) % len(_MODES)]
        self._chat.change_setting("thinking_pane", following)
        if following != "full" and self._chat.thinking.has_focus:
            self._chat.composer.focus()

    def show_thinking(self) -> None:
        """Brings the thinking pane into view where it is hidden or folded."""
        if self.mode == "hidden":
            self._chat.change_setting("thinking_pane", "beside")
        if not self.is_wide:
            self._pinned = True
        self.place()

    def rule_clicked(self, pane: int) -> None:
        """The rule above a pane was clicked: that of thinking changes how it is shown."""
        if pane == 1 or self.mode == "full" or not self.is_wide:
            self.next_mode()
