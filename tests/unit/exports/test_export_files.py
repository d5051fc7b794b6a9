"""Files: names that lead nowhere else, and writing whole or not at all."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.domain.errors import ExportFailed
from minimax_tui.domain.messages import Session
from minimax_tui.exports.files import FileExists, default_name, write_export
from minimax_tui.exports.formats import Format


def named(title: str, id_: str = "1a2b3c4d5e6f") -> str:
    return default_name(Session(id_, title, 0.0, 0.0), Format.MARKDOWN)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Cooking rice", "cooking-rice-1a2b3c4d.md"),
        ("../../etc/passwd", "etc-passwd-1a2b3c4d.md"),
        ("C:\\x\x00\n.md", "c-x-md-1a2b3c4d.md"),
        ("如何排序 列表", "如何排序-列表-1a2b3c4d.md"),
        ("", "1a2b3c4d.md"),
        ("...", "1a2b3c4d.md"),
        ("-rf $(x) `y`", "rf-x-y-1a2b3c4d.md"),
    ],
)
def test_names(title: str, name: str) -> None:
    assert named(title) == name


@given(st.text(), st.text())
def test_every_name_is_one_of_the_folder(title: str, id_: str) -> None:
    name = named(title, id_)
    assert Path(name).name == name
    assert not name.startswith((".", "-", "~"))
    assert "\\" not in name
    assert ":" not in name
    assert name.isprintable()
    assert len(name) < 100


def test_reserved_names_are_changed() -> None:
    assert named("CON", "") == "session-con.md"


def test_a_file_gets_the_mode_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_export(tmp_path / "x.md", "text", replace=False)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "x.md").stat().st_mode) == 0o640
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.md"]


def test_a_file_is_replaced_only_when_that_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_text("before")
    path.chmod(0o604)
    with pytest.raises(FileExists, match="is there already"):
        write_export(path, "after", replace=False)
    assert path.read_text() == "before"
    write_export(path, "after", replace=True)
    assert path.read_text() == "after"
    assert stat.S_IMODE(path.stat().st_mode) == 0o604
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.md"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "x.md", tmp_path / "link.md"
    path.write_text("before")
    link.symlink_to(path)
    write_export(link, "after", replace=True)
    assert link.is_symlink()
    assert path.read_text() == "after"


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.md"
    path.write_text("before")

    def full(descriptor: int) -> None:
        assert descriptor > 2
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportFailed) as failure:
        write_export(path, "after", replace=True)
    assert "No space left" in str(failure.value.detail)
    assert path.read_text() == "before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.md"]


@pytest.mark.parametrize("name", ["no/such/folder.md", "x\x00y", "y" * 300])
def test_what_cannot_be_written_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportFailed):
        write_export(tmp_path / name, "text", replace=False)


def test_lone_surrogates_do_no_harm(tmp_path: Path) -> None:
    write_export(tmp_path / "x.md", "a\ud800b", replace=False)
    assert (tmp_path / "x.md").read_bytes() == b"a?b"


def test_a_pipe_is_written_into(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(path.read_text()))
    reader.start()
    write_export(path, "text", replace=False)
    reader.join()
    assert read == ["text"]
