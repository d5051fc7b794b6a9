"""Cuts Markdown into segments, line by line, from what came before only.

This is CommonMark's block algorithm (spec 0.31, appendix "A parsing strategy") with two changes
that make it work on a text that is still growing, at a cost per line that does not depend on how
much there is already. It keeps no tree: what remains of the text above is the stack of open
containers and the one open leaf. And it cuts long leaves into parts (`long_blocks`).

Where it deliberately differs from CommonMark: at most `MAX_DEPTH` containers are nested, deeper
marks are text; a link definition stands on one line; an underline makes a heading only of a
paragraph that was not cut for its length; definitions are shown.
"""

from __future__ import annotations

from collections.abc import Callable

from minimax_tui.markdown import containers, grammar, starts
from minimax_tui.markdown.builder import Builder
from minimax_tui.markdown.containers import Cursor
from minimax_tui.markdown.long_blocks import LongBlocks
from minimax_tui.markdown.segment import Code, Container, Scope, Segment, Table

MAX_DEPTH = 12
MAX_TABLE_COLUMNS = 64
PIECE = 4_000  # characters of an unfinished line that are put in at once
TEXT_PIECE = 200  # the same, where the line can only be part of a paragraph

# What a line can begin with that is no paragraph; all others need no further look.
_STARTERS = frozenset(">#`~<=-_*+|:[$\\0123456789")


class _State:
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
        self.blanks: tuple[tuple[str, int], ...] = ()  # blank lines that may end indented code
        self.blank = False  # a blank line came since the last segment
        self.hollow = -1  # serial of an item that began with a blank line and has nothing yet
        self.line_start = 0  # where the line begins in the source
        self.line_leaf: Segment | None = None  # where the rest of an overlong line belongs

    def copy(self) -> _State:
        """The same state in an object of its own."""
        copied = _State.__new__(_State)
        for name in _State.__slots__:
            setattr(copied, name, getattr(self, name))
        return copied


class Splitter:
    """The block structure so far, and the segments made of it."""

    def __init__(self, mathematics: bool = True) -> None:
        self.scope = Scope(mathematics)
        self._builder = Builder(self.scope)
        self.segments = self._builder.segments
        self._long = LongBlocks(self._builder)
        self._state = _State()
        self._before_preview: _State | None = None
        self._text_from = -1  # where in the line put in last a paragraph's text begins, if it does

    # -- what a document calls -----------------------------------------------------------------

    def feed(self, line: str, offset: int, *, rest: bool = False) -> None:
        """Put in a line without its line end (or, with `rest`, a further piece of it) for good."""
        if self._before_preview is not None:
            self.retract()
        self._put(line, offset, rest)

    def end_line(self) -> None:
        """The line fed last is complete."""
        state = self._state
        state.line_leaf = None
        if self.segments:
            last = self.segments[-1]
            if last.open and last is not state.leaf and (last.lines or state.hollow < 0):
                last.open = False

    def preview(self, tail: str, offset: int, *, rest: bool) -> None:
        """Put in an unfinished line until `retract`."""
        self._text_from = -1
        self._before_preview = self._state
        self._state = self._state.copy()
        self._builder.begin_preview()
        if rest or not grammar.UNDECIDED.match(tail) or self._shows_marks(tail):
            self._put(tail, offset, rest)

    def is_text(self, tail: str, offset: int) -> bool:
        """Whether a line that begins with `tail` belongs to a paragraph, whatever follows.

        It can then be put in piece by piece. `tail` has `TEXT_PIECE` characters or more.
        """
        self.preview(tail, offset, rest=False)
        found = self._text_from
        self.retract()
        return found >= 0 and starts.is_text_for_good(tail[found:])

    def retract(self) -> None:
        """Take the previewed line out again."""
        if self._before_preview is not None:
            self._state = self._before_preview
            self._before_preview = None
            self._builder.end_preview()

    def finish(self) -> None:
        """The text is complete."""
        self._close_leaf()
        self._state.hollow = -1
        self.end_line()

    def first_changed(self) -> int:
        """The first segment that changed since the last call, or that the open line may change."""
        return self._builder.first_changed()

    # -- a line --------------------------------------------------------------------------------

    def _put(self, line: str, offset: int, rest: bool) -> None:
        if rest:
            self._put_rest(line, offset)
        else:
            self._state.line_start = offset
            self._state.line_leaf = None
            self._put_line(line, offset)

    def _put_line(self, line: str, offset: int) -> None:
        state = self._state
        self._text_from = -1
        matched, place = containers.descend(line, state.stack, state.hollow)
        whole = matched == len(state.stack)
        if whole and state.leaf is not None and self._continue_leaf(line, place, offset):
            return
        leaf = state.leaf
        # A paragraph of which this line may be more; with `whole` within all of its containers.
        paragraph = leaf if leaf is not None and leaf.leaf == "paragraph" else None
        size = len(line)
        depth = matched
        opened = False
        while place.here < size:
            if place.indent >= 4:
                if paragraph is not None:
                    break
                self._open_indented_code(line, place, depth, offset)
                return
            if line[place.here] not in _STARTERS:
                break
            within = paragraph if whole and not opened else None
            if self._open_leaf(line, place, depth, within, paragraph is not None, offset):
                return
            if depth >= MAX_DEPTH:
                break
            inner = self._open_container(line, place, depth, within is not None, opened)
            if inner is None:
                break
            place = inner
            depth += 1
            opened = True
            paragraph = None
        leaf = state.leaf
        if place.here >= size:
            self._put_blank(depth, opened, offset + size)
        elif paragraph is not None:
            # Goes on with the paragraph, be it without the marks of its containers.
            self._text_from = place.here
            self._add_text(paragraph, line[place.here :], offset + place.here)
        elif leaf is not None and leaf.leaf == "table" and whole and not opened:
            row, where = line[place.here :], offset + place.here
            state.leaf = state.line_leaf = self._long.add_row(leaf, row, where, state.line_start)
        else:
            self._trim(depth)
            segment = self._open("paragraph")
            self._text_from = place.here
            self._add_text(segment, line[place.here :], offset + place.here)

    def _continue_leaf(self, line: str, place: Cursor, offset: int) -> bool:
        """Whether an open leaf that takes lines as they are took this one (or ended with it)."""
        state = self._state
        leaf = state.leaf
        if leaf is None or leaf.leaf not in ("code", "html", "math"):
            return False
        blank = place.here >= len(line)
        if leaf.leaf != "code":
            ends = state.ends
            if blank and (ends is None or leaf.leaf == "math"):
                return False
            self._add_code(leaf, *self._dedent(line, place, 0, offset))
            if ends is not None and ends(line[place.here :]):
                self._close_leaf()
            return True
        fence = state.fence
        if fence is None:
            return self._continue_indented_code(leaf, line, place, offset)
        if not blank and place.indent < 4 and line[place.here] == fence.mark:
            run = line[place.here :].rstrip(" \t")
            if len(run) >= fence.length and run == fence.mark * len(run):
                self._builder.extend(leaf, offset + len(line))
                self._close_leaf()
                return True
        self._add_code(leaf, *self._dedent(line, place, state.fence_indent, offset))
        return True

    def _continue_indented_code(self, leaf: Segment, line: str, place: Cursor, offset: int) -> bool:
        state = self._state
        if place.here >= len(line):
            state.blanks += (self._dedent(line, place, 4, offset),)
            return True
        if place.indent < 4:
            self._close_leaf()
            return False
        for text, where in state.blanks:
            leaf = self._add_code(leaf, text, where)
        state.blanks = ()
        self._add_code(leaf, *self._dedent(line, place, 4, offset))
        return True

    def _dedent(self, line: str, place: Cursor, columns: int, offset: int) -> tuple[str, int]:
        """The line from `place` without up to `columns` of its indentation, and its offset."""
        at, _, pad = grammar.skip(line, *place[:3], columns)
        # What is left of a tab cut in two becomes blanks, which the source does not have.
        pad = min(pad, offset + at)
        return " " * pad + line[at:], offset + at - pad

    def _put_rest(self, text: str, offset: int) -> None:
        """A further piece of an overlong line."""
        state = self._state
        leaf = state.line_leaf
        if leaf is not None and leaf.leaf in ("code", "html", "math") and leaf.lines:
            self._add_code(leaf, text, offset, joined=True)
            return
        if leaf is not None and leaf.leaf == "paragraph" and leaf is state.leaf and leaf.lines:
            leaf.lines[-1] += text
            self._builder.extend(leaf, offset + len(text))
            state.leaf = state.line_leaf = self._long.cut_paragraph(leaf)
            return
        bare = text.lstrip(" \t")
        if not bare:
            return
        # What goes on after 4,000 characters of a heading, a row, a rule: a paragraph.
        self._close_leaf()
        segment = self._open("paragraph", offset)
        segment.gap = False
        self._add_text(segment, bare, offset + len(text) - len(bare))

    def _shows_marks(self, tail: str) -> bool:
        """Whether the open leaf shows even a line of nothing but marks as it is."""
        leaf = self._state.leaf
        if leaf is None or leaf.leaf not in ("code", "html", "math"):
            return False
        fence = self._state.fence
        if leaf.leaf == "code" and fence is not None:
            bare = tail.lstrip("> \t")
            return bool(bare) and not bare.startswith(fence.mark)
        return True

    # -- what begins in a line -----------------------------------------------------------------

    def _open_leaf(
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
        state = self._state
        here = place.here
        char = line[here]
        text = line[here:] if here else line
        if char == "#":
            heading = starts.heading(text)
            if heading is None:
                return False
            self._trim(depth)
            segment = self._open("heading")
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
            self._trim(depth)
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
                self._close_leaf()
            return True
        if paragraph is not None and char in "=-:|":
            end = offset + len(line)
            if self._underline(paragraph, text, end) or self._open_table(paragraph, text, end):
                return True
        if char in "*-_" and grammar.THEMATIC_BREAK.match(text):
            self._trim(depth)
            segment = self._open("rule")
            self._builder.extend(segment, offset + len(line))
            state.line_leaf = segment
            return True
        if char == "[" and not interrupting:
            definition = starts.definition(text)
            if definition is None:
                return False
            self._trim(depth)
            segment = self._open("definition")
            self._builder.add(segment, text.rstrip(" \t"), offset + here)
            self._builder.define(definition)
            state.line_leaf = segment
            return True
        if char in "$\\" and self.scope.mathematics and (closer := starts.mathematics(text)):
            self._open_verbatim("math", text, offset + here, depth)
            state.ends = lambda tail: tail.rstrip(" \t").endswith(closer)
            return True
        return False

    def _open_verbatim(self, leaf: str, text: str, offset: int, depth: int) -> None:
        self._trim(depth)
        segment = self._open(leaf)
        self._state.leaf = segment
        self._add_code(segment, text, offset)

    def _underline(self, paragraph: Segment, text: str, end: int) -> bool:
        """Whether `text` makes the paragraph above a heading."""
        if paragraph.part or not grammar.SETEXT.match(text):
            return False
        paragraph.leaf = "heading"
        paragraph.level = 1 if text[0] == "=" else 2
        self._builder.extend(paragraph, end)
        self._close_leaf()
        self._state.line_leaf = paragraph
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
            self._close_leaf()
            segment = self._open("table", start)
            segment.lines.append(line)
            segment.offsets.append(start)
        segment.table = Table(header, aligns, segment.index)
        self._long.measure(segment, header)
        self._builder.extend(segment, end)
        self._state.leaf = self._state.line_leaf = segment
        return True

    def _open_code(self, info: str) -> Segment:
        state = self._state
        segment = self._open("code")
        segment.code = Code(info)
        segment.code.parts.append(segment)
        state.leaf = state.line_leaf = segment
        return segment

    def _open_indented_code(self, line: str, place: Cursor, depth: int, offset: int) -> None:
        self._trim(depth)
        segment = self._open_code("")
        self._add_code(segment, *self._dedent(line, place, 4, offset))

    def _open_container(
        self, line: str, place: Cursor, depth: int, in_paragraph: bool, opened: bool
    ) -> Cursor | None:
        """The cursor behind the mark of the container that begins here, if one does.

        `opened`: the line began another one already, so there is none of the line above here.
        """
        state = self._state
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
        self._trim(depth)
        state.stack += (found[0],)
        return found[1]

    # -- blocks and containers -----------------------------------------------------------------

    def _open(self, leaf: str, start: int = -1) -> Segment:
        """A new block in the containers of the stack."""
        state = self._state
        stack = state.stack
        segment = self._builder.fill_hollow(leaf, stack) if state.hollow >= 0 else None
        if segment is None:
            start = state.line_start if start < 0 else start
            segment = self._builder.block(leaf, start, stack, state.shown, state.blank)
        state.shown = len(stack)
        state.blank = False
        state.hollow = -1
        return segment

    def _trim(self, depth: int) -> None:
        """Close the open leaf and the containers from `depth` on."""
        self._close_leaf()
        state = self._state
        if len(state.stack) > depth:
            state.stack = state.stack[:depth]
            state.shown = min(state.shown, depth)

    def _close_leaf(self) -> None:
        state = self._state
        leaf = state.leaf
        if leaf is None:
            return
        state.leaf = None
        state.fence = None
        state.ends = None
        state.blanks = ()
        self._builder.note_mentions(leaf)

    def _put_blank(self, depth: int, opened: bool, end: int) -> None:
        self._trim(depth)
        state = self._state
        if opened and state.stack[-1].kind != "quote":
            # An item that begins with nothing still shows its marker.
            segment = self._open("paragraph")
            self._builder.extend(segment, end)
            state.hollow = state.stack[-1].serial
        else:
            state.blank = True

    def _add_text(self, segment: Segment, text: str, offset: int) -> None:
        """Add a line to a paragraph, which then is the open leaf."""
        self._builder.add(segment, text, offset)
        self._state.leaf = self._state.line_leaf = self._long.cut_paragraph(segment)

    def _add_code(
        self, segment: Segment, text: str, offset: int, *, joined: bool = False
    ) -> Segment:
        """Add a line (or with `joined` the rest of one) of code, HTML or mathematics."""
        state = self._state
        took = self._long.add_code(segment, text, offset, state.line_start, joined=joined)
        if state.leaf is segment:
            state.leaf = took
        state.line_leaf = took
        return took
