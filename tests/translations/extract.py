"""What the program says, read from its source: every text that is to be translated.

That is each literal text in a call of `tr` or `trn`; the words of settings, tables and models, and
the names of themes, which are English where they are declared and pass through `tr` where they are
shown; and what the standard library's `argparse` says of itself.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from minimax_tui.cli.language import ARGPARSE_TEXTS
from minimax_tui.config.paths import themes_dir
from minimax_tui.config.schema import SETTINGS, TABLES
from minimax_tui.domain.catalogue import MODELS
from tests.architecture.imports import PACKAGE, ROOT


class Message(NamedTuple):
    """A text that the program says, and the files that say it."""

    text: str
    plural: str | None
    """The text for more than one; None where there is no number."""
    files: tuple[str, ...]
    """Relative to the repository; "" stands for the standard library."""


def called(node: ast.Call) -> str:
    """The name that a call names last: `tr` of `tr(...)`, `notify` of `self.notify(...)`."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def said_in(source: str) -> Iterator[tuple[str, str | None]]:
    """Text and plural of each call of `tr` and `trn` with literal texts, in their order."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for node in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        count = {"tr": 1, "trn": 2}.get(called(node), 0)
        texts = [_literal(argument) for argument in node.args[:count]]
        if count == 0 or len(texts) < count or None in texts or texts == [""]:
            continue
        yield texts[0] or "", texts[1] if count == 2 else None


def _literal(node: ast.expr) -> str | None:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return str(node.value) if is_text and isinstance(node, ast.Constant) else None


def package_files() -> list[Path]:
    """Every Python file of the package."""
    return sorted((ROOT / PACKAGE).rglob("*.py"))


def messages() -> list[Message]:
    """Every text once, in the order of the files that say it first."""
    files: dict[tuple[str, str | None], list[str]] = {}
    for path in package_files():
        name = path.relative_to(ROOT).as_posix()
        for said in said_in(path.read_text(encoding="utf-8")):
            files.setdefault(said, []).append(name)
    for name, text in filter(lambda declared: declared[1], _declared()):
        files.setdefault((text, None), []).append(name)
    return [
        Message(text, plural, tuple(dict.fromkeys(where)))
        for (text, plural), where in sorted(files.items(), key=lambda item: item[1][0])
    ]


def _declared() -> Iterator[tuple[str, str]]:
    """File and text of what is English where it is declared."""
    for row in SETTINGS:
        for text in (row.title, row.help, row.group, row.unit):
            yield f"{PACKAGE}/config/schema.py", text
    for table in TABLES:
        for text in (table.title, table.help):
            yield f"{PACKAGE}/config/schema.py", text
    for model in MODELS:
        yield f"{PACKAGE}/domain/catalogue.py", model.description
    for path in sorted(themes_dir().glob("*.toml")):
        yield f"themes/{path.name}", str(tomllib.loads(path.read_text(encoding="utf-8"))["name"])
    for text in ARGPARSE_TEXTS:
        yield f"{PACKAGE}/cli/language.py", text
