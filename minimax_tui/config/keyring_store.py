"""Keys in the desktop's keyring, where there is one.

Uses the package `keyring` if it is installed (`pip install "minimax-tui[keyring]"`): Secret Service
and KWallet on Linux, the Keychain on macOS, the Credential Locker on Windows. It is imported with
the first use only, and every call has a time limit: a locked keyring asks on the desktop, and a
broken one may never answer.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any, TypeVar

Result = TypeVar("Result")

SERVICE = "minimax-chat"
"""What the keyring's entries are filed under."""

PROBE_S = 5.0
ASK_S = 30.0
"""How long the user may take to unlock the keyring, in seconds."""

_LEAST_PRIORITY = 1
"""Backends below are no secure store (the package's own rule): null, fail, plain text files."""


class KeyringFailed(Exception):
    """The keyring did not do what it was asked; the message says why, without any key."""


class Keyring:
    """The desktop's keyring. Methods may be called from any thread but the screen's: they wait."""

    def __init__(self, *, probe_s: float = PROBE_S, ask_s: float = ASK_S) -> None:
        """Nothing is imported or asked yet.

        Args:
            probe_s: Longest wait for finding the keyring, in seconds.
            ask_s: Longest wait for an entry, in seconds.
        """
        self._probe_s = probe_s
        self._ask_s = ask_s
        self._backend: Any = None

    def is_there(self) -> bool:
        """Whether there is a keyring that keeps secrets."""
        try:
            self._find()
        except KeyringFailed:
            return False
        return True

    def name(self) -> str:
        """What the keyring calls itself, "" where there is none."""
        try:
            return str(self._find().name)
        except KeyringFailed:
            return ""

    def read(self, entry: str) -> str:
        """The key of an entry.

        Raises:
            KeyringFailed: if there is none, or the keyring does not answer in time.
        """
        backend = self._find()
        key = _within(self._ask_s, lambda: backend.get_password(SERVICE, entry))
        if not isinstance(key, str) or not key:
            raise KeyringFailed("no such entry")
        return key

    def write(self, entry: str, key: str) -> None:
        """Keeps a key and reads it back.

        What a keyring keeps halfway, or later than it was waited for, is removed again.

        Raises:
            KeyringFailed: if it is not there afterwards.
        """
        backend = self._find()
        given_up = threading.Event()

        def put() -> None:
            backend.set_password(SERVICE, entry, key)
            if given_up.is_set():  # the key is kept elsewhere by now
                backend.delete_password(SERVICE, entry)

        try:
            _within(self._ask_s, put)
        except KeyringFailed:
            given_up.set()
            raise
        try:
            kept = self.read(entry) == key
        except KeyringFailed:
            kept = False
        if not kept:
            with contextlib.suppress(KeyringFailed):
                _within(self._probe_s, lambda: backend.delete_password(SERVICE, entry))
            raise KeyringFailed("the entry was not kept")

    def remove(self, entry: str) -> None:
        """Removes an entry.

        Raises:
            KeyringFailed: if that was not possible.
        """
        backend = self._find()
        _within(self._ask_s, lambda: backend.delete_password(SERVICE, entry))

    def _find(self) -> Any:
        if self._backend is None:
            self._backend = _within(self._probe_s, _secure_backend)
        return self._backend


def _secure_backend() -> Any:
    import importlib

    try:
        keyring = importlib.import_module("keyring")
    except ImportError:
        raise KeyringFailed("the package keyring is not installed") from None
    backend = keyring.get_keyring()
    if backend.priority < _LEAST_PRIORITY:
        raise KeyringFailed("there is no keyring")
    return backend


def _within(timeout_s: float, call: Callable[[], Result]) -> Result:
    """What `call` returns, or `KeyringFailed` if it fails or takes longer than `timeout_s`.

    A call that takes longer is left alone on its thread, which does not outlive the program.
    """
    results: list[Result] = []
    reasons: list[str] = []

    def run() -> None:
        try:
            results.append(call())
        except KeyringFailed as error:
            reasons.append(str(error))
        except BaseException as error:  # noqa: BLE001 - the edge to whatever keyring there is
            # Its own words are not repeated: a careless backend may put the key into them.
            reasons.append(type(error).__name__)

    thread = threading.Thread(target=run, name="minimax-keyring", daemon=True)
    thread.start()
    thread.join(timeout_s)
    if results:
        return results[0]
    raise KeyringFailed(reasons[0] if reasons else f"no answer within {timeout_s:g} s")
