"""LaTeX, as pylatexenc parses it -> the atoms of a formula. Imported at the first that needs it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from pylatexenc import latexwalker
from pylatexenc.macrospec import EnvironmentSpec, LatexContextDb, MacroSpec

from minimax_tui.domain.widths import measured_clusters
from minimax_tui.markdown import math_symbols as symbols
from minimax_tui.markdown.math_layout import (
    Atom,
    Item,
    Unsupported,
    fraction,
    kind_of,
    read,
    root,
    text_of,
)

_FRACTIONS = frozenset(("frac", "dfrac", "tfrac", "cfrac"))
_WORD_NAMES = "text textrm textbf textit textsf texttt textnormal mbox mathrm mathit mathsf mathtt"
_WORDS = frozenset(_WORD_NAMES.split())
_FENCES = frozenset(("left", "right", "middle"))
_ONE_ARGUMENT = [*symbols.ACCENTS, *symbols.ALPHABETS, *_WORDS, "boxed", "pmod", "tag"]


def _context() -> LatexContextDb:
    """The commands that take arguments; any other takes none."""
    context = LatexContextDb()
    context.add_context_category(
        "formula",
        macros=[
            *(MacroSpec(name, "{{") for name in _FRACTIONS),
            *(MacroSpec(name, "{") for name in _ONE_ARGUMENT),
            MacroSpec("sqrt", "[{"),
            MacroSpec("operatorname", "*{"),
        ],
    )
    context.set_unknown_macro_spec(MacroSpec(""))
    context.set_unknown_environment_spec(EnvironmentSpec(""))
    return context


_CONTEXT = _context()
_symbol = lru_cache(maxsize=None)(symbols.symbol)


def atoms(content: str) -> list[Atom]:
    """The atoms of a formula without its delimiters.

    Raises:
        Unsupported: it holds what cannot be shown on one line, or is no LaTeX.
    """
    walker = latexwalker.LatexWalker(content, latex_context=_CONTEXT, tolerant_parsing=False)
    try:
        nodes, start, length = walker.get_latex_nodes()
    except latexwalker.LatexWalkerError:
        raise Unsupported from None
    if start or length != len(content):
        raise Unsupported
    return _read(nodes)


def _read(nodes: Sequence[Any]) -> list[Atom]:
    items: list[Item] = []
    fence = False
    negated = -1  # where the "\\not" in front is
    for node in nodes:
        start, end = node.pos, node.pos + node.len
        if node.isNodeType(latexwalker.LatexCharsNode):
            for at, char in enumerate(node.chars, start):
                if char.isspace():
                    char = " "
                if fence and char != " ":
                    fence = False
                    if char == ".":
                        continue
                    char = {"<": "⟨", ">": "⟩"}.get(char, char)
                if negated >= 0 and char != " ":
                    items.append((_negated(char, negated, at + 1), negated, at + 1))
                    negated = -1
                else:
                    items.append((char, at, at + 1))
            continue
        atom: Atom | None
        if node.isNodeType(latexwalker.LatexGroupNode):
            atom = _group(node)
        elif node.isNodeType(latexwalker.LatexMacroNode):
            name = node.macroname
            if name in _FENCES or name == "not":
                fence, negated = name != "not", start if name == "not" else -1
                continue
            atom = _macro(node, name, start, end - len(node.macro_post_space))
            if atom is not None and negated >= 0:
                atom = _negated(atom.text, negated, end)
        else:
            raise Unsupported  # an environment, a comment, a formula within the formula
        fence, negated = False, -1
        if atom is not None:
            items.append((atom, atom.start, atom.end))
    return read(items)


def _negated(sign: str, start: int, end: int) -> Atom:
    both = unicodedata.normalize("NFC", sign + "\u0338")
    if len(both) != 1:
        raise Unsupported
    return Atom(both, "relation", start, end)


def _group(node: Any) -> Atom:
    """What stands in braces, as one atom."""
    if node.delimiters != ("{", "}"):
        raise Unsupported
    inner = _read(node.nodelist)
    start, end = node.pos, node.pos + node.len
    if len(inner) == 1:
        return inner[0]._replace(start=start, end=end)
    one = all(atom.kind in ("operand", "number") for atom in inner)
    return Atom(text_of(inner, compact=True), "operand" if one else "text", start, end)


def _argument(node: Any) -> list[Atom]:
    """The atoms of a command's argument, with or without braces."""
    if node is None:
        raise Unsupported
    if node.isNodeType(latexwalker.LatexGroupNode):
        return _read(node.nodelist)
    return _read([node])


def _macro(node: Any, name: str, start: int, end: int) -> Atom | None:
    arguments = list(node.nodeargd.argnlist) if node.nodeargd is not None else []
    arguments += [None] * (2 - len(arguments))  # a command that is itself an argument has none
    if name in _FRACTIONS:
        return fraction(_argument(arguments[0]), _argument(arguments[1]), start, end)
    if name == "sqrt":
        degree = text_of(_argument(arguments[0]), compact=True) if arguments[0] else ""
        return root(_argument(arguments[1]), degree, start, end)
    if name in _WORDS:
        words = _words(arguments[0])
        return Atom(words, "operand" if len(words) == 1 else "text", start, end)
    if name == "operatorname":
        return Atom(_words(arguments[1]), "function", start, end)
    if name in symbols.ACCENTS:
        return Atom(_accented(_argument(arguments[0]), name), "operand", start, end)
    if name in symbols.ALPHABETS:
        return Atom(_lettered(_argument(arguments[0]), name), "operand", start, end)
    if name == "boxed":
        return Atom(text_of(_argument(arguments[0])), "text", start, end)
    if name == "pmod":
        return Atom(f" (mod {text_of(_argument(arguments[0]))})", "text", start, end)
    if name == "tag":
        return Atom(f"  ({_words(arguments[0])})", "text", start, end)
    if name in ("bmod", "mod"):
        return Atom("mod", "relation", start, end)
    if name in symbols.SILENT:
        return None
    if name in symbols.SPACES:
        space = symbols.SPACES[name]
        return Atom(space, "space" if space == " " else "wide", start, end)
    if name in symbols.FUNCTIONS:
        return Atom(name, "function", start, end)
    if name in symbols.LIMITS:
        return Atom(name, "big", start, end)
    sign = _symbol(name)
    if not sign:
        raise Unsupported
    return Atom(sign, kind_of(sign), start, end)


def _words(node: Any) -> str:
    """The text in the braces of `\\text` and the like."""
    if node is None:
        raise Unsupported
    nodes = node.nodelist if node.isNodeType(latexwalker.LatexGroupNode) else [node]
    words: list[str] = []
    for part in nodes:
        if part.isNodeType(latexwalker.LatexCharsNode):
            words.append(part.chars.replace("~", " "))
        elif part.isNodeType(latexwalker.LatexMacroNode) and part.macroname in "%$#_& ,":
            words.append(part.macroname.replace(",", " "))
        else:
            raise Unsupported
    text = "".join(words)
    if not text.strip() or not set(text).isdisjoint("\\{}^"):
        raise Unsupported
    return text


def _accented(inner: Sequence[Atom], name: str) -> str:
    text = text_of(inner, compact=True)
    letters = [cluster for cluster, _ in measured_clusters(text)]
    long = name in ("overline", "underline")
    if not letters or (len(letters) > 1 and not long) or not text.isalnum():
        raise Unsupported
    marked = "".join(letter + symbols.ACCENTS[name] for letter in letters)
    return unicodedata.normalize("NFC", marked)


def _lettered(inner: Sequence[Atom], name: str) -> str:
    found: list[str] = []
    for char in text_of(inner, compact=True):
        letter = symbols.in_alphabet(char, name) if char.isalnum() else char
        if not letter:
            raise Unsupported
        found.append(letter)
    return "".join(found)
