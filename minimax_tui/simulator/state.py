"""What the connections of one simulator share: its options, queues and memory."""

from __future__ import annotations

import random
import threading
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass

from minimax_tui.simulator import faults, stream
from minimax_tui.simulator.contract import Model
from minimax_tui.simulator.faults import Fault
from minimax_tui.simulator.pace import Pace
from minimax_tui.simulator.prompt_cache import PromptCache
from minimax_tui.simulator.recording import RequestLog
from minimax_tui.simulator.stream import Answer, Hold

DEFAULT_FIRST_TOKEN_S = 0.4


@dataclass(frozen=True, slots=True)
class Options:
    """How a simulator behaves; see `server.Simulator`."""

    tokens_per_s: float | None = None
    first_token_s: float | None = None
    seed: int | None = None
    allow_fault_prompts: bool = False
    check_signatures: bool = False


@dataclass(frozen=True, slots=True)
class RawStream:
    """Exact bytes to answer with.

    Attributes:
        chunks: Each is one HTTP chunk and one write.
        status: HTTP status.
        content_type: Header.
        end: ``"clean"``, ``"cut"`` (closed without the last chunk) or ``"reset"``.
        hold: Where to wait; it counts chunks here.
    """

    chunks: Sequence[bytes]
    status: int = 200
    content_type: str = "text/event-stream"
    end: str = "clean"
    hold: Hold | None = None


class State:
    """The shared state; every method may be called from any thread."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.log = RequestLog()
        self.prompt_cache = PromptCache()
        self.stopping = threading.Event()
        self._lock = threading.Lock()
        self._faults: deque[Fault] = deque()
        self._scripts: deque[Answer | RawStream] = deque()
        self._prompt_faults: Counter[str] = Counter()
        self._signed: set[tuple[str, str]] = set()
        self._numbers = 0

    def rng(self) -> random.Random:
        """Returns the source of chance for one request; the same ones again for the same seed."""
        with self._lock:
            self._numbers += 1
            number = self._numbers
        seed = self.options.seed
        return random.Random() if seed is None else random.Random(f"{seed}/{number}")

    def pace(self, model: Model) -> Pace:
        """Returns the schedule for one answer."""
        given = self.options.tokens_per_s
        return Pace(model.tokens_per_s if given is None else given)

    def first_token_s(self) -> float:
        """Returns how long the first token takes."""
        given = self.options.first_token_s
        if given is not None:
            return given
        return 0.0 if self.options.tokens_per_s == 0 else DEFAULT_FIRST_TOKEN_S

    def add_faults(self, wanted: Sequence[Fault]) -> None:
        """Queues faults."""
        with self._lock:
            self._faults.extend(wanted)

    def next_fault(self, route: str) -> Fault | None:
        """Takes the first queued fault for a route."""
        with self._lock:
            for at, fault in enumerate(self._faults):
                if fault.route == route:
                    del self._faults[at]
                    return fault
        return None

    def prompt_fault(self, text: str) -> Fault | None:
        """Returns the fault that a prompt asks for, if prompts may."""
        if not self.options.allow_fault_prompts:
            return None
        asked = faults.from_prompt(text)
        if asked is None:
            return None
        fault, times = asked
        with self._lock:
            self._prompt_faults[text] += 1
            return fault if times is None or self._prompt_faults[text] <= times else None

    def add_scripts(self, wanted: Sequence[Answer | RawStream]) -> None:
        """Queues fixed answers, and knows their signatures when they come back."""
        with self._lock:
            self._scripts.extend(wanted)
            for script in wanted:
                blocks = script.blocks if isinstance(script, Answer) else ()
                for block in blocks:
                    if block.get("signature"):
                        self._signed.add((str(block.get("thinking")), str(block["signature"])))

    def next_script(self) -> Answer | RawStream | None:
        """Takes the first queued answer."""
        with self._lock:
            return self._scripts.popleft() if self._scripts else None

    def forget(self) -> None:
        """Empties the queues."""
        with self._lock:
            self._faults.clear()
            self._scripts.clear()

    def signature_ok(self, thinking: str, signature: str) -> bool:
        """Tells whether this simulator signed this thinking so."""
        with self._lock:
            if (thinking, signature) in self._signed:
                return True
        return signature == stream.signature(thinking)
