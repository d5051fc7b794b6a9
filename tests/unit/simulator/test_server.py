"""The server: connections, limits, the record, the command."""

from __future__ import annotations

import http.client
import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from typing import Any

import pytest

from minimax_tui.simulator import contract, recording, server
from minimax_tui.simulator.recording import RequestLog
from minimax_tui.simulator.serve import serve
from minimax_tui.simulator.server import Simulator
from minimax_tui.simulator.stream import Hold


def test_base_url_and_life() -> None:
    simulator = Simulator(tokens_per_s=0)
    with pytest.raises(RuntimeError):
        _ = simulator.base_url
    simulator.start()
    simulator.start()
    assert simulator.base_url == f"http://127.0.0.1:{simulator.port}/anthropic"
    simulator.stop()
    simulator.stop()
    with simulator:
        assert simulator.port


def test_a_port_that_is_taken(simulator: Simulator) -> None:
    with pytest.raises(OSError):
        Simulator(port=simulator.port).start()


def test_a_connection_is_kept_alive(simulator: Simulator, client: Any) -> None:
    client.ask()
    client.ask(stream=False)
    client.ask(temperature=7)
    client.send("GET", "/v1/models")
    assert {request.connection for request in simulator.requests} == {1}


def test_several_streams_at_once(simulator: Simulator, connect: Any) -> None:
    holds = [Hold(2) for _ in range(8)]
    for hold in holds:
        simulator.script([{"type": "text", "text": "x"}], hold=hold)
    replies: list[Any] = []
    threads = [
        threading.Thread(target=lambda: replies.append(connect(simulator).ask())) for _ in holds
    ]
    for thread in threads:
        thread.start()
    assert all(hold.reached.wait(10) for hold in holds)
    for hold in holds:
        hold.release()
    for thread in threads:
        thread.join(10)
    assert [reply.types[-1] for reply in replies] == ["message_stop"] * 8


def test_stop_with_open_and_idle_connections(body: Any) -> None:
    with Simulator(tokens_per_s=0) as simulator:
        idle = socket.create_connection(("127.0.0.1", simulator.port), timeout=5)
        simulator.script([{"type": "text", "text": "x"}], hold=Hold(1))
        held = http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=5)
        held.request("POST", "/anthropic/v1/messages", json.dumps(body()), {"x-api-key": "k"})
        request = simulator.requests.wait_for(1)[0]
    assert request.finished.wait(5)
    assert request.outcome == "stopped"
    idle.close()
    held.close()
    names = [thread.name for thread in threading.enumerate()]
    assert not [name for name in names if name.startswith("simulator")]


def test_too_large_a_body(
    client: Any, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contract, "MAX_BODY_BYTES", 1_000)
    reply = client.send("POST", "/v1/messages", b"x" * 1_001)
    assert reply.status == 413
    assert reply.json["error"]["type"] == "request_too_large"
    assert reply.headers["connection"] == "close"
    assert client.ask().status == 200
    assert simulator.requests[0].body == b""


def test_bodies_in_chunks(client: Any, body: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def send(*parts: bytes) -> int:
        connection = client.connection
        path, headers = "/anthropic/v1/messages", {"x-api-key": "k"}
        connection.request("POST", path, iter(parts), headers, encode_chunked=True)
        response = connection.getresponse()
        response.read()
        return int(response.status)

    data = json.dumps(body()).encode()
    assert send(data[:7], data[7:]) == 200
    assert send(b"{}") == 400
    monkeypatch.setattr(contract, "MAX_BODY_BYTES", 1_000)
    assert send(*[b"x" * 600] * 3) == 413


@pytest.mark.parametrize(
    "header",
    [b"Content-Length: -1", b"Content-Length: ten", b"Transfer-Encoding: chunked\r\n\r\nxyz"],
)
def test_bodies_of_senseless_length(simulator: Simulator, header: bytes) -> None:
    with socket.create_connection(("127.0.0.1", simulator.port), timeout=5) as raw:
        raw.sendall(b"POST /anthropic/v1/messages HTTP/1.1\r\n" + header + b"\r\n\r\n")
        assert raw.recv(100).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\x16\x03\x01\x02\x00\r\n\r\n",
        b"POST /anthropic/v1/mess",
        b"POST /anthropic/v1/messages HTTP/1.1\r\nContent-Length: 100\r\n\r\n{",
    ],
)
def test_rude_clients_do_no_harm(simulator: Simulator, client: Any, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", simulator.port), timeout=5) as raw:
        raw.sendall(sent)
    assert client.ask().status == 200


def test_a_client_that_leaves_mid_stream(simulator: Simulator, client: Any, body: Any) -> None:
    data = json.dumps(body("bench: text=400000 kind=paragraph", max_tokens=500_000)).encode()
    with socket.create_connection(("127.0.0.1", simulator.port), timeout=5) as raw:
        raw.sendall(
            b"POST /anthropic/v1/messages HTTP/1.1\r\nx-api-key: k\r\n"
            b"Content-Length: %d\r\n\r\n%b" % (len(data), data)
        )
        assert raw.recv(100)
    request = simulator.requests.wait_for(1)[0]
    assert request.finished.wait(10)
    assert request.outcome == "disconnected"
    assert client.ask().status == 200


def test_a_client_that_reads_nothing_does_not_keep_it_from_stopping(body: Any) -> None:
    data = json.dumps(body("bench: text=300000 kind=paragraph", max_tokens=500_000)).encode()
    with (
        Simulator(tokens_per_s=0) as simulator,
        socket.create_connection(("127.0.0.1", simulator.port), timeout=5) as raw,
    ):
        raw.sendall(
            b"POST /anthropic/v1/messages HTTP/1.1\r\nx-api-key: k\r\n"
            b"Content-Length: %d\r\n\r\n%b" % (len(data), data)
        )
        request = simulator.requests.wait_for(1)[0]
        assert raw.recv(100)
        simulator.stop()
    assert request.outcome == "stopped"


def test_the_record_shows_what_was_sent_but_no_key(simulator: Simulator, client: Any) -> None:
    sent = b'{ "model":"MiniMax-M3", "messages":[{"role":"user","content":"\xe4\xbd\xa0"}] }'
    headers = {"Authorization": "Bearer sk-secret", "x-api-key": "other-secret", "X-Odd": "1"}
    client.send("POST", "/v1/messages?beta=true", sent, headers=headers)
    request = simulator.requests[-1]
    assert request.method == "POST"
    assert request.path == "/anthropic/v1/messages?beta=true"
    assert request.body == sent
    assert list(request.json) == ["model", "messages"]
    assert request.headers["x-odd"] == "1"
    assert request.headers["authorization"] == recording.REDACTED
    assert request.headers["x-api-key"] == recording.REDACTED
    assert request.has_key
    assert request.key_header == "authorization"
    assert request.key_is("sk-secret")
    assert not request.key_is("other-secret")
    assert "secret" not in repr(request)
    assert (request.status, request.outcome) == (200, "complete")

    client.send("GET", "/v1/models", headers={})
    without = simulator.requests[-1]
    assert (without.has_key, without.key_header, without.json) == (False, "", None)
    assert not without.key_is("")


def test_the_record_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "_REQUESTS_KEPT", 3)
    log = RequestLog()
    for number in range(5):
        log.append(recording.record("GET", f"/{number}", {}, b"xx", None, 1))
    assert [request.path for request in log] == ["/2", "/3", "/4"]
    assert [request.path for request in log[1:]] == ["/3", "/4"]
    monkeypatch.setattr(recording, "_BODY_BYTES_KEPT", 5)
    log.append(recording.record("GET", "/5", {}, b"xx", None, 1))
    assert len(log) == 2
    with pytest.raises(TimeoutError):
        log.wait_for(3, timeout_s=0)
    log.clear()
    assert not log


def test_the_same_seed_answers_the_same(connect: Any) -> None:
    bodies = []
    for _ in range(2):
        with Simulator(tokens_per_s=0, seed=7) as simulator:
            bodies.append(connect(simulator).ask("code", model="MiniMax-M2.7").body)
    assert bodies[0] == bodies[1]


def test_forget_empties_the_queues(simulator: Simulator, client: Any) -> None:
    simulator.fail_next("500")
    simulator.raw_stream([b"x"])
    simulator.forget()
    assert client.ask().types[-1] == "message_stop"


@pytest.mark.parametrize("end", ["cut", "reset"])
def test_raw_bytes_may_end_badly(simulator: Simulator, client: Any, end: Any) -> None:
    simulator.raw_stream([b"data: {}\n\n"], end=end)
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        client.ask()


def test_serve_runs_until_it_is_told_to_end() -> None:
    out, until = io.StringIO(), threading.Event()
    result: list[int] = []
    ready = threading.Event()

    class Told(io.StringIO):
        def flush(self) -> None:
            ready.set()

    out = Told()
    thread = threading.Thread(
        target=lambda: result.append(serve(0, tokens_per_s=0, out=out, until=until))
    )
    thread.start()
    assert ready.wait(5)
    line = out.getvalue()
    assert line.count("\n") == 1
    assert "simulation" in line
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(line.split()[0] + "/v1/models", headers={"x-api-key": "k"})
    with opener.open(request, timeout=5) as response:
        assert response.status == 200
    until.set()
    thread.join(5)
    assert result == [0]


@pytest.mark.skipif(os.name == "nt", reason="no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_ends_on_signals(number: signal.Signals) -> None:
    code = "from minimax_tui.simulator.serve import serve; raise SystemExit(serve())"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b"http://127.0.0.1:")
        process.send_signal(number)
        assert process.wait(10) == 0


def test_nothing_of_ours_and_nothing_foreign_is_imported() -> None:
    code = (
        "import sys; before = set(sys.modules)\n"
        "import minimax_tui.simulator.serve\n"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(sorted(name for name in new if name not in sys.stdlib_module_names))\n"
        "print(sorted(n for n in sys.modules if n.startswith('minimax_tui.')"
        " and not n.startswith('minimax_tui.simulator')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n") == ["['minimax_tui']", "[]", ""]
    assert server.Simulator is Simulator
