"""The last line: model, thinking, context used, pace, and the keys that matter now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from minimax_tui.domain.i18n import tr
from minimax_tui.domain.widths import cell_width, truncate

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_LEAST_DETAIL = 8
_HINT_GAP = 2
_Parts: TypeAlias = list[tuple[str, str]]
"""Pieces of text, each with its style."""


class StatusHint(NamedTuple):
    """A key worth knowing now."""

    key: str
    what: str
    command: str = ""
    """Id of the command that a click on it does, "" for none."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the status bar shows.

    Attributes:
        model: Id of the model; safe text.
        thinking: `thinking adaptive`, `thinking off` or `thinking always on`; in a narrow window
            the first word is left out.
        context_tokens: Tokens of the window in use.
        context_window: Size of the window in tokens, None where unknown.
        estimated: Whether `context_tokens` is an estimate.
        pace: `83 tok/s` while an answer streams, else "".
        marks: Words such as `simulation` or `not saved`, most important first.
        hints: Most useful first.
        mode: Vim's mode, "" without vim.
    """

    model: str
    thinking: str
    context_tokens: int = 0
    context_window: int | None = None
    estimated: bool = False
    pace: str = ""
    marks: tuple[str, ...] = ()
    hints: tuple[StatusHint, ...] = ()
    mode: str = ""


def short_count(count: int) -> str:
    """A number of tokens in at most five characters: 931, 3.2k, 128k, 1M."""
    if count < 1_000:
        return str(count)
    if count < 10_000:
        return f"{count / 1_000:.1f}k".replace(".0k", "k")
    if count < 999_500:
        return f"{count / 1_000:.0f}k"
    return f"{count / 1_000_000:.1f}M".replace(".0M", "M")


def meter(part: float, cells: int) -> str:
    """A bar of `cells` cells, filled in eighths."""
    eighths = round(max(0.0, min(1.0, part)) * cells * 8)
    full, rest = divmod(eighths, 8)
    bar = "█" * full + (_EIGHTHS[rest] if rest else "")
    return bar + "░" * (cells - len(bar))


def _cells(parts: _Parts) -> int:
    return sum(cell_width(text) for text, _ in parts)


def _hint(hint: StatusHint) -> _Parts:
    return [(" " * _HINT_GAP + hint.key, "bold $foreground"), (f" {hint.what}", "$text-muted")]


class StatusBar(Static):
    """Shows a `Status`; a click on the model, the thinking state or a key does its command."""

    DEFAULT_CSS = """
    StatusBar { height: 1; width: 1fr; color: $text-muted; pointer: pointer; }
    """

    class Clicked(Message):
        """`command` is the id of the command to do."""

        def __init__(self, command: str) -> None:
            super().__init__()
            self.command = command

    def __init__(self) -> None:
        super().__init__(id="status", markup=False)
        self._status = Status("", "")
        self._model_end = self._thinking_end = 0
        self._hints_at = self._hints_shown = 0

    @property
    def status(self) -> Status:
        """What is shown."""
        return self._status

    def show(self, status: Status) -> None:
        """Shows `status`; draws only when something changed."""
        if status != self._status:
            self._status = status
            self.refresh()

    def render(self) -> Content:
        width = self.size.width
        for detail in range(_LEAST_DETAIL + 1):
            left, middle, right = self._parts(width, detail)
            if _cells(left) + _cells(middle) + _cells(right) + 2 * bool(middle) < width:
                break
        self._model_end = cell_width(left[0][0])
        self._thinking_end = self._model_end + cell_width(left[1][0])
        hints = list(right)
        room = width - _cells(left) - _cells(middle) - _cells(right) - 3
        self._hints_shown = len(right) // 2
        for hint in self._status.hints[self._hints_shown :]:
            words = _hint(hint)
            room -= _cells(words)
            if room < 0:
                break
            hints += words
            self._hints_shown += 1
        gap = max(0, width - _cells(left) - _cells(middle) - _cells(hints))
        gap -= min(2, gap // 3)  # the gutter at the right
        self._hints_at = _cells(left) + gap + _cells(middle)
        before = min(gap, max(2, gap // 2) if width >= 110 else 2)
        return Content.assemble(*left, " " * before, *middle, " " * (gap - before), *hints)

    def _parts(self, width: int, detail: int) -> tuple[_Parts, _Parts, _Parts]:
        """What stands at the left, in the middle and at the right.

        With every step of `detail` one more thing is short or left out: the name of the thinking
        switch, the pace, the size of the window, the key, the marks but the first, the
        context, all marks, and in the end letters of the model's name.
        """
        status = self._status
        thinking = status.thinking
        if detail >= 1:
            thinking = thinking.partition(" ")[2] or thinking
        room = max(24, width // 3)
        if detail == _LEAST_DETAIL:
            mode_cells = cell_width(status.mode) + 2 if status.mode else 0
            room = max(1, width - cell_width(thinking) - mode_cells - 5)
        model = truncate(status.model, room)
        left: _Parts = [(f"   {model}", "bold $foreground"), (f"  {thinking}", "$text-muted")]
        marks = status.marks if detail < 5 else status.marks[:1] if detail < 7 else ()
        if status.mode:
            left.append((f"  {status.mode}", "bold $accent"))
        left += [(f"  {mark}", "bold $text-warning") for mark in marks]
        middle = self._context_parts(width, whole=detail < 3) if detail < 6 else []
        if status.pace and detail < 2:
            middle.append((f"  {status.pace}", "$foreground"))
        right = _hint(status.hints[0]) if status.hints and detail < 4 else []
        return left, middle, right

    def _context_parts(self, width: int, *, whole: bool) -> _Parts:
        status = self._status
        about = "≈" if status.estimated and status.context_tokens else ""
        used = about + short_count(status.context_tokens)
        if status.context_window is None:
            return [(tr("{used} tokens", used=used), "$text-muted")]
        part = status.context_tokens / status.context_window
        said = tr("{used} of {window}", used=used, window=short_count(status.context_window))
        colour = "$text-error" if part > 0.95 else "$text-warning" if part > 0.8 else "$text-muted"
        if not whole:
            return [(f"{part:.0%}", colour)]
        if width < 100:
            return [(said, colour)]
        return [("▕", "$rule"), (meter(part, 10), colour), ("▏ ", "$rule"), (said, colour)]

    def on_click(self, event: events.Click) -> None:
        """Acts on the part that was clicked."""
        command = self.command_at(event.x)
        if command:
            self.post_message(self.Clicked(command))

    def command_at(self, x: int) -> str:
        """Id of the command that a click on the cell `x` does, "" for none."""
        if x < self._model_end:
            return "model.choose"
        if x < self._thinking_end:
            return "thinking.toggle"
        at = self._hints_at
        for hint in self._status.hints[: self._hints_shown]:
            end = at + _cells(_hint(hint))
            if at + _HINT_GAP <= x < end:
                return hint.command
            at = end
        return ""
