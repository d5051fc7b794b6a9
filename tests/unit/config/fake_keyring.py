"""A package `keyring` for tests: keeps entries in memory, or fails in the ways real ones do."""

from __future__ import annotations

import sys
import threading
from types import ModuleType

import pytest


class FakeBackend:
    """One backend.

    Attributes:
        entries: Key by (service, entry).
        broken: The error of every call, None for a keyring that works.
        hangs: Set while calls do not return until it is cleared.
    """

    def __init__(self, priority: float = 5, name: str = "a test's keyring") -> None:
        self.priority = priority
        self.name = name
        self.entries: dict[tuple[str, str], str] = {}
        self.broken: Exception | None = None
        self.hangs = threading.Event()
        self.release = threading.Event()
        self.calls = 0

    def _begin(self) -> None:
        self.calls += 1
        if self.hangs.is_set():
            self.release.wait(30)
        if self.broken is not None:
            raise self.broken

    def get_password(self, service: str, entry: str) -> str | None:
        self._begin()
        return self.entries.get((service, entry))

    def set_password(self, service: str, entry: str, key: str) -> None:
        self._begin()
        self.entries[service, entry] = key

    def delete_password(self, service: str, entry: str) -> None:
        self._begin()
        del self.entries[service, entry]


def install(monkeypatch: pytest.MonkeyPatch, backend: FakeBackend) -> None:
    """Makes `backend` what the package `keyring` finds."""
    package = ModuleType("keyring")
    package.__dict__["get_keyring"] = lambda: backend
    monkeypatch.setitem(sys.modules, "keyring", package)
