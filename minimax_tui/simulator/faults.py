"""What can go wrong on request: its names, and the bodies it answers with."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from enum import StrEnum

from minimax_tui.simulator.contract import LOGIN_FAIL, PAGE_NOT_FOUND, ApiError


class Kind(StrEnum):
    """How a fault shows."""

    HTTP_ERROR = "http-error"  # a status and a JSON body
    HTML = "html"  # a status and a web page, as a gateway sends it
    PLAIN = "plain"  # a status and plain text, as another server sends it
    WHOLE = "whole"  # HTTP 200 and the whole message as JSON, where a stream was asked for
    BASE_RESP = "base-resp"  # HTTP 200, JSON with base_resp, no stream
    DROP = "drop"  # closed before any header
    SLOW_HEADERS = "slow-headers"  # `seconds` before the headers, then all is well
    STALL = "stall"  # `seconds` of silence in the stream, then all is well
    CUT = "cut"  # closed in the middle of an event
    CUT_SHORT = "cut-short"  # the stream ends properly, in the middle of an event
    CUT_CLEAN = "cut-clean"  # the stream ends properly, between events, without message_stop
    RESET = "reset"  # TCP reset
    BAD_JSON = "bad-json"  # one event that is not JSON, then the rest
    ERROR_EVENT = "error-event"  # `event: error` ends the stream
    ERROR_UNNAMED = "error-unnamed"  # the same without its `event:` line
    STRANGE = "strange"  # an event and a block of types that nobody knows, then the rest
    NO_EVENT_LINES = "no-event-lines"  # every event has its data line only
    BYTE_SPLIT = "byte-split"  # every byte is a write of its own


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong once.

    Attributes:
        kind: How it shows.
        status: HTTP status, for `HTTP_ERROR`, `HTML`, `PLAIN` and the type of an error event.
        message: The error's message.
        error_type: The error's type; empty for the one that goes with the status.
        code: MiniMax's own code, for `BASE_RESP`.
        after_events: How many events of the stream are sent before; never past the content's end.
        seconds: How long `SLOW_HEADERS` and `STALL` last.
        retry_after: A `Retry-After` header, or None. MiniMax was never seen to send one.
        route: Which requests it is for: ``"messages"``, ``"count_tokens"`` or ``"models"``.
    """

    kind: Kind
    status: int = 200
    message: str = ""
    error_type: str = ""
    code: int = 0
    after_events: int = 6
    seconds: float = 2.0
    retry_after: str | None = None
    route: str = "messages"

    def error(self) -> ApiError:
        """Returns the error that this fault answers with."""
        return ApiError(self.status, self.message, self.error_type)


_OVERLOADED = (
    "The server cluster is currently under high load. Please retry after a short wait and thank"
    " you for your patience. (2064) (529)"  # a public capture
)


def _http(status: int, message: str) -> Fault:
    return Fault(Kind.HTTP_ERROR, status, message)


# Messages as seen in public reports until 2026-11. guess: those of 400-picture, 400-thinking, 403,
# 404, 408, 413, 502, 503, 504 and the plain 429; no live body was recorded.
NAMED: dict[str, Fault] = {
    "400": _http(400, "invalid params, invalid chat setting (2013)"),
    "400-window": _http(400, "invalid params, context window exceeds limit (2013)"),
    "400-model": _http(400, "invalid params, unknown model 'minimax-m9' (2013)"),
    "400-media": _http(400, "unknown content type: video_url"),  # hermes-agent#37225
    "400-picture": _http(
        400, "invalid params, model MiniMax-M2.7 does not support image input (2013)"
    ),
    "400-tool-result": _http(  # MiniMax-M2#76
        400, "invalid params, tool result's tool id(call_function_x_1) not found (2013)"
    ),
    "400-tool-call": _http(  # hermes-agent#12167
        400,
        "invalid params, invalid function arguments json string, "
        "tool_call_id: call_function_x_1 (2013)",
    ),
    "400-thinking": _http(400, "invalid params, invalid signature in thinking block (2013)"),
    "401": _http(401, LOGIN_FAIL),
    "401-region": _http(401, "invalid api key"),  # cc-switch#890: often a key of the other region
    "402": _http(402, "insufficient balance (1008)"),
    "403": _http(403, "your current token plan does not support this model (2061)"),
    "404": _http(404, "model not found (2013)"),
    "404-html": Fault(Kind.HTML, 404, "404 Not Found"),
    "404-plain": Fault(Kind.PLAIN, 404, PAGE_NOT_FOUND),
    "407": Fault(Kind.PLAIN, 407, "Proxy Authentication Required"),
    "408": _http(408, "request timeout"),
    "413": _http(413, "request too large (2013)"),
    "422-input": _http(422, "input new_sensitive (1026)"),
    "422-output": _http(422, "output new_sensitive (1027)"),
    "429": _http(429, "rate limit exceeded(RPM) (1002)"),
    "429-plan": _http(
        429,
        "usage limit exceeded, 5-hour usage limit reached for Token Plan Starter (0/0 used), "
        "resets at 2026-05-15T15:00:00Z (2056)",  # MiniMax-M2.7#36
    ),
    "500": _http(500, "unknown error, 999 (1000)"),  # MiniMax-M3#6
    "500-balance": _http(500, "insufficient balance (1008)"),  # MiniMax-M2#62
    "502": _http(502, "bad gateway (1000)"),
    "502-html": Fault(Kind.HTML, 502, "502 Bad Gateway"),
    "503": _http(503, "service unavailable (1000)"),
    "504": _http(504, "request timeout (1001)"),
    "529": _http(529, _OVERLOADED),
    # Native routes answer errors with HTTP 200 and base_resp (HALRO, 2026-08-31).
    "base-resp": Fault(Kind.BASE_RESP, 200, "insufficient balance", code=1008),
    "base-resp-busy": Fault(Kind.BASE_RESP, 200, "rate limit", code=1002),
    "html": Fault(Kind.HTML, 200, "Sign in to the network"),
    "plain": Fault(Kind.PLAIN, 200, "It works!"),
    "json": Fault(Kind.WHOLE),
    "drop": Fault(Kind.DROP),
    "slow-headers": Fault(Kind.SLOW_HEADERS),
    "stall": Fault(Kind.STALL),
    "cut": Fault(Kind.CUT),
    "early-stall": Fault(Kind.STALL, after_events=2),
    "early-cut": Fault(Kind.CUT, after_events=2),
    "empty": Fault(Kind.CUT_CLEAN, after_events=0),
    "cut-short": Fault(Kind.CUT_SHORT),
    "cut-clean": Fault(Kind.CUT_CLEAN),
    "reset": Fault(Kind.RESET),
    "bad-json": Fault(Kind.BAD_JSON),
    "error-event": Fault(Kind.ERROR_EVENT, 529, _OVERLOADED),
    "error-first": Fault(Kind.ERROR_EVENT, 529, _OVERLOADED, after_events=0),
    "error-unnamed": Fault(Kind.ERROR_UNNAMED, 529, _OVERLOADED),
    "error-code": Fault(Kind.ERROR_EVENT, 500, "output new_sensitive (1027)"),
    "strange": Fault(Kind.STRANGE),
    "no-event-lines": Fault(Kind.NO_EVENT_LINES),
    "byte-split": Fault(Kind.BYTE_SPLIT),
}

_PROMPT = re.compile(r"^\s*fault:\s*(?P<name>[\w-]+)(?P<options>[^\n]*)", re.IGNORECASE)
_OPTION = re.compile(r"([\w-]+)=(\S+)")


def named(name: str, **changes: object) -> Fault:
    """Returns the fault of that name, with some of its fields changed.

    Raises:
        KeyError: There is no such name.
        TypeError: There is no such field.
    """
    # mypy cannot check fields by name.
    return dataclasses.replace(NAMED[name], **changes)  # type: ignore[arg-type]


def from_prompt(text: str) -> tuple[Fault, int | None] | None:
    """Reads a fault from a prompt like ``fault: 529 times=2 retry-after=3``.

    Other options: ``after=EVENTS``, ``seconds=S``.

    Returns:
        The fault, and how many times the prompt is to fail (None: always); or None if the prompt
        asks for no fault that is known.
    """
    match = _PROMPT.match(text)
    if match is None or match["name"].lower() not in NAMED:
        return None
    options = dict(_OPTION.findall(match["options"]))
    changes: dict[str, object] = {}
    times: int | None = None
    try:
        if "after" in options:
            changes["after_events"] = int(options["after"])
        if "seconds" in options:
            changes["seconds"] = float(options["seconds"])
        if "times" in options:
            times = int(options["times"])
    except ValueError:
        return None
    if "retry-after" in options:
        changes["retry_after"] = options["retry-after"]
    return named(match["name"].lower(), **changes), times
