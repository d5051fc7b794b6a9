"""A screen whose widgets can have rows repainted without Textual's chain of messages.

In Textual 8.2.8 a `refresh` travels as messages from the widget over the screen to a timer before
it is painted, and forgets what the widget knew of its styles. While an answer streams that was a
quarter of the processor time, and up to 16 ms of delay.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

from minimax_tui.ui.compositor import Compositor


class PaintedScreen(Screen[None]):
    """A screen with our compositor, which can paint at once."""

    def __init__(self) -> None:
        super().__init__()
        self._rows_compositor = self._compositor = Compositor()
        self._waiting: list[tuple[Widget, Iterable[Region]]] = []

    def paint_rows(self, widget: Widget, regions: Iterable[Region]) -> None:
        """Repaints parts of a widget at the loop's next turn, together with others asked for.

        Args:
            widget: One of this screen.
            regions: In its own coordinates.
        """
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._paint_waiting)
        self._waiting.append((widget, regions))

    def _paint_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        if not self.is_running:
            return
        if not self._paints_now():
            for widget, regions in waiting:
                widget.refresh(*regions)
            return
        for widget, regions in waiting:
            if not self._rows_compositor.mark(widget, regions):
                widget.refresh(*regions)
        try:
            # What others asked for meanwhile is painted too: the refresh forgets who asked.
            self._compositor.update_widgets(self._dirty_widgets)
            self._compositor_refresh()
        except Exception as fault:  # noqa: BLE001 - the edge of a callback, as in Textual's timer
            self.app._handle_exception(fault)

    def _paints_now(self) -> bool:
        whole = self._layout_required or self._scroll_required or self._repaint_required
        return self.is_current and not self.app._batch_count and not whole
