"""`minimax-chat sessions`: lists sessions, and finds what was said in them."""

from __future__ import annotations

import json
import time
from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from minimax_tui.cli.lines import write_lines
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Session, Shelf
from minimax_tui.domain.widths import cell_width, truncate

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from minimax_tui.domain.messages import SessionTotals
    from minimax_tui.domain.search import Passage, SearchPage
    from minimax_tui.storage.conversations import SqliteConversationStore

_TITLE_CELLS = 46
_EXIT_NOTHING = 1


def run_sessions(arguments: Sequence[str]) -> int:
    """Lists what was asked for; returns the exit status: 1 where a search finds nothing.

    Raises:
        ChatError: if the database cannot be read.
    """
    from minimax_tui.cli.conversations import opened_conversations
    from minimax_tui.config.paths import find_paths

    options = _parser().parse_args(arguments)
    with opened_conversations(find_paths(), demo=options.demo, make=False) as store:
        if options.search is not None:
            return _search(store, options)
        return _list(store, options)


def _list(store: SqliteConversationStore, options: Namespace) -> int:
    shelf: Shelf = "trash" if options.trash else "archived" if options.archived else "active"
    found = store.sessions(
        limit=options.limit, title_like=options.title, shelf=shelf, order=options.sort
    )
    totals: dict[str, SessionTotals] = {}
    for start in range(0, len(found), 500):
        totals.update(store.session_totals([one.id for one in found[start : start + 500]]))
    if options.json:
        entries = [_session_json(one, totals.get(one.id)) for one in found]
        return write_lines([json.dumps(entries, indent=2, ensure_ascii=False)])
    if not found:
        return write_lines([tr("There is no such session.")])
    return write_lines([_session_line(one, totals.get(one.id)) for one in found])


def _session_line(session: Session, totals: SessionTotals | None) -> str:
    title = truncate(one_line(session.title) or tr("untitled"), _TITLE_CELLS)
    gap = " " * (_TITLE_CELLS - cell_width(title))
    cost = totals.cost_usd if totals is not None else None
    price = f"${cost:.2f}" if cost else ""
    tokens = f"{totals.tokens:,}" if totals is not None else ""
    used = datetime.fromtimestamp(session.updated_at).astimezone().strftime("%Y-%m-%d %H:%M")
    model = one_line(session.model or "", 24)
    mark = "*" if session.pinned else " "
    line = (
        f"{session.id:<16} {mark} {title}{gap}  {used}  {session.turns:>4}  {tokens:>9}  "
        f"{price:>7}  {model}"
    )
    return line.rstrip()


def _session_json(session: Session, totals: SessionTotals | None) -> dict[str, Any]:
    return {
        "id": session.id,
        "title": session.title,
        "title_by": session.title_by,
        "created_at": _time(session.created_at),
        "updated_at": _time(session.updated_at),
        "model": session.model,
        "turns": session.turns,
        "tokens": totals.tokens if totals is not None else 0,
        "cost_usd": totals.cost_usd if totals is not None else None,
        "pinned": session.pinned,
        "archived": session.archived,
        "trashed_at": _time(session.trashed_at) if session.trashed_at is not None else None,
    }


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


def _search(store: SqliteConversationStore, options: Namespace) -> int:
    from minimax_tui.domain.search import parse_query
    from minimax_tui.storage.search import SqliteSearchIndex

    query = parse_query(options.search, _today())
    page = SqliteSearchIndex(store, limit_s=10.0).search(query, limit=options.limit)
    status = 0 if page.passages else _EXIT_NOTHING
    if options.json:
        return write_lines([json.dumps(_page_json(page), indent=2, ensure_ascii=False)], status)
    lines = [line for passage in page.passages for line in _passage_lines(passage)]
    if page.indexed < 1:
        lines.append(tr("Still indexing, {n} % done.", n=int(page.indexed * 100)))
    if page.more or page.count > len(page.passages):
        count = f"{page.count:,}{'+' if page.more else ''}"
        lines.append(tr("{n} of {all}", n=len(page.passages), all=count))
    elif not lines:
        lines.append(tr("Nothing like that was said."))
    return write_lines(lines, status)


def _today() -> date:
    return datetime.fromtimestamp(time.time()).astimezone().date()


def _passage_lines(passage: Passage) -> list[str]:
    day = datetime.fromtimestamp(passage.at).astimezone().date().isoformat()
    title = truncate(one_line(passage.title) or tr("untitled"), _TITLE_CELLS)
    marked, at = "", 0
    for start, end in passage.marks:
        marked += f"{passage.excerpt[at:start]}[{passage.excerpt[start:end]}]"
        at = end
    marked += passage.excerpt[at:]
    return [f"{passage.session_id:<16}  {day}  {passage.kind:<8}  {title}", f"  {one_line(marked)}"]


def _page_json(page: SearchPage) -> dict[str, Any]:
    return {
        "count": page.count,
        "more": page.more,
        "ranked": page.ranked,
        "indexed": round(page.indexed, 4),
        "passages": [
            {
                "session_id": passage.session_id,
                "title": passage.title,
                "archived": passage.archived,
                "message_id": passage.message_id,
                "kind": passage.kind,
                "at": _time(passage.at),
                "model": passage.model,
                "excerpt": passage.excerpt,
                "marks": [list(mark) for mark in passage.marks],
            }
            for passage in page.passages
        ],
    }


def _parser() -> ArgumentParser:
    from minimax_tui.cli.options import OptionParser

    parser = OptionParser(
        prog="minimax-chat sessions",
        description=tr("Lists the sessions, the one used last first, or finds what was said."),
        epilog=tr(
            'A search takes words, "phrases", beginnings (merg*) and filters: model:M3 role:user '
            "kind:thinking session:sorting after:2026-11-01 before:7d. Reopen a session with "
            "`minimax-chat --resume ID`."
        ),
    )
    parser.add_argument("title", nargs="?", default="", metavar=tr("WORDS"),
                        help=tr("only sessions with these words in their title"))  # fmt: skip
    parser.add_argument("--search", metavar=tr("WORDS"), help=tr("find what was said anywhere"))
    kept = parser.add_mutually_exclusive_group()
    kept.add_argument("--archived", action="store_true", help=tr("those that are archived"))
    kept.add_argument("--trash", action="store_true", help=tr("those that were deleted"))
    parser.add_argument(
        "--sort", choices=("used", "created", "title", "turns"), default="used", help=tr("order")
    )
    parser.add_argument(
        "--limit", type=int, default=50, metavar="N", help=tr("at most so many; default: 50")
    )
    parser.add_argument("--json", action="store_true", help=tr("as JSON, for programs"))
    parser.add_argument("--demo", action="store_true", help=tr("the demo's sessions"))
    return parser
