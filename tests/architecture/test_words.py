"""Texts that the program says can be translated: a fixed text, and the names it fills in."""

from __future__ import annotations

import ast
from string import Formatter

import pytest

from tests.architecture.imports import PACKAGE, ROOT


def faults(source: str) -> list[tuple[int, str]]:
    """Line and fault of each call of `tr` or `trn` that no translation could serve."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id not in ("tr", "trn"):
            continue
        texts = node.args[: 1 if node.func.id == "tr" else 2]
        if any(isinstance(text, (ast.JoinedStr, ast.BinOp)) for text in texts):
            found.append((node.lineno, "a text put together is no fixed text"))
        if any(keyword.arg is None for keyword in node.keywords):
            continue
        given = {str(keyword.arg) for keyword in node.keywords}
        given |= {"count"} if node.func.id == "trn" else set()
        for text in texts:
            if isinstance(text, ast.Constant) and isinstance(text.value, str) and given:
                named = {
                    name for _, name, _, _ in Formatter().parse(text.value) if name is not None
                }
                if named - given or (node.func.id == "tr" and given - named):
                    found.append((node.lineno, f"names {sorted(named)}, values {sorted(given)}"))
    return found


def test_every_text_can_be_translated() -> None:
    wrong = {
        path.relative_to(ROOT).as_posix(): found
        for path in sorted((ROOT / PACKAGE).rglob("*.py"))
        if (found := faults(path.read_text(encoding="utf-8")))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("tr('a {b}', b=1)", []),
        ("tr('a {b}', c=1)", [1]),
        ("tr('a', c=1)", [1]),
        ("\ntr(f'a {b}')", [2]),
        ("tr('a' + b)", [1]),
        ("trn('{count} turn', '{count} turns', n)", []),
        ("trn('one {x}', '{count} of {x}', n)", [1, 1]),
        ("trn('one', '{count} of {x}', n, x=2)", []),
        ("tr(title)", []),
    ],
)
def test_faults_are_found(source: str, lines: list[int]) -> None:
    assert [line for line, _ in faults(source)] == lines
