"""Makes the keys that hold out of the key table and the user's table, and says what does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.ui.commands import command, parse_command
from minimax_tui.ui.key_names import (
    key_words,
    needs_kitty,
    parse_key,
    types_text,
    why_never_sent,
)
from minimax_tui.ui.key_table import KeyRow, command_row, key_rows, rows_by_id

_FIXED = frozenset(("escape", "ctrl+c"))
_WRITING = frozenset((
    "enter", "backspace", "delete", "space", "tab", "shift+tab", "up", "down", "left", "right",
    "home", "end", "pageup", "pagedown", "shift+up", "shift+down", "shift+left", "shift+right",
    "shift+home", "shift+end",
))  # fmt: skip
"""Keys without which nothing can be written."""


class KeyProblem(NamedTuple):
    """Something in the table of keys that is not as the user may think."""

    entry: str
    """The entry of the table; foreign text."""
    reason: str
    """In plain words, safe to draw."""


class Keymap(NamedTuple):
    """The keys in force.

    Attributes:
        keys: By the id of a row: its keys, the one that is shown first. A command with an
            argument (`model.use:MiniMax-M2.1`) is a row of its own.
        rows: The rows, in the order of the help page.
        own: Ids that the user has given keys.
        problems: What of the user's table does not hold, or not as it stands there.
        vim: Whether vim's keys hold.
    """

    keys: Mapping[str, tuple[str, ...]]
    rows: tuple[KeyRow, ...]
    own: frozenset[str] = frozenset()
    problems: tuple[KeyProblem, ...] = ()
    vim: bool = False

    def of(self, row_id: str) -> tuple[str, ...]:
        """The keys of a row, () for one that has none or is not known."""
        return self.keys.get(row_id, ())

    def words(self, row_id: str) -> str:
        """The keys of a row as people write them, with blanks between."""
        return "  ".join(map(key_words, self.of(row_id)))

    def row(self, row_id: str) -> KeyRow | None:
        """The row with this id."""
        return next((row for row in self.rows if row.id == row_id), None)

    def taken(self, key: str, row: KeyRow) -> list[KeyRow]:
        """The other rows that have a key where `row` would have it too."""
        return [
            other
            for other in self.rows
            if other.id != row.id and key in self.of(other.id) and other.overlaps(row)
        ]

    def problem(self, row_id: str) -> str:
        """What is said of a row's entry, "" if nothing."""
        return " ".join(said.reason for said in self.problems if said.entry == row_id)


def why_not(row: KeyRow, key: str) -> str:
    """Why a key cannot be this row's at all, in words; "" if it can."""
    if key in row.keys:
        return ""
    never = why_never_sent(key)
    if never:
        return never
    said = key_words(key)
    if key in _FIXED:
        return tr("{key} keeps its own meaning.", key=said)
    if row.context != "pane":
        if types_text(key):
            return tr("{key} types a character.", key=said)
        sends = row.id in ("composer.send", "composer.newline") and key == "enter"
        if key in _WRITING and not sends:
            return tr("{key} is needed for writing.", key=said)
    elif key in ("tab", "shift+tab"):
        return tr("{key} moves from pane to pane.", key=said)
    return ""


def resolve(
    table: Mapping[str, object] | None = None, *, vim: bool = False, kitty: bool = True
) -> Keymap:
    """The keys that hold, from the user's table of keys.

    Args:
        table: By id a key, or a list of keys; "" or [] is no key. What cannot be used leaves
            the default.
        vim: Whether vim's keys hold.
        kitty: Whether the terminal knows the kitty keyboard protocol.
    """
    problems: list[KeyProblem] = []
    rows = list(key_rows())
    given: dict[str, tuple[str, ...]] = {}
    for entry, value in (table or {}).items():
        row = _row_of(entry, problems)
        if row is None:
            continue
        keys = _keys_of(row, entry, value, problems, kitty=kitty)
        if keys is None:
            continue
        if row.id not in rows_by_id() and row.id not in given:
            after = [n for n, one in enumerate(rows) if one.group == row.group]
            rows.insert(after[-1] + 1 if after else len(rows), row)
        given[row.id] = keys
    by_id = {row.id: row for row in rows}
    _part([by_id[row_id] for row_id in given], given, problems)
    _leave_what_is_required(by_id, given, problems)
    keys_of = {row.id: given.get(row.id, row.defaults(vim=vim)) for row in rows}
    for row in rows:
        if row.id not in given:
            keys_of[row.id] = _what_is_left(row, keys_of[row.id], given, by_id, problems)
    return Keymap(keys_of, tuple(rows), frozenset(given), tuple(problems), vim)


def _row_of(entry: str, problems: list[KeyProblem]) -> KeyRow | None:
    known = rows_by_id().get(entry)
    if known is not None:
        return known
    shown = one_line(entry, 60)
    try:
        row, argument = parse_command(entry)
    except KeyError:
        near = _nearest(entry)
        said = tr("There is no command “{id}”.", id=shown)
        if near:
            said += " " + tr("Did you mean “{near}”?", near=near)
        problems.append(KeyProblem(entry, said))
        return None
    except ValueError:
        name = entry.partition(":")[0].strip()
        wanted = command(name)
        if wanted.needs_argument:
            said = tr("{id} needs to be told more: {example}.", id=name,
                      example=f"{name}:{wanted.argument}")  # fmt: skip
        else:
            said = tr("{id} takes no argument.", id=name)
        problems.append(KeyProblem(entry, said))
        return None
    return command_row(row, argument)._replace(id=entry)


def _nearest(entry: str) -> str:
    import difflib

    word = entry.partition(":")[0].strip().lower()[:60].replace("-", "_")
    near = difflib.get_close_matches(word, rows_by_id(), n=1, cutoff=0.5)
    return near[0] if near else ""


def _keys_of(
    row: KeyRow, entry: str, value: object, problems: list[KeyProblem], *, kitty: bool
) -> tuple[str, ...] | None:
    """The keys that an entry gives; None where it gives none that can be used."""
    written = value if isinstance(value, list) else [value]
    keys: list[str] = []
    empty = True
    for word in written:
        if not isinstance(word, str) or not word.strip():
            continue
        empty = False
        try:
            key = parse_key(word)
        except ValueError:
            said = tr("“{key}” is no key.", key=one_line(word, 40))
            problems.append(KeyProblem(entry, said))
            continue
        reason = why_not(row, key)
        if reason:
            problems.append(KeyProblem(entry, reason))
        elif key not in keys:
            keys.append(key)
            if needs_kitty(key) and not kitty and key not in row.keys:
                problems.append(KeyProblem(entry, kitty_words(key)))
    if empty and row.required:
        problems.append(KeyProblem(entry, tr("{id} needs a key.", id=row.id)))
    return tuple(keys) if keys or (empty and not row.required) else None


def kitty_words(key: str) -> str:
    """What is said of a key that this terminal does not seem to send."""
    return tr(
        "Only terminals with the kitty keyboard protocol send {key}, and this one seems to have "
        "none.",
        key=key_words(key),
    )


def _part(
    entries: list[KeyRow], given: dict[str, tuple[str, ...]], problems: list[KeyProblem]
) -> None:
    """Gives a key that two entries want to the first of them."""
    for place, row in enumerate(entries):
        for key in given[row.id]:
            other = next((o for o in entries[:place] if key in given.get(o.id, ())
                          and o.overlaps(row)), None)  # fmt: skip
            if other is not None:
                said = tr("{key} is the key of {id} already.", key=key_words(key), id=other.id)
                problems.append(KeyProblem(row.id, said))
                _take_away(row.id, key, given)


def _take_away(row_id: str, key: str, given: dict[str, tuple[str, ...]]) -> None:
    """Takes a key from an entry; one that had no other counts as not given."""
    kept = tuple(one for one in given[row_id] if one != key)
    if kept:
        given[row_id] = kept
    else:
        del given[row_id]


def _leave_what_is_required(
    by_id: Mapping[str, KeyRow], given: dict[str, tuple[str, ...]], problems: list[KeyProblem]
) -> None:
    """Lets no entry take the last key of what must have one."""
    for row in by_id.values():
        if not row.required or row.id in given:
            continue
        takers = {key: _taker(row, key, given, by_id) for key in row.keys}
        if not all(takers.values()):
            continue
        for key, taker in takers.items():
            said = tr("{key} stays the key of {id}, which needs one.", key=key_words(key),
                      id=row.id)  # fmt: skip
            problems.append(KeyProblem(taker, said))
            _take_away(taker, key, given)


def _taker(
    row: KeyRow, key: str, given: Mapping[str, tuple[str, ...]], by_id: Mapping[str, KeyRow]
) -> str:
    """Id of the entry that has a key where `row` would have it too, "" for none."""
    found = (id_ for id_, keys in given.items() if key in keys and by_id[id_].overlaps(row))
    return next(found, "")


def _what_is_left(
    row: KeyRow,
    defaults: tuple[str, ...],
    given: Mapping[str, tuple[str, ...]],
    by_id: Mapping[str, KeyRow],
    problems: list[KeyProblem],
) -> tuple[str, ...]:
    """The default keys of a row that no entry of the user's has taken."""
    kept = []
    for key in defaults:
        taker = _taker(row, key, given, by_id)
        if not taker:
            kept.append(key)
            continue
        said = tr(
            '{key} was the key of {id}. Give that another one, or "".',
            key=key_words(key), id=row.id,
        )  # fmt: skip
        problems.append(KeyProblem(taker, said))
    return tuple(kept)
