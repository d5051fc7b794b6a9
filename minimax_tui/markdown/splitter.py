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

from minimax_tui.markdown import containers, grammar, starts
from minimax_tui.markdown.blocks import Blocks, Dedented, State
from minimax_tui.markdown.builder import Builder
from minimax_tui.markdown.containers import Cursor
from minimax_tui.markdown.segment import Scope, Segment

MAX_DEPTH = 12
PIECE = 4_000  # characters of an unfinished line that are put in at once
TEXT_PIECE = 200  # the same, where the line can only be part of a paragraph

# What a line can begin with that is no paragraph; all others need no further look.
_STARTERS = frozenset(">#`~<=-_*+|:[$\\0123456789")


class Splitter:
    """The block structure so far, and the segments made of it."""

    def __init__(self, mathematics: bool = True) -> None:
        self.scope = Scope(mathematics)
        self._builder = Builder(self.scope)
        self.segments = self._builder.segments
        self._blocks = Blocks(self._builder)
        self._before_preview: State | None = None
        self._text_from = -1  # where in the line put in last a paragraph's text begins, if it does

    # -- what a document calls -----------------------------------------------------------------

    def feed(self, line: str, offset: int, *, rest: bool = False) -> None:
        """Put in a line without its line end (or, with `rest`, a further piece of it) for good."""
        if self._before_preview is not None:
            self.retract()
        self._put(line, offset, rest)

    def end_line(self) -> None:
        """The line fed last is complete."""
        state = self._blocks.state
        state.line_leaf = None
        if self.segments:
            last = self.segments[-1]
            if last.open and last is not state.leaf and (last.lines or state.hollow < 0):
                last.open = False

    def preview(self, tail: str, offset: int, *, rest: bool) -> None:
        """Put in an unfinished line until `retract`."""
        self._text_from = -1
        self._before_preview = self._blocks.state
        self._blocks.state = self._blocks.state.copy()
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

    def rest_is_text(self) -> bool:
        """Whether the rest of a line of which a piece is in already is part of a paragraph."""
        leaf = self._blocks.state.line_leaf
        return leaf is None or leaf.leaf not in ("code", "html", "math")

    def retract(self) -> None:
        """Take the previewed line out again."""
        if self._before_preview is not None:
            self._blocks.state = self._before_preview
            self._before_preview = None
            self._builder.end_preview()

    def finish(self) -> None:
        """The text is complete."""
        self._blocks.close_leaf()
        self._blocks.state.hollow = -1
        self.end_line()

    def first_changed(self) -> int:
        """The first segment that changed since the last call, or that the open line may change."""
        return self._builder.first_changed()

    # -- a line --------------------------------------------------------------------------------

    def _put(self, line: str, offset: int, rest: bool) -> None:
        if rest:
            self._put_rest(line, offset)
        else:
            self._blocks.state.line_start = offset
            self._blocks.state.line_leaf = None
            self._put_line(line, offset)

    def _put_line(self, line: str, offset: int) -> None:
        state = self._blocks.state
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
                self._blocks.open_indented_code(self._dedent(line, place, 4, offset), depth)
                return
            if line[place.here] not in _STARTERS:
                break
            within = paragraph if whole and not opened else None
            if self._blocks.open_leaf(line, place, depth, within, paragraph is not None, offset):
                return
            if depth >= MAX_DEPTH:
                break
            inner = self._blocks.open_container(line, place, depth, within is not None, opened)
            if inner is None:
                break
            place = inner
            depth += 1
            opened = True
            paragraph = None
        leaf = state.leaf
        if place.here >= size:
            self._blocks.put_blank(depth, opened, offset + size)
        elif paragraph is not None:
            # Goes on with the paragraph, be it without the marks of its containers.
            self._text_from = place.here
            self._blocks.add_text(paragraph, line[place.here :], offset + place.here)
        elif leaf is not None and leaf.leaf == "table" and whole and not opened:
            self._blocks.add_row(leaf, line[place.here :], offset + place.here)
        else:
            self._blocks.trim(depth)
            segment = self._blocks.open("paragraph")
            self._text_from = place.here
            self._blocks.add_text(segment, line[place.here :], offset + place.here)

    def _continue_leaf(self, line: str, place: Cursor, offset: int) -> bool:
        """Whether an open leaf that takes lines as they are took this one (or ended with it)."""
        state = self._blocks.state
        leaf = state.leaf
        if leaf is None or leaf.leaf not in ("code", "html", "math"):
            return False
        blank = place.here >= len(line)
        if leaf.leaf != "code":
            ends = state.ends
            if blank and (ends is None or leaf.leaf == "math"):
                return False
            self._blocks.add_code(leaf, self._dedent(line, place, 0, offset))
            if ends is not None and ends(line[place.here :]):
                self._blocks.close_leaf()
            return True
        fence = state.fence
        if fence is None:
            return self._continue_indented_code(leaf, line, place, offset)
        if not blank and place.indent < 4 and line[place.here] == fence.mark:
            run = line[place.here :].rstrip(" \t")
            if len(run) >= fence.length and run == fence.mark * len(run):
                self._builder.extend(leaf, offset + len(line))
                self._blocks.close_leaf()
                return True
        self._blocks.add_code(leaf, self._dedent(line, place, state.fence_indent, offset))
        return True

    def _continue_indented_code(self, leaf: Segment, line: str, place: Cursor, offset: int) -> bool:
        state = self._blocks.state
        if place.here >= len(line):
            state.blanks += (self._dedent(line, place, 4, offset),)
            return True
        if place.indent < 4:
            self._blocks.close_leaf()
            return False
        for blank in state.blanks:
            leaf = self._blocks.add_code(leaf, blank)
        state.blanks = ()
        self._blocks.add_code(leaf, self._dedent(line, place, 4, offset))
        return True

    def _dedent(self, line: str, place: Cursor, columns: int, offset: int) -> Dedented:
        """The line from `place` without up to `columns` of its indentation."""
        at, _, pad = grammar.skip(line, *place[:3], columns)
        # What is left of a tab cut in two becomes blanks, which the source does not have.
        return Dedented(" " * pad + line[at:], offset + at - pad, pad)

    def _put_rest(self, text: str, offset: int) -> None:
        """A further piece of an overlong line."""
        state = self._blocks.state
        leaf = state.line_leaf
        if leaf is not None and leaf.leaf in ("code", "html", "math") and leaf.lines:
            self._blocks.add_code(leaf, Dedented(text, offset), joined=True)
            return
        if leaf is not None and leaf.leaf == "paragraph" and leaf is state.leaf and leaf.lines:
            self._blocks.extend_text(leaf, text, offset)
            return
        bare = text.lstrip(" \t")
        if not bare:
            return
        # What goes on after 4,000 characters of a heading, a row, a rule: a paragraph.
        self._blocks.close_leaf()
        segment = self._blocks.open("paragraph", offset)
        segment.gap = False
        self._blocks.add_text(segment, bare, offset + len(text) - len(bare))

    def _shows_marks(self, tail: str) -> bool:
        """Whether the open leaf shows even a line of nothing but marks as it is."""
        leaf = self._blocks.state.leaf
        if leaf is None or leaf.leaf not in ("code", "html", "math"):
            return False
        fence = self._blocks.state.fence
        if leaf.leaf == "code" and fence is not None:
            bare = tail.lstrip("> \t")
            return bool(bare) and not bare.startswith(fence.mark)
        return True
