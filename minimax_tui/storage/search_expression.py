"""What FTS5 is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minimax_tui.domain.search import KINDS, SearchQuery, Term
from minimax_tui.storage.encoding import plain

_USER, _ASSISTANT = ("prompt", "result"), ("answer", "thinking", "tool")


def kinds_of(query: SearchQuery) -> frozenset[str]:
    """The kinds of block that a query asks for."""
    kinds = query.kinds or frozenset(KINDS)
    if query.roles:
        of_roles: set[str] = set()
        for role in query.roles:
            of_roles.update(_USER if role == "user" else _ASSISTANT)
        kinds = kinds & of_roles
    return kinds


def expression(terms: Sequence[Term], kinds: Iterable[str] = ()) -> str:
    """An FTS5 query for blocks of these kinds that have all terms.

    Words are letters and digits, so nothing needs to be escaped.
    """
    parts: list[str] = []
    if terms:
        phrases = " AND ".join(
            f'"{plain(" ".join(term.words))}"' + (" *" if term.prefix else "") for term in terms
        )
        parts.append(f"text : ({phrases})")
    if kinds:
        named = " OR ".join(f'"{kind}"' for kind in sorted(kinds))
        parts.append(f"kind : ({named})")
    return " AND ".join(parts)
