"""What goes wrong on request."""

from __future__ import annotations

import dataclasses
import http.client
import json
import socket
import threading
from typing import Any

import pytest

from minimax_tui.simulator import contract, faults
from minimax_tui.simulator.faults import Fault, Kind
from minimax_tui.simulator.server import Simulator
from minimax_tui.simulator.stream import Hold


def read_raw(simulator: Simulator, body: dict[str, Any]) -> tuple[bytes, bool]:
    """Sends one request; returns all bytes of the answer, and whether a reset ended it."""
    data = json.dumps(body).encode()
    request = (
        b"POST /anthropic/v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\n"
        b"Connection: close\r\nContent-Length: %d\r\n\r\n%b" % (len(data), data)
    )
    got = bytearray()
    with socket.create_connection(("127.0.0.1", simulator.port), timeout=10) as connection:
        connection.sendall(request)
        try:
            while part := connection.recv(65_536):
                got += part
        except ConnectionResetError:
            return bytes(got), True
    return bytes(got), False


HTTP_FAULTS = [name for name, fault in faults.NAMED.items() if fault.kind is Kind.HTTP_ERROR]


@pytest.mark.parametrize("name", HTTP_FAULTS)
@pytest.mark.parametrize("streamed", [True, False])
def test_http_errors(simulator: Simulator, client: Any, name: str, streamed: bool) -> None:
    simulator.fail_next(name)
    reply = client.ask(stream=streamed)
    fault = faults.NAMED[name]
    assert reply.status == fault.status == int(name[:3])
    assert reply.json["type"] == "error"
    assert reply.json["error"]["message"] == fault.message
    assert reply.json["error"]["type"] == contract.ERROR_TYPES[fault.status]
    assert "retry-after" not in reply.headers
    assert client.ask(stream=streamed).status == 200


def test_the_plan_limit_says_when_it_ends(simulator: Simulator, client: Any) -> None:
    simulator.fail_next("429-plan")
    assert "resets at 2026-05-15T15:00:00Z (2056)" in client.ask().json["error"]["message"]


def test_retry_after(simulator: Simulator, client: Any) -> None:
    simulator.fail_next(faults.named("429", retry_after="7"))
    assert client.ask().headers["retry-after"] == "7"


def test_other_routes(simulator: Simulator, client: Any, body: Any) -> None:
    simulator.fail_next(faults.named("404-html", route="models"))
    simulator.fail_next(faults.named("500", route="count_tokens"))
    assert client.ask().status == 200
    reply = client.send("GET", "/v1/models")
    assert (reply.status, reply.body[:6]) == (404, b"<html>")
    assert client.send("POST", "/v1/messages/count_tokens", body()).status == 500


def test_base_resp_in_place_of_a_stream(simulator: Simulator, client: Any) -> None:
    simulator.fail_next("base-resp")
    reply = client.ask()
    assert reply.status == 200
    assert reply.json == {"base_resp": {"status_code": 1008, "status_msg": "insufficient balance"}}


def test_cut_ends_in_the_middle_of_a_chunk(simulator: Simulator, client: Any, body: Any) -> None:
    simulator.fail_next(faults.named("cut", after_events=4), times=2)
    with pytest.raises(http.client.IncompleteRead):
        client.ask()
    got, was_reset = read_raw(simulator, body())
    assert not was_reset
    assert got.count(b"\n\n") == 4
    size, _, rest = got.rpartition(b"\r\n")
    assert int(size.rpartition(b"\r\n")[2], 16) == 2 * len(rest)
    assert rest.startswith(b"event: content_block_delta\ndata: {")
    assert simulator.requests[-1].outcome == "fault"
    assert simulator.requests[-1].events_sent == 4


def test_cut_clean_ends_properly_without_message_stop(simulator: Simulator, client: Any) -> None:
    simulator.fail_next(faults.named("cut-clean", after_events=5))
    assert len(client.ask().types) == 5
    # Never past the content: an answer without `message_stop` is the point of it.
    simulator.fail_next(faults.named("cut-clean", after_events=100_000))
    assert client.ask().types[-1] == "content_block_stop"


def test_cut_short_ends_properly_in_the_middle_of_an_event(
    simulator: Simulator, client: Any
) -> None:
    simulator.fail_next("cut-short")
    body = client.ask().body
    assert body.count(b"\n\n") == 6
    assert not body.endswith(b"\n\n")
    assert client.ask().types[-1] == "message_stop"


def test_reset(simulator: Simulator, body: Any) -> None:
    simulator.fail_next("reset")
    _, was_reset = read_raw(simulator, body())
    assert was_reset


def test_drop_answers_nothing(simulator: Simulator, body: Any) -> None:
    simulator.fail_next("drop")
    assert read_raw(simulator, body()) == (b"", False)


def test_bad_json_in_one_event(simulator: Simulator, client: Any) -> None:
    simulator.fail_next("bad-json")
    bad = 0
    for part in client.ask().body.decode().split("\n\n")[:-1]:
        try:
            json.loads(part.partition("data: ")[2])
        except ValueError:
            bad += 1
    assert bad == 1


@pytest.mark.parametrize(
    ("name", "status", "body"),
    [("plain", 200, b"It works!"), ("404-plain", 404, b"404 page not found")],
)
def test_plain_text(simulator: Simulator, client: Any, name: str, status: int, body: bytes) -> None:
    simulator.fail_next(name)
    reply = client.ask()
    assert (reply.status, reply.body) == (status, body)
    assert reply.headers["content-type"].startswith("text/plain")


def test_the_whole_message_in_place_of_a_stream(simulator: Simulator, client: Any) -> None:
    simulator.fail_next("json")
    reply = client.ask()
    assert reply.headers["content-type"].startswith("application/json")
    assert reply.json["type"] == "message"


def test_an_error_event_without_its_name(simulator: Simulator, client: Any) -> None:
    simulator.fail_next("error-unnamed")
    last = client.ask().body.decode().split("\n\n")[-2]
    assert last.startswith('data: {"type":"error"')


def test_strange_events_come_between_the_others(simulator: Simulator, client: Any) -> None:
    simulator.fail_next("strange")
    events = client.ask().events
    assert events[-1]["type"] == "message_stop"
    assert {"weather"} <= {event["type"] for event in events}
    blocks = [event["content_block"]["type"] for event in events if "content_block" in event]
    assert "hologram" in blocks


@pytest.mark.parametrize(("name", "events"), [("error-event", 7), ("error-first", 1)])
def test_error_events(simulator: Simulator, client: Any, name: str, events: int) -> None:
    simulator.fail_next(name)
    found = client.ask().events
    assert len(found) == events
    assert found[-1]["type"] == "error"
    assert found[-1]["error"]["type"] == "overloaded_error"
    assert len(found[-1]["request_id"]) == 32


def test_no_event_lines(simulator: Simulator, client: Any) -> None:
    simulator.fail_next("no-event-lines")
    body = client.ask().body
    assert b"event:" not in body
    assert b'"type":"message_stop"' in body


def test_byte_split_sends_every_byte_as_a_chunk(simulator: Simulator, body: Any) -> None:
    simulator.script([{"type": "text", "text": "é"}])
    simulator.fail_next("byte-split")
    got, _ = read_raw(simulator, body())
    chunks = got.partition(b"\r\n\r\n")[2]
    assert chunks.startswith(b"1\r\ne\r\n1\r\nv\r\n")
    assert b"1\r\n\xc3\r\n1\r\n\xa9\r\n" in chunks
    assert chunks.endswith(b"\r\n0\r\n\r\n")


@pytest.mark.parametrize("name", ["slow-headers", "stall"])
def test_delays_end_and_all_is_well(simulator: Simulator, client: Any, name: str) -> None:
    simulator.fail_next(faults.named(name, seconds=0.03))
    assert client.ask().types[-1] == "message_stop"


@pytest.mark.parametrize("name", ["slow-headers", "stall"])
def test_stopping_ends_a_delay(simulator: Simulator, client: Any, name: str) -> None:
    simulator.fail_next(faults.named(name, seconds=3_600))
    caught: list[Exception] = []

    def ask() -> None:
        try:
            client.ask()
        except (http.client.HTTPException, OSError) as error:
            caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    request = simulator.requests.wait_for(1)[0]
    simulator.stop()
    thread.join(5)
    assert caught
    assert request.finished.wait(5)
    assert request.outcome == "stopped"


@pytest.mark.parametrize("name", ["cut", "cut-clean", "cut-short"])
def test_an_answer_without_stream_is_cut_too(simulator: Simulator, client: Any, name: str) -> None:
    simulator.fail_next(name)
    with pytest.raises(http.client.IncompleteRead):
        client.ask(stream=False)


def test_other_faults_without_stream(simulator: Simulator, client: Any) -> None:
    simulator.fail_next("error-event")
    assert client.ask(stream=False).status == 529
    simulator.fail_next("bad-json")
    with pytest.raises(ValueError):
        _ = client.ask(stream=False).json
    simulator.fail_next(faults.named("stall", seconds=0.01))
    assert client.ask(stream=False).json["stop_reason"] == "end_turn"


def test_a_fault_waits_for_a_valid_request(simulator: Simulator, client: Any) -> None:
    simulator.fail_next("529", times=2)
    assert client.ask(temperature=5).status == 400
    assert [client.ask().status for _ in range(3)] == [529, 529, 200]


def test_a_prompt_asks_for_a_fault(client: Any) -> None:
    prompt = "fault: 529 times=1 retry-after=3"
    reply = client.ask(prompt)
    assert (reply.status, reply.headers["retry-after"]) == (529, "3")
    assert client.ask(prompt).status == 200
    assert [client.ask("fault: 401").status for _ in range(2)] == [401, 401]
    assert len(client.ask("fault: cut-clean after=3").types) == 3


def test_prompts_cannot_unless_allowed(connect: Any) -> None:
    with Simulator(tokens_per_s=0) as simulator:
        assert connect(simulator).ask("fault: 529").status == 200


@pytest.mark.parametrize("prompt", ["fault: nothing", "fault: cut after=x", "my fault: cut", ""])
def test_prompts_that_ask_for_none(prompt: str) -> None:
    assert faults.from_prompt(prompt) is None


def test_every_kind_has_a_name() -> None:
    assert {fault.kind for fault in faults.NAMED.values()} == set(Kind)
    assert dataclasses.is_dataclass(Fault)
    with pytest.raises(KeyError):
        faults.named("nothing")


def test_a_hold_stops_the_stream_where_it_says(simulator: Simulator, body: Any) -> None:
    hold = Hold(after_events=5)
    simulator.script([{"type": "text", "text": "abcdef"}], chunk_sizes=1, hold=hold)
    connection = http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=10)
    connection.request(
        "POST", "/anthropic/v1/messages", json.dumps(body()), {"Authorization": "Bearer k"}
    )
    response = connection.getresponse()
    assert hold.reached.wait(5)
    assert simulator.requests[-1].events_sent == 5
    got = b""
    while got.count(b"\n\n") < 5:
        got += response.read1()
    assert got.count(b"\n\n") == 5
    hold.release()
    assert response.read().endswith(b'{"type":"message_stop"}\n\n')
    connection.close()


def test_a_client_that_leaves_a_hold_is_noticed(simulator: Simulator, body: Any) -> None:
    hold = Hold(after_events=3)
    simulator.script([{"type": "text", "text": "abcdef"}], hold=hold)
    connection = http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=10)
    connection.request(
        "POST", "/anthropic/v1/messages", json.dumps(body()), {"Authorization": "Bearer k"}
    )
    response = connection.getresponse()
    assert hold.reached.wait(5)
    response.close()
    connection.close()
    request = simulator.requests[-1]
    assert request.finished.wait(5)
    assert request.outcome == "disconnected"
