"""The log: private, of bounded size, without keys and without what somebody wrote."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from minimax_tui.cli.logs import FILE, OLD_FILE, RotatedFile, log_file, start_log
from minimax_tui.domain.errors import DiskFull

KEY = "sk-api-3f9c1e-secret"


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[logging.Logger]:
    monkeypatch.setenv("MINIMAX_API_KEY", "a key of no known form")
    loggers = [logging.getLogger(name) for name in ("minimax_tui", "asyncio")]
    before = [(logger, list(logger.handlers), logger.propagate) for logger in loggers]
    assert start_log(tmp_path / "logs") == tmp_path / "logs" / FILE == log_file()
    yield logging.getLogger("minimax_tui.test")
    for logger, handlers, propagate in before:
        logger.handlers[:] = handlers
        logger.propagate = propagate


def written(tmp_path: Path) -> str:
    path = tmp_path / "logs" / FILE
    return path.read_text() if path.exists() else ""


def fail(error: BaseException) -> None:
    what_was_typed = "my private words"
    assert what_was_typed
    raise error


def test_nothing_is_made_before_there_is_something_to_say(
    log: logging.Logger, tmp_path: Path
) -> None:
    assert log is not None
    assert not (tmp_path / "logs" / FILE).exists()


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX systems")
def test_it_is_private(log: logging.Logger, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        log.warning("first")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "logs" / FILE).stat().st_mode) == 0o600


def test_keys_are_left_out(log: logging.Logger, tmp_path: Path) -> None:
    log.warning("sent %s", KEY)
    log.warning("headers: Authorization: Bearer abc123, x-api-key: sk-ant-api03-xyz_abc")
    log.warning("the key is a key of no known form, or eyJhbGciOiJIUzI1NiJ9.e30.abc-d")
    text = written(tmp_path)
    assert text.count("[key]") == 5
    for part in ("3f9c1e", "abc123", "api03", "no known form", "eyJ"):
        assert part not in text


@pytest.mark.parametrize(
    "error", [ValueError("my private words"), KeyError("my private words"), RuntimeError(KEY)]
)
def test_a_fault_is_told_without_words_that_may_quote(
    log: logging.Logger, tmp_path: Path, error: Exception
) -> None:
    try:
        fail(error)
    except Exception:
        log.exception("something failed")
    text = written(tmp_path)
    assert type(error).__name__ in text
    assert " in fail" in text
    assert "private words" not in text
    assert KEY not in text


def test_words_that_cannot_quote_are_told(log: logging.Logger, tmp_path: Path) -> None:
    try:
        try:
            fail(AttributeError("'None' has no attribute 'x'"))
        except AttributeError as first:
            raise DiskFull from first
    except DiskFull:
        log.exception("something failed")
    text = written(tmp_path)
    assert "no attribute 'x'" in text
    assert "DiskFull" in text
    assert text.index("AttributeError") < text.index("DiskFull")


def test_a_group_and_a_ring_of_faults_are_told(log: logging.Logger, tmp_path: Path) -> None:
    one, two = TypeError("one"), TypeError("two")
    one.__cause__, two.__cause__ = two, one
    log.error("ring", exc_info=one)
    log.error("group", exc_info=ExceptionGroup("some", [OSError(2, "No such file")]))
    assert "No such file" in written(tmp_path)


def test_it_is_set_aside_when_it_is_large(tmp_path: Path) -> None:
    handlers = [RotatedFile(tmp_path / FILE, most_bytes=1000) for _ in range(2)]
    for number in range(200):
        record = logging.LogRecord("x", logging.WARNING, "", 0, f"line {number:04}", (), None)
        handlers[number % 2].emit(record)
    sizes = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert set(sizes) == {FILE, OLD_FILE}
    assert all(size <= 1020 for size in sizes.values())
    assert "line 0199" in (tmp_path / FILE).read_text()


def test_a_log_that_cannot_be_written_ends_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = RotatedFile(tmp_path / "no" / "folder" / FILE)
    handler.emit(logging.LogRecord("x", logging.WARNING, "", 0, "%d", ("no number",), None))
    handler.emit(logging.LogRecord("x", logging.WARNING, "", 0, "fine", (), None))
    assert capsys.readouterr() == ("", "")
