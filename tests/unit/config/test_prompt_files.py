"""The prompt library's files: read, left out with a reason, written, deleted and brought back."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from minimax_tui.config.prompts import PromptFiles
from minimax_tui.domain.saved_prompts import MAX_PROMPT_BYTES, PromptRefused


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    folder = tmp_path / "prompts"
    folder.mkdir()
    return folder


@pytest.fixture
def library(tmp_path: Path) -> PromptFiles:
    return PromptFiles(tmp_path)


def names(library: PromptFiles) -> list[tuple[str, str]]:
    return [(prompt.kind, prompt.name) for prompt in library.read().prompts]


def reasons(library: PromptFiles) -> dict[str, str]:
    return {problem.file: problem.reason for problem in library.read().problems}


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert PromptFiles(tmp_path / "none").read() == ((), ())
    assert not (tmp_path / "none").exists()


def test_prompts_and_system_prompts(library: PromptFiles, prompts: Path, tmp_path: Path) -> None:
    (prompts / "b.md").write_text("B")
    (prompts / "a.txt").write_text("A")
    (prompts / "notes.json").write_text("{}")
    (prompts / ".hidden.md").write_text("x")
    (tmp_path / "systems").mkdir()
    (tmp_path / "systems" / "a.md").write_text("S")
    assert names(library) == [("prompt", "a"), ("prompt", "b"), ("system", "a")]
    assert reasons(library) == {}


def test_each_bad_file_is_left_out_with_its_reason(
    library: PromptFiles, prompts: Path, tmp_path: Path
) -> None:
    (prompts / "good.md").write_text("x")
    (prompts / "large.md").write_bytes(b"x" * (MAX_PROMPT_BYTES + 1))
    (prompts / "latin.md").write_bytes("é".encode("latin-1"))
    (prompts / "binary.md").write_bytes(b"a\0b")
    (prompts / "two words.md").write_text("x")
    (prompts / "empty.md").write_text("---\ndescription: x\n---\n\n")
    (prompts / "GOOD.txt").write_text("x")
    (prompts / "folder.md").mkdir()
    os.mkfifo(prompts / "pipe.md")
    (tmp_path / "secret.md").write_text("secret")
    (prompts / "out.md").symlink_to(tmp_path / "secret.md")
    (prompts / "gone.md").symlink_to(prompts / "nothing")
    assert names(library) in ([("prompt", "good")], [("prompt", "GOOD")])
    found = reasons(library)
    assert found.pop("prompts/gone.md")
    assert found.pop("prompts/good.md", None) or found.pop("prompts/GOOD.txt")
    assert found == {
        "prompts/large.md": "It is larger than 256 KiB.",
        "prompts/latin.md": "It is no UTF-8 text.",
        "prompts/binary.md": "It is no text.",
        "prompts/two words.md": (
            "A name is made of letters, digits, “-”, “_” and “.”, and begins with a letter."
        ),
        "prompts/empty.md": "It is empty.",
        "prompts/folder.md": "It is no file.",
        "prompts/pipe.md": "It is no file.",
        "prompts/out.md": "It is a link to a file outside of the folder.",
    }


def test_a_link_within_the_folder_is_read_and_stays_one(
    library: PromptFiles, prompts: Path
) -> None:
    (prompts / "a.md").write_text("x")
    (prompts / "b.md").symlink_to("a.md")
    [_, linked] = library.read().prompts
    assert linked.text == "x"
    library.change(linked, "y")
    assert (prompts / "b.md").is_symlink()
    assert (prompts / "a.md").read_text() == "y\n"


def test_a_change_by_hand_is_seen_and_nothing_else_is_read_again(
    library: PromptFiles, prompts: Path
) -> None:
    (prompts / "a.md").write_text("old")
    (prompts / "b.md").write_text("same")
    before = library.read().prompts
    (prompts / "a.md").write_text("newer")
    after = library.read().prompts
    assert [prompt.text for prompt in after] == ["newer", "same"]
    assert after[1] is before[1]


def test_a_new_prompt_is_the_users_alone(library: PromptFiles, prompts: Path) -> None:
    library.add("prompt", "new", "text")
    path = prompts / "new.md"
    assert path.read_text() == "text\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    library.add("system", "new", "text")
    assert names(library) == [("prompt", "new"), ("system", "new")]
    with pytest.raises(PromptRefused, match="could not be saved") as refused:
        library.add("prompt", "NEW", "other")
    assert "already" in refused.value.advice
    assert path.read_text() == "text\n"


@pytest.mark.parametrize("name", ["../out", "a b", ""])
def test_a_name_that_is_none_is_refused(library: PromptFiles, tmp_path: Path, name: str) -> None:
    with pytest.raises(PromptRefused):
        library.add("prompt", name, "text")
    assert not list(tmp_path.rglob("*.md"))


def test_the_source_holds_the_front_matter(library: PromptFiles, prompts: Path) -> None:
    (prompts / "a.md").write_text("---\ndescription: d\n---\nt\n")
    (prompts / "a.md").chmod(0o640)
    [prompt] = library.read().prompts
    assert library.source(prompt) == "---\ndescription: d\n---\nt\n"
    library.change(prompt, "---\ndescription: e\n---\nu")
    [prompt] = library.read().prompts
    assert (prompt.description, prompt.text) == ("e", "u")
    assert stat.S_IMODE((prompts / "a.md").stat().st_mode) == 0o640
    assert [path.name for path in prompts.iterdir()] == ["a.md"]
    with pytest.raises(PromptRefused):
        library.change(prompt, "  \n")
    (prompts / "a.md").unlink()
    with pytest.raises(PromptRefused):
        library.source(prompt)


def test_deleted_prompts_come_back_the_last_one_first(
    library: PromptFiles, prompts: Path, tmp_path: Path
) -> None:
    library.add("prompt", "a", "1")
    library.add("system", "b", "2")
    a, b = library.read().prompts
    library.delete(a)
    library.delete(b)
    assert names(library) == []
    later = PromptFiles(tmp_path)
    assert later.undo_delete() == "b"
    (prompts / "a.txt").write_text("another")
    with pytest.raises(PromptRefused, match="brought back"):
        later.undo_delete()
    (prompts / "a.txt").unlink()
    assert later.undo_delete() == "a"
    assert later.undo_delete() is None
    assert [prompt.text for prompt in later.read().prompts] == ["1", "2"]


def test_the_trash_lets_go_after_30_days(library: PromptFiles, prompts: Path) -> None:
    trash = prompts / ".trash"
    trash.mkdir()
    old, young = (time.time_ns() - days * 86_400 * 10**9 for days in (31, 29))
    (trash / f"{old}-old.md").write_text("x")
    (trash / f"{young}-young.md").write_text("x")
    library.add("prompt", "a", "1")
    library.delete(library.read().prompts[0])
    assert sorted(path.name.partition("-")[2] for path in trash.iterdir()) == ["a.md", "young.md"]


def test_a_folder_that_cannot_be_read_is_told(library: PromptFiles, tmp_path: Path) -> None:
    (tmp_path / "prompts").write_text("a file in its place")
    assert list(reasons(library)) == ["prompts/"]
    with pytest.raises(PromptRefused):
        library.add("prompt", "a", "1")
