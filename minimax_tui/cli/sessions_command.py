"""`minimax-chat sessions`: the screen of all sessions, or lines of them and of what was said."""

from __future__ import annotations

import json
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, NamedTuple

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
_LEAST_TITLE_CELLS = 30
"""Cells of a title for which other columns are left out."""
_NO_TERMINAL_CELLS = 1_000
_EXIT_NOTHING = 1


def run_sessions(
    arguments: Sequence[str], open_screen: Callable[[str, bool], int] | None = None
) -> int:
    """Opens the screen of all sessions on a terminal, else lists what was asked for.

    Args:
        arguments: Behind the command's name.
        open_screen: Opens the screen with words to look for, in the demo or not; returns the
            exit status. None: lines in any case.

    Returns:
        The exit status: 1 where a search finds nothing.

    Raises:
        ChatError: if the database cannot be read.
    """
    from minimax_tui.cli.conversations import opened_conversations
    from minimax_tui.config.paths import find_paths

    parser = _parser()
    options = parser.parse_args(arguments)
    if open_screen is not None and _wants_screen(options, parser):
        return open_screen(options.title, options.demo)
    with opened_conversations(find_paths(), demo=options.demo, make=False) as store:
        if options.search is not None:
            return _search(store, options)
        return _list(store, options)


def _wants_screen(options: Namespace, parser: ArgumentParser) -> bool:
    """Whether somebody sits at a terminal and nothing was asked that only lines can show."""
    about_lines = (name for name in vars(options) if name not in ("title", "demo"))
    plain = all(getattr(options, name) == parser.get_default(name) for name in about_lines)
    return plain and sys.stdin.isatty() and sys.stdout.isatty()


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
    width = _width()
    return write_lines([_session_line(one, totals.get(one.id), width) for one in found])


def _session_line(session: Session, totals: SessionTotals | None, width: int) -> str:
    """A session in one line of at most `width` cells.

    Id, title and when it was used are always there; other columns are left out without room.
    """
    used = datetime.fromtimestamp(session.updated_at).astimezone().strftime("%Y-%m-%d %H:%M")
    columns = [
        _Column(used, len(used)),
        _Column(f"{session.turns}", 4),
        _Column(_price(totals.cost_usd) if totals is not None else "", 7),
        _Column(f"{totals.tokens:,}" if totals is not None else "", 9),
        _Column(one_line(session.model or "", 24), 24, left=True),
    ]
    head = f"{session.id:<16} {'*' if session.pinned else ' '} "
    room = width - len(head)
    while len(columns) > 1 and room - _cells(columns) < _LEAST_TITLE_CELLS:
        columns.pop()
    cells = max(1, min(_TITLE_CELLS, room - _cells(columns)))
    title = truncate(one_line(session.title) or tr("untitled"), cells)
    gap = " " * (cells - cell_width(title))
    return f"{head}{title}{gap}{''.join(map(str, columns))}".rstrip()


class _Column(NamedTuple):
    text: str
    cells: int
    left: bool = False
    """Whether the text stands at the left of its cells."""

    def __str__(self) -> str:
        return "  " + (self.text.ljust if self.left else self.text.rjust)(self.cells)


def _cells(columns: Sequence[_Column]) -> int:
    return sum(column.cells + 2 for column in columns)


def _price(cost_usd: float | None) -> str:
    if not cost_usd:
        return ""
    return f"${cost_usd:.2f}" if cost_usd >= 0.01 else "<$0.01"


def _width() -> int:
    """Cells of a line of the terminal; as many as there may be where it goes into a file."""
    return get_terminal_size().columns if sys.stdout.isatty() else _NO_TERMINAL_CELLS


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
    width = _width()
    lines = [line for passage in page.passages for line in _passage_lines(passage, width)]
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


def _passage_lines(passage: Passage, width: int) -> list[str]:
    """Where a passage is, then its words with what was found, each of at most `width` cells."""
    day = datetime.fromtimestamp(passage.at).astimezone().date().isoformat()
    head = f"{passage.session_id:<16}  {day}  {passage.kind:<8}  "
    title = one_line(passage.title) or tr("untitled")
    text = passage.excerpt
    start = 0
    if passage.marks and cell_width(text[: passage.marks[0][1]]) > width - 8:
        start = max(0, passage.marks[0][0] - width // 3)
    marked, at = "…" if start else "", start
    for begin, end in passage.marks:
        marked += f"{text[at:begin]}[{text[begin:end]}]"
        at = end
    marked += text[at:]
    return [
        truncate(head + title, width),
        "  " + truncate(one_line(marked, len(marked) + 1), width - 2),
    ]


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
        description=tr(
            "Opens the screen of all sessions. With an option, or where there is no terminal, "
            "lists them, the one used last first, or finds what was said."
        ),
        epilog=tr(
            'A search takes words, "phrases", beginnings (merg*) and filters: model:M3 role:user '
            "kind:thinking session:sorting after:2026-11-01 before:7d. Reopen a session with "
            "`minimax-chat --resume ID`."
        ),
    )
    parser.add_argument("title", nargs="?", default="", metavar=tr("WORDS"),
                        help=tr("only sessions with these words in their title"))  # fmt: skip
    parser.add_argument("--search", metavar=tr("WORDS"), help=tr("find what was said anywhere"))
    parser.add_argument("--list", action="store_true", help=tr("as lines, also on a terminal"))
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
