"""A running simulator, and a small client made of the standard library."""

from __future__ import annotations

import http.client
import json
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from minimax_tui.simulator.server import Simulator


@dataclass
class Reply:
    """One answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def events(self) -> list[dict[str, Any]]:
        found = []
        for part in self.body.decode().split("\n\n"):
            if part:
                name, data = part.split("\n")
                event = json.loads(data.removeprefix("data: "))
                assert name == f"event: {event['type']}"
                found.append(event)
        return found

    @property
    def types(self) -> list[str]:
        return [event["type"] for event in self.events]


class Client:
    """Talks to one simulator over one connection that is kept alive."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.connection = http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=10)

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        base = urllib.parse.urlsplit(self.simulator.base_url).path
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body)
        if headers is None:
            headers = {"Authorization": "Bearer sk-test"}
        self.connection.request(method, base + path, data, headers)
        response = self.connection.getresponse()
        return Reply(
            response.status,
            {name.lower(): value for name, value in response.getheaders()},
            response.read(),
        )

    def ask(self, prompt: object = "hello", **fields: Any) -> Reply:
        return self.send("POST", "/v1/messages", make_body(prompt, **fields))


def make_body(prompt: object = "hello", **fields: Any) -> dict[str, Any]:
    body = {
        "model": "MiniMax-M3",
        "max_tokens": 4096,
        "stream": True,
        "messages": [{"role": "user", "content": prompt}],
    }
    body.update(fields)
    return {name: value for name, value in body.items() if value is not None}


def texts(reply: Reply, kind: str = "text") -> str:
    """Joins the deltas of one kind."""
    key = "partial_json" if kind == "input_json" else kind
    return "".join(
        event["delta"][key]
        for event in reply.events
        if event["type"] == "content_block_delta" and event["delta"]["type"] == f"{kind}_delta"
    )


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator(tokens_per_s=0, seed=1, allow_fault_prompts=True) as running:
        yield running


@pytest.fixture
def connect() -> Iterator[Callable[[Simulator], Client]]:
    made: list[Client] = []

    def make(simulator: Simulator) -> Client:
        made.append(Client(simulator))
        return made[-1]

    yield make
    for client in made:
        client.connection.close()


@pytest.fixture
def client(simulator: Simulator, connect: Callable[[Simulator], Client]) -> Client:
    return connect(simulator)


@pytest.fixture
def body() -> Callable[..., dict[str, Any]]:
    return make_body


@pytest.fixture
def joined() -> Callable[..., str]:
    return texts
