"""The cells that fold: prompts, notices, tool calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import sentences, tr, trn
from minimax_tui.domain.widths import cell_width, truncate
from minimax_tui.markdown.lines import Line, Span
from minimax_tui.ui.keymap import key_hint, key_hints_of
from minimax_tui.ui.transcript.cells import Cell
from minimax_tui.ui.transcript.plain import PlainSegment, chunks, wrap
from minimax_tui.ui.transcript.plain_cell import PlainCell, as_plain

if TYPE_CHECKING:
    from minimax_tui.ui.transcript.protocols import SegmentLike

FOLD_LINES = 12
"""A prompt that takes more lines is folded."""
FOLDED_LINES = 8
"""Lines of it that are still shown."""
BOLD_LINES = 3
"""A prompt of more lines is not bold: pages of bold text are hard to read."""
BOLD_CHARACTERS = 400
"""The same, in characters."""
NOTICE_LINES = 3
UNFOLD_MARK, FOLD_MARK = "▸", "▾"

NoticeKind = Literal["info", "warning", "error"]
_NOTICE_MARKS: dict[str, str] = {"info": "•", "warning": "▲", "error": "✕"}


class PromptCell(PlainCell):
    """What the user asked, on a tint over the full width; a long one is folded."""

    kind = "prompt"
    stop = True
    fill = "prompt"
    base = "prompt"

    def __init__(
        self,
        id: str,  # noqa: A002
        text: str,
        *,
        message_id: str = "",
        attachments: Sequence[str] = (),
        folded: bool = True,
    ) -> None:
        """Makes a cell; `attachments` are a line each, such as `photo.png · 1.2 MB`."""
        super().__init__(id, message_id=message_id)
        self.text = text
        self.attachments = tuple(attachments)
        self.folded = folded
        if len(text) > BOLD_CHARACTERS or text.rstrip().count("\n") >= BOLD_LINES:
            self.base = "prompt.long"

    @property
    def source(self) -> str:
        """The prompt."""
        return self.text

    @property
    def mark(self) -> tuple[str, str]:
        """The prompt's mark."""
        return "❯", "prompt prompt.mark"

    def make_segments(self) -> Sequence[PlainSegment]:
        """The text cut into chunks, then a line for each attachment."""
        found = [] if not self.text and self.attachments else chunks(self.text, style=self.base)
        for name in self.attachments:
            found.append(PlainSegment(name, len(self.text), style=self.base, kind="attachment"))
        return found

    def _cut(self, width: int) -> list[Line] | None:
        """The lines shown of a folded prompt, None where it is short."""
        shown: list[Line] = []
        for line in wrap(self.text[: width * FOLD_LINES * 4], width, self.base):
            shown.append(line)
            if len(shown) > FOLD_LINES:
                return shown[:FOLDED_LINES]
        return None if len(self.text) <= width * FOLD_LINES * 4 else shown[:FOLDED_LINES]

    def segments(self, width: int) -> Sequence[PlainSegment]:
        """All its segments, or one for the lines that a folded prompt shows.

        A long one that is unfolded ends with a line that folds it again.
        """
        every = super().segments(width)
        if self._cut(width) is None:
            return every
        attached = [one for one in every if one.kind == "attachment"]
        if self.folded:
            texts = PlainSegment(self.text, style=self.base, kind="folded")
            texts.rows = FOLDED_LINES + 1
            return (texts, *attached)
        fold = PlainSegment("", len(self.text), style=self.base, kind="fold")
        return (*(one for one in every if one.kind != "attachment"), fold, *attached)

    def render(self, segment: SegmentLike, width: int) -> list[Line]:
        """The segment's lines; a folded one ends with a line that tells what is hidden."""
        if segment.kind == "attachment":
            name = truncate(one_line(as_plain(segment).text), max(2, width - 2))
            return [Line((Span(f"▪ {name}", f"{self.base} faint"),))]
        if segment.kind == "folded":
            shown = self._cut(width) or []
            end = shown[-1].spans[-1].end if shown and shown[-1].spans else 0
            hidden = self.text.count("\n", end) + (bool(shown) and shown[-1].soft)
            words = trn("{count} more line", "{count} more lines", hidden)
            hint = tr("{key} unfolds", key=key_hint("pane.activate"))
            return [*shown, self._fold_line(UNFOLD_MARK, width, words, hint)]
        if segment.kind == "fold":
            hint = tr("{key} folds", key=key_hint("pane.activate"))
            return [self._fold_line(FOLD_MARK, width, hint)]
        return super().render(segment, width)

    def _fold_line(self, mark: str, width: int, *words: str) -> Line:
        said = truncate(" · ".join(words), max(0, width - 2))
        return Line((Span(f"{mark} ", f"{self.base} accent"), Span(said, f"{self.base} faint")))

    def estimate(self, width: int) -> int:
        """By the text's size; a folded one has a known end."""
        rows = self.text.count("\n") + 1 + len(self.text) // max(2, width)
        shown = FOLDED_LINES + 1 if self.folded and rows > FOLD_LINES else rows
        return shown + (rows > FOLD_LINES and not self.folded) + len(self.attachments)

    def part_at(self, segment: SegmentLike, line: int) -> str:
        """The fold's line activates the fold."""
        if segment.kind == "attachment":
            return "attachment"
        if segment.kind == "fold":
            return "fold"
        return "fold" if segment.kind == "folded" and line >= FOLDED_LINES else ""

    @property
    def part(self) -> str:
        """The fold."""
        return "fold"

    def toggled(self) -> Cell | None:
        """The prompt with its fold the other way."""
        return PromptCell(
            self.id,
            self.text,
            message_id=self.message_id,
            attachments=self.attachments,
            folded=not self.folded,
        )


class NoticeCell(PlainCell):
    """What happened, what to do about it, and the keys for it; the detail is folded."""

    kind = "notice"
    stop = True

    def __init__(
        self,
        id: str,  # noqa: A002
        what: str,
        *,
        level: NoticeKind = "info",
        advice: str = "",
        keys: Sequence[tuple[str, str]] = (),
        detail: str = "",
        folded: bool = True,
        message_id: str = "",
    ) -> None:
        """Makes a notice; `keys` are pairs of a command's id, or a key, and what it does."""
        super().__init__(id, message_id=message_id)
        self.what, self.advice, self.detail = what, advice, detail
        self.level: NoticeKind = level
        self.keys = tuple(keys)
        self.folded = folded
        self._loud = f"notice.{level}"

    @property
    def source(self) -> str:
        """All that it says, the detail on lines of its own."""
        said = sentences(self.what, self.advice)
        return f"{said}\n{self.detail}" if self.detail else said

    @property
    def mark(self) -> tuple[str, str]:
        """One mark for each level, so that it can be told without colour."""
        return _NOTICE_MARKS[self.level], self._loud

    def make_segments(self) -> Sequence[PlainSegment]:
        """What is said; the detail if it is unfolded."""
        said = PlainSegment(sentences(self.what, self.advice), style="text", kind="notice")
        if not self.detail or self.folded:
            return (said,)
        parts = chunks(self.detail, style="faint", kind="detail")
        for part in parts:
            part.start += said.end + 1
            part.end += said.end + 1
        return (said, *parts)

    def _hints(self, width: int) -> tuple[Span, ...]:
        hints = list(self.keys)
        if self.detail:
            hints.append(("pane.activate", tr("detail") if self.folded else tr("less")))
        spans: list[Span] = []
        room = width
        for key, words in key_hints_of(hints):
            lead = "  " if spans else ""
            shown = f"{lead}{visible(key)} {visible(words)}"
            if cell_width(shown) > room:
                break
            room -= cell_width(shown)
            spans.append(Span(f"{lead}{visible(key)}", "text strong"))
            spans.append(Span(f" {visible(words)}", "faint"))
        return tuple(spans)

    def render(self, segment: SegmentLike, width: int) -> list[Line]:
        """What is said on at most three lines, the keys included."""
        if segment.kind != "notice":
            return super().render(segment, width)
        text = as_plain(segment).text.replace("\n", " ")
        hints = self._hints(width)
        most = NOTICE_LINES - bool(hints)
        lines = list(wrap(text, width, "text", 0))
        lines = [self._with_loud(line) for line in lines]
        if len(lines) > most:
            lines = lines[:most]
            last = lines[-1].spans[-1]
            kept = truncate(last.text + "…" * 2, width)[:-1].rstrip("…") if last.text else ""
            kept = last.text[: len(kept)]
            lines[-1] = Line(
                (
                    *lines[-1].spans[:-1],
                    Span(kept, last.style, last.start, last.start + len(kept)),
                    Span("…", last.style),
                )
            )
        return [*lines, Line(hints)] if hints else lines

    def _with_loud(self, line: Line) -> Line:
        """A line, with what it shows of what happened in the notice's own style."""
        spans: list[Span] = []
        for text, style, start, end in line.spans:
            cut = min(max(0, len(self.what) - start), len(text))
            if cut:
                spans.append(Span(text[:cut], self._loud, start, start + cut))
            if cut < len(text):
                spans.append(Span(text[cut:], style, start + cut, end))
        return line._replace(spans=tuple(spans))

    def part_at(self, segment: SegmentLike, line: int) -> str:
        """The notice itself."""
        del segment, line
        return "notice"

    @property
    def part(self) -> str:
        """The notice itself."""
        return "notice"

    def toggled(self) -> Cell | None:
        """The notice with its detail shown or hidden."""
        if not self.detail:
            return None
        return NoticeCell(
            self.id,
            self.what,
            level=self.level,
            advice=self.advice,
            keys=self.keys,
            detail=self.detail,
            folded=not self.folded,
            message_id=self.message_id,
        )


class ToolCell(PlainCell):
    """One tool call on a line; its output is unfolded on request."""

    kind = "tool"
    stop = True

    def __init__(
        self,
        id: str,  # noqa: A002
        name: str,
        *,
        summary: str = "",
        facts: Sequence[str] = (),
        output: str = "",
        failed: bool = False,
        folded: bool = True,
        message_id: str = "",
    ) -> None:
        """Makes a cell; `summary` is its input in short, `facts` such as `120 lines`, `0.02 s`."""
        super().__init__(id, message_id=message_id)
        self.name, self.summary, self.output = name, summary, output
        self.facts = tuple(facts)
        self.failed = failed
        self.folded = folded

    @property
    def source(self) -> str:
        """The call on a line, then its output."""
        head = " ".join(filter(None, (one_line(self.name), one_line(self.summary))))
        return f"{head}\n{self.output}" if self.output else head

    @property
    def mark(self) -> tuple[str, str]:
        """A dot, or a cross where the call failed."""
        return ("✕", "notice.error") if self.failed else ("⏺", "faint")

    def make_segments(self) -> Sequence[PlainSegment]:
        """The call's line; its output if it is unfolded."""
        head = PlainSegment(self.source.split("\n", 1)[0], kind="call")
        if self.folded or not self.output:
            return (head,)
        parts = chunks(self.output, style="code", kind="output")
        for part in parts:
            part.start += head.end + 1
            part.end += head.end + 1
        return (head, *parts)

    def render(self, segment: SegmentLike, width: int) -> list[Line]:
        """The call's line, or lines of its output on the tint of code."""
        if segment.kind != "call":
            return [
                Line((Span(" ", "code"), *line.spans), line.soft, "code")
                for line in super().render(segment, width - 1)
            ]
        name = truncate(one_line(self.name), width)
        spans = [Span(name, "strong", 0, len(name))]
        room = width - cell_width(name)
        facts = "".join(f"  {one_line(fact)}" for fact in self.facts)
        fact_room = min(cell_width(facts), max(0, room - 12))
        summary = truncate(one_line(self.summary), max(0, room - fact_room - 1))
        if summary:
            start = len(name) + 1
            whole = summary == one_line(self.summary)
            end = start + len(summary) if whole else -1
            spans += [
                Span(" ", "text"),
                Span(summary, "text", start if whole else -1, end),
            ]
            room -= cell_width(summary) + 1
        facts = truncate(facts, room)
        if facts:
            spans.append(Span(facts, "faint"))
        return [Line(tuple(spans))]

    def part_at(self, segment: SegmentLike, line: int) -> str:
        """The call's line activates the call."""
        del line
        return "tool" if segment.kind == "call" else ""

    @property
    def part(self) -> str:
        """The call."""
        return "tool"

    def toggled(self) -> Cell | None:
        """The call with its output shown or hidden."""
        return ToolCell(
            self.id,
            self.name,
            summary=self.summary,
            facts=self.facts,
            output=self.output,
            failed=self.failed,
            folded=not self.folded,
            message_id=self.message_id,
        )
