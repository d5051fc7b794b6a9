"""The simulator: a server on a thread of its own, and what a test can ask of it."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, Literal, Self

from minimax_tui.simulator import faults
from minimax_tui.simulator.faults import Fault
from minimax_tui.simulator.handler import BASE_PATH, Handler
from minimax_tui.simulator.listener import Listener
from minimax_tui.simulator.recording import RequestLog
from minimax_tui.simulator.state import Options, RawStream, State
from minimax_tui.simulator.stream import Answer, Hold


class Simulator:
    """A stand-in for MiniMax's endpoint.

    Example:
        >>> with Simulator(tokens_per_s=0) as simulator:
        ...     simulator.fail_next("529")
        ...     url = simulator.base_url
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tokens_per_s: float | None = None,
        first_token_s: float | None = None,
        seed: int | None = None,
        allow_fault_prompts: bool = False,
        check_signatures: bool = False,
    ) -> None:
        """Starts nothing yet.

        Args:
            host: Address to listen at.
            port: 0 for a free one.
            tokens_per_s: Speed of the answers. None: the model's own. 0: as fast as it can.
            first_token_s: Time to the first token. None: 0.4, and 0 if `tokens_per_s` is 0.
            seed: Makes ids and the sizes of deltas the same in every run.
            allow_fault_prompts: Whether a prompt like ``fault: cut`` is answered with that fault.
            check_signatures: Whether thinking that comes back with a signature that is not its
                own is a 400, as at MiniMax; off because tests make up signatures.
        """
        self._host = host
        self._port = port
        self._listener: Listener | None = None
        self._state = State(
            Options(
                tokens_per_s=tokens_per_s,
                first_token_s=first_token_s,
                seed=seed,
                allow_fault_prompts=allow_fault_prompts,
                check_signatures=check_signatures,
            )
        )

    @property
    def base_url(self) -> str:
        """The base URL for a client, ``/anthropic`` included, without a slash at its end.

        Raises:
            RuntimeError: The simulator is not running.
        """
        if self._listener is None:
            raise RuntimeError("the simulator is not running")
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._listener.port}{BASE_PATH}"

    @property
    def port(self) -> int:
        """The port it listens at; the one asked for while it is not running."""
        return self._port if self._listener is None else self._listener.port

    @property
    def requests(self) -> RequestLog:
        """All requests so far; keys are not in it."""
        return self._state.log

    def start(self) -> None:
        """Starts the server; does nothing if it runs.

        Raises:
            OSError: The address cannot be had.
        """
        if self._listener is None:
            self._state.stopping.clear()
            self._listener = Listener(self._host, self._port, self._talk)

    def stop(self) -> None:
        """Ends all connections and the server; does nothing if it does not run."""
        if self._listener is not None:
            self._state.stopping.set()
            self._listener.close()
            self._listener = None

    def fail_next(self, fault: Fault | str, *, times: int = 1) -> None:
        """Makes the next valid requests fail.

        Args:
            fault: What happens, or its name in `faults.NAMED`.
            times: How many requests.

        Raises:
            KeyError: There is no fault of that name.
        """
        wanted = faults.NAMED[fault] if isinstance(fault, str) else fault
        self._state.add_faults([wanted] * times)

    def script(
        self,
        answer: Answer | Sequence[Mapping[str, Any]],
        *,
        chunk_sizes: int | Sequence[int] | Literal["token"] | None = None,
        stop_reason: str | None = None,
        usage: Mapping[str, int] | None = None,
        hold: Hold | None = None,
        times: int = 1,
    ) -> None:
        """Fixes the next answer; it is not cut to `max_tokens`.

        Args:
            answer: The content blocks as wire dictionaries, of any type; or an `Answer`, and then
                the other arguments but `times` are not used.
            chunk_sizes: See `Answer`.
            stop_reason: See `Answer`.
            usage: See `Answer`.
            hold: See `Answer`.
            times: For how many requests.
        """
        if not isinstance(answer, Answer):
            answer = Answer(list(answer), chunk_sizes, stop_reason, usage, hold)
        self._state.add_scripts([answer] * times)

    def raw_stream(
        self,
        chunks: Iterable[bytes],
        *,
        status: int = 200,
        content_type: str = "text/event-stream",
        end: Literal["clean", "cut", "reset"] = "clean",
        hold: Hold | None = None,
    ) -> None:
        """Fixes the bytes of the next answer.

        Args:
            chunks: Each is one HTTP chunk and one write; `stream.encode` makes events.
            status: HTTP status.
            content_type: Header.
            end: How the body ends.
            hold: Where to wait; it counts chunks here.
        """
        self._state.add_scripts([RawStream(list(chunks), status, content_type, end, hold)])

    def forget(self) -> None:
        """Empties the queues of faults and answers."""
        self._state.forget()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def _talk(self, connection: socket.socket, number: int) -> None:
        Handler(self._state, connection, number)
