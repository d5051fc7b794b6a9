"""Presses keys as Textual's pilot does, but waits for messages and not for an idle processor."""

from __future__ import annotations

import asyncio
import unicodedata
from contextlib import suppress
from typing import Any

from textual import events
from textual.keys import _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot


async def settled(pilot: Pilot[Any]) -> None:
    """Waits until app, screen and widgets have handled what was posted to them."""
    for _ in range(2):
        done = asyncio.Event()
        if not pilot.app.is_running or not pilot.app.call_later(done.set):
            return  # a key ended the app
        with suppress(TimeoutError):  # it may end now, and handle nothing more
            await asyncio.wait_for(done.wait(), 1.0)
        await pilot._wait_for_screen()


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Presses keys, each handled before the next one; what they change is drawn afterwards."""
    for name in keys:
        key = _character_to_key(name) if len(name) == 1 and not name.isalnum() else name
        char: str | None
        try:
            char = name if len(name) == 1 else unicodedata.lookup(_get_unicode_name_from_key(key))
        except KeyError:
            char = None
        pilot.app.post_message(events.Key(key, char))
        await settled(pilot)
    if pilot.app.is_running:
        await pilot.pause()
