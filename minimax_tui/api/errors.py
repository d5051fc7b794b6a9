"""The one table that turns failures of the endpoint, and of the way to it, into domain errors.

What an answer says is read in this order: MiniMax's own code (in parentheses at the message's
end, or `base_resp.status_code`), telling words of the message, the HTTP status, the codes that say
little, `error.type`. In a stream, where no status is left to say, the type comes before those.
Sources: MiniMax's "Messages API" and error-code pages, and public reports of what was really
answered, 2026-11.
"""

from __future__ import annotations

import json
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from minimax_tui.domain import errors
from minimax_tui.domain.errors import Detail, RequestError
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr

_BY_CODE: dict[int, type[RequestError]] = {
    1001: errors.ServerFailed,
    1002: errors.RateLimited,
    1004: errors.AuthenticationFailed,
    1008: errors.InsufficientBalance,
    1024: errors.ServerFailed,
    1026: errors.ContentRefused,
    1027: errors.ContentRefused,
    1028: errors.PlanLimitReached,
    1030: errors.PlanLimitReached,
    1033: errors.ServerFailed,
    1039: errors.RateLimited,
    1041: errors.RateLimited,
    1042: errors.InvalidRequest,
    2045: errors.RateLimited,
    2049: errors.AuthenticationFailed,
    2056: errors.PlanLimitReached,
    2061: errors.PermissionDenied,
    2064: errors.Overloaded,
}
INVALID_PARAMS = 2013
"""The code of every refused parameter; only the words before it tell which."""
_BY_GENERAL_CODE: dict[int, type[RequestError]] = {
    1000: errors.ServerFailed,
    INVALID_PARAMS: errors.InvalidRequest,
}
"""Codes that say less than a telling HTTP status does."""

# Words of a message, in lower case, and what they mean. The first that is found counts.
_REFUSALS: tuple[tuple[str, type[RequestError]], ...] = (
    ("context window exceeds", errors.ContextTooLong),
    ("unknown model", errors.UnknownModel),
    ("unknown content type", errors.UnsupportedMedia),
    ("unsupported content type", errors.UnsupportedMedia),
    ("unsupported media type", errors.UnsupportedMedia),
    ("does not support image", errors.UnsupportedMedia),
    ("does not support video", errors.UnsupportedMedia),
    ("tool result's tool id", errors.BrokenToolHistory),
    ("function arguments", errors.BrokenToolHistory),
    ("tool_call_id", errors.BrokenToolHistory),
    ("tool_use_id", errors.BrokenToolHistory),
    ("invalid thinking.type", errors.InvalidRequest),  # our own parameter, not the history
    ("thinking", errors.ThinkingRefused),
    ("signature", errors.ThinkingRefused),
    ("new_sensitive", errors.ContentRefused),
)
_LIMITS: tuple[tuple[str, type[RequestError]], ...] = (
    ("usage limit", errors.PlanLimitReached),
    ("insufficient balance", errors.InsufficientBalance),
)

_BY_STATUS: dict[int, type[RequestError]] = {
    400: errors.InvalidRequest,
    401: errors.AuthenticationFailed,
    402: errors.InsufficientBalance,
    403: errors.PermissionDenied,
    404: errors.UnknownModel,
    405: errors.WrongEndpoint,
    407: errors.ProxyFailed,
    408: errors.ConnectionTimedOut,
    410: errors.WrongEndpoint,
    413: errors.RequestTooLarge,
    422: errors.InvalidRequest,
    429: errors.RateLimited,
    503: errors.Overloaded,
    529: errors.Overloaded,
}
_WITHOUT_JSON: dict[int, type[RequestError]] = {
    400: errors.UnexpectedAnswer,
    403: errors.UnexpectedAnswer,
    404: errors.WrongEndpoint,
    422: errors.UnexpectedAnswer,
}
"""What a status means where the body is not the API's: another server, or a proxy, answered."""

# The second name of a pair is the one of MiniMax's OpenAI-compatible route.
_BY_TYPE: dict[str, type[RequestError]] = {
    "invalid_request_error": errors.InvalidRequest,
    "bad_request_error": errors.InvalidRequest,
    "unprocessable_entity_error": errors.InvalidRequest,
    "authentication_error": errors.AuthenticationFailed,
    "authorized_error": errors.AuthenticationFailed,
    "insufficient_balance_error": errors.InsufficientBalance,
    "permission_error": errors.PermissionDenied,
    "not_found_error": errors.UnknownModel,
    "request_too_large": errors.RequestTooLarge,
    "rate_limit_error": errors.RateLimited,
    "overloaded_error": errors.Overloaded,
    "api_error": errors.ServerFailed,
    "server_error": errors.ServerFailed,
    "timeout_error": errors.ServerFailed,
}

_CODE = re.compile(r"\((\d{4})\)(?:\s*\(\d{3}\))?[\s.]*$")
_RESET = re.compile(
    r"resets at (\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)"
)
_TAG = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", re.DOTALL | re.IGNORECASE)

MAX_BODY_CHARS = 65_536
"""How much of an error's body is looked at."""
_MAX_MESSAGE_CHARS = 500


def from_exception(error: BaseException, *, key: str, receiving: bool = False) -> RequestError:
    """The domain error that an exception of the SDK or of its HTTP client means.

    Args:
        error: What was raised; the exceptions that it came from are looked at too.
        key: The API key in use, so that no message can show it.
        receiving: Whether the answer had begun.
    """
    import anthropic
    import httpx2

    if isinstance(error, RequestError):
        return error
    if isinstance(error, anthropic.APIStatusError):
        return from_answer(error.status_code, error.body, key=key, headers=error.response.headers)
    chain = tuple(_causes(error))
    detail = Detail(message=safe_message(_innermost_words(chain), key))
    if receiving:
        if _any(chain, TimeoutError, httpx2.TimeoutException):
            return errors.StreamStalled(detail=detail)
        if _any(chain, httpx2.DecodingError, json.JSONDecodeError):
            return errors.StreamMalformed(detail=detail)
        return errors.StreamCut(detail=detail)
    if _any(chain, httpx2.UnsupportedProtocol, httpx2.InvalidURL):
        return errors.WrongEndpoint(detail=detail)
    if _any(chain, httpx2.TimeoutException, TimeoutError):
        return errors.ConnectionTimedOut(detail=detail)
    if _any(chain, httpx2.DecodingError, json.JSONDecodeError):
        return errors.UnexpectedAnswer(detail=detail)
    if _any(chain, httpx2.ProxyError):
        return errors.ProxyFailed(detail=detail)
    if _any(chain, ssl.SSLCertVerificationError):
        return errors.CertificateRefused(detail=detail)
    if _any(chain, socket.gaierror):
        return errors.NameNotFound(detail=detail)
    return errors.ConnectionFailed(detail=detail)


def from_answer(
    status: int,
    body: object,
    *,
    key: str,
    headers: Mapping[str, str] | None = None,
) -> RequestError:
    """The domain error that an HTTP answer means, one with status 200 included.

    Args:
        status: The HTTP status.
        body: The parsed JSON, or the text where it is none.
        key: The API key in use, so that no message can show it.
        headers: The answer's headers, for `Retry-After`.
    """
    retry_after_s = _retry_after(headers or {})
    if not _says_error(body):
        message = safe_message(_plain(body), key)
        kind = _WITHOUT_JSON.get(status) or _kind_by_status(status)
        return kind(detail=Detail(status=status, message=message, retry_after_s=retry_after_s))
    code, words, type_name, request_id = _fields(body)
    kind = (
        _kind_by_words(code, words, status)
        or _BY_STATUS.get(status)
        or _BY_GENERAL_CODE.get(code or 0)
        or _kind_by_status(status)
    )
    if status < 400 and kind is errors.UnexpectedAnswer:
        kind = _BY_TYPE.get(type_name, kind)
    detail = Detail(
        status=status,
        code=code,
        request_id=safe_message(request_id, key) or None,
        message=safe_message(words, key),
        retry_after_s=retry_after_s,
    )
    return _with_reset(kind, words, detail)


def from_event(event: dict[str, Any], *, key: str) -> RequestError | None:
    """The domain error that an event of the stream reports, None for any other event."""
    if "type" in event and event["type"] != "error":
        return None
    if event.get("type") != "error" and not _says_error(event):
        return None
    code, words, type_name, request_id = _fields(event)
    named = _BY_TYPE.get(type_name)
    status = 400 if named in (None, errors.InvalidRequest) else 500
    kind = (
        _kind_by_words(code, words, status)
        or named
        or _BY_GENERAL_CODE.get(code or 0)
        or errors.StreamErrorEvent
    )
    detail = Detail(
        code=code,
        request_id=safe_message(request_id, key) or None,
        message=safe_message(words or type_name, key),
    )
    return _with_reset(kind, words, detail)


def safe_message(text: str, key: str) -> str:
    """Foreign words as one bounded line that is safe to draw and never has the key in it."""
    text = text[:MAX_BODY_CHARS]
    if key:
        text = text.replace(key, tr("[key]"))
    return one_line(text, _MAX_MESSAGE_CHARS)


def _says_error(body: object) -> bool:
    """Whether a parsed body has one of the forms in which MiniMax reports errors."""
    if not isinstance(body, dict):
        return False
    base = body.get("base_resp")
    if isinstance(base, dict) and _integer(base.get("status_code")):
        return True
    return body.get("type") == "error" or isinstance(body.get("error"), dict | str)


def _fields(body: object) -> tuple[int | None, str, str, str]:
    """Code, message, type and request id out of any of the forms.

    Nested is the documented form; the un-nested one and a plain string were seen at gateways;
    `base_resp` is that of MiniMax's own routes, which answer errors with status 200.
    """
    whole: dict[str, Any] = body if isinstance(body, dict) else {}
    nested = whole.get("error")
    error: dict[str, Any] = nested if isinstance(nested, dict) else whole
    base = whole.get("base_resp")
    words = _text(error.get("message")) or _text(nested)
    code = None
    if isinstance(base, dict):
        code = _integer(base.get("status_code"))
        words = words or _text(base.get("status_msg"))
    if code is None and (found := _CODE.search(words[-200:])):
        code = int(found[1])
    type_name = _text(error.get("type"))
    request_id = _text(whole.get("request_id")) or _text(error.get("request_id"))
    return code, words, "" if type_name == "error" else type_name, request_id


def _kind_by_words(code: int | None, words: str, status: int) -> type[RequestError] | None:
    if code is not None and code in _BY_CODE:
        return _BY_CODE[code]
    lower = words.lower()
    for sign, kind in _LIMITS:
        if sign in lower:
            return kind
    if code == INVALID_PARAMS or status in (400, 404, 422):
        for sign, kind in _REFUSALS:
            if sign in lower:
                return kind
    return None


def _kind_by_status(status: int) -> type[RequestError]:
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= 500:
        return errors.ServerFailed
    if status >= 400:
        return errors.InvalidRequest
    return errors.WrongEndpoint if 300 <= status < 400 else errors.UnexpectedAnswer


def _with_reset(kind: type[RequestError], words: str, detail: Detail) -> RequestError:
    if kind is errors.PlanLimitReached and (when := reset_time(words)) is not None:
        local = f"{when:%Y-%m-%d %H:%M %Z}".strip()
        advice = tr("It resets at {time}. Wait, or use a pay-as-you-go key.", time=local)
        return kind(advice=advice, detail=detail)
    return kind(detail=detail)


def reset_time(words: str) -> datetime | None:
    """When a plan's limit resets, as its message tells ("resets at 2026-05-15T15:00:00Z").

    In local time; None too for a time that this computer's calendar does not hold.
    """
    found = _RESET.search(words)
    if found is None:
        return None
    try:
        when = datetime.fromisoformat(found[1])
        return (when if when.tzinfo is not None else when.replace(tzinfo=UTC)).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait: a number, or the time from the answer's own date (RFC 9110, 10.2.3)."""
    given = headers.get("retry-after", "")
    try:
        seconds = float(given)
    except ValueError:
        until, sent = _http_date(given), _http_date(headers.get("date", ""))
        if until is None:
            return None
        seconds = max(0.0, (until - (sent or datetime.now(UTC))).total_seconds())
    return seconds if 0 <= seconds < 86_400 else None


def _http_date(value: str) -> datetime | None:
    from email.utils import parsedate_to_datetime

    try:
        when = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)


def _plain(body: object) -> str:
    """A body that is not the API's, as words: JSON as it is, HTML without its marks."""
    if not isinstance(body, str):
        return json.dumps(body, ensure_ascii=False, default=str)[:MAX_BODY_CHARS]
    return _TAG.sub(" ", body[:MAX_BODY_CHARS])


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and what it came from, up to an earlier failure that was told already.

    A suppressed context counts: httpcore2 2.16 hides the system's error so (`raise … from None`).
    """
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen and not isinstance(at, errors.ChatError):
        seen.add(id(at))
        yield at
        at = at.__cause__ or at.__context__


def _innermost_words(chain: tuple[BaseException, ...]) -> str:
    """The words nearest to the cause: the SDK's own only say "Connection error."."""
    for error in reversed(chain):
        # What was cancelled when the time was over tells nothing.
        if isinstance(error, Exception) and (words := str(error)):
            return f"{type(error).__name__}: {words}"
    return type(chain[-1]).__name__


def _any(chain: tuple[BaseException, ...], *kinds: type[BaseException]) -> bool:
    return any(isinstance(error, kinds) for error in chain)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _integer(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value else None
