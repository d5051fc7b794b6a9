"""Where every line of a transcript is: cells, their segments, their heights known or estimated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from minimax_tui.markdown.lines import Line
from minimax_tui.ui.transcript.cells import Cell
from minimax_tui.ui.transcript.heights import Heights
from minimax_tui.ui.transcript.sideways import CODE_CELLS, cut, narrowed

if TYPE_CHECKING:
    from minimax_tui.ui.transcript.protocols import SegmentLike

RENDERED_LINES = 4_000
"""Lines kept drawn; beyond, those looked at longest ago are dropped."""
OPEN_CELLS = 400
"""Cells kept laid out; beyond, those looked at longest ago give up all but their heights."""


class Row(NamedTuple):
    """One row: a cell's place, a segment's place in it, and the line within the segment.

    `piece` is -1 in the blank above a cell. `line` is negative in the blank above a segment.
    """

    cell: int
    piece: int
    line: int


class Piece:
    """A segment as laid out: its height (its blank line included), and its lines once drawn."""

    __slots__ = ("height", "known", "lines", "revision", "segment")

    def __init__(self, segment: SegmentLike, height: int) -> None:
        self.segment = segment
        self.revision = segment.revision
        self.height = height
        self.known = False
        self.lines: list[Line] | None = None


_NO_HEIGHTS = Heights()  # of every cell that is not laid out; never changed


class Record:
    """A cell as laid out. Until it comes into view it has one estimated height and no pieces.

    `kept` are the heights of its segments when it was laid out before.
    """

    __slots__ = ("blank", "cell", "heights", "kept", "pieces")

    def __init__(self, cell: Cell, blank: int) -> None:
        self.cell = cell
        self.blank = blank
        self.pieces: list[Piece] | None = None
        self.heights = _NO_HEIGHTS
        self.kept: list[int] = []


def blank_above(before: Cell | None, cell: Cell) -> int:
    """Blank lines between two cells: what belongs together stands together."""
    if before is None:
        return 1
    if before.kind == "branch":
        return 0
    if cell.kind == "tool" and before.kind in ("thinking-line", "tool"):
        return 0
    return 1


class Layout:
    """The heights of all cells at one width.

    A cell is an estimate until `open` lays its segments out; a segment is an estimate until
    `measure` draws it. Nothing here knows what is on the screen.
    """

    def __init__(self, width: int = 80) -> None:
        self.width = width
        self.wraps_code = True
        self.left = 0
        """Cells of code that are out of sight on the left, where it is not wrapped."""
        self.records: list[Record] = []
        self.rendered = 0
        """How many segments were drawn so far; what a view costs is judged by it."""
        self._tree = Heights()
        self._places: dict[str, int] | None = {}
        self._drawn: dict[int, tuple[Piece, int]] = {}
        self._drawn_lines = 0
        self._opened: dict[int, Record] = {}

    def __len__(self) -> int:
        return len(self.records)

    def __contains__(self, cell_id: object) -> bool:
        return cell_id in self._index()

    @property
    def total(self) -> int:
        """Lines of the whole transcript."""
        return self._tree.total

    def _index(self) -> dict[str, int]:
        if self._places is None:
            self._places = {record.cell.id: at for at, record in enumerate(self.records)}
        return self._places

    def place(self, cell_id: str) -> int:
        """The place of a cell.

        Raises:
            KeyError: there is none with this id.
        """
        return self._index()[cell_id]

    def cell(self, cell_id: str) -> Cell:
        """The cell with this id.

        Raises:
            KeyError: there is none.
        """
        return self.records[self.place(cell_id)].cell

    # --- cells ---

    def splice(self, start: int, stop: int, cells: Sequence[Cell]) -> None:
        """Puts `cells` in the place of those at start..stop.

        Raises:
            ValueError: an id would be there twice.
        """
        taken = {one.id for one in cells}
        if len(taken) < len(cells) or any(
            start > at or at >= stop for at in map(self._index().get, taken) if at is not None
        ):
            raise ValueError("a cell's id is in the transcript already")
        gone = [record.cell.id for record in self.records[start:stop]]
        for record in self.records[start:stop]:
            self._forget(record)
        before = self.records[start - 1].cell if start else None
        fresh: list[Record] = []
        for one in cells:
            fresh.append(Record(one, blank_above(before, one)))
            before = one
        following = self.records[stop : stop + 1]
        if start == stop == len(self.records) and len(fresh) == 1:
            index = self._index()
            index[fresh[0].cell.id] = start
            self.records.append(fresh[0])
            self._tree.append(self._estimate(fresh[0]))
            return
        self.records[start:stop] = fresh
        if stop - start == len(fresh):
            for offset, record in enumerate(fresh):
                self._tree[start + offset] = self._estimate(record)
        else:
            heights = self._tree.values()
            heights[start:stop] = map(self._estimate, fresh)
            self._tree = Heights(heights)
        if [record.cell.id for record in fresh] != gone:
            self._places = None
        for record in following:
            blank = blank_above(before, record.cell)
            if blank != record.blank:
                at = start + len(fresh)
                height = self._tree[at]
                if record.pieces is not None:
                    record.blank = blank
                    self._sum(at)
                else:
                    self._tree[at] = height + blank - record.blank if height else 0
                    record.blank = blank

    def _estimate(self, record: Record) -> int:
        rows = record.cell.estimate(self.width)
        return rows + record.blank if rows else 0

    def set_width(self, width: int) -> None:
        """Forgets all that was drawn; every height is an estimate at the new width."""
        self.width = width
        for record in self.records:
            record.pieces = None
            record.kept = []
        self._opened.clear()
        self._drawn.clear()
        self._drawn_lines = 0
        self._tree = Heights(map(self._estimate, self.records))

    def set_code_wrap(self, wraps: bool) -> None:
        """Wraps long lines of code, or has them go on beyond the width (see `shown_line`)."""
        self.wraps_code = wraps
        self.left = 0
        self.set_width(self.width)

    def _width_of(self, segment: SegmentLike) -> int:
        return self.width if self.wraps_code or segment.kind != "code" else CODE_CELLS

    def _forget(self, record: Record) -> None:
        self._opened.pop(id(record), None)
        for piece in record.pieces or ():
            self._forget_piece(piece)

    def _forget_piece(self, piece: Piece) -> None:
        entry = self._drawn.pop(id(piece), None)
        if entry is not None:
            self._drawn_lines -= entry[1]

    # --- segments ---

    def open(self, at: int) -> Record:
        """Lays a cell's segments out, all estimated, if that has not been done."""
        record = self.records[at]
        if record.pieces is None:
            segments = record.cell.segments(self.width)
            if len(record.kept) == len(segments):
                record.pieces = list(map(Piece, segments, record.kept))
            else:
                record.pieces = [
                    Piece(segment, self._estimate_piece(segment, place))
                    for place, segment in enumerate(segments)
                ]
            record.heights = Heights(piece.height for piece in record.pieces)
            self._opened[id(record)] = record
            self._sum(at)
        return record

    def _close_unseen(self) -> None:
        """Has the cells that were looked at longest ago give up what can be made again."""
        unseen = list(self._opened.values())[: len(self._opened) - OPEN_CELLS]
        for record in unseen:
            if not record.cell.release():
                continue
            self._forget(record)
            record.kept = record.heights.values()
            record.pieces, record.heights = None, _NO_HEIGHTS

    def _estimate_piece(self, segment: SegmentLike, place: int) -> int:
        return segment.estimate_height(self._width_of(segment)) + (segment.gap and place > 0)

    def _sum(self, at: int) -> None:
        record = self.records[at]
        rows = record.heights.total
        self._tree[at] = rows + record.blank if rows else 0

    def measure(self, at: int, place: int) -> Piece:
        """Draws a segment, if it is not drawn; its height is known from then on."""
        record = self.open(at)
        assert record.pieces is not None
        piece = record.pieces[place]
        if piece.lines is None:
            width = self._width_of(piece.segment)
            piece.lines = record.cell.render(piece.segment, width)
            if width != self.width:
                piece.lines = narrowed(piece.lines, width - self.width)
            self.rendered += 1
            self._keep(piece)
            rows = len(piece.lines)
            height = rows + (piece.segment.gap and place > 0) if rows else 0
            piece.known = True
            if height != piece.height:
                piece.height = height
                record.heights[place] = height
                self._sum(at)
        else:
            entry = self._drawn.pop(id(piece))
            self._drawn[id(piece)] = entry
        return piece

    def _keep(self, piece: Piece) -> None:
        # The lines of a gap are all the same one: they take no room, and push nothing out.
        lines = len(piece.lines or ()) if piece.segment.kind != "blank" else 1
        self._drawn[id(piece)] = (piece, lines)
        self._drawn_lines += lines
        while self._drawn_lines > RENDERED_LINES and len(self._drawn) > 1:
            oldest, count = self._drawn.pop(next(iter(self._drawn)))
            self._drawn_lines -= count
            oldest.lines = None

    def sync(self, at: int, first: int) -> tuple[int, list[Line] | None]:
        """Takes up that a cell's segments changed from `first` on.

        Returns:
            The place of the first segment that changed (or the number of them), and the lines it
            had, if they were drawn.
        """
        record = self.records[at]
        if record.pieces is None:
            self.open(at)
            return 0, None
        segments = record.cell.segments(self.width)
        pieces = record.pieces
        changed = -1
        old: list[Line] | None = None
        for place in range(first, min(len(pieces), len(segments))):
            piece, segment = pieces[place], segments[place]
            if piece.segment is segment and piece.revision == segment.revision:
                continue
            if changed < 0:
                changed, old = place, piece.lines
            height = self._estimate_piece(segment, place)
            if piece.segment is segment and piece.known:
                height = max(height, piece.height)
            self._forget_piece(piece)
            pieces[place] = Piece(segment, height)
            record.heights[place] = height
        count = len(segments)
        if len(pieces) > count:
            for piece in pieces[count:]:
                self._forget_piece(piece)
            if changed < 0:
                changed, old = count, pieces[count].lines
            del pieces[count:]
            record.heights.truncate(count)
        elif len(pieces) < count:
            if changed < 0:
                changed = len(pieces)
            for place in range(len(pieces), count):
                segment = segments[place]
                height = self._estimate_piece(segment, place)
                pieces.append(Piece(segment, height))
                record.heights.append(height)
        self._sum(at)
        return (changed if changed >= 0 else count), old

    # --- lines ---

    def row_at(self, line: int) -> Row:
        """The row that a line of the transcript shows; the nearest where there is none.

        Raises:
            IndexError: the transcript is empty.
        """
        at, rest = self._tree.find(line)
        record = self.open(at)
        rest = min(rest, max(0, self._tree[at] - 1))
        if rest < record.blank:
            return Row(at, -1, rest)
        try:
            place, inner = record.heights.find(rest - record.blank)
        except IndexError:
            return Row(at, -1, 0)
        return Row(at, place, inner - self.blank_of(record, place))

    @staticmethod
    def blank_of(record: Record, place: int) -> int:
        """Blank lines above a segment within its cell."""
        pieces = record.pieces
        if not place or pieces is None:
            return 0
        return 1 if pieces[place].segment.gap and pieces[place].height else 0

    def shown_line(self, row: Row) -> Line | None:
        """What is seen of a row's line, None for a blank row. Code that is not wrapped is cut."""
        pieces = self.records[row.cell].pieces
        if row.piece < 0 or row.line < 0 or pieces is None:
            return None
        piece = pieces[row.piece]
        lines = piece.lines or ()
        if row.line >= len(lines):
            return None
        line = lines[row.line]
        if self.wraps_code or piece.segment.kind != "code":
            return line
        return cut(line, self.left, self.width)

    def line_of(self, row: Row) -> int:
        """The line of the transcript at which a row is."""
        top = self._tree.before(row.cell)
        if row.piece < 0:
            return top + row.line
        record = self.open(row.cell)
        top += record.blank + record.heights.before(row.piece)
        return top + self.blank_of(record, row.piece) + row.line

    def cell_height(self, at: int) -> int:
        """Lines of a cell, the blank above it included."""
        return self._tree[at]

    def cell_span(self, at: int) -> tuple[int, int]:
        """The first line of a cell, the blank above it left out, and one past its last."""
        top = self._tree.before(at)
        height = self._tree[at]
        return top + min(self.records[at].blank, height), top + height

    def draw(self, start: int, count: int) -> bool:
        """Measures every segment that shows one of `count` lines from `start` on.

        Returns:
            Whether a height turned out to be another one, so that lines have moved.
        """
        if not self.total:
            return False
        total = self.total
        moved = False
        stop = start + count
        at, _ = self._tree.find(start)
        top = self._tree.before(at)
        while top < stop and at < len(self.records):
            height = self._tree[at]
            if height or self.records[at].pieces is None:
                record = self.open(at)
                self._opened[id(record)] = self._opened.pop(id(record), record)
                moved = moved or self._tree[at] != height
                line = top + record.blank
                place = 0
                if line < start and record.heights.total:
                    place, inner = record.heights.find(start - line)
                    line = start - inner
                pieces = record.pieces or []
                while place < len(pieces) and line < stop:
                    before = pieces[place].height
                    moved = self.measure(at, place).height != before or moved
                    line += pieces[place].height
                    place += 1
            top += self._tree[at]
            at += 1
        if len(self._opened) > OPEN_CELLS:
            self._close_unseen()
        return moved or self.total != total

    def rows(self, start: int, count: int) -> Iterable[Row]:
        """The rows of `count` lines from `start` on; fewer at the end."""
        if not self.total or start >= self.total:
            return
        stop = min(start + count, self.total)
        at, rest = self._tree.find(start)
        line = start
        while line < stop and at < len(self.records):
            record = self.open(at)
            height = self._tree[at]
            while rest < height and rest < record.blank and line < stop:
                yield Row(at, -1, rest)
                rest += 1
                line += 1
            if rest < height and line < stop:
                place, inner = record.heights.find(rest - record.blank)
                pieces = record.pieces or []
                while place < len(pieces) and line < stop:
                    piece_height = pieces[place].height
                    blank = self.blank_of(record, place)
                    while inner < piece_height and line < stop:
                        yield Row(at, place, inner - blank)
                        inner += 1
                        line += 1
                    place += 1
                    inner = 0
            at += 1
            rest = 0
