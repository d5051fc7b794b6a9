"""The messages of a session's path that the conversation shows, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from minimax_tui.domain.messages import Message, MessageState
from minimax_tui.ui.message_cells import divider_cell, message_cells
from minimax_tui.ui.pages import Gap, Pages, page_around, page_at_end, page_at_start
from minimax_tui.ui.transcript.branch_cell import BranchCell
from minimax_tui.ui.transcript.cells import Cell, GapCell
from minimax_tui.ui.transcript.view import TranscriptView

LINES_A_MESSAGE = 8
"""A guess, for the scroll bar, until earlier messages are read."""


def _gap_cell(gap: Gap) -> GapCell:
    return GapCell(gap.id, (gap.stop - gap.start) * LINES_A_MESSAGE)


class ShownPath:
    """Keeps the messages that are shown, where each is on the path, and its cells in step.

    Args:
        conversation: The pane of prompts and answers.
        read: Reads the messages of the session's path at positions start..stop.
        places: Reads which of how many siblings the messages at positions start..stop are; only
            those that have some.
        siblings: Reads the ids of the messages below one, or (None) of the first ones.
        demo: Whether answers come from the simulator.

    Attributes:
        turns: Number of the last turn that was counted.
        on_gone: Told the ids of messages that are not on the path any more.
    """

    def __init__(
        self,
        conversation: TranscriptView,
        *,
        read: Callable[[int, int], list[Message]],
        places: Callable[[int, int], Mapping[str, tuple[int, int]]],
        siblings: Callable[[str | None], list[str]],
        demo: bool,
    ) -> None:
        self._conversation = conversation
        self._read = read
        self._read_places = places
        self._read_siblings = siblings
        self._demo = demo
        self._messages: dict[str, Message] = {}
        self._positions: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._places: dict[str, tuple[int, int]] = {}
        self._pages = Pages()
        self._toggled: set[str] = set()
        self.turns = 0
        self.on_gone: Callable[[set[str]], None] = lambda _: None

    # --- what is shown ---

    def __iter__(self) -> Iterator[Message]:
        return iter(self._messages.values())

    def __reversed__(self) -> Iterator[Message]:
        return reversed(self._messages.values())

    def message(self, message_id: str) -> Message | None:
        """A message that is shown, None for any other."""
        return self._messages.get(message_id)

    def number(self, message_id: str) -> int | None:
        """Number of the turn that a message that is shown belongs to, from 1."""
        return self._numbers.get(message_id)

    def position(self, message_id: str) -> int | None:
        """Where a message that is shown is on the session's path, from 0."""
        return self._positions.get(message_id)

    def place(self, message_id: str) -> tuple[int, int] | None:
        """Which of how many siblings a message that is shown is; None where it has none."""
        return self._places.get(message_id)

    @property
    def shows_end(self) -> bool:
        """Whether the end of the path is shown, not a gap."""
        return max(self._positions.values(), default=-1) + 1 >= self._pages.end()

    # --- folding ---

    @property
    def toggled(self) -> frozenset[str]:
        """Ids of the cells that were folded or unfolded by hand."""
        return frozenset(self._toggled)

    def use_toggled(self, cell_ids: Iterable[str]) -> None:
        """Takes what was folded and unfolded by hand, before the session is shown."""
        self._toggled = set(cell_ids)

    def note_toggled(self, cell_id: str) -> None:
        """Remembers that a cell was folded or unfolded by hand, so that it comes back so."""
        self._toggled ^= {cell_id}

    def as_left(self, cell: Cell) -> Cell:
        """The cell as it was left by hand."""
        return (cell.toggled() or cell) if cell.id in self._toggled else cell

    # --- pages ---

    def show(self, messages: Iterable[Message], first_turn: int, earlier: int) -> None:
        """Shows a session from its messages; whatever was shown before is gone.

        Args:
            messages: The newest messages of the session's path.
            first_turn: Number of the turn that the first of them belongs to.
            earlier: How many messages there are before them.
        """
        self._messages = {message.id: message for message in messages}
        self._positions = {
            message_id: position for position, message_id in enumerate(self._messages, earlier)
        }
        self._numbers.clear()
        self.turns = first_turn - 1
        self._pages = Pages(earlier)
        self._places = {}
        if self._messages:
            self._places.update(self._read_places(earlier, earlier + len(self._messages)))
        # A message that streams is attached to as a live turn.
        still = [m for m in self._messages.values() if m.state is not MessageState.STREAMING]
        for message in still:
            self._count(message)
        gaps: list[Cell] = [_gap_cell(gap) for gap in self._pages.gaps]
        self._conversation.set_cells(gaps + self._cells_of(still))

    def load_position(self, position: int) -> None:
        """Shows the message at a position of the session's path, if it is not shown yet."""
        gap = self._pages.gap_at(max(0, position))
        if gap is not None:
            self._fill(gap, *page_around(gap, position))

    def load_gap(self, gap_id: str) -> None:
        """Shows a page of a gap that has come into view: at its end, its beginning or within."""
        gap = self._pages.named(gap_id)
        if gap is None:
            return
        seen = [cell.id for cell in self._conversation.visible_cells()]
        at = seen.index(gap_id) if gap_id in seen else 0
        at_end = self._conversation.following and self._pages.gaps[-1] is gap
        if at_end or at + 1 < len(seen):
            self._fill(gap, *page_at_end(gap))
        elif at > 0 or self._conversation.scroll_y == 0:
            self._fill(gap, *page_at_start(gap))
        else:
            # The scroll bar was dragged into the middle of what is not read.
            top, height = self._conversation.cell_lines(gap_id)
            share = (self._conversation.scroll_y - top) / max(1, height)
            position = gap.start + round(share * (gap.stop - gap.start))
            self._fill(gap, *page_around(gap, position))

    def _fill(self, gap: Gap, start: int, stop: int) -> None:
        messages = self._read(start, stop)
        if not messages:
            return
        self._places.update(self._read_places(start, stop))
        before, after = self._pages.fill(gap, start, stop)
        by_position = {place: message_id for message_id, place in self._positions.items()}
        above = by_position.get(start - 1) if before is None else None
        below = by_position.get(stop) if after is None else None
        self._number(messages, start, below)
        cells: list[Cell] = [_gap_cell(before)] if before is not None else []
        cells += self._cells_of(messages, self._messages.get(above or ""))
        if below is not None:
            divider = divider_cell(self._messages[below], messages[-1])
            cells += [divider] if divider is not None else []
        if after is not None:
            cells.append(_gap_cell(after))
        for position, message in enumerate(messages, start):
            self._messages[message.id] = message
            self._positions[message.id] = position
        self._messages = dict(
            sorted(self._messages.items(), key=lambda item: self._positions.get(item[0], 0))
        )
        if gap.id in self._conversation:
            self._conversation.replace_cell(gap.id, cells)

    def _number(self, messages: list[Message], start: int, below: str | None) -> None:
        """Numbers the turns of a page; a page between two gaps by its position."""
        turn = (start + 1) // 2
        if below is not None and start > 0:
            following = [m for m in self._messages if self._positions[m] >= self._positions[below]]
            known = next((self._numbers[m] for m in following if m in self._numbers), 1)
            turn = known - 1 - sum(message.role == "user" for message in messages)
        for message in messages:
            turn += message.role == "user"
            self._numbers[message.id] = max(1, turn)

    def _cells_of(self, messages: list[Message], before: Message | None = None) -> list[Cell]:
        cells: list[Cell] = []
        for message in messages:
            divider = divider_cell(message, before)
            if divider is not None:
                cells.append(divider)
            cells += self.branch_cells(message.id)
            cells += map(self.as_left, message_cells(message, demo=self._demo))
            before = message
        return cells

    def branch_cells(self, message_id: str) -> list[Cell]:
        """The line above a message that has siblings."""
        place = self._places.get(message_id)
        return [] if place is None else [BranchCell(message_id, *place)]

    # --- the path changes ---

    def show_branch(self, messages: list[Message], start: int, length: int) -> None:
        """Shows another branch from a position of the path on; what is before it stays.

        Args:
            messages: The first messages of the branch.
            start: Position of the first of them.
            length: Of the path then.
        """
        with self._conversation.changes():
            self._cut(start)
            if messages:
                self._places.update(self._read_places(start, start + len(messages)))
                before = self._last()
                for cell in self._cells_of(messages, before):
                    self._conversation.append_cell(cell)
                for position, message in enumerate(messages, start):
                    self._messages[message.id] = message
                    self._positions[message.id] = position
                    self._count(message)
            if start + len(messages) < length:
                gap = Gap(start + len(messages), length)
                self._pages.add(gap)
                self._conversation.append_cell(_gap_cell(gap))

    def append(self, messages: list[Message]) -> None:
        """Shows messages at the end of the session, each of which follows the one before."""
        with self._conversation.changes():
            for message in messages:
                self._cut_for(message)
                self._count_on()
                self._find_place(message)
                for cell in self._cells_of([message], self._last()):
                    self._conversation.append_cell(cell)
                self.put(message)
                self._count(message)

    def begin_turn(self, prompt: Message | None, answer: Message) -> None:
        """Lets the path go on with a turn that runs; the cells of its answer are not made here.

        Args:
            prompt: The prompt, None where the answer is asked for again.
            answer: What has come of it.
        """
        begins = prompt or answer
        self._cut_for(*(message for message in (prompt, answer) if message is not None))
        self._count_on()
        self._find_place(begins)
        if prompt is not None and prompt.id not in self._messages:
            divider = divider_cell(prompt, self._last())
            if divider is not None:
                self._conversation.append_cell(divider)
            self.put(prompt)
            self._count(prompt)
            for cell in (*self.branch_cells(begins.id), *message_cells(prompt)):
                self._conversation.append_cell(cell)
        self._numbers[answer.id] = self.turns

    def put(self, message: Message) -> None:
        """Notes a message, which is at the end if it is new; its cells are not made here."""
        self._messages[message.id] = message
        after = max(max(self._positions.values(), default=-1) + 1, self._pages.end())
        self._positions.setdefault(message.id, after)

    def take_out(self, message_id: str) -> bool:
        """Takes a message and its cells out, to be shown anew; whether it was there."""
        if self._messages.pop(message_id, None) is None:
            return False
        for cell in self._conversation.cells:
            if cell.message_id == message_id:
                self._conversation.remove_cell(cell.id)
        return True

    def _last(self) -> Message | None:
        return next(reversed(self._messages.values()), None)

    def _count(self, message: Message) -> None:
        self.turns += message.role == "user"
        self._numbers[message.id] = self.turns

    def _count_on(self) -> None:
        """Counts turns from the last message that is shown."""
        last = self._last()
        if last is not None:
            self.turns = self._numbers.get(last.id, self.turns)

    def _find_place(self, message: Message) -> None:
        """Looks whether a message that is new has siblings."""
        beside = self._read_siblings(message.parent_id)
        if message.id not in beside:
            beside = [*beside, message.id]
        if len(beside) > 1:
            self._places[message.id] = (beside.index(message.id) + 1, len(beside))

    def _cut_for(self, *new: Message) -> None:
        """Takes away what follows the parent of messages that come: the path goes on with them.

        Args:
            new: A prompt and its answer, or either; those of them that are shown stay.
        """
        parent_id = new[0].parent_id
        at = self._positions.get(parent_id) if parent_id is not None else -1
        if at is None:
            return
        at += 1
        for message in new:
            at += self._positions.get(message.id) == at
        self._cut(at)

    def _cut(self, position: int) -> None:
        """Takes away what is shown of the path from a position on, and all that is below it."""
        gone = {one for one, place in self._positions.items() if place >= position}
        gaps = {gap.id for gap in self._pages.gaps if gap.start >= position}
        if not gone and position >= self._pages.end():
            return
        cells = self._conversation.cells
        ids = {*gaps, *(f"{message_id}:when" for message_id in gone)}
        first = next((one for one in cells if one.message_id in gone or one.id in ids), None)
        if first is not None:
            self._conversation.remove_from(first.id)
        across = self._pages.cut(position)
        if across is not None:
            left = Gap(across.start, position)
            self._pages.add(left)
            self._conversation.replace_cell(across.id, [_gap_cell(left)])
        for message_id in gone:
            self._messages.pop(message_id, None)
            self._positions.pop(message_id, None)
            self._numbers.pop(message_id, None)
            self._places.pop(message_id, None)
        last = self._last()
        self.turns = self._numbers.get(last.id, 0) if last is not None else (position + 1) // 2
        self.on_gone(gone)
