"""The table that names failures, without a network."""

from __future__ import annotations

import itertools
import json
import socket
import ssl
from datetime import UTC, datetime
from typing import Any

import anthropic
import httpx2
import pytest

from minimax_tui.api.errors import (
    from_answer,
    from_event,
    from_exception,
    reset_time,
    safe_message,
)
from minimax_tui.domain import errors

KEY = "sk-api-test-key-0001"


def body(words: str, type_name: str = "", **more: Any) -> dict[str, Any]:
    return {"type": "error", "error": {"type": type_name, "message": words}, **more}


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        (400, "invalid params, context window exceeds limit (2013)", errors.ContextTooLong),
        (
            400,
            "invalid params, tool result's tool id(call_function_x_1) not found (2013)",
            errors.BrokenToolHistory,
        ),
        (
            400,
            "invalid params, invalid function arguments json string, tool_call_id: c (2013)",
            errors.BrokenToolHistory,
        ),
        (400, "unknown content type: video_url", errors.UnsupportedMedia),
        (
            400,
            "messages.0.content.1: unsupported content type 'foo'",
            errors.UnsupportedMedia,
        ),
        (400, "invalid params, unknown model 'minimax-m9' (2013)", errors.UnknownModel),
        (
            400,
            "invalid params, chat content has invalid message role: system (2013)",
            errors.InvalidRequest,
        ),
        (400, 'invalid thinking.type: "enabled" (allowed: adaptive) (2013)', errors.InvalidRequest),
        (400, "Invalid `signature` in `thinking` block", errors.ThinkingRefused),
        (400, "model does not support max tokens > 524288", errors.InvalidRequest),
        (422, "input new_sensitive (1026)", errors.ContentRefused),
        (500, "output new_sensitive (1027)", errors.ContentRefused),
        (401, "invalid api key (2049)", errors.AuthenticationFailed),
        (400, "cookie is missing (1004)", errors.AuthenticationFailed),
        (429, "usage limit exceeded", errors.PlanLimitReached),
        (429, "quota (1028)", errors.PlanLimitReached),
        (429, "connections (1041)", errors.RateLimited),
        (429, "growth (2045)", errors.RateLimited),
        (402, "pay", errors.InsufficientBalance),
        (500, "insufficient balance", errors.InsufficientBalance),
        (403, "model not in your plan (2061)", errors.PermissionDenied),
        (404, "model: not found", errors.UnknownModel),
        (404, "model not found (2013)", errors.UnknownModel),
        (413, "request too large (2013)", errors.RequestTooLarge),
        (503, "service unavailable (1000)", errors.Overloaded),
        (500, "invalid params (2013)", errors.InvalidRequest),
        (200, "unknown error (1000)", errors.ServerFailed),
        (408, "slow", errors.ConnectionTimedOut),
        (409, "conflict", errors.InvalidRequest),
        (413, "big", errors.RequestTooLarge),
        (500, "unknown error, 794 (1000)", errors.ServerFailed),
        (500, "request timeout (1001)", errors.ServerFailed),
        (500, "system (1033)", errors.ServerFailed),
        (502, "bad gateway", errors.ServerFailed),
        (503, "unavailable", errors.Overloaded),
        (529, "Please retry. (2064) (529)", errors.Overloaded),
        (400, "a figure of (1002) in the middle", errors.InvalidRequest),
    ],
)
def test_answers(status: int, words: str, kind: type[errors.RequestError]) -> None:
    error = from_answer(status, body(words, request_id="r" * 32), key=KEY)
    assert type(error) is kind
    assert error.detail.message == words
    assert error.detail.status == status
    assert error.detail.request_id == "r" * 32


@pytest.mark.parametrize(
    ("words", "code"),
    [("x (2013)", 2013), ("x (2064) (529)", 2064), ("x (2056).", 2056), ("x (99)", None)],
)
def test_the_code_stands_at_the_messages_end(words: str, code: int | None) -> None:
    assert from_answer(400, body(words), key=KEY).detail.code == code


@pytest.mark.parametrize("answer", ["", "x", [], None, 7, {"detail": "Not Found"}, {"error": None}])
def test_any_body_can_be_told(answer: object) -> None:
    assert type(from_answer(404, answer, key=KEY)) is errors.WrongEndpoint
    assert type(from_answer(200, answer, key=KEY)) is errors.UnexpectedAnswer


@pytest.mark.parametrize(
    "answer",
    [
        {"error": "overloaded (2064)"},
        {"error": {"message": "overloaded (2064)", "http_code": "529"}},
        {"base_resp": {"status_code": 2064, "status_msg": "overloaded"}},
        {"type": "error", "message": "overloaded (2064)"},
    ],
)
def test_the_forms_of_an_error(answer: dict[str, Any]) -> None:
    error = from_answer(200, answer, key=KEY)
    assert type(error) is errors.Overloaded
    assert error.detail.code == 2064
    assert "overloaded" in error.detail.message


def test_html_is_told_without_its_marks() -> None:
    page = "<html><style>p {}</style><title>502</title><p>Bad\n gateway</p>" + "x" * 100_000
    message = from_answer(502, page, key=KEY).detail.message
    assert message.startswith("502 Bad gateway")
    assert len(message) <= 500


def test_success_is_no_error_event() -> None:
    assert from_event({"type": "ping"}, key=KEY) is None
    assert from_event({"type": "message_delta", "error": {"message": "x"}}, key=KEY) is None
    assert from_event({"base_resp": {"status_code": 0}}, key=KEY) is None


def test_an_error_event_without_anything_is_still_one() -> None:
    assert type(from_event({"type": "error"}, key=KEY)) is errors.StreamErrorEvent


def test_words_of_a_server_fault_are_not_taken_for_a_refusal() -> None:
    event = body("thinking service failed", "api_error")
    assert type(from_event(event, key=KEY)) is errors.ServerFailed


LIMIT = (
    "usage limit exceeded, 5-hour usage limit reached for Token Plan Starter (0/0 used), "
    "resets at 2026-05-15T15:00:00Z (2056)"
)


def test_a_plan_limit_tells_when_it_resets() -> None:
    error = from_answer(429, body(LIMIT, "rate_limit_error"), key=KEY)
    assert type(error) is errors.PlanLimitReached
    local = datetime(2026, 5, 15, 15, tzinfo=UTC).astimezone()
    assert f"{local:%Y-%m-%d %H:%M}" in error.advice
    assert error.detail.code == 2056


@pytest.mark.parametrize(
    ("words", "when"),
    [
        (LIMIT, datetime(2026, 5, 15, 15, tzinfo=UTC)),
        ("resets at 2026-05-15T15:00", datetime(2026, 5, 15, 15, tzinfo=UTC)),
        ("resets at 2026-05-15T15:00:00+08:00", datetime(2026, 5, 15, 7, tzinfo=UTC)),
        ("resets at 2026-13-45T99:00:00Z", None),
        ("resets soon", None),
    ],
)
def test_reset_times(words: str, when: datetime | None) -> None:
    assert reset_time(words) == when


def test_a_message_is_bounded_safe_and_without_the_key() -> None:
    message = safe_message(f"\x1b[31mBearer {KEY}\nX{'y' * 10_000}", KEY)
    assert KEY not in message
    assert "[key]" in message
    assert message.isprintable()
    assert len(message) <= 500


def chained(*chain: BaseException) -> BaseException:
    for outer, inner in itertools.pairwise(chain):
        outer.__cause__ = inner
    return chain[0]


REQUEST = httpx2.Request("POST", "https://api.minimax.io/anthropic/v1/messages")


@pytest.mark.parametrize(
    ("causes", "kind", "words"),
    [
        ([], errors.ConnectionFailed, "reached"),
        ([httpx2.ConnectError("x"), ConnectionRefusedError(111, "no")], None, "reached"),
        ([httpx2.ConnectError("x"), socket.gaierror(-2, "unknown")], errors.NameNotFound, "name"),
        (
            [httpx2.ConnectError("x"), ssl.SSLCertVerificationError("x")],
            errors.CertificateRefused,
            "certificate",
        ),
        ([httpx2.ProxyError("403")], errors.ProxyFailed, "proxy"),
        ([httpx2.RemoteProtocolError("left")], None, "reached"),
        ([httpx2.UnsupportedProtocol("ftp")], errors.WrongEndpoint, "base URL"),
        ([httpx2.ConnectTimeout("x")], errors.ConnectionTimedOut, "time"),
    ],
)
def test_exceptions_before_the_answer(
    causes: list[BaseException], kind: type[errors.RequestError] | None, words: str
) -> None:
    raised = chained(anthropic.APIConnectionError(request=REQUEST), *causes)
    error = from_exception(raised, key=KEY)
    assert type(error) is (kind or errors.ConnectionFailed)
    assert words in error.what


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (httpx2.RemoteProtocolError("peer closed"), errors.StreamCut),
        (httpx2.ReadError("reset"), errors.StreamCut),
        (ConnectionResetError(), errors.StreamCut),
        (httpx2.ReadTimeout("silent"), errors.StreamStalled),
        (httpx2.DecodingError("gzip"), errors.StreamMalformed),
        (json.JSONDecodeError("x", "y", 0), errors.StreamMalformed),
    ],
)
def test_exceptions_in_mid_stream(raised: BaseException, kind: type[errors.RequestError]) -> None:
    assert type(from_exception(raised, key=KEY, receiving=True)) is kind


def test_the_sdks_timeout_is_a_timeout() -> None:
    raised = anthropic.APITimeoutError(REQUEST)
    raised.__cause__ = httpx2.ReadTimeout("")
    assert type(from_exception(raised, key=KEY)) is errors.ConnectionTimedOut


def test_a_failure_that_was_told_before_does_not_count_again() -> None:
    earlier = errors.ConnectionTimedOut()
    earlier.__cause__ = httpx2.ReadTimeout("")
    raised = httpx2.ReadError("now")
    raised.__context__ = earlier
    assert type(from_exception(raised, key=KEY)) is errors.ConnectionFailed


def test_a_domain_error_stays_itself() -> None:
    error = errors.Overloaded()
    assert from_exception(error, key=KEY) is error


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        (
            {
                "retry-after": "Mon, 23 Nov 2026 04:00:30 GMT",
                "date": "Mon, 23 Nov 2026 04:00:00 GMT",
            },
            30.0,
        ),
        ({"retry-after": "Mon, 23 Nov 2020 04:00:30 GMT"}, 0.0),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "9" * 400}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": ""}, None),
        ({}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    error = from_answer(429, body("busy"), key=KEY, headers=headers)
    assert error.detail.retry_after_s == seconds
