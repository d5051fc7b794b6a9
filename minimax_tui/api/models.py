"""The two small questions beside chatting: which models there are, and how long a prompt is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minimax_tui.api.connection import Timeouts, loaded, open_client
from minimax_tui.api.errors import from_answer, from_exception
from minimax_tui.api.request import build_count_body, encode_body
from minimax_tui.domain.ports import Credential
from minimax_tui.domain.requests import ChatRequest

if TYPE_CHECKING:
    import anthropic
    import httpx2

_SHORT = Timeouts(header_s=30.0)
_MAX_PAGES = 10


async def list_models(
    credential: Credential, *, timeouts: Timeouts = _SHORT
) -> list[dict[str, Any]]:
    """The models that the key may use, as `GET /v1/models` tells them.

    Each has at least `id`, mostly also `display_name`, `created_at` and `type` (MiniMax's "List
    models" page, 2026-11).

    Raises:
        RequestError: one of its subclasses.
    """
    await loaded()
    async with open_client(credential, timeouts) as client:
        models: list[dict[str, Any]] = []
        after = ""
        for _page in range(_MAX_PAGES):
            query = {"limit": "100", **({"after_id": after} if after else {})}
            page = await _ask(client, "GET", "/v1/models", credential.key, query=query)
            data = page.get("data")
            if not isinstance(data, list):
                raise from_answer(200, page, key=credential.key)
            models += [model for model in data if isinstance(model, dict) and "id" in model]
            last = page.get("last_id")
            if page.get("has_more") is not True or not isinstance(last, str) or last == after:
                break
            after = last
        return models


async def count_tokens(
    credential: Credential, request: ChatRequest, *, timeouts: Timeouts = _SHORT
) -> int:
    """How many input tokens the request has, counted by MiniMax without generating anything.

    MiniMax's page promises it for MiniMax-M3 alone (2026-11).

    Raises:
        RequestError: one of its subclasses; `UnknownModel` or `InvalidRequest` may mean that
            the model is not counted.
    """
    await loaded()
    async with open_client(credential, timeouts) as client:
        content = encode_body(build_count_body(request))
        path = "/v1/messages/count_tokens"
        answer = await _ask(client, "POST", path, credential.key, content=content)
        count = answer.get("input_tokens")
        if not isinstance(count, int) or isinstance(count, bool) or count < 0:
            raise from_answer(200, answer, key=credential.key)
        return count


async def _ask(
    client: anthropic.AsyncAnthropic,
    method: str,
    path: str,
    key: str,
    *,
    query: dict[str, str] | None = None,
    content: bytes | None = None,
) -> dict[str, Any]:
    """The JSON object that the endpoint answers."""
    import anthropic
    import httpx2

    response: httpx2.Response
    try:
        if method == "GET":
            response = await client.get(
                path, cast_to=httpx2.Response, options={"params": query or {}}
            )
        else:
            response = await client.post(path, cast_to=httpx2.Response, content=content)
    except (anthropic.AnthropicError, httpx2.HTTPError, OSError) as error:
        raise from_exception(error, key=key) from error
    try:
        answer = response.json()
    except ValueError as error:
        raise from_answer(response.status_code, response.text, key=key) from error
    if not isinstance(answer, dict):
        raise from_answer(response.status_code, response.text, key=key)
    base = answer.get("base_resp")
    if isinstance(base, dict) and base.get("status_code"):
        raise from_answer(response.status_code, answer, key=key)
    return answer
