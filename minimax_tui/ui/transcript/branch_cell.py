"""The mark of a message that has siblings: which of how many it is."""

from __future__ import annotations

from minimax_tui.domain.widths import truncate
from minimax_tui.markdown.lines import Line, Span
from minimax_tui.ui.transcript.protocols import SegmentLike
from minimax_tui.ui.transcript.simple_cells import LineCell


class BranchCell(LineCell):
    """`‹ 2/3 ›` above a message; a click on either mark shows the sibling on that side."""

    kind = "branch"
    base = "faint"

    def __init__(self, message_id: str, place: int, count: int) -> None:
        """Makes a cell.

        Args:
            message_id: The message.
            place: Which of its siblings it is, from 1.
            count: How many there are, this one included.
        """
        super().__init__(f"{message_id}:branch", f"‹ {place}/{count} ›", message_id=message_id)
        self.place = place
        self.count = count

    def render(self, segment: SegmentLike, width: int) -> list[Line]:
        """The line; a mark that leads somewhere stands out."""
        del segment
        before = "faint accent" if self.place > 1 else "faint"
        after = "faint accent" if self.place < self.count else "faint"
        shown = truncate(self.text[1:-1], max(1, width - 2))
        return [Line((Span("‹", before), Span(shown, "faint"), Span("›", after)))]

    def part_at_column(self, segment: SegmentLike, line: int, column: int) -> str:
        """The sibling before it in the left half, the one after it in the right half."""
        del segment, line
        if column > len(self.text):
            return ""
        return "sibling:-1" if column < len(self.text) // 2 else "sibling:1"
