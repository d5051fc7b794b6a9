"""Paths as terminals drop them and people type them, and their completion."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from minimax_tui.ui.typed_path import PathCompletion, completed, typed_path, working_folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a few files."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("a b.zip", "it's.json", "notes.json", "note.md", ".hidden", "x\x1b[31m.json"):
        (tmp_path / name).touch()
    (tmp_path / "down").mkdir()
    (tmp_path / "down" / "c.zip").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("notes.json", "notes.json"),
        ("  notes.json ", "notes.json"),
        ("~/notes.json", "notes.json"),
        ("'a b.zip'", "a b.zip"),
        ('"a b.zip"', "a b.zip"),
        ("a\\ b.zip", "a b.zip"),
        ("'it'\\''s.json'", "it's.json"),
        ("it\\'s.json", "it's.json"),
        ("down/../notes.json", "down/../notes.json"),
    ],
)
def test_what_is_meant(folder: Path, typed: str, name: str) -> None:
    found = typed_path(typed, folder)
    assert found == folder / name
    assert found.exists()


def test_addresses_and_whole_paths(folder: Path) -> None:
    assert typed_path(f"file://{folder}/a%20b.zip", Path("/")) == folder / "a b.zip"
    assert typed_path(f"{folder}/note.md", Path("/")) == folder / "note.md"
    assert typed_path("file://[", folder) == folder / "file://["
    assert typed_path("~nobody-here/x", folder) == folder / "~nobody-here/x"


@pytest.mark.parametrize(
    ("typed", "text", "names"),
    [
        ("no", "note", ("note.md", "notes.json")),
        ("notes", "notes.json", ()),
        ("d", "down/", ()),
        ("down/", "down/c.zip", ()),
        ("~/do", "~/down/", ()),
        ("~", "~/", ()),
        ("'a", "'a b.zip", ()),
        ("'a b.zip'", "'a b.zip'", ()),
        (".h", ".hidden", ()),
        ("zzz", "zzz", ()),
        ("x", "x", ()),
        ("nowhere/x", "nowhere/x", ()),
        ("\x00", "\x00", ()),
    ],
)
def test_completion(folder: Path, typed: str, text: str, names: tuple[str, ...]) -> None:
    assert completed(typed, folder) == PathCompletion(text, names)


def test_nothing_typed_shows_what_is_there(folder: Path) -> None:
    found = completed("", folder)
    assert found.text == ""
    assert found.names == ("a b.zip", "down/", "it's.json", "note.md", "notes.json")


def test_a_folder_that_was_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    assert working_folder() == Path(os.path.realpath(gone))
    gone.rmdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    assert working_folder() == tmp_path
