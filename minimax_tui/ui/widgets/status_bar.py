"""The last line: model, thinking, context used, pace, and the keys that matter now."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from minimax_tui.domain.i18n import tr
from minimax_tui.domain.widths import cell_width, truncate

_EIGHTHS = " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True, slots=True)
class Status:
    """What the status bar shows.

    Attributes:
        model: Id of the model; safe text.
        thinking: `thinking adaptive`, `thinking off` or `thinking always on`.
        context_tokens: Tokens of the window in use.
        context_window: Size of the window in tokens, None where unknown.
        estimated: Whether `context_tokens` is an estimate.
        pace: `83 tok/s` while an answer streams, else "".
        marks: Words such as `simulation` or `not saved`, most important first.
        hints: (key, what it does), most useful first.
    """

    model: str
    thinking: str
    context_tokens: int = 0
    context_window: int | None = None
    estimated: bool = False
    pace: str = ""
    marks: tuple[str, ...] = ()
    hints: tuple[tuple[str, str], ...] = ()


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


class StatusBar(Static):
    """Shows a `Status`; a click on the model or the thinking state acts on it."""

    DEFAULT_CSS = """
    StatusBar { height: 1; width: 1fr; color: $text-muted; pointer: pointer; }
    """

    class Clicked(Message):
        """`part` is `model` or `thinking`."""

        def __init__(self, part: str) -> None:
            super().__init__()
            self.part = part

    def __init__(self) -> None:
        super().__init__(id="status", markup=False)
        self._status = Status("", "")
        self._model_end = self._thinking_end = 0

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
        status, width = self._status, self.size.width
        model = truncate(status.model, max(8, width // 3))
        left: list[tuple[str, str]] = [
            (f"  {model}", "bold $foreground"),
            (f"  {status.thinking}", "$text-muted"),
        ]
        self._model_end = cell_width(left[0][0])
        self._thinking_end = self._model_end + cell_width(left[1][0])
        for mark in status.marks:
            left.append((f"  {mark}", "bold $text-warning"))
        context = self._context_parts(width)
        pace = [(f"  {status.pace}", "$foreground")] if status.pace else []
        used = sum(cell_width(text) for text, _ in [*left, *context, *pace])
        right: list[tuple[str, str]] = []
        room = width - used - 3
        for key, what in status.hints:
            cost = cell_width(key) + cell_width(what) + 3
            if cost > room:
                break
            room -= cost
            right += [(f"  {key}", "bold $foreground"), (f" {what}", "$text-muted")]
        gap = width - used - sum(cell_width(text) for text, _ in right) - 2
        before = max(2, gap // 2) if width >= 110 else 2
        after = max(0, gap - before)
        return Content.assemble(*left, " " * before, *context, *pace, " " * after, *right)

    def _context_parts(self, width: int) -> list[tuple[str, str]]:
        status = self._status
        about = "≈" if status.estimated and status.context_tokens else ""
        used = about + short_count(status.context_tokens)
        if status.context_window is None:
            return [(tr("{used} tokens", used=used), "$text-muted")]
        part = status.context_tokens / status.context_window
        said = tr("{used} of {window}", used=used, window=short_count(status.context_window))
        colour = "$text-error" if part > 0.95 else "$text-warning" if part > 0.8 else "$text-muted"
        if width < 100:
            return [(said, colour)]
        return [("▕", "$rule"), (meter(part, 10), colour), ("▏ ", "$rule"), (said, colour)]

    def on_click(self, event: events.Click) -> None:
        """Acts on the part that was clicked."""
        if event.x < self._model_end:
            self.post_message(self.Clicked("model"))
        elif event.x < self._thinking_end:
            self.post_message(self.Clicked("thinking"))
