"""Makes the segments: opens and fills them, knows which changed, takes a previewed line back."""

from __future__ import annotations

from typing import Any

from minimax_tui.markdown import grammar
from minimax_tui.markdown.segment import Container, Scope, Segment
from minimax_tui.markdown.starts import Definition

MINOR_HEADING = 3
"""From this level on no blank line goes below a heading."""


class Builder:
    """The segments of a document, changed only at the end of the list.

    Between `begin_preview` and `end_preview` everything may be called as usual; afterwards it is as
    if nothing had been. Segment objects keep their identity from one preview to the next, so that
    who holds lines drawn of them can go on using them.
    """

    def __init__(self, scope: Scope) -> None:
        self.segments: list[Segment] = []
        self.scope = scope
        self.previewing = False
        self._unchanged = 0  # so many segments are as they were at the last `first_changed`
        self._saved: tuple[int, Segment | None, tuple[Any, ...]] = 0, None, ()
        self._touched = False  # a preview changed the segment that was the last one before it
        self._spare: list[Segment] = []  # segments of the last preview, to keep their identity
        self._mentions: dict[str, list[Segment]] = {}  # label -> segments it occurs in

    # -- previews ------------------------------------------------------------------------------

    def begin_preview(self) -> None:
        """What comes is shown, but will be taken back."""
        last = self.segments[-1] if self.segments else None
        self._saved = len(self.segments), last, last.save() if last else ()
        self._touched = False
        self.previewing = True

    def end_preview(self) -> None:
        """Take back what came since `begin_preview`."""
        self.previewing = False
        count, last, saved = self._saved
        if len(self.segments) > count:
            self._spare = self.segments[count:]
            del self.segments[count:]
        if last is not None:
            last.restore(saved)
            if self._touched:
                last.revision += 1

    # -- segments ------------------------------------------------------------------------------

    def touch(self, segment: Segment) -> None:
        """`segment` would be drawn differently."""
        segment.revision += 1
        if self.previewing:
            self._touched = True
        elif segment.index < self._unchanged:
            self._unchanged = segment.index

    def touch_for_good(self, segment: Segment) -> None:
        """`segment` would be drawn differently, also when the preview is taken back."""
        self.touch(segment)
        self._unchanged = min(self._unchanged, segment.index)

    def extend(self, segment: Segment, end: int) -> None:
        """`segment` reaches to `end` in the source."""
        segment.end = end
        self.touch(segment)

    def add(self, segment: Segment, text: str, offset: int) -> None:
        """Add a line to `segment`."""
        segment.lines.append(text)
        segment.offsets.append(offset)
        segment.end = offset + len(text)
        self.touch(segment)

    def new(self, leaf: str, start: int) -> Segment:
        """An empty segment at the end; the one before it is complete."""
        index = len(self.segments)
        if index and not self.previewing:
            before = self.segments[-1]
            if before.open:
                before.open = False
                self.touch(before)
        segment = next((old for old in self._spare if old.index == index), None)
        if segment is None:
            segment = Segment(self.scope, index)
        elif not self.previewing:
            self._spare.remove(segment)
        segment.reset(leaf, start)
        self.segments.append(segment)
        self.touch(segment)
        return segment

    def block(
        self, leaf: str, start: int, stack: tuple[Container, ...], shown: int, blank: bool
    ) -> Segment:
        """A segment for a new block in the containers `stack`.

        `shown` of them have been drawn already; `blank`: there is a blank line above.
        """
        before = self.segments[-1] if self.segments else None
        gap, lead = _space(leaf, stack, before, blank)
        segment = self.new(leaf, start)
        segment.containers = stack
        segment.gap, segment.lead, segment.fresh = gap, lead, shown
        return segment

    def fill_hollow(self, leaf: str, stack: tuple[Container, ...]) -> Segment | None:
        """The last segment if it is an item without content, made the segment of its content."""
        segment = self.segments[-1] if self.segments else None
        if (
            segment is None
            or segment.lines
            or segment.leaf != "paragraph"
            or segment.containers != stack[: len(segment.containers)]
        ):
            return None
        kept = segment.fresh, segment.gap, segment.lead
        segment.reset(leaf, segment.start)
        segment.fresh, segment.gap, segment.lead = kept
        segment.containers = stack
        self.touch(segment)
        return segment

    def part(self, segment: Segment, start: int) -> Segment:
        """The next part of a long block."""
        follower = self.new(segment.leaf, start)
        follower.containers = segment.containers
        follower.fresh = len(segment.containers)
        follower.level = segment.level
        follower.part = segment.part + 1
        follower.table = segment.table
        follower.code = segment.code
        return follower

    def first_changed(self) -> int:
        """The first segment that changed since the last call, or that the open line may change."""
        count = len(self.segments)
        first = min(self._unchanged, count)
        if count and self.segments[-1].open:
            first = min(first, count - 1)
        self._unchanged = count
        return first

    # -- link definitions ----------------------------------------------------------------------

    def define(self, definition: Definition) -> None:
        """A link definition came; it changes the segments above that mention its label."""
        scope = self.scope
        if self.previewing or definition.label in scope.definitions:
            return
        scope.definitions[definition.label] = {
            "href": definition.target,
            "title": definition.title,
        }
        scope.version += 1
        for segment in self._mentions.pop(definition.label, ()):
            self.touch(segment)

    def note_mentions(self, segment: Segment) -> None:
        """`segment` is complete: note the labels in it that a later definition may explain."""
        if self.previewing or segment.leaf not in ("paragraph", "heading", "table"):
            return
        if not any("[" in line for line in segment.lines):
            return
        for match in grammar.LABEL.finditer(segment.text()):
            label = grammar.normalized_label(match[1])
            if label not in self.scope.definitions:
                known = self._mentions.setdefault(label, [])
                if not known or known[-1] is not segment:
                    known.append(segment)


def _space(
    leaf: str, stack: tuple[Container, ...], before: Segment | None, blank: bool
) -> tuple[bool, int]:
    """Whether a blank line goes above a new block, and how many containers go on through it."""
    if before is None:
        return False, 0
    common = 0
    listed = quoted = False
    for mine, other in zip(stack, before.containers, strict=False):
        if mine.family != other.family:
            break
        common += 1
        if mine.kind == "quote":
            quoted = True
        else:
            listed = True
        if mine.serial != other.serial:
            break
    wanted = blank or not (listed or leaf == before.leaf == "definition")
    if before.leaf == "heading" and before.level >= MINOR_HEADING and leaf != "rule":
        # A minor heading stands right on what it is about.
        wanted = wanted and common < len(before.containers)
    if quoted:
        return False, common if wanted else 0
    return wanted, 0
