"""Who may import whom."""

from __future__ import annotations

import sys

import pytest

from tests.architecture.imports import PACKAGE, ROOT, files_of, imported_modules, is_within

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "domain": (),
    "simulator": (),
    "api": ("domain",),
    "storage": ("domain",),
    "config": ("domain",),
    "attachments": ("domain",),
    "tools": ("domain",),
    "exports": ("domain",),
    "imports": ("domain",),
    "markdown": ("domain",),
    "engine": ("domain",),
    "ui": ("domain", "engine", "markdown", "exports", "config.schema"),
}
"""What of this package each folder may import besides itself; the command line may everything."""

VERSION = f"{PACKAGE}.__version__"
"""Which every folder but those without any import of ours may say."""

STANDARD_LIBRARY_ONLY = ("domain", "simulator", "engine")

ONLY_IN = {"anthropic": ("api",), "httpx2": ("api",), "textual": ("ui",)}
"""Libraries that only some folders may import."""

NEVER_IN = {"markdown": ("textual", "rich")}


def layers() -> list[str]:
    """The folders of the package that hold code."""
    folders = (path for path in (ROOT / PACKAGE).iterdir() if path.is_dir())
    return sorted(path.name for path in folders if any(path.rglob("*.py")))


def imports(layer: str) -> list[tuple[str, str]]:
    """Each import of a folder: the file's path below the package, and the dotted name."""
    return [
        (path.relative_to(ROOT / PACKAGE).as_posix(), module)
        for path in files_of(layer)
        for module in sorted(imported_modules(path.read_text(encoding="utf-8")))
    ]


def test_every_folder_has_its_rule() -> None:
    assert set(layers()) <= {*MAY_IMPORT, "cli"}


@pytest.mark.parametrize("layer", MAY_IMPORT)
def test_a_layer_imports_only_what_it_may(layer: str) -> None:
    allowed = [f"{PACKAGE}.{name}" for name in (layer, *MAY_IMPORT[layer])]
    allowed += [VERSION] if MAY_IMPORT[layer] else []
    wrong = [
        (file, module)
        for file, module in imports(layer)
        if is_within(module, PACKAGE) and not any(is_within(module, one) for one in allowed)
    ]
    assert wrong == []


@pytest.mark.parametrize("layer", [*MAY_IMPORT, "cli"])
def test_imports_are_absolute(layer: str) -> None:
    assert [(file, module) for file, module in imports(layer) if module.startswith(".")] == []


@pytest.mark.parametrize("layer", STANDARD_LIBRARY_ONLY)
def test_these_layers_need_no_library(layer: str) -> None:
    known = {*sys.stdlib_module_names, PACKAGE}
    wrong = [(file, name) for file, name in imports(layer) if name.split(".")[0] not in known]
    assert wrong == []


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_is_imported_only_where_it_belongs(library: str) -> None:
    wrong = [
        (file, module)
        for layer in layers()
        if layer not in ONLY_IN[library]
        for file, module in imports(layer)
        if is_within(module, library)
    ]
    assert wrong == []


@pytest.mark.parametrize("layer", NEVER_IN)
def test_a_layer_does_not_import_what_it_must_not(layer: str) -> None:
    wrong = [
        (file, module)
        for file, module in imports(layer)
        if any(is_within(module, library) for library in NEVER_IN[layer])
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("source", "modules"),
    [
        ("import a.b, c as d", {"a.b", "c"}),
        ("from a.b import c, d", {"a.b.c", "a.b.d"}),
        ("from . import a\nfrom ..b import c", {"..a", "..b.c"}),
        ("def f():\n    import a\n    async def g():\n        from b import c", {"a", "b.c"}),
        ("if TYPE_CHECKING:\n    from a import B", {"a.B"}),
        (
            "import importlib\nimportlib.import_module('a.b')\n__import__('c')",
            {"importlib"} | {"a.b", "c"},
        ),
        ("x = 'import a'", set()),
    ],
)
def test_imports_are_found_wherever_they_stand(source: str, modules: set[str]) -> None:
    assert imported_modules(source) == modules


def test_a_name_that_only_begins_alike_is_another_package() -> None:
    assert is_within("textual.app", "textual")
    assert not is_within("textual_dev", "textual")
