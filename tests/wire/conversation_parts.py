"""A real conversation: the turn runner, the client and the database, against the simulator."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from minimax_tui.api.client import MiniMaxEndpoint
from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.events import (
    BlockDelta,
    StorageTroubled,
    TurnEnd,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    TurnInterrupted,
)
from minimax_tui.domain.requests import TurnOptions
from minimax_tui.engine.mailbox import Mailbox
from minimax_tui.engine.retry import Retries
from minimax_tui.engine.runner import TurnRunner
from minimax_tui.simulator.server import Simulator
from minimax_tui.storage.conversations import SqliteConversationStore
from tests.wire.wire_events import FixedCredentials

WAIT_S = 20.0
SESSION = "0123456789abcdef"
M3 = TurnOptions("MiniMax-M3")


class Talk:
    """One program's part of a conversation."""

    def __init__(self, store: SqliteConversationStore, runner: TurnRunner) -> None:
        self.store = store
        self.runner = runner
        self._ready = threading.Event()
        self._mailbox = Mailbox()
        self._unread: deque[TurnEvent] = deque()

    def begin(self, said: str, options: TurnOptions = M3) -> None:
        """Sends a prompt."""
        mailbox = self._new_mailbox()
        assert self.runner.send(SESSION, (text_block(said),), options, mailbox) is not None

    def _new_mailbox(self) -> Mailbox:
        ready = self._ready = threading.Event()
        self._unread.clear()
        self._mailbox = Mailbox(lambda _: ready.set())
        return self._mailbox

    def until(self, *kinds: type[TurnEvent]) -> TurnEvent:
        """Reads on until an event of one of these kinds comes."""
        while True:
            while self._unread:
                event = self._unread.popleft()
                assert not isinstance(event, StorageTroubled), event.error
                if isinstance(event, kinds):
                    return event
            self._unread += self._mailbox.drain()
            if not self._unread:
                assert self._ready.wait(WAIT_S), f"no {kinds}"
                self._ready.clear()

    def until_came(self, pieces: str) -> None:
        """Reads on until the deltas of text and thinking are together these words."""
        came = ""
        while came != pieces:
            event = self.until(BlockDelta)
            assert isinstance(event, BlockDelta)
            came += event.delta.get("text") or event.delta.get("thinking") or ""
            assert pieces.startswith(came)

    def end(self) -> TurnEnd:
        """Waits for the end of the turn."""
        event = self.until(TurnFinished, TurnInterrupted, TurnFailed)
        assert isinstance(event, TurnFinished | TurnInterrupted | TurnFailed)
        return event

    def ask(self, said: str, options: TurnOptions = M3) -> TurnEnd:
        """Sends a prompt and waits for the end of its turn."""
        self.begin(said, options)
        return self.end()

    def go_on(self, options: TurnOptions = M3) -> TurnEnd:
        """Asks to go on with the last answer and waits for the end of that."""
        assert self.runner.continue_answer(SESSION, options, self._new_mailbox()) is not None
        return self.end()

    def ask_again(self, options: TurnOptions = M3) -> TurnEnd:
        """Asks for another answer to the last prompt and waits for its end."""
        assert self.runner.ask_again(SESSION, options, self._new_mailbox()) is not None
        return self.end()


@contextmanager
def talking(
    path: Path,
    simulator: Simulator | FixedCredentials,
    retries: Retries | None = None,
    timeouts: Mapping[str, float] | None = None,
) -> Iterator[Talk]:
    """Opens the database and everything above it, and closes it all in the program's order.

    Args:
        path: The database.
        simulator: What answers, or the key and the host in its place.
        retries: How a failed request is sent again; not at all if None.
        timeouts: Those of the endpoint that are not its own, by name, in seconds.
    """
    store = SqliteConversationStore(path)
    if isinstance(simulator, Simulator):
        simulator = FixedCredentials(simulator.base_url)
    endpoint = MiniMaxEndpoint(simulator, **(timeouts or {}))
    runner = TurnRunner(
        store,
        lambda: endpoint,
        close_endpoint=endpoint.aclose,
        retries=lambda: retries or Retries(0),
    )
    try:
        yield Talk(store, runner)
    finally:
        runner.close()
        store.close()


def stored_conversation(path: Path) -> list[dict[str, Any]]:
    """The session's current path as a request would carry it, read with plain SQL."""
    found: list[dict[str, Any]] = []
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        messages = connection.execute(
            "SELECT m.number, m.role FROM path AS p JOIN messages AS m ON m.number = p.message "
            "WHERE p.session_id = ? ORDER BY p.position",
            (SESSION,),
        ).fetchall()
        for number, role in messages:
            blocks = connection.execute(
                "SELECT wire FROM blocks WHERE message = ? ORDER BY position", (number,)
            )
            content = [json.loads(wire) for (wire,) in blocks]
            found.append({"role": role, "content": content})
    return found


def exactly(value: object) -> str:
    """JSON that tells the order of keys too."""
    return json.dumps(value, sort_keys=False)
