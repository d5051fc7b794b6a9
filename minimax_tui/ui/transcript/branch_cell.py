"""The mark of a message that has siblings: which of how many it is."""

from __future__ import annotations

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
        before = "‹" if place > 1 else " "
        after = "›" if place < count else " "
        super().__init__(
            f"{message_id}:branch", f"{before} {place}/{count} {after}", message_id=message_id
        )

    def part_at_column(self, segment: SegmentLike, line: int, column: int) -> str:
        """The sibling before it in the left half, the one after it in the right half."""
        del segment, line
        if column > len(self.text):
            return ""
        return "sibling:-1" if column < len(self.text) // 2 else "sibling:1"
