"""The simulator as a command."""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType
from typing import Any, TextIO

from minimax_tui.simulator.server import Simulator


def serve(
    port: int = 0,
    *,
    host: str = "127.0.0.1",
    tokens_per_s: float | None = None,
    first_token_s: float | None = None,
    seed: int | None = None,
    allow_fault_prompts: bool = True,
    out: TextIO | None = None,
    until: threading.Event | None = None,
) -> int:
    """Runs a simulator until SIGINT or SIGTERM.

    Args:
        port: 0 for a free one.
        host: Address to listen at.
        tokens_per_s: See `Simulator`.
        first_token_s: See `Simulator`.
        seed: See `Simulator`.
        allow_fault_prompts: See `Simulator`.
        out: Where the one line with the base URL goes; standard output if None.
        until: Ends it too. Signals are only watched on the main thread.

    Returns:
        0.

    Raises:
        OSError: The address cannot be had.
    """
    ended = until if until is not None else threading.Event()

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        ended.set()

    simulator = Simulator(
        host=host,
        port=port,
        tokens_per_s=tokens_per_s,
        first_token_s=first_token_s,
        seed=seed,
        allow_fault_prompts=allow_fault_prompts,
    )
    before: dict[int, Any] = {}
    with simulator:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                before[number] = signal.signal(number, end)
        try:
            print(
                f"{simulator.base_url}  (a simulation of MiniMax's endpoint: no model, any key)",
                file=out if out is not None else sys.stdout,
                flush=True,
            )
            ended.wait()
        finally:
            for watched, handler in before.items():
                signal.signal(watched, handler)
    return 0
