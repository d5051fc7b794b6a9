"""How the rows of the list of sessions are drawn, and what a list of them says of a session."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from textual.content import Content
from textual.style import Style

from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import MessageState, Session, SessionOrder, SessionTotals
from minimax_tui.domain.search import Passage
from minimax_tui.domain.widths import cell_width, truncate
from minimax_tui.ui.widgets.status_bar import short_count

PINNED = "◆"
CHOSEN = "✓"
_CURSOR = "▸"
_GUTTER = 3


def age(seconds: float) -> str:
    """How long ago something was, in a few cells: `now`, `5 min`, `3 h`, `2 d`, `4 w`."""
    if seconds < 60:
        return tr("now")
    if seconds < 3_600:
        return tr("{n} min", n=int(seconds // 60))
    if seconds < 86_400:
        return tr("{n} h", n=int(seconds // 3_600))
    if seconds < 14 * 86_400:
        return tr("{n} d", n=int(seconds // 86_400))
    return tr("{n} w", n=int(seconds // (7 * 86_400)))


class Activity(NamedTuple):
    """What goes on in a session: a mark, its style, and a word for it; all "" for nothing."""

    mark: str = ""
    style: str = ""
    words: str = ""


def activity(
    session_id: str, running: Collection[str], ended: Mapping[str, MessageState], current: str
) -> Activity:
    """What goes on in a session.

    Args:
        session_id: The session.
        running: Ids of the sessions in which an answer streams.
        ended: How answers ended that nobody has seen, by session.
        current: Id of the session shown.
    """
    if session_id in running:
        return Activity("⠹", "$accent", tr("answering"))
    match ended.get(session_id):
        case MessageState.COMPLETE:
            return Activity("✓", "$success", tr("finished"))
        case MessageState.FAILED:
            return Activity("✕", "$error", tr("failed"))
        case MessageState.INTERRUPTED:
            return Activity("▲", "$warning", tr("interrupted"))
    return Activity("●", "$accent", tr("open now")) if session_id == current else Activity()


class Marks(NamedTuple):
    """What the list knows of a session besides what is stored."""

    highlighted: bool = False
    chosen: bool = False
    activity: Activity = Activity()


class _Column(NamedTuple):
    """A column to the right of the title; it is left out under a width of the list in cells."""

    name: str
    cells: int
    under: int
    order: SessionOrder | None = None
    """The order that goes by it."""


_COLUMNS = (
    _Column("model", 8, 56),
    _Column("turns", 7, 40, "turns"),
    _Column("tokens", 8, 64),
    _Column("cost", 8, 60),
    _Column("used", 8, 0, "used"),
)


def _columns(width: int) -> tuple[_Column, ...]:
    return tuple(column for column in _COLUMNS if width >= column.under)


def head_row(width: int, order: SessionOrder) -> Content:
    """The names of the columns, that of the order bold; a click on one sorts by it."""
    names = {
        "model": tr("model"),
        "turns": tr("turns"),
        "tokens": tr("tokens"),
        "cost": tr("cost"),
        "used": tr("used"),
    }
    columns = _columns(width)
    right = [_name(_cell(names[one.name], one), one.order, order) for one in columns]
    title = _name(" " * _GUTTER + tr("title"), "title", order)
    gap = width - cell_width(title.plain) - sum(one.cells for one in columns)
    return Content.assemble(title, " " * max(1, gap), *right)


def _name(text: str, sorts_by: SessionOrder | None, order: SessionOrder) -> Content:
    """The name of a column."""
    name = Content.styled(text, "bold $foreground") if sorts_by == order else Content(text)
    if sorts_by is None:
        return name
    return name.stylize(Style.from_meta({"@click": f"screen.sort_by({sorts_by!r})"}))


def session_row(
    session: Session, totals: SessionTotals | None, now: float, width: int, marks: Marks
) -> Content:
    """A session in one line."""
    values = {
        "model": _short_model(session.model or ""),
        "turns": f"{session.turns:,}" if session.turns else "",
        "tokens": short_count(totals.tokens) if totals is not None else "",
        "cost": _short_price(totals.cost_usd) if totals is not None else "",
        "used": age(now - (session.trashed_at or session.updated_at)),
    }
    right = "".join(_cell(values[column.name], column) for column in _columns(width))
    after = f" {marks.activity.mark}" if marks.activity.mark else ""
    before = f"{PINNED} " if session.pinned else ""
    room = width - _GUTTER - cell_width(before) - cell_width(after) - cell_width(right)
    title = truncate(one_line(session.title) or tr("untitled"), max(1, room - 1))
    gap = " " * max(0, room - cell_width(title))
    return _drawn(
        marks,
        (before, "$accent"),
        (title, ""),
        (after, marks.activity.style),
        (gap, ""),
        (right, "" if marks.highlighted else "$text-muted"),
    )


def heading_row(text: str, width: int) -> list[Content]:
    """A heading between two kinds of rows, with a line of space above."""
    said = truncate(text, max(1, width - _GUTTER))
    return [
        Content(" " * width),
        Content.assemble(
            " " * _GUTTER,
            (said, "bold $accent"),
            " " * max(0, width - _GUTTER - cell_width(said)),
        ),
    ]


def more_row(text: str, width: int, marks: Marks) -> Content:
    """A row that stands for more of them."""
    said = truncate(text, max(1, width - _GUTTER))
    rest = " " * max(0, width - _GUTTER - cell_width(said))
    return _drawn(marks, (said, "" if marks.highlighted else "$text-muted"), (rest, ""))


def kind_words(kind: str) -> str:
    """What a passage is in, in the user's words."""
    return {
        "prompt": tr("prompt"),
        "answer": tr("answer"),
        "thinking": tr("thinking"),
        "tool": tr("tool call"),
        "result": tr("tool result"),
    }.get(kind, "")


def passage_rows(passage: Passage, now: float, width: int, marks: Marks) -> list[Content]:
    """A passage in two lines: where it is, and its words with what was found marked."""
    room = width - _GUTTER
    state = tr("archived") if passage.archived else ""
    where = " · ".join(filter(None, (kind_words(passage.kind), state, age(now - passage.at))))
    title = truncate(
        one_line(passage.title) or tr("untitled"), max(1, room - cell_width(where) - 2)
    )
    gap = " " * max(0, room - cell_width(title) - cell_width(where))
    muted = "" if marks.highlighted else "$text-muted"
    first = _drawn(marks, (title, ""), (gap, ""), (where, muted))
    return [first, _excerpt(passage, room - 2, marks)]


def _excerpt(passage: Passage, room: int, marks: Marks) -> Content:
    text = visible(passage.excerpt).replace("\n", " ").replace("\t", " ")
    first = passage.marks[0][0] if passage.marks else 0
    start = 0
    if cell_width(text[: passage.marks[0][1]] if passage.marks else "") > room - 8:
        start = max(0, first - room // 3)
    shown = truncate(("…" if start else "") + text[start:], room)
    shift = start - bool(start)
    found = "bold" if marks.highlighted else "bold $accent"
    parts: list[tuple[str, str]] = [("  ", "")]
    at = 0
    plain = "" if marks.highlighted else "$text-muted"
    limit = len(shown) - shown.endswith("…")
    for begin, end in passage.marks:
        begin, end = begin - shift, min(end - shift, limit)
        if begin < at or begin >= end:
            continue
        parts += [(shown[at:begin], plain), (shown[begin:end], f"{found} underline")]
        at = end
    parts.append((shown[at:], plain))
    parts.append((" " * max(0, room - cell_width(shown)), ""))
    return _drawn(marks._replace(chosen=False), *parts, cursor=False)


def _drawn(marks: Marks, *parts: tuple[str, str], cursor: bool = True) -> Content:
    """A line behind its gutter; the cursor and the check mark show their state without colour."""
    gutter = [
        (_CURSOR if marks.highlighted and cursor else " ", "$accent"),
        (CHOSEN if marks.chosen else " ", "bold $accent"),
        (" ", ""),
    ]
    line = Content.assemble(*gutter, *parts)
    if marks.highlighted:
        line = line.stylize_before("bold $block-cursor-foreground on $block-cursor-background")
    return line


def _cell(text: str, column: _Column) -> str:
    said = truncate(text, column.cells - 1)
    return " " * (column.cells - cell_width(said)) + said


def _short_price(cost_usd: float | None) -> str:
    """A price in whole cents: the footer of an answer has the rest."""
    if not cost_usd:
        return ""
    return f"${cost_usd:,.2f}" if cost_usd >= 0.01 else "<$0.01"


def _short_model(model: str) -> str:
    """`M2.7-highspeed` of `MiniMax-M2.7-highspeed`: the maker is the same in most rows."""
    name = one_line(model, 60)
    return name.removeprefix("MiniMax-").removesuffix("-highspeed") + (
        "+" if name.endswith("-highspeed") else ""
    )
