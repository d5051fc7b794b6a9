"""Sends the events of one stream: at their pace, held where a test wants it, broken on request."""

from __future__ import annotations

from collections.abc import Iterable

from minimax_tui.simulator import contract, stream
from minimax_tui.simulator.faults import Fault, Kind
from minimax_tui.simulator.output import Output
from minimax_tui.simulator.pace import Pace
from minimax_tui.simulator.recording import RecordedRequest
from minimax_tui.simulator.state import RawStream
from minimax_tui.simulator.stream import Event, Hold

_ERRORS = frozenset({Kind.ERROR_EVENT, Kind.ERROR_UNNAMED})
_ENDS = frozenset({Kind.CUT, Kind.CUT_SHORT, Kind.CUT_CLEAN, Kind.RESET}) | _ERRORS
_BAD_EVENT = (
    b"event: content_block_delta\n"
    b'data: {"type":"content_block_delta","index":0,"delta":{"type":"text_del\n\n'
)
_STRANGE_BLOCK = {"type": "hologram", "lines": [1, {"b": 2, "a": None}]}
_STRANGE_EVENTS = (
    {"type": "weather", "index": 0, "sky": "\x1b[31mred"},
    {"type": "content_block_start", "index": 900, "content_block": _STRANGE_BLOCK},
    {"type": "content_block_delta", "index": 900, "delta": {"type": "light_delta", "of": "x"}},
    {"type": "content_block_stop", "index": 900},
)


class BrokenOff(Exception):
    """The answer was broken off on request.

    Attributes:
        close: Whether the connection is to be closed.
    """

    def __init__(self, *, close: bool) -> None:
        super().__init__()
        self.close = close


class Delivery:
    """One stream on its way to the client."""

    def __init__(
        self,
        output: Output,
        recorded: RecordedRequest,
        *,
        pace: Pace,
        first_token_s: float = 0.0,
        fault: Fault | None = None,
        hold: Hold | None = None,
        request_id: str = "",
    ) -> None:
        self._output = output
        self._recorded = recorded
        self._pace = pace
        self._first_token_s = first_token_s
        self._fault = fault
        self._hold = hold
        self._request_id = request_id
        self._named = fault is None or fault.kind is not Kind.NO_EVENT_LINES
        output.split_bytes = fault is not None and fault.kind is Kind.BYTE_SPLIT

    def send(self, events: Iterable[Event]) -> None:
        """Sends all events, and the end of the body.

        Raises:
            BrokenOff: The fault ended the answer.
            Disconnected: The client went away.
            Stopped: The simulator is being stopped.
        """
        for event in events:
            if event.data["type"] == "content_block_start" and self._first_token_s:
                self._output.sleep(self._first_token_s)
                self._first_token_s = 0.0
            self._maybe_fault(event)
            self._maybe_hold()
            wait_s = self._pace.wait_s(event.tokens) if event.tokens else 0.0
            if wait_s:
                self._output.sleep(wait_s)
            self._output.chunk(stream.encode(event.data, name=self._named))
            self._recorded.events_sent += 1
        self._maybe_hold()
        # Before the last byte, so that a test which has read the answer finds it here.
        self._recorded.finish("complete")
        self._output.end()

    def _maybe_hold(self) -> None:
        hold = self._hold
        if hold is not None and self._recorded.events_sent >= hold.after_events:
            self._hold = None
            self._output.flush()
            hold.reached.set()
            self._output.wait(hold.released)

    def _maybe_fault(self, event: Event) -> None:
        fault = self._fault
        if fault is None:
            return
        closing = event.data["type"] in ("message_delta", "message_stop")
        if self._recorded.events_sent < fault.after_events and not closing:
            return
        if fault.kind is Kind.STALL:
            self._output.sleep(fault.seconds)
            self._pace.skip(fault.seconds)
        elif fault.kind is Kind.BAD_JSON:
            self._output.chunk(_BAD_EVENT)
        elif fault.kind is Kind.STRANGE:
            for strange in _STRANGE_EVENTS:
                self._output.chunk(stream.encode(strange))
        elif fault.kind in _ENDS:
            self._break_off(fault, event)
        self._fault = None

    def _break_off(self, fault: Fault, event: Event) -> None:
        self._recorded.finish("fault")
        data = stream.encode(event.data)
        half = data[: len(data) // 2]
        if fault.kind is Kind.CUT:
            self._output.broken_chunk(half)
            raise BrokenOff(close=True)
        if fault.kind is Kind.RESET:
            self._output.flush()
            self._output.reset_on_close()
            raise BrokenOff(close=True)
        if fault.kind is Kind.CUT_SHORT:
            self._output.chunk(half)
        elif fault.kind in _ERRORS:
            error = fault.error()
            # OPENAPI, 2026-11: the same body as an HTTP error.
            body = contract.error_body(error.error_type, error.message, self._request_id)
            named = fault.kind is Kind.ERROR_EVENT
            self._output.chunk(stream.encode({**body, "type": "error"}, name=named))
        self._output.end()
        raise BrokenOff(close=False)


def send_raw(output: Output, recorded: RecordedRequest, raw: RawStream) -> None:
    """Sends exact bytes in exact chunks.

    Raises:
        BrokenOff: It ends in a cut or a reset.
        Disconnected: The client went away.
        Stopped: The simulator is being stopped.
    """
    for at, data in enumerate(raw.chunks):
        if raw.hold is not None and at == raw.hold.after_events:
            raw.hold.reached.set()
            output.wait(raw.hold.released)
        if data:  # an empty chunk would be the last one
            output.raw(b"%x\r\n%b\r\n" % (len(data), data))
        recorded.events_sent += 1
    if raw.end == "clean":
        recorded.finish("complete")
        output.end()
        return
    if raw.end == "reset":
        output.reset_on_close()
    raise BrokenOff(close=True)
