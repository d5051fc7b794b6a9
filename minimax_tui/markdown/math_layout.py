"""Puts the parts of a formula on one line: scripts, fractions, roots, and the blanks between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from minimax_tui.domain.widths import measured_clusters
from minimax_tui.markdown import math_symbols as symbols


class Unsupported(Exception):
    """This formula cannot be shown on one line of text."""


class Atom(NamedTuple):
    """A part of a formula, and its place in the source.

    `kind` is: operand, number, function, big (operator), relation, operator, slash, open, close,
    bar, comma, space, wide (a space that separates), text, fraction, root. The last two are
    drawn in parentheses where they stand beside an operand; `inner` is then what is in them.
    """

    text: str
    kind: str
    start: int
    end: int
    inner: str = ""


# What `read` takes: a character or an atom, and its place.
Item = tuple[str | Atom, int, int]

_OPERANDS = frozenset(("operand", "number", "text", "fraction", "root"))
_FACTORS = frozenset(("operand", "number", "space"))
_CHARACTERS = {"/": "slash", ",": "comma", ";": "comma", ":": "comma", " ": "space", "~": "space"}


def kind_of(sign: str) -> str:
    """The kind of a single character."""
    if sign in symbols.RELATIONS:
        return "relation"
    if sign in symbols.OPERATORS:
        return "operator"
    if sign in symbols.BIG_OPERATORS:
        return "big"
    if sign in symbols.OPENING:
        return "open"
    if sign in symbols.CLOSING:
        return "close"
    if sign in symbols.BARS:
        return "bar"
    if sign in "0123456789":
        return "number"
    return _CHARACTERS.get(sign, "operand")


def read(items: Sequence[Item]) -> list[Atom]:
    """The atoms of characters and atoms in order; scripts and primes join what they stand on.

    Raises:
        Unsupported: a script without anything in it, or a mark of an environment.
    """
    atoms: list[Atom] = []
    marks = ""  # what is attached to the last atom; TeX refuses a second one of a kind
    index = 0
    while index < len(items):
        item, start, end = items[index]
        index += 1
        if isinstance(item, Atom):
            if not item.text:
                continue  # an empty group
            atoms.append(item)
            marks = ""
        elif item in "^_":
            while index < len(items) and items[index][0] == " ":
                index += 1
            if index >= len(items) or items[index][0] in ("^", "_", "'", "&") or item in marks:
                raise Unsupported
            marks += item
            inner, _, end = items[index]
            index += 1
            text = inner.text if isinstance(inner, Atom) else inner
            if not text:
                continue
            _attach(atoms, script(text, upper=item == "^"), start, end)
        elif item == "'":
            _attach(atoms, "′", start, end)
        elif item in "&#\\{}":
            raise Unsupported
        else:
            _add(atoms, item, start, end)
            marks = ""
    return atoms


def _add(atoms: list[Atom], char: str, start: int, end: int) -> None:
    kind = kind_of(char)
    last = atoms[-1] if atoms else None
    if last is not None and last.end == start:
        together = (
            (kind == "number" and last.kind == "number" and last.text[-1] not in _SCRIPTS)
            or (kind == "relation" and last.kind == "relation")
            or (char == "=" and last.text == ":")
            or (char == ">" and last.text == "-")
        )
        if together:
            atoms[-1] = Atom(last.text + char, kind, last.start, end)
            return
        if char == "." and last.kind == "number" and last.text[-1] not in _SCRIPTS:
            atoms[-1] = last._replace(text=last.text + ".", end=end)
            return
    atoms.append(Atom(" " if char == "~" else char, kind, start, end))


def _attach(atoms: list[Atom], mark: str, start: int, end: int) -> None:
    """Put a script or prime on the last atom."""
    if not atoms or atoms[-1].kind in ("space", "wide"):
        atoms.append(Atom(mark, "operand", start, end))
        return
    last = atoms[-1]
    text, kind = last.text, last.kind
    if kind in ("fraction", "root"):
        text, kind = f"({text})", "operand"
    atoms[-1] = Atom(text + mark, kind, last.start, end)


def script(text: str, *, upper: bool) -> str:
    """`text` raised or lowered; as in the source where Unicode has no such letters."""
    table = symbols.SUPERSCRIPTS if upper else symbols.SUBSCRIPTS
    compact = text.replace(" ", "") if not any(char.isalpha() for char in text) else text
    if compact and all(char in table for char in compact):
        return "".join(table[char] for char in compact)
    mark = "^" if upper else "_"
    if len(list(measured_clusters(text))) == 1:
        return mark + text
    return f"{mark}{{{text}}}"


_SCRIPTS = frozenset(symbols.SUPERSCRIPTS.values()) | frozenset(symbols.SUBSCRIPTS.values())


def laid_out(atoms: Sequence[Atom], *, compact: bool = False) -> list[tuple[str, int, int]]:
    """The texts of the atoms with their places and the blanks between; `compact`: for scripts."""
    kept = _without_idle_spaces(atoms)
    found: list[tuple[str, int, int]] = []
    blank = True  # what was put last ends with a blank, or nothing was
    before: Atom | None = None  # the last atom that is no space

    def pad() -> None:
        nonlocal blank
        if not blank:
            found.append((" ", -1, -1))
            blank = True

    for index, atom in enumerate(kept):
        after = next((other for other in kept[index + 1 :] if other.kind != "space"), None)
        if atom.kind in ("space", "wide"):
            if atom.kind == "wide" or not blank:
                found.append((atom.text, atom.start, atom.end))
            blank = True
            if atom.kind == "wide":
                before = None
            continue
        binary = atom.kind == "operator" and before is not None and _ends_operand(before)
        spaced = not compact and (atom.kind == "relation" or binary)
        named = atom.kind in ("function", "big")
        if before is not None and (spaced or (named and _ends_operand(before))):
            pad()
        text = atom.text
        if atom.kind == "fraction" and _touches(before, after):
            text = f"({text})"
        elif atom.kind == "root" and after is not None and _begins_operand(after):
            text = f"{atom.text[: len(atom.text) - len(atom.inner)]}({atom.inner})"
        if text.startswith(" ") and blank:
            text = text.lstrip(" ")
        found.append((text, atom.start, atom.end))
        blank = text.endswith(" ")
        listed = atom.text == "," and not compact
        if after is not None and (
            spaced
            or (listed and after.kind != "number")
            or (named and _is_argument(after, of=atom))
        ):
            pad()
        before = atom
    return found


def text_of(atoms: Sequence[Atom], *, compact: bool = False) -> str:
    """The atoms as one text."""
    return "".join(text for text, _, _ in laid_out(atoms, compact=compact))


def fraction(upper: Sequence[Atom], lower: Sequence[Atom], start: int, end: int) -> Atom:
    """`upper` over `lower`, with the parentheses that one line needs."""
    above, below = text_of(upper), text_of(lower)
    if not above or not below:
        raise Unsupported
    if not (_is_product(upper) or _is_enclosed(upper)):
        above = f"({above})"
    if not (_is_single(lower) or _is_enclosed(lower)):
        below = f"({below})"
    return Atom(f"{above}/{below}", "fraction", start, end)


def root(inner: Sequence[Atom], degree: str, start: int, end: int) -> Atom:
    """The root of `inner`."""
    sign = {"": "√", "2": "√", "3": "∛", "4": "∜"}.get(degree)
    if sign is None:
        if not all(char in symbols.SUPERSCRIPTS for char in degree):
            raise Unsupported
        sign = script(degree, upper=True) + "√"
    text = text_of(inner)
    if not text:
        raise Unsupported
    if _is_single(inner, with_differential=False):
        return Atom(sign + text, "root", start, end, text)
    return Atom(f"{sign}({text})", "operand", start, end)


def _without_idle_spaces(atoms: Sequence[Atom]) -> list[Atom]:
    """The atoms without spaces at the ends and beside what has its own."""
    kept: list[Atom] = []
    for atom in atoms:
        if atom.kind == "space" and (
            not kept or kept[-1].kind in ("space", "wide", "open", "slash", "operator", "relation")
        ):
            continue
        if atom.kind in ("close", "slash", "comma", "operator", "relation", "wide"):
            while kept and kept[-1].kind == "space":
                kept.pop()
        kept.append(atom)
    while kept and kept[-1].kind in ("space", "wide"):
        kept.pop()
    while kept and kept[0].kind in ("space", "wide"):
        kept.pop(0)
    return kept


def _ends_operand(atom: Atom) -> bool:
    return atom.kind in _OPERANDS or atom.kind in ("close", "bar")


def _begins_operand(atom: Atom) -> bool:
    return atom.kind in _OPERANDS or atom.kind == "open"


def _is_argument(atom: Atom, *, of: Atom) -> bool:
    """Whether a blank goes between a function or big operator and what follows it."""
    if atom.kind == "open":
        return of.kind == "big" and not of.text.isalpha()
    return atom.kind in _OPERANDS or atom.kind in ("function", "big", "bar")


def _touches(before: Atom | None, after: Atom | None) -> bool:
    """Whether a fraction between these would be read with them if it had no parentheses."""
    if before is not None and (
        before.kind in _OPERANDS or before.kind in ("close", "slash", "function")
    ):
        return True
    return after is not None and (
        _begins_operand(after) or after.kind in ("slash", "function", "big")
    )


def _is_single(atoms: Sequence[Atom], *, with_differential: bool = True) -> bool:
    """Whether the atoms are one operand, or a differential as "dx"."""
    if len(atoms) == 1:
        if atoms[0].kind == "root" or (atoms[0].kind == "text" and atoms[0].text.isalnum()):
            return True
        text = atoms[0].text
        one = atoms[0].kind == "number" or len(list(measured_clusters(text))) == 1 or (
            text[0].isalpha() and all(char in _SCRIPTS or not char.isalnum() for char in text[1:])
            and not set(text[1:]) & set("^_{}")
        )  # fmt: skip
        return atoms[0].kind in ("operand", "number") and one
    kept = [atom for atom in atoms if atom.kind != "space"]
    return (
        with_differential
        and len(kept) == 2
        and kept[0].text[0] in ("d", "∂")
        and set(kept[0].text[1:]) <= _SCRIPTS
        and _is_single(kept[1:])
    )


def _is_product(atoms: Sequence[Atom]) -> bool:
    """Whether the atoms are operands or parentheses side by side, maybe behind a minus."""
    if len(atoms) == 1 and _is_single(atoms):
        return True
    depth = 0
    for index, atom in enumerate(atoms):
        if atom.kind == "open":
            depth += 1
        elif atom.kind == "close":
            depth -= 1
            if depth < 0:
                return False
        elif not (depth or atom.kind in _FACTORS or (index == 0 and atom.text == "-")):
            return False
    return depth == 0


def _is_enclosed(atoms: Sequence[Atom]) -> bool:
    """Whether one pair of parentheses stands around all of the atoms."""
    if len(atoms) < 2 or atoms[0].text != "(" or atoms[-1].text != ")":
        return False
    depth = 0
    for atom in atoms[:-1]:
        depth += (atom.kind == "open") - (atom.kind == "close")
        if depth == 0:
            return False
    return True
