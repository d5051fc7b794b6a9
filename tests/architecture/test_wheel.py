"""What the wheel holds: the package, its themes and styles, the entry point, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.architecture.imports import PACKAGE, ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Path and content of each file of a wheel that was just built, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=50,
    )
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def package_files(pattern: str) -> set[str]:
    """Files of the package in the checkout, relative to it."""
    return {path.relative_to(ROOT).as_posix() for path in (ROOT / PACKAGE).rglob(pattern)}


def test_all_code_and_styles_are_in_it(wheel: dict[str, bytes]) -> None:
    wanted = package_files("*.py") | package_files("*.tcss") | {f"{PACKAGE}/py.typed"}
    assert wanted <= set(wheel)


def test_the_translations_are_in_it(wheel: dict[str, bytes]) -> None:
    packed = {name for name in wheel if "/locale/" in name}
    assert packed == package_files("*.mo") == {f"{PACKAGE}/locale/zh/LC_MESSAGES/{PACKAGE}.mo"}


def test_the_themes_are_in_it(wheel: dict[str, bytes]) -> None:
    themes = {path.name for path in (ROOT / "themes").glob("*.toml")}
    assert themes
    packed = {Path(name).name for name in wheel if name.startswith(f"{PACKAGE}/themes/")}
    assert packed == themes


def test_the_command_is_installed(wheel: dict[str, bytes]) -> None:
    (name,) = (name for name in wheel if name.endswith(".dist-info/entry_points.txt"))
    lines = wheel[name].decode().splitlines()
    assert lines == ["[console_scripts]", "minimax-chat = minimax_tui.cli.main:main"]


def test_the_licence_is_in_it(wheel: dict[str, bytes]) -> None:
    assert any(name.endswith("licenses/LICENSE") for name in wheel)


def test_nothing_else_is_in_it(wheel: dict[str, bytes]) -> None:
    assert {name.split("/")[0].removesuffix(".dist-info") for name in wheel} == {
        PACKAGE,
        next(name.split(".dist-info")[0] for name in wheel if ".dist-info" in name),
    }
    assert [name for name in wheel if "test" in name or name.endswith(".pyc")] == []
