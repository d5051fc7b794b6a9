"""A look into a session beside the list: its newest messages, or those around a passage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.messages import Message
from minimax_tui.domain.search import Passage
from minimax_tui.ui.message_cells import block_cell_id, message_cells, thinking_cells
from minimax_tui.ui.transcript.cells import Cell
from minimax_tui.ui.transcript.simple_cells import FooterCell

if TYPE_CHECKING:
    from minimax_tui.domain.ports import ConversationStore
    from minimax_tui.ui.transcript.view import TranscriptView

MESSAGES = 4
"""Messages that are looked at."""


class Place(NamedTuple):
    """A place in one of the panes, as source offsets of a cell; the first mark is the place."""

    cell_id: str
    marks: tuple[tuple[int, int], ...] = ((0, 0),)

    @property
    def start(self) -> int:
        """Offset of the place."""
        return self.marks[0][0]


def place_of(passage: Passage, cells: Sequence[Cell]) -> Place | None:
    """Where a passage is in the cells of its message."""
    own = block_cell_id(passage.message_id, passage.block)
    best = sorted(cells, key=lambda cell: cell.id != own)
    for cell in best:
        if not passage.found:
            break
        shift = passage.start - passage.marks[0][0]
        at = cell.source.find(passage.excerpt)
        if cell.source[max(0, shift) :].startswith(passage.excerpt):
            at = shift
        if at >= 0:
            return Place(cell.id, tuple((at + start, at + end) for start, end in passage.marks))
        # The cell shows the same words in another form.
        at = cell.source.find(passage.found)
        if at >= 0:
            return Place(cell.id, ((at, at + len(passage.found)),))
    return Place(best[0].id) if best else None


def preview_cells(
    store: ConversationStore, session_id: str, passage: Passage | None, *, demo: bool = False
) -> list[Cell]:
    """The cells of the messages that a preview shows; thinking only where a passage is in it.

    Raises:
        ChatError: if the session cannot be read.
    """
    messages = _messages(store, session_id, passage)
    cells: list[Cell] = []
    for message in messages:
        thought: dict[str, Cell] = {}
        if passage and passage.kind == "thinking" and passage.message_id == message.id:
            thought = {cell.id: cell for cell in thinking_cells(message, "")}
        cells += [thought.get(cell.id, cell) for cell in message_cells(message, demo=demo)]
    return cells


def _messages(store: ConversationStore, session_id: str, passage: Passage | None) -> list[Message]:
    if passage is None:
        length = store.path_length(session_id)
        return store.path(session_id, max(0, length - MESSAGES))
    if passage.position is None:
        return [store.message(passage.message_id)]
    return store.path(session_id, max(0, passage.position - 1), passage.position + MESSAGES - 1)


def show_preview(
    view: TranscriptView,
    store: ConversationStore,
    session_id: str,
    passage: Passage | None,
    *,
    demo: bool = False,
) -> None:
    """Shows a session in a pane, at its end or at a passage, which is marked."""
    try:
        cells = preview_cells(store, session_id, passage, demo=demo)
    except ChatError as error:
        cells = [FooterCell("preview:trouble", error.what)]
        passage = None
    view.set_matches({})
    view.set_cells(cells)
    if passage is None:
        view.follow()
        return
    place = place_of(
        passage, [cell for cell in cells if getattr(cell, "message_id", "") == passage.message_id]
    )
    if place is None:
        return
    if getattr(view.cell(place.cell_id), "folded", False):
        view.toggle(place.cell_id)
    view.set_matches({place.cell_id: place.marks}, (place.cell_id, place.start))
    view.scroll_to_cell(place.cell_id, place.start)
