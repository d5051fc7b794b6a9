"""Asks the endpoint which models there are, and keeps the answer beside the catalogue."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, NamedTuple

from minimax_tui.cli.own_models import use_own_models
from minimax_tui.domain.daemon import call_in_daemon
from minimax_tui.domain.errors import ConnectionTimedOut, Detail, StorageUnavailable
from minimax_tui.domain.i18n import tr

if TYPE_CHECKING:
    from pathlib import Path

    from minimax_tui.config.schema import SettingsStore
    from minimax_tui.domain.catalogue import ModelInfo
    from minimax_tui.domain.ports import Credentials

_WHOLE_S = 60.0
"""For the whole answer, which may come in small pieces."""


def refresh(credentials: Credentials, cache: Path) -> tuple[ModelInfo, ...]:
    """Asks the endpoint for its models and keeps the answer; returns what it listed.

    Args:
        credentials: Give the endpoint and the key.
        cache: The folder that keeps the answer for the next start.

    Raises:
        RequestError: if there is no key, or the endpoint does not answer.
        StorageUnavailable: if the answer cannot be kept.
    """
    answer = _ask(credentials)
    _keep(answer, cache)
    return answer.models


async def refresh_and_use(
    credentials: Credentials, settings: SettingsStore, cache: Path | None
) -> tuple[ModelInfo, ...]:
    """Asks the endpoint for its models, makes them known and keeps them; holds up nobody.

    Args:
        credentials: Give the endpoint and the key.
        settings: Their table `[models]` counts before what the endpoint says.
        cache: The folder that keeps the answer for the next start; None to keep nothing.

    Returns:
        What the endpoint listed.

    Raises:
        RequestError: if there is no key, or the endpoint does not answer.
        StorageUnavailable: if the answer cannot be kept; the models are known all the same.
    """
    # On threads of their own: a locked keyring, a name server or a disk may take long.
    answer = await call_in_daemon(lambda: _ask(credentials), "minimax-models")
    use_own_models(settings, None, answer.models)
    if cache is not None:
        await call_in_daemon(lambda: _keep(answer, cache), "minimax-models")
    return answer.models


class _Answer(NamedTuple):
    base_url: str
    wire: list[dict[str, Any]]
    models: tuple[ModelInfo, ...]


def _ask(credentials: Credentials) -> _Answer:
    import asyncio

    from minimax_tui.api.models import list_models
    from minimax_tui.config.listed_models import as_models

    credential = credentials.resolve()

    async def listed() -> list[dict[str, Any]]:
        async with asyncio.timeout(_WHOLE_S):
            return await list_models(credential)

    try:
        wire = asyncio.run(listed())
    except TimeoutError:
        raise ConnectionTimedOut from None
    return _Answer(credential.base_url, wire, as_models(wire))


def _keep(answer: _Answer, cache: Path) -> None:
    from minimax_tui.config.listed_models import keep_listed

    try:
        keep_listed(cache, answer.base_url, time.time(), answer.wire)
    except OSError as error:
        raise StorageUnavailable(
            tr("The list of models was not kept: {folder} cannot be written.", folder=cache),
            tr("Check the folder's permissions and the disk."),
            Detail(message=str(error)),
        ) from error
