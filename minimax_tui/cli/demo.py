"""The demo: the simulator inside the program, started with the first request."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from minimax_tui.domain.ports import Credential

if TYPE_CHECKING:
    from minimax_tui.simulator.server import Simulator


class DemoCredentials:
    """Leads to the simulator on a free loopback port; knows no real key."""

    def __init__(self) -> None:
        self._simulator: Simulator | None = None
        self._lock = threading.Lock()

    def resolve(self) -> Credential:
        """The simulator's address; starts it when asked for the first time."""
        with self._lock:
            if self._simulator is None:
                from minimax_tui.simulator.server import Simulator

                self._simulator = Simulator(allow_fault_prompts=True)
                self._simulator.start()
            return Credential("demo", self._simulator.base_url, "demo")

    def check(self) -> None:
        """The simulator takes any key."""

    def close(self) -> None:
        """Ends the simulator."""
        with self._lock:
            if self._simulator is not None:
                self._simulator.stop()
                self._simulator = None
