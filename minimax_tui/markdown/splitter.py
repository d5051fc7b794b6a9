"""Cuts Markdown into segments, line by line, from what came before only.

This is CommonMark's block algorithm (spec 0.31, appendix "A parsing strategy") with two changes
that make it work on a text that is still growing, at a cost per line that does not depend on how
much there is already. It keeps no tree: what remains of the text above is the stack of open
containers and the one open leaf. And it cuts long leaves into parts.

Where it deliberately differs from CommonMark: at most `MAX_DEPTH` containers are nested, deeper
marks are text; a link definition stands on one line; an underline makes a heading only of the
last part of a paragraph cut for its length (not at all if it was cut); definitions are shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from minimax_tui.markdown import grammar, inline
from minimax_tui.markdown.segment import Code, Container, Scope, Segment, Table

MAX_DEPTH = 12
MAX_CODE_LINES = 100
MAX_CODE_CHARACTERS = 8_000
MAX_TABLE_ROWS = 50
MAX_TABLE_COLUMNS = 64
MAX_PARAGRAPH_CHARACTERS = 4_000
PIECE = 4_000  # characters of an unfinished line that are put in at once

_STARTERS = frozenset(">#`~<=-_*+|:[$\\0123456789")


class _Fence(NamedTuple):
    mark: str
    length: int
    indent: int


class _Place(NamedTuple):
    """Where in a line its content begins: see `grammar.skip`."""

    at: int
    column: int
    pad: int


class _State(NamedTuple):
    """What feeding a line may change beside the segments."""

    stack: tuple[Container, ...]
    leaf: Segment | None
    shown: int
    blank: bool
    hollow: int
    serial: int
    fence: _Fence | None
    ends: Any
    blanks: tuple[tuple[str, int], ...]
    line_leaf: Segment | None


class Splitter:
    """The block structure so far, and the segments made of it."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.scope = Scope()
        self._stack: tuple[Container, ...] = ()
        self._leaf: Segment | None = None  # the leaf block that the next line may go on with
        self._shown = 0  # how many containers of the stack have a segment, thus their marker
        self._blank = False  # a blank line came since the last segment
        self._hollow = -1  # serial of an item that began with a blank line and has nothing yet
        self._serial = 0
        self._fence: _Fence | None = None  # of an open code leaf; None: it is indented code
        self._ends: Any = None  # how an open HTML or mathematics leaf ends
        self._blanks: tuple[tuple[str, int], ...] = ()  # blank lines that may end indented code
        self._line_leaf: Segment | None = None  # where the rest of an overlong line belongs
        self._line_start = 0
        self._commit = True
        self._dirty = 0
        self._undo: tuple[_State, int, Segment | None, tuple[Any, ...]] | None = None
        self._touched = False
        self._spare: list[Segment] = []  # segments of the last preview, to keep their identity
        self._mentions: dict[str, list[Segment]] = {}  # label -> segments it occurs in
        self._cuts: dict[int, tuple[str, int]] = {}  # content offset -> text, where it is cut

    # -- what a document calls ---------------------------------------------------------------

    def feed(self, line: str, offset: int, *, rest: bool = False) -> None:
        """Put in a line without its line end (or, with `rest`, a further piece of it) for good."""
        if self._undo is not None:
            self.retract()
        self._put(line, offset, rest)

    def end_line(self) -> None:
        """The line fed last is complete."""
        self._line_leaf = None
        if self.segments:
            last = self.segments[-1]
            if last.open and last is not self._leaf and (last.lines or self._hollow < 0):
                last.open = False

    def preview(self, tail: str, offset: int, *, rest: bool) -> None:
        """Put in an unfinished line until `retract`."""
        last = self.segments[-1] if self.segments else None
        state = _State(
            self._stack,
            self._leaf,
            self._shown,
            self._blank,
            self._hollow,
            self._serial,
            self._fence,
            self._ends,
            self._blanks,
            self._line_leaf,
        )
        self._undo = (state, len(self.segments), last, last.save() if last else ())
        self._touched = False
        if not rest and grammar.UNDECIDED.match(tail) and not self._shows_marks(tail):
            return
        self._commit = False
        dirty = self._dirty
        self._put(tail, offset, rest)
        self._dirty = dirty
        self._commit = True

    def retract(self) -> None:
        """Take the previewed line out again."""
        if self._undo is None:
            return
        state, count, last, saved = self._undo
        self._undo = None
        if len(self.segments) > count:
            self._spare = self.segments[count:]
            del self.segments[count:]
        if last is not None:
            if len(self.segments) < count:
                self.segments.append(last)  # an empty item that the preview had filled
            last.restore(saved)
            if self._touched:
                last.revision += 1
        (
            self._stack,
            self._leaf,
            self._shown,
            self._blank,
            self._hollow,
            self._serial,
            self._fence,
            self._ends,
            self._blanks,
            self._line_leaf,
        ) = state

    def finish(self) -> None:
        """The text is complete."""
        self._close_leaf()
        self._hollow = -1
        self.end_line()

    def first_changed(self) -> int:
        """The first segment that changed since the last call, or that the open line may change."""
        count = len(self.segments)
        first = min(self._dirty, count)
        if count and self.segments[-1].open:
            first = min(first, count - 1)
        self._dirty = count
        return first

    # -- a line ------------------------------------------------------------------------------

    def _put(self, line: str, offset: int, rest: bool) -> None:
        if rest:
            self._put_rest(line, offset)
        else:
            self._line_start = offset
            self._line_leaf = None
            self._put_line(line, offset)

    def _put_line(self, line: str, offset: int) -> None:
        size = len(line)
        at = column = pad = 0
        matched = 0
        stack = self._stack
        here, indent = grammar.indentation(line, 0, 0, 0)
        for container in stack:
            if container.kind == "quote":
                if indent > 3 or here >= size or line[here] != ">":
                    break
                at, column, pad = self._after_quote_mark(line, here, column + indent - pad)
            elif here >= size:
                if container.serial == self._hollow:
                    break
                at, column, pad = here, column + indent - pad, 0
            elif indent >= container.indent:
                at, column, pad = grammar.skip(line, at, column, pad, container.indent)
            else:
                break
            matched += 1
            here, indent = grammar.indentation(line, at, column, pad)
        leaf = self._leaf
        whole = matched == len(stack)
        place = _Place(at, column, pad)
        if (
            leaf is not None
            and whole
            and self._continue_leaf(leaf, line, place, here, indent, offset)
        ):
            return
        leaf = self._leaf
        in_paragraph = whole and leaf is not None and leaf.leaf == "paragraph"
        tip_paragraph = leaf is not None and leaf.leaf == "paragraph"
        opened = False
        depth = matched
        while here < size:
            if indent >= 4:
                if tip_paragraph:
                    break
                self._open_indented_code(line, _Place(at, column, pad), depth, offset)
                return
            char = line[here]
            if char not in _STARTERS:
                break
            if self._open_leaf(line, here, indent, depth, in_paragraph, tip_paragraph, offset):
                return
            if depth >= MAX_DEPTH:
                break
            if char == ">":
                at, column, pad = self._after_quote_mark(line, here, column + indent - pad)
                self._trim(depth)
                self._push(Container("quote", self._next_serial(), self._serial))
            else:
                found = self._item(line, here, indent, column - pad, depth, in_paragraph, opened)
                if found is None:
                    break
                container, at, column, pad = found
                self._trim(depth)
                self._push(container)
            depth += 1
            opened = True
            in_paragraph = tip_paragraph = False
            here, indent = grammar.indentation(line, at, column, pad)
        leaf = self._leaf
        if here >= size:
            self._put_blank(depth, opened, offset + size)
        elif tip_paragraph and leaf is not None:
            # Goes on with the paragraph, be it without the marks of its containers.
            self._add(leaf, line[here:], offset + here)
            self._cut_paragraph()
        elif leaf is not None and leaf.leaf == "table" and whole and not opened:
            self._add_row(leaf, line[here:], offset + here)
        else:
            self._trim(depth)
            leaf = self._open("paragraph")
            self._add(leaf, line[here:], offset + here)
            self._leaf = leaf
            self._cut_paragraph()

    def _after_quote_mark(self, line: str, here: int, column: int) -> tuple[int, int, int]:
        at = here + 1
        column += 1
        if at < len(line):
            if line[at] == " ":
                return at + 1, column + 1, 0
            if line[at] == "\t":
                step = 4 - column % 4
                return at + 1, column + step, step - 1
        return at, column, 0

    def _continue_leaf(
        self, leaf: Segment, line: str, place: _Place, here: int, indent: int, offset: int
    ) -> bool:
        """Whether an open leaf that takes lines as they are took this one (or ended with it)."""
        kind = leaf.leaf
        blank = here >= len(line)
        if kind == "code":
            fence = self._fence
            if fence is None:
                if blank:
                    self._blanks += (self._dedent(line, place, 4, offset),)
                    return True
                if indent < 4:
                    self._close_leaf()
                    return False
                for text, where in self._blanks:
                    leaf = self._add_code(leaf, text, where)
                self._blanks = ()
                self._add_code(leaf, *self._dedent(line, place, 4, offset))
                return True
            if not blank and indent < 4 and line[here] == fence.mark:
                run = line[here:].rstrip(" \t")
                if len(run) >= fence.length and run == fence.mark * len(run):
                    self._extend(leaf, offset + len(line))
                    self._close_leaf()
                    return True
            self._add_code(leaf, *self._dedent(line, place, fence.indent, offset))
            return True
        if kind in ("html", "math"):
            ends: Callable[[str], object] | None = self._ends
            if blank and (ends is None or kind == "math"):
                return False
            self._add_code(leaf, *self._dedent(line, place, 0, offset))
            if ends is not None and ends(line[here:]):
                self._close_leaf()
            return True
        return False

    def _dedent(self, line: str, place: _Place, columns: int, offset: int) -> tuple[str, int]:
        """The line from `place` without up to `columns` of its indentation, and its offset."""
        at, _, pad = grammar.skip(line, *place, columns)
        # What is left of a tab cut in two becomes blanks, which the source does not have.
        pad = min(pad, offset + at)
        return " " * pad + line[at:], offset + at - pad

    # -- block starts ------------------------------------------------------------------------

    def _open_leaf(
        self,
        line: str,
        here: int,
        indent: int,
        depth: int,
        in_paragraph: bool,
        tip_paragraph: bool,
        offset: int,
    ) -> bool:
        """Whether a leaf block other than a paragraph begins at `here`; then it is put in."""
        char = line[here]
        text = line[here:] if here else line
        if char == "#":
            match = grammar.ATX.match(text)
            if match is None:
                return False
            self._trim(depth)
            segment = self._open("heading")
            segment.level = len(match[1])
            content = text[match.end() :]
            tail = grammar.ATX_END.search(content)
            if tail is not None:
                content = content[: tail.start()]
            self._add(segment, content.rstrip(" \t"), offset + here + match.end())
            self._extend(segment, offset + len(line.rstrip(" \t")))
            self._line_leaf = segment
            if self._commit:
                self._mention(segment)
            return True
        if char in "`~":
            match = grammar.FENCE.match(text)
            if match is None:
                return False
            self._trim(depth)
            segment = self._open("code")
            marks = match[1] or match[3]
            segment.code = Code((match[2] or match[4] or "").strip())
            segment.code.parts.append(segment)
            self._fence = _Fence(char, len(marks), indent)
            self._extend(segment, offset + len(line))
            self._leaf = self._line_leaf = segment
            return True
        if char == "<":
            return self._open_html(text, here, depth, tip_paragraph, offset)
        if char in "=-" and in_paragraph and grammar.SETEXT.match(text):
            leaf = self._leaf
            if leaf is not None and leaf.part == 0:
                leaf.leaf = "heading"
                leaf.level = 1 if char == "=" else 2
                self._extend(leaf, offset + len(line))
                self._close_leaf()
                self._line_leaf = leaf
                return True
        if char in "-:|" and in_paragraph and self._open_table(text, offset + len(line)):
            return True
        if char in "*-_" and grammar.THEMATIC_BREAK.match(text):
            self._trim(depth)
            segment = self._open("rule")
            self._extend(segment, offset + len(line))
            self._line_leaf = segment
            return True
        if char == "[" and not tip_paragraph:
            return self._open_definition(text, here, depth, offset)
        if char in "$\\" and text.rstrip(" \t") in ("$$", "\\["):
            self._trim(depth)
            segment = self._open("math")
            closer = "$$" if char == "$" else "\\]"
            self._leaf = self._line_leaf = segment
            self._ends = lambda tail: tail.rstrip(" \t").endswith(closer)
            self._add_code(segment, text, offset + here)
            return True
        return False

    def _open_html(
        self, text: str, here: int, depth: int, tip_paragraph: bool, offset: int
    ) -> bool:
        for html in grammar.HTML:
            if (tip_paragraph and not html.interrupts) or not html.start.match(text):
                continue
            self._trim(depth)
            segment = self._open("html")
            self._leaf = self._line_leaf = segment
            self._ends = html.end.search if html.end else None
            self._add_code(segment, text, offset + here)
            if html.end is not None and html.end.search(text):
                self._close_leaf()
            return True
        return False

    def _open_definition(self, text: str, here: int, depth: int, offset: int) -> bool:
        match = grammar.DEFINITION.match(text)
        if match is None or not match[1].strip() or match[1].startswith("^"):
            return False
        self._trim(depth)
        segment = self._open("definition")
        self._add(segment, text.rstrip(" \t"), offset + here)
        self._line_leaf = segment
        if self._commit:
            target = match[2]
            if target.startswith("<") and target.endswith(">"):
                target = target[1:-1]
            self._define(grammar.normalized_label(match[1]), target)
        return True

    def _define(self, label: str, target: str) -> None:
        scope = self.scope
        if label in scope.definitions:
            return
        scope.definitions[label] = {"href": target, "title": ""}
        scope.version += 1
        for segment in self._mentions.pop(label, ()):
            self._touch(segment)

    def _open_table(self, text: str, end: int) -> bool:
        """Whether `text` is the delimiter row under a header row that ends the paragraph."""
        leaf = self._leaf
        if leaf is None or not leaf.lines or "|" not in leaf.lines[-1]:
            return False
        if not grammar.DELIMITER_ROW.match(text):
            return False
        aligns = grammar.alignments(text)
        header = grammar.row_cells(leaf.lines[-1], leaf.offsets[-1])
        if len(header) != len(aligns) or not 1 <= len(aligns) <= MAX_TABLE_COLUMNS:
            return False
        if len(leaf.lines) == 1:
            leaf.leaf = "table"
            segment = leaf
        else:
            line, start = leaf.lines.pop(), leaf.offsets.pop()
            self._touch(leaf)
            leaf.end = leaf.offsets[-1] + len(leaf.lines[-1])
            self._close_leaf()
            segment = self._open("table", start)
            segment.lines.append(line)
            segment.offsets.append(start)
        segment.table = Table(header, aligns, segment.index)
        if self._commit:
            self._measure(segment, header)
        self._extend(segment, end)
        self._leaf = self._line_leaf = segment
        return True

    def _open_indented_code(self, line: str, place: _Place, depth: int, offset: int) -> None:
        self._trim(depth)
        segment = self._open("code")
        segment.code = Code("")
        segment.code.parts.append(segment)
        self._fence = None
        self._blanks = ()
        self._leaf = self._line_leaf = segment
        self._add_code(segment, *self._dedent(line, place, 4, offset))

    def _item(
        self,
        line: str,
        here: int,
        indent: int,
        column: int,
        depth: int,
        in_paragraph: bool,
        opened: bool,
    ) -> tuple[Container, int, int, int] | None:
        """The list item or footnote that begins at `here`, and where its content does."""
        old = self._stack[depth] if not opened and depth < len(self._stack) else None
        if line[here] == "[":
            note = grammar.FOOTNOTE.match(line, here)
            if note is None:
                return None
            kin = old is not None and old.kind == "footnote"
            serial = self._next_serial()
            family = old.family if kin and old is not None else serial
            container = Container("footnote", serial, family, 4, f"[{note[1]}]")
            at, column, pad = note.end(), column + indent + note.end() - here, 0
            more = grammar.indentation(line, at, column, pad)[1]
            return container, *grammar.skip(line, at, column, pad, min(more, 3))
        match = grammar.ITEM.match(line, here)
        if match is None:
            return None
        at = match.end()
        column += indent + at - here
        after, blanks = grammar.indentation(line, at, column, 0)
        empty = after >= len(line)
        number = int(match[2]) if match[2] else -1
        if in_paragraph and (empty or number not in (-1, 1)):
            return None
        width = at - here
        inner = 1 if empty or blanks > 4 else blanks
        at, column, pad = grammar.skip(line, at, column, 0, inner)
        serial = self._next_serial()
        delimiter = match[1] or match[3]
        kin = old is not None and old.delimiter == delimiter
        family = old.family if kin and old is not None else serial
        shown = number
        if kin and old is not None and number >= 0 and number == old.literal:
            shown = old.number + 1  # "1." throughout, as many write it
        if number < 0:
            nested = sum(1 for c in self._stack[:depth] if c.kind == "bullet")
            marker = "•◦▪"[min(nested, 2)]
        else:
            marker = f"{shown}{delimiter}"
        kind = "bullet" if number < 0 else "ordered"
        needed = indent + width + inner
        return (
            Container(kind, serial, family, needed, marker, delimiter, shown, number),
            at,
            column,
            pad,
        )

    # -- containers --------------------------------------------------------------------------

    def _next_serial(self) -> int:
        self._serial += 1
        return self._serial

    def _push(self, container: Container) -> None:
        self._stack += (container,)

    def _trim(self, depth: int) -> None:
        """Close the open leaf and the containers from `depth` on."""
        self._close_leaf()
        if len(self._stack) > depth:
            self._stack = self._stack[:depth]
            self._shown = min(self._shown, depth)

    def _put_blank(self, depth: int, opened: bool, end: int) -> None:
        self._trim(depth)
        if opened and self._stack[-1].kind != "quote":
            # An item that begins with nothing still shows its marker.
            segment = self._open("paragraph")
            self._extend(segment, end)
            self._hollow = self._stack[-1].serial
        else:
            self._blank = True

    # -- segments ----------------------------------------------------------------------------

    def _touch(self, segment: Segment) -> None:
        segment.revision += 1
        if self._commit:
            if segment.index < self._dirty:
                self._dirty = segment.index
        else:
            self._touched = True

    def _extend(self, segment: Segment, end: int) -> None:
        segment.end = end
        self._touch(segment)

    def _add(self, segment: Segment, text: str, offset: int) -> None:
        segment.lines.append(text)
        segment.offsets.append(offset)
        segment.end = offset + len(text)
        self._touch(segment)

    def _new(self, leaf: str, start: int) -> Segment:
        """An empty segment at the end, the one of the last preview where there was one."""
        index = len(self.segments)
        if self._commit and index:
            before = self.segments[-1]
            if before.open:
                before.open = False
                before.revision += 1
                self._dirty = min(self._dirty, before.index)
        segment = next((old for old in self._spare if old.index == index), None)
        if segment is None:
            segment = Segment(self.scope, index)
        elif self._commit:
            self._spare.remove(segment)
        segment.reset(leaf, start)
        self.segments.append(segment)
        self._touch(segment)
        return segment

    def _open(self, leaf: str, start: int = -1) -> Segment:
        """A new block in the containers of the stack."""
        stack = self._stack
        start = self._line_start if start < 0 else start
        before = self.segments[-1] if self.segments else None
        if (
            self._hollow >= 0
            and before is not None
            and not before.lines
            and before.leaf == "paragraph"
            and before.containers == stack[: len(before.containers)]
        ):
            # The content of an item that began with a blank line: takes the marker's segment.
            fresh, gap, lead, start = before.fresh, before.gap, before.lead, before.start
            self.segments.pop()
            before.reset(leaf, start)
            self.segments.append(before)
            segment = before
            segment.fresh, segment.gap, segment.lead = fresh, gap, lead
            self._touch(segment)
        else:
            gap, lead = self._space(leaf, before)
            segment = self._new(leaf, start)
            segment.gap, segment.lead = gap, lead
            segment.fresh = self._shown
        segment.containers = stack
        self._shown = len(stack)
        self._blank = False
        self._hollow = -1
        return segment

    def _space(self, leaf: str, before: Segment | None) -> tuple[bool, int]:
        """Whether a blank line goes above, and how many containers go on through it."""
        if before is None:
            return False, 0
        common = 0
        listed = quoted = False
        for mine, other in zip(self._stack, before.containers, strict=False):
            if mine.family != other.family:
                break
            common += 1
            if mine.kind == "quote":
                quoted = True
            else:
                listed = True
            if mine.serial != other.serial:
                break
        wanted = self._blank or not (listed or leaf == before.leaf == "definition")
        if quoted:
            return False, common if wanted else 0
        return wanted, 0

    def _close_leaf(self) -> None:
        leaf = self._leaf
        self._leaf = None
        if leaf is None:
            return
        self._fence = None
        self._ends = None
        self._blanks = ()
        if self._commit:
            self._mention(leaf)

    def _mention(self, segment: Segment) -> None:
        """Note the labels in a finished segment: a later definition changes how it looks."""
        if segment.leaf not in ("paragraph", "heading", "table"):
            return
        for line in segment.lines:
            if "[" in line:
                self._mention_labels(segment, segment.text())
                return

    def _mention_labels(self, segment: Segment, text: str) -> None:
        for match in grammar.LABEL.finditer(text):
            label = grammar.normalized_label(match[1])
            if label not in self.scope.definitions:
                known = self._mentions.setdefault(label, [])
                if not known or known[-1] is not segment:
                    known.append(segment)

    # -- long blocks -------------------------------------------------------------------------

    def _part(self, segment: Segment, start: int) -> Segment:
        """The next part of a long block."""
        follower = self._new(segment.leaf, start)
        follower.containers = segment.containers
        follower.fresh = len(segment.containers)
        follower.level = segment.level
        follower.part = segment.part + 1
        follower.table = segment.table
        follower.code = segment.code
        if self._leaf is segment:
            self._leaf = follower
        if self._line_leaf is segment:
            self._line_leaf = follower
        return follower

    def _add_code(self, segment: Segment, text: str, offset: int, joined: bool = False) -> Segment:
        """Add a line (or with `joined` the rest of one) of code, HTML or mathematics."""
        full = len(segment.lines) >= MAX_CODE_LINES and not joined
        if full or (
            segment.lines
            # The first test is cheap and true early: it counts container marks too.
            and len(text) + segment.end - segment.offsets[0] > MAX_CODE_CHARACTERS
            and sum(map(len, segment.lines)) + len(text) > MAX_CODE_CHARACTERS
        ):
            segment = self._part(segment, offset if joined else min(offset, self._line_start))
            segment.joined = joined
            joined = False
            if segment.code is not None:
                parts = segment.code.parts
                del parts[segment.part :]  # of a preview that was taken back
                parts.append(segment)
        if joined and segment.lines:
            segment.lines[-1] += text
            self._extend(segment, offset + len(text))
        else:
            self._add(segment, text, offset)
        self._line_leaf = segment
        return segment

    def _add_row(self, segment: Segment, text: str, offset: int) -> None:
        table = segment.table
        assert table is not None
        # The header counts as a line of the first part.
        if len(segment.lines) - (segment.part == 0) >= MAX_TABLE_ROWS:
            if self._commit:
                self._mention(segment)
            segment = self._part(segment, self._line_start)
        self._add(segment, text, offset)
        self._line_leaf = segment
        if self._commit:
            self._measure(segment, grammar.row_cells(text, offset))

    def _measure(self, segment: Segment, cells: list[tuple[str, int]]) -> None:
        """Widen the columns of a table; its segments then look different."""
        table = segment.table
        assert table is not None
        grown = False
        natural = table.natural
        for column, (text, _) in enumerate(cells[: len(natural)]):
            width = inline.natural_width(text, self.scope.definitions)
            if width > natural[column]:
                natural[column] = width
                grown = True
        if grown:
            for index in range(table.first, segment.index + 1):
                self._touch(self.segments[index])

    def _cut_paragraph(self) -> None:
        """Cut the open paragraph while it is too long."""
        while True:
            leaf = self._leaf
            if leaf is None or sum(map(len, leaf.lines)) + len(leaf.lines) <= (
                MAX_PARAGRAPH_CHARACTERS
            ):
                self._line_leaf = leaf or self._line_leaf
                return
            self._leaf = self._halve(leaf)

    def _halve(self, leaf: Segment) -> Segment:
        key = leaf.offsets[0]
        text = leaf.text()[:MAX_PARAGRAPH_CHARACTERS]
        known, cut = self._cuts.get(key, ("", 0))
        if known != text:
            if len(self._cuts) > 8:
                self._cuts.clear()
            cut = inline.safe_cut(text)
            self._cuts[key] = text, cut
        number = 0
        while cut > len(leaf.lines[number]):
            cut -= len(leaf.lines[number]) + 1
            number += 1
        lines, offsets = leaf.lines, leaf.offsets
        head, tail = lines[number][:cut], lines[number][cut:]
        blanks = len(tail) - len(tail.lstrip(" \t"))
        leaf.lines, leaf.offsets = lines[:number], offsets[:number]
        if head:
            leaf.lines.append(head)
            leaf.offsets.append(offsets[number])
        leaf.end = leaf.offsets[-1] + len(leaf.lines[-1])
        self._touch(leaf)
        if self._commit:
            self._mention(leaf)
        more, places = lines[number + 1 :], offsets[number + 1 :]
        if len(tail) > blanks or not more:
            more.insert(0, tail[blanks:])
            places.insert(0, offsets[number] + cut + blanks)
        segment = self._part(leaf, places[0])
        segment.lines, segment.offsets = more, places
        segment.end = places[-1] + len(more[-1])
        return segment

    def _put_rest(self, text: str, offset: int) -> None:
        """A further piece of an overlong line."""
        leaf = self._line_leaf
        if leaf is not None and leaf.leaf in ("code", "html", "math") and leaf.lines:
            self._add_code(leaf, text, offset, joined=True)
            return
        if leaf is not None and leaf.leaf == "paragraph" and leaf is self._leaf and leaf.lines:
            leaf.lines[-1] += text
            self._extend(leaf, offset + len(text))
            self._cut_paragraph()
            return
        blanks = len(text) - len(text.lstrip(" \t"))
        if blanks == len(text):
            return
        # What goes on after 4,000 characters of a heading, a row, a rule: a paragraph.
        self._close_leaf()
        segment = self._open("paragraph", offset)
        segment.gap = False
        self._add(segment, text[blanks:], offset + blanks)
        self._leaf = self._line_leaf = segment
        self._cut_paragraph()

    def _shows_marks(self, tail: str) -> bool:
        """Whether the open leaf shows even a line of nothing but marks as it is."""
        leaf = self._leaf
        if leaf is None or leaf.leaf not in ("code", "html", "math"):
            return False
        fence = self._fence
        if leaf.leaf == "code" and fence is not None:
            bare = tail.lstrip("> \t")
            return bool(bare) and not bare.startswith(fence.mark)
        return True
