"""The models, and the bodies of errors, as MiniMax documents them or was seen to send them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

JsonObject = dict[str, Any]

MAX_BODY_BYTES = 64 * 1024 * 1024  # SEED, seen 2026-11: "the request body can be up to 64 MB"
MAX_IMAGE_BYTES = 10 * 1024 * 1024  # SEED, seen 2026-11
MAX_VIDEO_BYTES = 50 * 1024 * 1024  # SEED, seen 2026-11: by URL or base64


@dataclass(frozen=True, slots=True)
class Model:
    """One model and what it can do.

    Attributes:
        id: Its name on the wire.
        created_at: RFC 3339 time, as the model list gives it.
        context_window: Tokens of input and output together.
        max_tokens_cap: The largest `max_tokens` taken.
        max_tokens_default: What counts when `max_tokens` is missing.
        tokens_per_s: The realistic output speed.
        is_m3: Takes media, thinks only when asked, counts tokens. All others: the opposite.
    """

    id: str
    created_at: str
    context_window: int
    max_tokens_cap: int
    max_tokens_default: int
    tokens_per_s: float
    is_m3: bool = False


def _m2(model_id: str, created_at: str, tokens_per_s: float) -> Model:
    # Window: SEED, seen 2026-11. Cap and recommended value: OPENAPI, seen 2026-11.
    return Model(model_id, created_at, 204_800, 204_800, 65_536, tokens_per_s)


# Speeds: SEED, seen 2026-11 (about 60, highspeed about 100). Dates of M3, M2.7, M2.5: MODELDOC.
# guess: the speed of M3 and M2, and the dates of all others; no page states them.
MODELS: tuple[Model, ...] = (
    Model("MiniMax-M3", "2026-06-01T00:00:00Z", 1_000_000, 524_288, 131_072, 80.0, is_m3=True),
    _m2("MiniMax-M2.7", "2026-03-18T02:00:00Z", 60.0),
    _m2("MiniMax-M2.7-highspeed", "2026-03-18T02:00:00Z", 100.0),
    _m2("MiniMax-M2.5", "2026-02-13T02:00:00Z", 60.0),
    _m2("MiniMax-M2.5-highspeed", "2026-02-13T02:00:00Z", 100.0),
    _m2("MiniMax-M2.1", "2025-12-23T02:00:00Z", 60.0),
    _m2("MiniMax-M2.1-highspeed", "2025-12-23T02:00:00Z", 100.0),
    _m2("MiniMax-M2", "2025-10-27T02:00:00Z", 60.0),
)
MODELS_BY_ID = {model.id: model for model in MODELS}

# OPENAPI, seen 2026-11. 402: insufficient_balance_error, third-party captures.
# guess: 408's, and that 502, 503 and 504 (only gateways send them) share api_error.
ERROR_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "insufficient_balance_error",
    403: "permission_error",
    404: "not_found_error",
    408: "timeout_error",
    413: "request_too_large",
    422: "unprocessable_entity_error",
    429: "rate_limit_error",
    500: "api_error",
    502: "api_error",
    503: "api_error",
    504: "api_error",
    529: "overloaded_error",
}

# HALRO, 2026-08-31: the same words for a missing and for an invented key.
LOGIN_FAIL = (
    "login fail: Please carry the API secret key in the 'X-Api-Key' field of the request header"
)
PAGE_NOT_FOUND = "404 page not found"  # home-ops#9352, hermes-agent#89090: plain text, no JSON


def error_body(error_type: str, message: str, request_id: str) -> JsonObject:
    """Returns the body of an error, over HTTP and in an `error` event alike (OPENAPI, 2026-11)."""
    return {
        "type": "error",
        "error": {"type": error_type, "message": message},
        "request_id": request_id,
    }


class ApiError(Exception):
    """A request is answered with an error.

    Attributes:
        status: HTTP status.
        error_type: The wire's `error.type`.
        message: The wire's `error.message`, MiniMax's own code in parentheses at its end.
    """

    def __init__(self, status: int, message: str, error_type: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.error_type = error_type or ERROR_TYPES.get(status, "api_error")
        self.message = message

    def body(self, request_id: str) -> JsonObject:
        """Returns the JSON body, with the request's id (32 hex digits)."""
        return error_body(self.error_type, self.message, request_id)


def invalid_params(what: str) -> ApiError:
    """Returns the 400 for a bad parameter; 2013 is MiniMax's code for it (ERRDOC, 2026-11)."""
    return ApiError(400, f"invalid params, {what} (2013)")


def model_entry(model: Model) -> JsonObject:
    """Returns one entry of the model list (MODELDOC, 2026-11)."""
    return {
        "id": model.id,
        "created_at": model.created_at,
        "display_name": model.id,
        "type": "model",
    }


def model_page(limit: int, after_id: str | None, before_id: str | None) -> JsonObject:
    """Returns one page of the model list.

    Args:
        limit: Entries at most.
        after_id: Only what comes after this model.
        before_id: Only what comes before this model.

    Raises:
        ApiError: The limit is out of range, or there is no such model.
    """
    if not 1 <= limit <= 1000:  # guess: the bounds
        raise invalid_params("limit must be between 1 and 1000")
    ids = [model.id for model in MODELS]
    first, last = 0, len(ids)
    for cursor in (after_id, before_id):
        if cursor is not None and cursor not in ids:
            raise invalid_params(f"unknown model '{cursor.lower()}'")  # guess: the answer to it
    if after_id is not None:
        first = ids.index(after_id) + 1
    if before_id is not None:
        last = ids.index(before_id)
    rows = MODELS[first:last]
    # Going backwards, the page is the one next to the cursor.
    page = rows[-limit:] if before_id is not None and after_id is None else rows[:limit]
    return {
        "data": [model_entry(model) for model in page],
        "first_id": page[0].id if page else None,
        "has_more": len(page) < len(rows),
        "last_id": page[-1].id if page else None,
    }
