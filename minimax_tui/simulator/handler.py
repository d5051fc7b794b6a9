"""Reads requests, finds the route, answers."""

from __future__ import annotations

import json
import secrets
import socket
import socketserver
import urllib.parse
from http.server import BaseHTTPRequestHandler
from typing import Any, cast

from minimax_tui.simulator import answers, contract, incoming, recording, stream, validation
from minimax_tui.simulator.contract import ApiError, invalid_params
from minimax_tui.simulator.delivery import BrokenOff, Delivery, send_raw
from minimax_tui.simulator.faults import Fault, Kind
from minimax_tui.simulator.output import Disconnected, Output, Stopped
from minimax_tui.simulator.recording import RecordedRequest
from minimax_tui.simulator.state import RawStream, State
from minimax_tui.simulator.stream import Prepared
from minimax_tui.simulator.validation import Request

BASE_PATH = "/anthropic"
SIMULATION_HEADER = "minimax-chat simulator, not MiniMax"

_MESSAGES = f"{BASE_PATH}/v1/messages"
_COUNT_TOKENS = f"{BASE_PATH}/v1/messages/count_tokens"
_MODELS = f"{BASE_PATH}/v1/models"
_BROKEN_BODIES = frozenset({Kind.CUT, Kind.CUT_SHORT, Kind.CUT_CLEAN, Kind.RESET})


class Handler(BaseHTTPRequestHandler):
    """Serves one connection, one request after the other."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, state: State, connection: socket.socket, number: int) -> None:
        """Serves the connection to its end."""
        self._state = state
        self._number = number
        self._request_id = ""
        self._output = Output(connection, state.stopping)
        # The base class keeps the server and never uses it.
        server = cast(socketserver.BaseServer, None)
        super().__init__(connection, ("", 0), server)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Writes no log: the terminal belongs to someone else."""

    def version_string(self) -> str:
        """Returns the `Server` header."""
        return "minimax-chat-simulator"

    def end_headers(self) -> None:
        """Adds the headers every answer has."""
        self.send_header("x-minimax-simulation", SIMULATION_HEADER)
        # Captures: these two, and no `request-id`.
        self.send_header("trace-id", secrets.token_hex(16))
        self.send_header("minimax-request-id", self._request_id or secrets.token_hex(16))
        super().end_headers()

    def do_GET(self) -> None:
        """Answers a GET."""
        self._handle()

    def do_POST(self) -> None:
        """Answers a POST."""
        self._handle()

    def _handle(self) -> None:
        self._request_id = secrets.token_hex(16)
        recorded: RecordedRequest | None = None
        try:
            try:
                body = self._read_body()
                recorded = self._record(body)
                self._route(recorded)
            except ApiError as error:
                recorded = recorded or self._record(b"")
                self._send_json(recorded, error.status, error.body(self._request_id))
            recorded.finish("complete")
        except BrokenOff as broken:
            self.close_connection = self.close_connection or broken.close
            self._finish(recorded, "fault")
        except Stopped:
            self.close_connection = True
            self._finish(recorded, "stopped")
        except (Disconnected, OSError):
            self.close_connection = True
            self._finish(recorded, "stopped" if self._state.stopping.is_set() else "disconnected")

    def _finish(self, recorded: RecordedRequest | None, outcome: str) -> None:
        if recorded is not None:
            recorded.finish(outcome)

    def _read_body(self) -> bytes:
        try:
            return incoming.read_body(self.rfile, self.headers)
        except ApiError:
            self.close_connection = True  # what is left of the body would be the next request
            raise

    def _record(self, body: bytes) -> RecordedRequest:
        try:
            parsed = json.loads(body) if body else None
        except (ValueError, RecursionError):
            parsed = None
        headers = {name.lower(): value for name, value in self.headers.items()}
        recorded = recording.record(self.command, self.path, headers, body, parsed, self._number)
        self._state.log.append(recorded)
        return recorded

    def _route(self, recorded: RecordedRequest) -> None:
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        # guess: a wrong method is answered like a wrong path.
        if self.command == "POST" and url.path == _MESSAGES:
            self._check_key()
            self._messages(recorded)
        elif self.command == "POST" and url.path == _COUNT_TOKENS:
            self._check_key()
            if not self._plain_fault(recorded, self._state.next_fault("count_tokens")):
                # guess: MiniMax's own answer was not found; this is Anthropic's.
                counted = validation.check_count(self._json(recorded))
                self._send_json(recorded, 200, {"input_tokens": counted})
        elif self.command == "GET" and (url.path + "/").startswith(_MODELS + "/"):
            self._check_key()
            if not self._plain_fault(recorded, self._state.next_fault("models")):
                self._models(recorded, url.path.removeprefix(_MODELS).strip("/"), query)
        else:
            self._send(recorded, 404, "text/plain", contract.PAGE_NOT_FOUND.encode())

    def _check_key(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        key, _ = recording.find_key(headers)
        if not key or key == "wrong-key" or key.startswith("sk-ant-"):
            raise ApiError(401, contract.LOGIN_FAIL)

    def _json(self, recorded: RecordedRequest) -> Any:
        if recorded.json is None:
            raise invalid_params("request body is not valid JSON")  # guess: the words
        return recorded.json

    def _models(self, recorded: RecordedRequest, model_id: str, query: dict[str, str]) -> None:
        if model_id:
            model = contract.MODELS_BY_ID.get(urllib.parse.unquote(model_id))
            if model is None:
                raise ApiError(404, f"model not found: {model_id} (2013)")  # guess: the words
            self._send_json(recorded, 200, contract.model_entry(model))
            return
        limit = query.get("limit", "20")  # guess: the default
        if not limit.isascii() or not limit.isdecimal():
            raise invalid_params("limit must be an integer")  # guess: the words
        page = contract.model_page(int(limit), query.get("after_id"), query.get("before_id"))
        self._send_json(recorded, 200, page)

    def _messages(self, recorded: RecordedRequest) -> None:
        state = self._state
        signature_ok = state.signature_ok if state.options.check_signatures else None
        request = validation.check_messages(self._json(recorded), signature_ok)
        ask = answers.read_ask(request)
        fault = state.next_fault("messages") or state.prompt_fault(ask.text)
        if self._plain_fault(recorded, fault):
            return
        rng = state.rng()
        script = state.next_script()
        if isinstance(script, RawStream):
            self._send_headers(recorded, script.status, script.content_type, None)
            send_raw(self._output, recorded, script)
            return
        prepared = stream.prepare(
            script or answers.answer(ask, rng),
            model=request.model.id,
            service_tier=request.service_tier,
            usage=state.prompt_cache.usage(request),
            max_tokens=request.max_tokens if script is None else None,
            rng=rng,
        )
        if request.stream and (fault is None or fault.kind is not Kind.WHOLE):
            self._stream(recorded, request, prepared, fault)
        else:
            self._whole(recorded, request, prepared, fault)

    def _stream(
        self, recorded: RecordedRequest, request: Request, prepared: Prepared, fault: Fault | None
    ) -> None:
        self._send_headers(recorded, 200, "text/event-stream", None)
        delivery = Delivery(
            self._output,
            recorded,
            pace=self._state.pace(request.model),
            first_token_s=self._state.first_token_s(),
            fault=fault,
            hold=prepared.hold,
            request_id=self._request_id,
        )
        delivery.send(stream.events(prepared))

    def _whole(
        self, recorded: RecordedRequest, request: Request, prepared: Prepared, fault: Fault | None
    ) -> None:
        pace = self._state.pace(request.model)
        wait_s = self._state.first_token_s() + pace.wait_s(prepared.output_tokens)
        if fault is not None and fault.kind is Kind.STALL:
            wait_s += fault.seconds
        self._output.sleep(wait_s)
        if prepared.hold is not None:
            prepared.hold.reached.set()
            self._output.wait(prepared.hold.released)
        body = stream.encode_json(stream.message(prepared))
        if fault is not None and fault.kind in (Kind.ERROR_EVENT, Kind.ERROR_UNNAMED):
            raise fault.error()
        if fault is not None and fault.kind in _BROKEN_BODIES:
            self._send_headers(recorded, 200, "application/json", len(body))
            self._output.raw(body[: len(body) // 2])
            if fault.kind is Kind.RESET:
                self._output.reset_on_close()
            raise BrokenOff(close=True)
        if fault is not None and fault.kind is Kind.BAD_JSON:
            body = body[: len(body) // 2]
        self._send(recorded, 200, "application/json", body)

    def _plain_fault(self, recorded: RecordedRequest, fault: Fault | None) -> bool:
        """Does what a fault does before the headers; true if it was the whole answer."""
        if fault is None:
            return False
        if fault.kind is Kind.SLOW_HEADERS:
            self._output.sleep(fault.seconds)
        elif fault.kind is Kind.DROP:
            raise BrokenOff(close=True)
        elif fault.kind is Kind.HTTP_ERROR:
            body = fault.error().body(self._request_id)
            self._send_json(recorded, fault.status, body, fault.retry_after)
            return True
        elif fault.kind is Kind.HTML:
            page = (
                f"<html>\r\n<head><title>{fault.message}</title></head>\r\n<body>\r\n"
                f"<center><h1>{fault.message}</h1></center>\r\n<hr><center>nginx</center>\r\n"
                "</body>\r\n</html>\r\n"
            )
            self._send(recorded, fault.status, "text/html", page.encode(), fault.retry_after)
            return True
        elif fault.kind is Kind.PLAIN:
            text = fault.message.encode()
            self._send(recorded, fault.status, "text/plain", text, fault.retry_after)
            return True
        elif fault.kind is Kind.BASE_RESP:
            base_resp = {"status_code": fault.code, "status_msg": fault.message}
            self._send_json(recorded, fault.status, {"base_resp": base_resp})
            return True
        return False

    def _send_json(
        self, recorded: RecordedRequest, status: int, body: object, retry_after: str | None = None
    ) -> None:
        data = stream.encode_json(body)
        self._send(recorded, status, "application/json", data, retry_after)

    def _send(
        self,
        recorded: RecordedRequest,
        status: int,
        content_type: str,
        body: bytes,
        retry_after: str | None = None,
    ) -> None:
        self._send_headers(recorded, status, content_type, len(body), retry_after)
        # Before the last byte, so that a test which has read the answer finds it here.
        recorded.finish("complete")
        self._output.raw(body)

    def _send_headers(
        self,
        recorded: RecordedRequest,
        status: int,
        content_type: str,
        length: int | None,
        retry_after: str | None = None,
    ) -> None:
        recorded.status = status
        self.send_response(status)
        charset = "" if content_type == "text/event-stream" else "; charset=utf-8"
        self.send_header("Content-Type", content_type + charset)
        if length is None:
            self.send_header("Cache-Control", "no-cache")
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(length))
        if retry_after is not None:
            self.send_header("Retry-After", retry_after)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
