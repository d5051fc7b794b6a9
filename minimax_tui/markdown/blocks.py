"""Opens and closes blocks: what a line begins, and where its text goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from minimax_tui.markdown import containers, grammar, starts
from minimax_tui.markdown.builder import Builder
from minimax_tui.markdown.containers import Cursor
from minimax_tui.markdown.long_blocks import LongBlocks
from minimax_tui.markdown.segment import Code, Container, Segment, Table

MAX_TABLE_COLUMNS = 64


class Dedented(NamedTuple):
    """A line without its indentation, and where it begins in the source.

    Its first `pad` blanks are not there: they are what is left of a tab.
    """

    text: str
    offset: int
    pad: int = 0


class State:
    """Where the algorithm stands: all that a line can change beside the segments."""

    __slots__ = (
        "blank",
        "blanks",
        "ends",
        "fence",
        "fence_indent",
        "hollow",
        "leaf",
        "line_leaf",
        "line_start",
        "serial",
        "shown",
        "stack",
    )

    def __init__(self) -> None:
        self.stack: tuple[Container, ...] = ()  # the open containers, outermost first
        self.shown = 0  # how many of them have a segment, thus their marker
        self.serial = 0  # the number given to a container last
        self.leaf: Segment | None = None  # the leaf block that the next line may go on with
        self.fence: starts.Fence | None = None  # of an open code leaf; None: it is indented code
        self.fence_indent = 0
        self.ends: Callable[[str], object] | None = None  # whether a line ends the open HTML, …
        self.blanks: tuple[Dedented, ...] = ()  # blank lines that may end indented code
        self.blank = False  # a blank line came since the last segment
        self.hollow = -1  # serial of an item that began with a blank line and has nothing yet
        self.line_start = 0  # where the line begins in the source
        self.line_leaf: Segment | None = None  # where the rest of an overlong line belongs

    def copy(self) -> State:
        """The same state in an object of its own."""
        copied = State.__new__(State)
        copied.stack, copied.shown, copied.serial = self.stack, self.shown, self.serial
        copied.leaf, copied.line_leaf = self.leaf, self.line_leaf
        copied.fence, copied.fence_indent = self.fence, self.fence_indent
        copied.ends, copied.blanks = self.ends, self.blanks
        copied.blank, copied.hollow, copied.line_start = self.blank, self.hollow, self.line_start
        return copied


class Blocks:
    """The open containers and the open leaf (`state`), and the segments that blocks become."""

    def __init__(self, builder: Builder) -> None:
        self.state = State()
        self._builder = builder
        self._long = LongBlocks(builder)
        self._scope = builder.scope

    # -- what begins in a line -----------------------------------------------------------------

    def open_leaf(
        self,
        line: str,
        place: Cursor,
        depth: int,
        paragraph: Segment | None,
        interrupting: bool,
        offset: int,
    ) -> bool:
        """Whether a leaf block other than a paragraph begins here; then it is put in.

        `paragraph` is the one that this line underlines or turns into a table, if it does;
        `interrupting` says that there is a paragraph that the block would end.
        """
        state = self.state
        here = place.here
        char = line[here]
        text = line[here:] if here else line
        if char == "#":
            heading = starts.heading(text)
            if heading is None:
                return False
            self.trim(depth)
            segment = self.open("heading")
            segment.level = heading.level
            self._builder.add(segment, heading.content, offset + here + heading.at)
            self._builder.extend(segment, offset + len(line.rstrip(" \t")))
            self._builder.note_mentions(segment)
            state.line_leaf = segment
            return True
        if char in "`~":
            fence = starts.fence(text)
            if fence is None:
                return False
            self.trim(depth)
            segment = self._open_code(fence.info)
            state.fence, state.fence_indent = fence, place.indent
            self._builder.extend(segment, offset + len(line))
            return True
        if char == "<":
            html = starts.html(text, interrupting=interrupting)
            if html is None:
                return False
            self._open_verbatim("html", text, offset + here, depth)
            state.ends = html.end.search if html.end else None
            if html.end is not None and html.end.search(text):
                self.close_leaf()
            return True
        if paragraph is not None and char in "=-:|":
            end = offset + len(line)
            if self._underline(paragraph, text, end) or self._open_table(paragraph, text, end):
                return True
        if char in "*-_" and grammar.THEMATIC_BREAK.match(text):
            self.trim(depth)
            segment = self.open("rule")
            self._builder.extend(segment, offset + len(line))
            state.line_leaf = segment
            return True
        if char == "[" and not interrupting:
            definition = starts.definition(text)
            if definition is None:
                return False
            self.trim(depth)
            segment = self.open("definition")
            self._builder.add(segment, text.rstrip(" \t"), offset + here)
            self._builder.define(definition)
            state.line_leaf = segment
            return True
        if char in "$\\" and self._scope.mathematics and (closer := starts.mathematics(text)):
            self._open_verbatim("math", text, offset + here, depth)
            state.ends = lambda tail: tail.rstrip(" \t").endswith(closer)
            return True
        return False

    def _open_verbatim(self, leaf: str, text: str, offset: int, depth: int) -> None:
        self.trim(depth)
        segment = self.open(leaf)
        self.state.leaf = segment
        self.add_code(segment, Dedented(text, offset))

    def _underline(self, paragraph: Segment, text: str, end: int) -> bool:
        """Whether `text` makes the paragraph above a heading."""
        if paragraph.part or not grammar.SETEXT.match(text):
            return False
        paragraph.leaf = "heading"
        paragraph.level = 1 if text[0] == "=" else 2
        self._builder.extend(paragraph, end)
        self.close_leaf()
        self.state.line_leaf = paragraph
        return True

    def _open_table(self, paragraph: Segment, text: str, end: int) -> bool:
        """Whether `text` is the delimiter row under a header row that ends the paragraph."""
        if not paragraph.lines or "|" not in paragraph.lines[-1]:
            return False
        if not grammar.DELIMITER_ROW.match(text):
            return False
        aligns = grammar.alignments(text)
        header = grammar.row_cells(paragraph.lines[-1], paragraph.offsets[-1])
        if len(header) != len(aligns) or not 1 <= len(aligns) <= MAX_TABLE_COLUMNS:
            return False
        if len(paragraph.lines) == 1:
            segment = paragraph
            segment.leaf = "table"
        else:
            line, start = paragraph.lines.pop(), paragraph.offsets.pop()
            self._builder.touch(paragraph)
            paragraph.end = paragraph.offsets[-1] + len(paragraph.lines[-1])
            self.close_leaf()
            segment = self.open("table", start)
            segment.lines.append(line)
            segment.offsets.append(start)
        segment.table = Table(header, aligns, segment.index)
        self._long.measure(segment, header)
        self._builder.extend(segment, end)
        self.state.leaf = self.state.line_leaf = segment
        return True

    def _open_code(self, info: str) -> Segment:
        state = self.state
        segment = self.open("code")
        segment.code = Code(info)
        segment.code.parts.append(segment)
        state.leaf = state.line_leaf = segment
        return segment

    def open_indented_code(self, line: Dedented, depth: int) -> None:
        """Code that is indented begins with `line`."""
        self.trim(depth)
        self.add_code(self._open_code(""), line)

    def open_container(
        self, line: str, place: Cursor, depth: int, in_paragraph: bool, opened: bool
    ) -> Cursor | None:
        """The cursor behind the mark of the container that begins here, if one does.

        `opened`: the line began another one already, so there is none of the line above here.
        """
        state = self.state
        before = state.stack[depth] if not opened and depth < len(state.stack) else None
        serial = state.serial + 1
        char = line[place.here]
        found: tuple[Container, Cursor] | None
        if char == ">":
            found = Container("quote", serial, serial), containers.behind_quote_mark(line, place)
        elif char == "[":
            found = containers.footnote(line, place, before, serial)
        else:
            around = state.stack[:depth]
            found = containers.list_item(
                line, place, around, before, serial, in_paragraph=in_paragraph
            )
        if found is None:
            return None
        state.serial = serial
        self.trim(depth)
        state.stack += (found[0],)
        return found[1]

    # -- blocks and containers -----------------------------------------------------------------

    def open(self, leaf: str, start: int = -1) -> Segment:
        """A new block in the containers of the stack."""
        state = self.state
        stack = state.stack
        segment = self._builder.fill_hollow(leaf, stack) if state.hollow >= 0 else None
        if segment is None:
            start = state.line_start if start < 0 else start
            segment = self._builder.block(leaf, start, stack, state.shown, state.blank)
        state.shown = len(stack)
        state.blank = False
        state.hollow = -1
        return segment

    def trim(self, depth: int) -> None:
        """Close the open leaf and the containers from `depth` on."""
        self.close_leaf()
        state = self.state
        if len(state.stack) > depth:
            state.stack = state.stack[:depth]
            state.shown = min(state.shown, depth)

    def close_leaf(self) -> None:
        state = self.state
        leaf = state.leaf
        if leaf is None:
            return
        state.leaf = None
        state.fence = None
        state.ends = None
        state.blanks = ()
        self._builder.note_mentions(leaf)

    def put_blank(self, depth: int, opened: bool, end: int) -> None:
        self.trim(depth)
        state = self.state
        if opened and state.stack[-1].kind != "quote":
            # An item that begins with nothing still shows its marker.
            segment = self.open("paragraph")
            self._builder.extend(segment, end)
            state.hollow = state.stack[-1].serial
        else:
            state.blank = True

    def add_text(self, segment: Segment, text: str, offset: int) -> None:
        """Add a line to a paragraph, which then is the open leaf."""
        self._builder.add(segment, text, offset)
        self.state.leaf = self.state.line_leaf = self._long.cut_paragraph(segment)

    def extend_text(self, segment: Segment, text: str, offset: int) -> None:
        """Add `text` to the last line of the open paragraph."""
        segment.lines[-1] += text
        self._builder.extend(segment, offset + len(text))
        self.state.leaf = self.state.line_leaf = self._long.cut_paragraph(segment)

    def add_row(self, segment: Segment, text: str, offset: int) -> None:
        """Add a row to the open table."""
        state = self.state
        took = self._long.add_row(segment, text, offset, state.line_start)
        state.leaf = state.line_leaf = took

    def add_code(self, segment: Segment, line: Dedented, *, joined: bool = False) -> Segment:
        """Add a line (or with `joined` the rest of one) of code, HTML or mathematics."""
        state = self.state
        took = self._long.add_code(segment, line.text, line.offset, state.line_start, joined=joined)
        if line.pad:
            took.pads[len(took.lines) - 1] = line.pad
        if state.leaf is segment:
            state.leaf = took
        state.line_leaf = took
        return took
