"""The screen of all sessions by mouse, and its keys, which can be clicked and changed."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from minimax_tui.ui import keymap
from minimax_tui.ui.screens.sessions.row_list import RowList
from minimax_tui.ui.screens.sessions.screen import SessionsScreen
from tests.pilot.chat_program import Chat, Program


@pytest.fixture
def three(program: Program) -> Program:
    """Three sessions, the first of which was used last; the last one has the most turns."""
    now = time.time()
    program.add_session("s1", "Sorting lists", "How to sort?", "Merge sort.", at=now - 60)
    program.add_session("s2", "Lisbon", "A trip", "See the castle.", at=now - 7_200)
    program.add_session("s3", "Bread", "Flour?", "Rye.", "Water?", "A lot.", at=now - 86_400)
    return program


@pytest.fixture
def default_keys() -> Iterator[None]:
    """The keys in force are the program's, and outlive a test otherwise."""
    yield
    keymap.install(keymap.DEFAULT)


async def opened(chat: Chat) -> None:
    await chat.press("ctrl+s")
    await chat.until("all actions", "Sorting lists")


async def test_the_keys_are_clicked(three: Program) -> None:
    async with three.start((160, 40)) as chat:
        await opened(chat)
        await chat.click("ctrl+x delete")
        await chat.until("In the trash for 30 days", "2 sessions")
        await chat.click("ctrl+z undo  ")
        await chat.until("Undone", "3 sessions")
        await chat.click("Bread")
        await chat.until("s3", gone="Undone")
        await chat.click("ctrl+p all actions")
        await chat.until("Pin to the top")
        await chat.click("esc close")
        await chat.until("3 sessions", gone="Pin to the top")
        await chat.click("esc close")
        await chat.until(gone="all actions")
        assert not isinstance(chat.app.screen, SessionsScreen)


async def test_shelves_and_orders_are_clicked(three: Program) -> None:
    async with three.start() as chat:
        await opened(chat)
        await chat.click("Archived")
        await chat.until("[Archived]", "Nothing is archived")
        await chat.click("Sessions")
        await chat.until("[Sessions]", "by last use")
        await chat.click("turns")
        await chat.until("by turns")
        assert chat.line_of("Bread") < chat.line_of("Sorting lists")
        await chat.click("title  ")
        await chat.until("by title")
        assert chat.line_of("Bread") < chat.line_of("Lisbon") < chat.line_of("Sorting lists")
        await chat.click("by title")
        await chat.until("by turns")


async def test_a_click_before_a_title_selects(three: Program) -> None:
    async with three.start() as chat:
        await opened(chat)
        for title in ("Lisbon", "Bread", "Sorting lists", "Lisbon"):
            await chat.pilot.click(offset=(1, chat.line_of(title)))
        await chat.until("2 selected")
        assert isinstance(chat.app.screen, SessionsScreen)
        lines = chat.lines()
        assert "✓ Bread" in lines[chat.line_of("Bread")]
        assert "✓" not in lines[chat.line_of("Lisbon")]


async def test_the_scroll_bar_is_dragged(program: Program) -> None:
    now = time.time()
    for number in range(100):
        program.add_session(f"s{number}", f"Title {number:03}", "?", at=now - number)
    async with program.start((80, 24)) as chat:
        await chat.press("ctrl+s")
        await chat.until("Title 000")
        rows = chat.app.screen.query_one(RowList).region
        x = rows.right - 1
        await chat.pilot.mouse_down(offset=(x, rows.y))
        await chat.pilot.hover(offset=(x, rows.bottom - 1))
        await chat.until("Title 099", gone="Title 000")
        await chat.pilot.hover(offset=(x, rows.y))
        await chat.until("Title 000", gone="Title 099")
        await chat.pilot.mouse_up(offset=(x, rows.y))
        await chat.pilot.hover(offset=(x, rows.bottom - 1))
        await chat.until("Title 000")
        assert chat.app.mouse_captured is None


async def test_what_is_done_with_a_passage_is_done_with_its_session(three: Program) -> None:
    async with three.start() as chat:
        await opened(chat)
        await chat.type("castle")
        await chat.until("Said in 1 place")
        await chat.press("ctrl+e")
        await chat.until("Rename the session", "Lisbon")
        await chat.press("ctrl+u")
        await chat.type("Portugal")
        await chat.press("enter")
        await chat.until("Renamed", "Portugal", gone="Rename the session")
        await chat.press("ctrl+x")
        await chat.until("Nothing like that was said")
        assert [one.title for one in three.store.sessions()] == ["Sorting lists", "Bread"]
        await chat.press("ctrl+z")
        await chat.until("Said in 1 place", "Portugal")


async def test_the_filters_are_told(three: Program) -> None:
    async with three.start((80, 24)) as chat:
        await opened(chat)
        await chat.until("s1", "Filters: model: role: kind: session: after: before:")


async def test_the_filters_are_told_beside_an_id_of_full_length(program: Program) -> None:
    program.add_session("87220e450810b480", "Sorting lists", "How to sort?", "Merge sort.")
    async with program.start((80, 24)) as chat:
        await opened(chat)
        await chat.until("87220e450810b480   model: role: kind: session: after: before:")


async def test_what_runs_and_has_ended_is_marked(three: Program) -> None:
    hold = three.answer("An oak, and then more of it.", hold_after=4)
    async with three.start() as chat:
        await chat.send("Name a tree")
        await chat.until("An oak")
        await chat.press("ctrl+n")
        await opened(chat)
        await chat.until("Name a tree", "⠹")
        shown = chat.text()
        assert "and then more" not in shown
        assert "$0.01" not in shown
        hold.release()
        await chat.until("✓", "and then more of it.", "<$0.01", gone="⠹")
        ended = chat.lines()[chat.line_of("Name a tree")]
        assert ended.index("✓") > ended.index("Name a tree")


@pytest.mark.usefixtures("default_keys")
async def test_the_keys_can_be_changed(three: Program) -> None:
    three.settings_file.write_text(
        '[keys]\n"sessions.delete" = "ctrl+w"\n"sessions.undo" = ""\n"sessions.pin" = "ctrl+x"\n',
        encoding="utf-8",
    )
    async with three.start((160, 40)) as chat:
        await opened(chat)
        await chat.until("ctrl+w delete")
        await chat.press("ctrl+x")
        await chat.until("Pinned", "◆ Sorting lists")
        await chat.press("ctrl+w")
        await chat.until("In the trash for 30 days", gone="undoes it")
        await chat.press("ctrl+z")
        await chat.until("2 sessions")
        await chat.press("ctrl+p")
        await chat.until("Pin to the top, or not any more", "ctrl+x", "ctrl+w")


async def test_ctrl_space_is_told_of_by_two_names(three: Program) -> None:
    async with three.start() as chat:
        await opened(chat)
        await chat.press("ctrl+@")
        await chat.until("1 selected")
        await chat.press("ctrl+space")
        await chat.until("2 selected")


async def test_the_menu_has_what_can_be_done_with_nothing(three: Program) -> None:
    async with three.start() as chat:
        await opened(chat)
        await chat.type("nowhere to be found")
        await chat.until("Nothing like that was said")
        await chat.press("ctrl+p")
        shown = await chat.until("Sort in another order")
        assert "Rename" not in shown


async def test_a_session_in_which_an_answer_streams_is_not_removed(three: Program) -> None:
    hold = three.answer("An oak, and then more of it.", hold_after=4)
    async with three.start() as chat:
        await chat.send("Name a tree")
        await chat.until("An oak")
        await opened(chat)
        await chat.press("ctrl+x")
        await chat.until("In the trash for 30 days")
        await chat.press("tab", "tab")
        await chat.until("[Trash]", "▸  Name a tree")
        await chat.press("ctrl+x")
        await chat.until("An answer streams in “Name a tree”: stop it first.")
        hold.release()
        await chat.until(gone="⠹")
        await chat.press("ctrl+x")
        await chat.until("Delete for good?", "▸ Keep")
        await chat.press("down")
        await chat.until("▸ Delete for good", gone="▸ Keep")
        await chat.press("enter")
        await chat.until("Deleted for good", "The trash is empty")
        assert len(three.store.sessions(shelf="all")) == 3
