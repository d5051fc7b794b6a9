"""Measures a turn: time to first token, and time and tokens of thinking and text."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from minimax_tui.domain.blocks import block_type
from minimax_tui.domain.events import BlockDelta, BlockStarted, BlockStopped, StreamEvent
from minimax_tui.domain.messages import Timings
from minimax_tui.domain.tokens import estimate_tokens

_PHASES = {"thinking": "thinking", "text": "text"}


class TurnClock:
    """Takes the stream's events as they come and tells the turn's timings at any moment.

    Reading from another thread is safe: every value is a plain number that is replaced whole.
    Time counts from the making until `sent` says when the request really left.

    Args:
        now: A monotonic clock, in seconds.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._sent_at = self._heard_at = now()
        self._first_token_s: float | None = None
        self._kinds: dict[int, str] = {}
        self._opened: dict[int, float] = {}
        self._spent_s = {"thinking": 0.0, "text": 0.0}
        self._tokens = {"thinking": 0, "text": 0}
        self.phase = "waiting"
        """`waiting` until the first block, then the kind of the newest block."""

    def sent(self) -> None:
        """Notes that the request leaves now."""
        self._sent_at = self._heard_at = self._now()

    def take(self, event: StreamEvent) -> None:
        """Notes when this event came."""
        self._heard_at = self._now()
        if isinstance(event, BlockDelta):
            self._take_piece(event.index, event.delta)
        elif isinstance(event, BlockStarted):
            kind = block_type(event.block)
            self._close(event.index)
            self.phase = self._kinds[event.index] = kind
            self._opened[event.index] = self._now()
            if event.block.get(_PHASES.get(kind, "type")):
                self._take_piece(event.index, event.block)
        elif isinstance(event, BlockStopped):
            self._close(event.index)

    def _take_piece(self, index: int, piece: Mapping[str, object]) -> None:
        if self._first_token_s is None:
            self._first_token_s = self._now() - self._sent_at
        phase = _PHASES.get(self._kinds.get(index, ""))
        said = piece.get(phase) if phase is not None else None
        if phase is not None and isinstance(said, str) and said:
            # At least one token a delta: pieces are short, and rounding would lose them.
            self._tokens[phase] += max(1, estimate_tokens(said))

    def _close(self, index: int) -> None:
        opened = self._opened.pop(index, None)
        phase = _PHASES.get(self._kinds.get(index, ""))
        if opened is not None and phase is not None:
            self._spent_s[phase] += self._now() - opened

    def close(self) -> None:
        """Ends the blocks that are still open."""
        for index in list(self._opened):
            self._close(index)

    @property
    def elapsed_s(self) -> float:
        """Seconds since the request was sent."""
        return self._now() - self._sent_at

    @property
    def silent_s(self) -> float:
        """Seconds since the last event came, or since the request was sent."""
        return self._now() - self._heard_at

    def timings(self, output_tokens: int | None = None) -> Timings:
        """The timings so far.

        Args:
            output_tokens: The final count of the whole answer, to which the estimates of
                thinking and text are scaled; None while it is not known.
        """
        spent, tokens = dict(self._spent_s), dict(self._tokens)
        now = self._now()
        for index, opened in list(self._opened.items()):
            phase = _PHASES.get(self._kinds.get(index, ""))
            if phase is not None:
                spent[phase] += now - opened
        estimated = sum(tokens.values())
        if output_tokens and estimated:
            tokens["thinking"] = round(tokens["thinking"] * output_tokens / estimated)
            tokens["text"] = output_tokens - tokens["thinking"]
        return Timings(
            first_token_s=self._first_token_s,
            thinking_s=spent["thinking"] or None,
            text_s=spent["text"] or None,
            total_s=now - self._sent_at,
            thinking_tokens=tokens["thinking"],
            text_tokens=tokens["text"],
        )
