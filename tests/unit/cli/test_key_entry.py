"""Keys as they are given outside of the screen."""

from __future__ import annotations

import getpass
import io
import warnings

import pytest

from minimax_tui.cli.key_entry import key_from_stdin, typed_key
from minimax_tui.domain.errors import SettingsError


@pytest.mark.parametrize(
    ("stdin", "key"),
    [
        (b"sk-abc\nmore\n", "sk-abc\n"),
        (b"\xef\xbb\xbfsk-abc\r\n", "sk-abc\r\n"),
        (b"", ""),
        (b"\xff\xfe", "��"),
    ],
)
def test_the_first_line_of_stdin(monkeypatch: pytest.MonkeyPatch, stdin: bytes, key: str) -> None:
    wrapped = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8", newline="")
    monkeypatch.setattr("sys.stdin", wrapped)
    assert key_from_stdin() == key


def test_a_terminal_that_would_show_the_key_is_not_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def shows(prompt: str) -> str:
        del prompt
        warnings.warn("Can not control echo on the terminal.", getpass.GetPassWarning, stacklevel=2)
        return "sk-shown"

    monkeypatch.setattr(getpass, "getpass", shows)
    with pytest.raises(SettingsError) as raised:
        typed_key("Key: ")
    assert "would show the key" in raised.value.what


@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt])
def test_the_line_of_the_question_ends(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    end: type[BaseException],
) -> None:
    def ends(prompt: str) -> str:
        del prompt
        raise end

    monkeypatch.setattr(getpass, "getpass", ends)
    with pytest.raises(end):
        typed_key("Key: ")
    assert capsys.readouterr().err == "\n"
