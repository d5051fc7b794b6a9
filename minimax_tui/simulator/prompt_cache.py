"""How much of a prompt was seen before: makes the usage figures of a long chat believable."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict

from minimax_tui.simulator import tokens
from minimax_tui.simulator.contract import JsonObject
from minimax_tui.simulator.validation import Request

_FROM_TOKENS = 512  # text-prompt-caching, seen 2026-11: automatic above 512 input tokens
_PREFIXES_KEPT = 20_000


class PromptCache:
    """Remembers prefixes of prompts, in the order tools, system, messages."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: OrderedDict[bytes, int] = OrderedDict()

    def usage(self, request: Request) -> JsonObject:
        """Returns the final usage of a request, without its output, and remembers the prompt.

        The three input figures sum to the whole prompt (CACHE, seen 2026-11).
        """
        read = self._read(request)
        fresh = request.input_tokens - read
        # CACHE, seen 2026-11: explicit marks are for M2.x; pi#5605: without effect on M3.
        # guess: everything not read is written, wherever the mark stands.
        writes = request.cache_marks and not request.model.is_m3
        writes = writes and request.input_tokens > _FROM_TOKENS
        return {
            "input_tokens": 0 if writes else fresh,
            "output_tokens": 0,
            "cache_creation_input_tokens": fresh if writes else 0,
            "cache_read_input_tokens": read,
        }

    def _read(self, request: Request) -> int:
        digest = hashlib.sha256(_encoded([request.model.id, request.tools, request.system]))
        so_far = tokens.preamble_tokens(request.system, request.tools)
        read = 0
        with self._lock:
            for message in request.messages:
                # The last message is never looked up: something is always read anew.
                if so_far > _FROM_TOKENS and digest.digest() in self._seen:
                    read = so_far
                self._remember(digest.digest(), so_far)
                digest.update(_encoded(message))
                so_far += tokens.message_tokens(message)
            self._remember(digest.digest(), so_far)
        return read

    def _remember(self, prefix: bytes, size_tokens: int) -> None:
        self._seen[prefix] = size_tokens
        self._seen.move_to_end(prefix)
        if len(self._seen) > _PREFIXES_KEPT:
            self._seen.popitem(last=False)


def _encoded(value: object) -> bytes:
    return json.dumps(value).encode()
