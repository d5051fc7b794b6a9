"""Which modules a source file imports, read from its syntax tree without running it."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = "minimax_tui"
ROOT = Path(__file__).resolve().parents[2]


def imported_modules(source: str) -> set[str]:
    """Dotted names of all that `source` imports, wherever in the file the import stands.

    `from a import b` counts as `a.b`, for `b` may be a module. `importlib.import_module` and
    `__import__` count where their argument is a literal.
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            found.update(f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and node.args:
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else None
            name = called.id if isinstance(called, ast.Name) else name
            argument = node.args[0]
            if (
                name in ("import_module", "__import__")
                and isinstance(argument, ast.Constant)
                and isinstance(argument.value, str)
            ):
                found.add(argument.value)
    return found


def files_of(layer: str) -> list[Path]:
    """The Python files of one folder of the package."""
    return sorted((ROOT / PACKAGE / layer).rglob("*.py"))


def is_within(module: str, package: str) -> bool:
    """Whether a dotted name is that package or something in it."""
    return module == package or module.startswith(package + ".")
