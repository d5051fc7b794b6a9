"""What is searched for in all sessions, and what is found.

A query is typed as words, "phrases" and beginnings (`merg*`), with filters among them:
`model:m2 role:user kind:thinking after:2026-11-01 before:7d session:sorting`. Anything that is no
filter is text; nothing that can be typed is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from minimax_tui.domain.words import is_single, split_words, words_at

KINDS = ("prompt", "answer", "thinking", "tool", "result")
"""What a passage can be in: `tool` is a tool's call, `result` what the tool gave back."""
ROLES = ("user", "assistant")
_KIND_WORDS = {"text": "answer", "prompts": "prompt", "answers": "answer", "tools": "tool"}
_ROLE_WORDS = {"me": "user", "model": "assistant", "human": "user", "ai": "assistant"}
_FILTERS = ("model", "role", "kind", "after", "before", "session")
_PART = re.compile(r'(?:(?P<key>[a-z]+):)?"(?P<quoted>[^"]*)"?(?P<star>\*?)|(?P<bare>\S+)', re.I)
_AGO = re.compile(r"(\d{1,4})(d|w|m|y)")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
MOST_TERMS = 32
"""Terms of a query that are used; nobody types more."""
MOST_WORDS = 64
"""Words of one term that are used."""


@dataclass(frozen=True, slots=True)
class Term:
    """Words that have to follow one another; the last one may be only the beginning of a word."""

    words: tuple[str, ...]
    prefix: bool = False
    """Whether the last word may go on, because it was typed so (`merg*`)."""
    unfinished: bool = False
    """Whether the last word may go on, because somebody is still typing it."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is searched for. Filters that are empty or None let everything through.

    `after` and `before` are Unix times: after <= time < before.
    """

    terms: tuple[Term, ...] = ()
    models: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    sessions: tuple[str, ...] = ()
    """Each a beginning of an id, or words of a title."""
    after: float | None = None
    before: float | None = None
    plain: str = ""
    """What was typed without the filters."""

    @property
    def filtered(self) -> bool:
        """Whether it has a filter."""
        given = self.models or self.roles or self.kinds or self.sessions
        return bool(given) or self.after is not None or self.before is not None


@dataclass(frozen=True, slots=True)
class Passage:
    """One place where a query was found.

    Attributes:
        session_id: Id of the session.
        title: Its title.
        archived: Whether the session is archived.
        message_id: Id of the message.
        position: Of the message on its session's current path; None if it is on another branch.
        block: Position of the block in the message.
        kind: One of `KINDS`.
        at: When the message was made, in Unix time.
        model: The model of the message, or of its session.
        excerpt: The words around the place; foreign text.
        marks: Offsets start..end into `excerpt` of what was found.
        start: Offset of the place in the text that was searched (see `searched_text`).
        found: What the text says at the place.
    """

    session_id: str
    title: str
    archived: bool
    message_id: str
    position: int | None
    block: int
    kind: str
    at: float
    model: str
    excerpt: str
    marks: tuple[tuple[int, int], ...]
    start: int
    found: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Some of what was found, best or newest first.

    Attributes:
        passages: At most as many as were asked for.
        count: How many there are in all, counted up to a bound.
        more: Whether there are more than `count`.
        ranked: Whether the best come first; else the newest do.
        indexed: How much of the stored text can be found already, 0 to 1.
    """

    passages: Sequence[Passage] = field(default_factory=tuple)
    count: int = 0
    more: bool = False
    ranked: bool = True
    indexed: float = 1.0


def parse_query(typed: str, today: date, *, typing: bool = False) -> SearchQuery:
    """Reads what was typed; whatever it is, it is a query.

    Args:
        typed: The words, phrases and filters.
        today: For dates such as `7d` or `today`.
        typing: Whether it is still being typed: its last word may be the beginning of one.
    """
    terms: list[Term] = []
    plain: list[str] = []
    lists: dict[str, list[str]] = {name: [] for name in _FILTERS}
    times: dict[str, float] = {}
    for part in _PART.finditer(typed):
        text, is_filter = part["bare"] or "", False
        key, colon, value = text.partition(":")
        if part["quoted"] is not None:
            key, colon, value = part["key"] or "", ":" if part["key"] else "", part["quoted"]
        if colon:
            is_filter = _take_filter(key.lower(), value.strip(), today, lists, times)
            # What is becoming a filter is no word meanwhile.
            is_filter |= typing and key.lower() in _FILTERS and part.end() == len(typed)
        if is_filter:
            continue
        plain.append(part[0])
        star = bool(part["star"]) if part["quoted"] is not None else text.endswith("*")
        words = tuple(split_words(part[0]))[:MOST_WORDS]
        if words:
            last = typing and part.end() == len(typed) and part["quoted"] is None
            goes_on = not is_single(words[-1])
            terms.append(Term(words, star and goes_on, last and goes_on and not star))
    return SearchQuery(
        terms=tuple(dict.fromkeys(terms))[:MOST_TERMS],
        models=tuple(lists["model"]),
        roles=frozenset(lists["role"]),
        kinds=frozenset(lists["kind"]),
        sessions=tuple(lists["session"]),
        after=times.get("after"),
        before=times.get("before"),
        plain=" ".join(plain),
    )


def _take_filter(
    key: str, value: str, today: date, lists: dict[str, list[str]], times: dict[str, float]
) -> bool:
    """Notes a filter; says whether it is one."""
    small = value.lower()
    if key in ("model", "session") and value:
        lists[key].append(value)
        return True
    if key == "role" and _ROLE_WORDS.get(small, small) in ROLES:
        lists[key].append(_ROLE_WORDS.get(small, small))
        return True
    if key == "kind" and _KIND_WORDS.get(small, small) in KINDS:
        lists[key].append(_KIND_WORDS.get(small, small))
        return True
    if key in ("after", "before"):
        at = _time(small, today)
        if at is not None:
            times[key] = at
        return at is not None
    return False


def _time(said: str, today: date) -> float | None:
    """The beginning of a day in Unix time: `2026-11-01`, `2026-11`, `2026`, `7d`, `today`."""
    try:
        if said in ("today", "yesterday"):
            day = today - timedelta(days=said == "yesterday")
        elif ago := _AGO.fullmatch(said):
            day = today - timedelta(days=int(ago[1]) * _DAYS[ago[2]])
        elif re.fullmatch(r"\d{4}(-\d{1,2}){0,2}", said, re.ASCII):
            parts = [int(part) for part in said.split("-")]
            day = date(*[*parts, 1, 1][:3])
        else:
            return None
        return datetime(day.year, day.month, day.day).astimezone().timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def filter_completions(typed: str, models: Iterable[str]) -> list[str]:
    """What the last word of a query that is typed can be completed to, if it begins a filter.

    Args:
        typed: What stands in the field.
        models: Names of models, offered behind `model:`.

    Returns:
        Whole words such as `kind:thinking`; [] where the word is text.
    """
    _, _, last = typed.rpartition(" ")
    if not last or '"' in last:
        return []
    key, colon, value = last.lower().partition(":")
    if not colon:
        return [f"{name}:" for name in _FILTERS if len(key) > 1 and name.startswith(key)]
    values: dict[str, Iterable[str]] = {
        "model": models,
        "role": ROLES,
        "kind": KINDS,
        "after": ("today", "7d", "30d", "1y"),
        "before": ("today", "7d", "30d", "1y"),
    }
    return [
        f"{key}:{offered}"
        for offered in values.get(key, ())
        if value in offered.lower() and value != offered.lower()
    ]


def find_marks(text: str, terms: Iterable[Term], most: int = 200) -> list[tuple[int, int]]:
    """Where the terms of a query stand in a text, by the rules of the index, in order.

    Args:
        text: The text as it is stored.
        terms: What was searched for.
        most: At most so many places of each term.
    """
    found: set[tuple[int, int]] = set()
    for term in terms:
        found.update(_quick_places(text, term, most) or _places(text, term, most))
    return sorted(found)


def _quick_places(text: str, term: Term, most: int) -> list[tuple[int, int]]:
    """Places that a plain pattern finds: a text may be long, and reading every word is slow."""
    if not all(word.isascii() or is_single(word) for word in term.words):
        return []
    gap = r"[\W_]*" if all(map(is_single, term.words)) else r"[\W_]+"
    pattern = gap.join(map(re.escape, term.words))
    if not is_single(term.words[0]):
        pattern = r"(?<![^\W_])" + pattern
    if not is_single(term.words[-1]):
        pattern += r"[^\W_]*" if term.prefix or term.unfinished else r"(?![^\W_])"
    places: list[tuple[int, int]] = []
    for place in re.finditer(pattern, text, re.IGNORECASE):
        places.append(place.span())
        if len(places) >= most:
            break
    return places


def _places(text: str, term: Term, most: int) -> list[tuple[int, int]]:
    places: list[tuple[int, int]] = []
    wanted = term.words
    if len(wanted) == 1:
        goes_on = term.prefix or term.unfinished
        for said, start, end in words_at(text):
            if said == wanted[0] or (goes_on and said.startswith(wanted[0])):
                places.append((start, end))
                if len(places) >= most:
                    break
        return places
    window: list[tuple[str, int, int]] = []
    for word in words_at(text):
        window.append(word)
        if len(window) > len(wanted):
            del window[0]
        if len(window) == len(wanted) and _same(window, term):
            places.append((window[0][1], window[-1][2]))
            if len(places) >= most:
                break
    return places


def _same(window: Sequence[tuple[str, int, int]], term: Term) -> bool:
    *firsts, last = (word for word, _, _ in window)
    *wanted, end = term.words
    if firsts != wanted:
        return False
    return last.startswith(end) if term.prefix or term.unfinished else last == end
