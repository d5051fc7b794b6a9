"""No file of the repository holds an address of a package registry, or a path of some machine."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from tests.architecture.imports import ROOT

# Put together from parts, so that this file does not hold what it looks for.
FORBIDDEN = {
    "a package registry": re.compile(
        "|".join(
            re.escape("".join(parts))
            for parts in (
                ("pypi", ".org"),
                ("python", "hosted.org"),
                ("registry.", "npm"),
                ("proxy.", "golang"),
                ("crates", ".io/"),
                ("conda.", "anaconda"),
                ("index", "-url"),
                ("artifact", "ory"),
            )
        ),
        re.IGNORECASE,
    ),
    "an absolute path of a machine": re.compile("|".join(("/" + "work/", "/ro" + "ot/"))),
}
FORBIDDEN_NAMES = {"uv" + ".lock", "poetry" + ".lock", "pip" + ".conf"}


def committed_files() -> list[str]:
    """Paths of what is committed or would be, relative to the repository."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file()]


def found_in(text: str) -> list[str]:
    """What is forbidden in a text, as `what: match` lines."""
    return [
        f"{what}: {match[0]}" for what, rule in FORBIDDEN.items() for match in rule.finditer(text)
    ]


def test_no_text_file_holds_what_it_must_not() -> None:
    wrong: dict[str, list[str]] = {}
    for path in committed_files():
        try:
            found = found_in((ROOT / path).read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue
        if found:
            wrong[path] = found
    assert wrong == {}


def test_no_lock_file_with_addresses_is_committed() -> None:
    assert [path for path in committed_files() if path.split("/")[-1] in FORBIDDEN_NAMES] == []


def test_an_address_would_be_found() -> None:
    assert found_in("see https://" + "pypi" + ".org/simple")
    assert found_in("--extra-index" + "-url x")
    assert not found_in("pip install minimax-tui, and the framework")
