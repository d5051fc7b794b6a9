"""The desktop's keyring: used where it is safe, never waited for too long."""

from __future__ import annotations

import sys
import threading

import pytest

from minimax_tui.config.keyring_store import SERVICE, Keyring, KeyringFailed
from tests.unit.config.fake_keyring import FakeBackend, install

KEY = "sk-test-0123456789abcdef"


def test_a_key_is_kept_and_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = FakeBackend()
    install(monkeypatch, backend)
    keyring = Keyring()
    assert keyring.is_there()
    assert keyring.name() == "a test's keyring"
    keyring.write("work-1", KEY)
    assert backend.entries == {(SERVICE, "work-1"): KEY}
    assert keyring.read("work-1") == KEY
    keyring.remove("work-1")
    assert backend.entries == {}
    with pytest.raises(KeyringFailed, match="no such entry"):
        keyring.read("work-1")


@pytest.mark.parametrize("priority", [-1, 0, 0.5])
def test_what_is_no_secure_store_is_no_keyring(
    monkeypatch: pytest.MonkeyPatch, priority: float
) -> None:
    backend = FakeBackend(priority)
    install(monkeypatch, backend)
    assert not Keyring().is_there()
    assert Keyring().name() == ""
    with pytest.raises(KeyringFailed):
        Keyring().write("work-1", KEY)
    assert backend.calls == 0


def test_without_the_package_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert not Keyring().is_there()
    with pytest.raises(KeyringFailed, match="not installed"):
        Keyring().read("work-1")


def test_a_keyring_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = FakeBackend()
    install(monkeypatch, backend)
    keyring = Keyring(ask_s=0.05)
    backend.hangs.set()
    try:
        for call in (
            lambda: keyring.read("work-1"),
            lambda: keyring.write("work-1", KEY),
            lambda: keyring.remove("work-1"),
        ):
            with pytest.raises(KeyringFailed, match="no answer within"):
                call()
    finally:
        backend.release.set()


def test_what_is_kept_later_than_it_was_waited_for_is_removed_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    removed = threading.Event()

    class Slow(FakeBackend):
        def delete_password(self, service: str, entry: str) -> None:
            super().delete_password(service, entry)
            removed.set()

    backend = Slow()
    install(monkeypatch, backend)
    backend.hangs.set()
    with pytest.raises(KeyringFailed, match="no answer within"):
        Keyring(ask_s=0.05).write("work-1", KEY)
    backend.hangs.clear()
    backend.release.set()
    assert removed.wait(10)
    assert backend.entries == {}


@pytest.mark.parametrize("read_back", [None, "another"])
def test_what_is_kept_halfway_is_removed_again(
    monkeypatch: pytest.MonkeyPatch, read_back: str | None
) -> None:
    class Forgetful(FakeBackend):
        def get_password(self, service: str, entry: str) -> str | None:
            del service, entry
            return read_back

    backend = Forgetful()
    install(monkeypatch, backend)
    with pytest.raises(KeyringFailed, match="not kept"):
        Keyring().write("work-1", KEY)
    assert backend.entries == {}


def test_the_words_of_a_broken_keyring_are_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = FakeBackend()
    install(monkeypatch, backend)
    backend.broken = RuntimeError(f"cannot store {KEY}")
    with pytest.raises(KeyringFailed) as failed:
        Keyring().write("work-1", KEY)
    assert str(failed.value) == "RuntimeError"
    assert failed.value.__cause__ is None
    assert failed.value.__context__ is None


def test_a_keyring_that_forgets_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = FakeBackend()
    install(monkeypatch, backend)
    monkeypatch.setattr(backend, "set_password", lambda *_: None)
    with pytest.raises(KeyringFailed):
        Keyring().write("work-1", KEY)
