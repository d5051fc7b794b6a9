"""Cells of a line: what the model thought and cost, dates, what a turn does, the welcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.widths import cell_width, truncate
from minimax_tui.markdown.lines import Line, Span
from minimax_tui.ui.transcript.plain import PlainSegment, wrap
from minimax_tui.ui.transcript.plain_cell import PlainCell

if TYPE_CHECKING:
    from minimax_tui.ui.transcript.protocols import SegmentLike

_BETWEEN_FACTS = " · "


class _TextCell(PlainCell):
    """Words of the program on one source line, safe to draw."""

    chrome = True

    def __init__(self, id: str, text: str, *, message_id: str = "") -> None:  # noqa: A002
        super().__init__(id, message_id=message_id)
        self.text = one_line(text)

    @property
    def source(self) -> str:
        """The line."""
        return self.text


class LineCell(_TextCell):
    """One dim line that is never wrapped: what it cannot show ends in an ellipsis."""

    kind = "line"
    base = "faint"

    def render(self, segment: SegmentLike, width: int) -> list[Line]:
        """The line."""
        del segment
        return [self._line(self.text, width)]

    def _line(self, text: str, width: int) -> Line:
        """The beginning of the line, cut at the width."""
        shown = truncate(text, width)
        kept = len(shown) if shown == text else max(0, len(shown) - 1)
        spans = [Span(shown[:kept], self.base, 0, kept)] if kept else []
        if kept < len(shown):
            spans.append(Span("…", self.base))
        return Line(tuple(spans))

    def estimate(self, width: int) -> int:
        """One line."""
        del width
        return 1


class FactsCell(LineCell):
    """Facts on a line, the most important first: those for which there is no room are left out."""

    def render(self, segment: SegmentLike, width: int) -> list[Line]:
        """As many of them as there is room for."""
        del segment
        shown = self.text
        while cell_width(shown) > width and _BETWEEN_FACTS in shown:
            shown = shown.rpartition(_BETWEEN_FACTS)[0]
        return [self._line(shown, width)]


class ThinkingLineCell(LineCell):
    """That and how long the model thought; activating it shows the thinking."""

    kind = "thinking-line"
    stop = True
    base = "thinking"

    def part_at(self, segment: SegmentLike, line: int) -> str:
        """The thinking."""
        del segment, line
        return "thinking"

    @property
    def part(self) -> str:
        """The thinking."""
        return "thinking"


class FooterCell(_TextCell):
    """What stands below an answer: model, tokens, times, price; wrapped where it is narrow."""

    kind = "footer"
    base = "footer"

    def render(self, segment: SegmentLike, width: int) -> list[Line]:
        """The line; one that is too long is broken between two facts where that is possible."""
        del segment
        ends: list[int] = []
        begin = at = 0
        lines: list[Line] = []
        for part in self.text.split(_BETWEEN_FACTS):
            end = at + len(part)
            if ends and cell_width(self.text[begin:end]) > width:
                lines += self._wrapped(begin, ends[-1], width, soft=True)
                begin = at
            ends.append(end)
            at = end + len(_BETWEEN_FACTS)
        return [*lines, *self._wrapped(begin, len(self.text), width, soft=False)]

    def _wrapped(self, begin: int, end: int, width: int, *, soft: bool) -> list[Line]:
        lines = list(wrap(self.text[begin:end], width, self.base, begin))
        return [*lines[:-1], lines[-1]._replace(soft=soft)]


class DividerCell(LineCell):
    """A date, or another word between parts of a conversation, with a light rule."""

    kind = "divider"

    def render(self, segment: SegmentLike, width: int) -> list[Line]:
        """The word and the rule."""
        [line] = super().render(segment, width)
        room = width - sum(cell_width(span.text) for span in line.spans) - 1
        rule = (Span(" " + "─" * room, "rule"),) if room > 0 and line.spans else ()
        return [Line((*line.spans, *rule))]


class ActivityCell(LineCell):
    """What the turn is doing now: `⠹ thinking …    esc stops`. The owner turns the spinner."""

    kind = "activity"
    FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"

    def __init__(
        self,
        id: str,  # noqa: A002
        text: str,
        *,
        frame: int = 0,
        hint: str = "",
        message_id: str = "",
    ) -> None:
        """Makes a cell; `hint` stands at the right edge, `frame` picks the spinner's picture."""
        super().__init__(id, text, message_id=message_id)
        self.frame = frame
        self.hint = hint

    def render(self, segment: SegmentLike, width: int) -> list[Line]:
        """The spinner, the text, and the hint where there is room."""
        del segment
        spinner = self.FRAMES[self.frame % len(self.FRAMES)]
        hint_cells = cell_width(self.hint) + 2
        room = width - hint_cells if self.hint and width >= 2 * hint_cells else width
        text = truncate(f"{spinner} {self.text}", room)
        spans = [Span(text, self.base)]
        room = width - cell_width(text) - cell_width(self.hint)
        if self.hint and room >= 2:
            spans += [Span(" " * room, self.base), Span(self.hint, self.base)]
        return [Line(tuple(spans))]


class BannerCell(PlainCell):
    """The welcome of an empty session: lines that the owner has styled, some to be picked."""

    kind = "banner"
    chrome = True

    def __init__(
        self,
        id: str,  # noqa: A002
        lines: Sequence[Sequence[tuple[str, str]]],
        *,
        choices: Sequence[int] = (),
    ) -> None:
        """Makes a cell.

        Args:
            id: Its name.
            lines: Lines of (text, style) pairs; no line is wrapped.
            choices: Which of the lines activate `choice:0`, `choice:1` … when clicked.
        """
        super().__init__(id)
        self.lines = tuple(tuple(line) for line in lines)
        self.choices = tuple(choices)

    @property
    def source(self) -> str:
        """Its text."""
        return "\n".join("".join(text for text, _ in line) for line in self.lines)

    def make_segments(self) -> Sequence[PlainSegment]:
        """All lines in one segment."""
        return (PlainSegment(self.source, kind="banner"),)

    def render(self, segment: SegmentLike, width: int) -> list[Line]:
        """The lines, cut at the width."""
        del segment
        found: list[Line] = []
        for line in self.lines:
            spans: list[Span] = []
            room = width
            for text, style in line:
                shown = truncate(visible(text), room)
                room -= cell_width(shown)
                spans.append(Span(shown, style))
            found.append(Line(tuple(spans)))
        return found

    def estimate(self, width: int) -> int:
        """A row a line."""
        del width
        return len(self.lines)

    def part_at(self, segment: SegmentLike, line: int) -> str:
        """The choice on that line."""
        del segment
        return f"choice:{self.choices.index(line)}" if line in self.choices else ""
