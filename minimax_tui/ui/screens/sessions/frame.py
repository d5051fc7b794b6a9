"""The lines above and below the list of sessions: what is shown, what is highlighted, the keys."""

from __future__ import annotations

from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.messages import Session, SessionOrder, Shelf
from minimax_tui.domain.search import Passage
from minimax_tui.domain.widths import cell_width, truncate
from minimax_tui.ui.screens.key_line import fitting_hints
from minimax_tui.ui.screens.sessions.drawing import head_row
from minimax_tui.ui.screens.sessions.found import MoreTitles, Shown
from minimax_tui.ui.screens.sessions.menu import deed_key

SHELVES: tuple[Shelf, ...] = ("active", "archived", "trash")
_FILTERS = "model: role: kind: session: after: before:"


class Head(Static):
    """The names of the columns, as wide as the rows are; a click on one sorts by it."""

    auto_links = False
    order: SessionOrder = "used"

    def render(self) -> Content:
        return head_row(self.size.width - 2, self.order)


class Top(Static):
    """The line above the filter; its words are clicked without being drawn as links."""

    auto_links = False


def _clicked(text: str, style: str, action: str) -> Content:
    """Words that run an action of the screen when they are clicked."""
    return Content.styled(text, style).stylize(Style.from_meta({"@click": f"screen.{action}"}))


def top_line(shown: Shown, count: int, chosen: int, width: int) -> Content:
    """Which sessions are shown, how many they are, and in which order.

    Args:
        shown: What the user has chosen to see.
        count: How many sessions that is.
        chosen: How many of them are chosen together.
        width: Cells there are.
    """
    names = {"active": tr("Sessions"), "archived": tr("Archived"), "trash": tr("Trash")}
    left = Content("  ").join(
        _clicked(
            f"[{names[shelf]}]" if shelf == shown.shelf else names[shelf],
            "bold $accent" if shelf == shown.shelf else "$text-muted",
            f"show_shelf({shelf!r})",
        )
        for shelf in SHELVES
    )
    order = {
        "used": tr("by last use"),
        "created": tr("newest first"),
        "title": tr("by title"),
        "turns": tr("by turns"),
    }[shown.order]
    said = (
        trn("{count} title", "{count} titles", count)
        if shown.typed
        else trn("{count} session", "{count} sessions", count)
    )
    if chosen:
        right = Content.styled(trn("{count} selected", "{count} selected", chosen), "$accent")
    elif shown.shelf == "trash":
        right = Content.styled(said, "$text-muted")
    else:
        right = Content.styled(f"{said} · ", "$text-muted") + _clicked(order, "$text-muted", "sort")
    gap = " " * max(1, width - cell_width(left.plain) - cell_width(right.plain))
    return Content.assemble(left, gap, right)


def why_empty(shown: Shown) -> str:
    """Why there is no row."""
    if shown.typed:
        return tr("No session is called that.")
    return {
        "archived": tr("Nothing is archived. {key} archives a session.", key=deed_key("archive")),
        "trash": tr("The trash is empty. What is deleted stays here for 30 days."),
    }.get(shown.shelf, tr("There is no session yet."))


def about_line(value: Session | Passage | MoreTitles | None, width: int) -> Content:
    """What the rows do not say of the highlighted one, and which filters can be typed."""
    said = ""
    if isinstance(value, Session):
        model = one_line(value.model or "", 40)
        state = tr("pinned") if value.pinned else ""
        said = " · ".join(filter(None, (model, state, value.id)))
    elif isinstance(value, Passage):
        said = one_line(f"{value.model} · {value.session_id}", 120)
    filters = tr("Filters: model: role: kind: session: after: before:")
    if not said:
        return Content(truncate(filters, width))
    for told in (filters, _FILTERS):
        gap = width - cell_width(said) - cell_width(told)
        if gap >= 3:
            return Content(said + " " * gap + told)
    return Content(truncate(said, width))


def key_line(shelf: Shelf, *, can_undo: bool, width: int) -> Content:
    """The keys, as many as there is room for."""
    hints = [("enter", tr("open"))]
    if can_undo:
        hints.append((deed_key("undo"), tr("undo")))
    hints.append((deed_key("menu"), tr("all actions")))
    if shelf == "trash":
        hints.append((deed_key("archive"), tr("put back")))
        hints.append((deed_key("delete"), tr("delete for good")))
    else:
        hints.append((deed_key("delete"), tr("delete")))
        hints.append((deed_key("rename"), tr("rename")))
    hints.append((deed_key("shelf"), tr("archive, trash")))
    hints.append((deed_key("select"), tr("select")))
    hints += [(deed_key("sort"), tr("sort")), ("esc", tr("close"))]
    hints = [hint for hint in hints if hint[0]]
    return fitting_hints(hints, width, at_least=2)
