"""The screen of all sessions: finding, opening at a passage, and what is done with sessions."""

from __future__ import annotations

import time

import pytest

from minimax_tui.cli.language import use_language
from minimax_tui.domain.messages import Shelf
from minimax_tui.ui.screens.sessions.screen import SessionsScreen
from tests.pilot.chat_program import Chat, Program

WAIT_S = 10.0


def titles(program: Program, shelf: Shelf = "active") -> list[str]:
    return [session.title for session in program.store.sessions(shelf=shelf)]


@pytest.fixture
def three(program: Program) -> Program:
    """Three sessions, the first of which was used last."""
    now = time.time()
    program.add_session("s1", "Sorting lists", "How to sort?", "Merge sort.", at=now - 60)
    program.add_session("s2", "Lisbon", "A trip", "See the **miradouros** first.", at=now - 7_200)
    program.add_session(
        "s3", "数据结构", "平衡二叉树?", "平衡二叉树是一种数据结构", at=now - 86_400
    )
    return program


async def opened(chat: Chat, typed: str = "") -> str:
    await chat.press("ctrl+s")
    await chat.type(typed)
    return await chat.until("all actions")


async def test_the_list_says_what_there_is(three: Program) -> None:
    async with three.start((120, 40)) as chat:
        shown = await opened(chat)
        assert "3 sessions · by last use" in shown
        assert "How to sort?" in await chat.until("Merge sort.")  # the preview
        for name in ("title", "model", "turns", "tokens", "cost", "used"):
            assert name in shown


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (40, 12)])
async def test_small_windows_have_the_list_alone(three: Program, size: tuple[int, int]) -> None:
    async with three.start(size) as chat:
        await chat.press("ctrl+s")
        shown = await chat.until("Sorting lists", "Lisbon")
        assert "Merge sort." not in shown
        assert all(len(line) <= size[0] for line in chat.lines())


async def test_typing_finds_titles_at_once_and_then_what_was_said(three: Program) -> None:
    async with three.start() as chat:
        shown = await opened(chat, "miradouros")
        assert "No session is called that." not in shown
        shown = await chat.until("Said in 1 place")
        assert "See the **miradouros** first." in shown
        assert "Lisbon" in shown
        await chat.press("enter")
        await chat.until("❯ A trip", gone="all actions")
        assert chat.app.chat is not None
        assert chat.app.chat.session_id == "s2"
        assert chat.app.chat.finder.marks_a_passage
        await chat.press("escape")
        assert not chat.app.chat.finder.marks_a_passage


@pytest.mark.parametrize("typed", ["树", "二叉"])
async def test_words_of_one_and_two_characters(three: Program, typed: str) -> None:
    async with three.start() as chat:
        await opened(chat, typed)
        await chat.until("Said in 2 places, best first", "数据结构")


async def test_the_highlight_stays_on_the_session(three: Program) -> None:
    async with three.start((120, 40)) as chat:
        await opened(chat)
        await chat.press("down", "ctrl+y")
        await chat.until("Pinned: “Lisbon”")
        await chat.until("▸  ◆ Lisbon")
        await chat.press("ctrl+z")
        await chat.until("Undone", "▸  Lisbon  ", gone="◆")
        await chat.press("ctrl+d")
        await chat.until("Copied: “Lisbon”", "▸  Lisbon  ")
        await chat.press("ctrl+x")
        await chat.until("In the trash for 30 days: “Lisbon”", "▸  ")
        assert titles(three) == ["Lisbon (copy)", "Sorting lists", "数据结构"]
        await chat.press("ctrl+home", "ctrl+z")
        await chat.until("Undone", "▸  Lisbon  ")
        await chat.press("ctrl+z")
        await chat.until("Undone: Copied", "▸  Lisbon  ")
        await chat.press("ctrl+z")
        await chat.until("There is nothing to undo", "▸  Lisbon  ")
        await chat.press("down", "ctrl+z")
        await chat.until("There is nothing to undo", "▸  数据结构")


async def test_what_was_found_is_said_in_chinese(three: Program) -> None:
    use_language("zh", {})
    try:
        async with three.start() as chat:
            await chat.press("ctrl+s")
            await chat.type("二叉")
            await chat.until("2 处匹配，最相关的在前")
    finally:
        use_language("en", {})


async def test_the_passage_is_in_view_in_a_long_session(program: Program) -> None:
    texts = [f"message number {number}" for number in range(200)]
    texts[31] = "Here is the needle, at last.\n\n" + "More of it. " * 30
    program.add_session("long", "Long", *texts)
    async with program.start() as chat:
        await opened(chat, "needle")
        await chat.until("Said in 1 place")
        await chat.press("down", "up", "enter")
        await chat.until("Here is the needle, at last.", "message number 30", gone="all actions")


async def test_a_passage_in_thinking_opens_the_thinking(program: Program) -> None:
    program.answer("The answer.", thinking="A hidden thought.")
    async with program.start() as chat:
        await chat.ask("Question")
        await chat.press("ctrl+n")
        await opened(chat, "hidden")
        await chat.press("enter")  # before it is found
        await chat.until("A hidden thought.", "❯ Question", gone="all actions")


async def test_filters_and_their_completion(three: Program) -> None:
    async with three.start() as chat:
        await opened(chat, "sort kind:ans")
        await chat.press("right")
        shown = await chat.until("kind:answer", "Said in 1 place")
        assert "Merge sort." in shown
        assert "How to sort?" not in [line.strip() for line in shown.splitlines()]


async def test_whatever_is_typed_is_searched(three: Program) -> None:
    async with three.start() as chat:
        await opened(chat, '"NEAR( * AND ^')
        await chat.until("Nothing like that was said.")


async def test_what_is_deleted_is_in_the_trash_and_comes_back(three: Program) -> None:
    async with three.start() as chat:
        await opened(chat)
        await chat.press("ctrl+x")
        await chat.until("In the trash for 30 days", "2 sessions")
        assert titles(three) == ["Lisbon", "数据结构"]
        assert titles(three, "trash") == ["Sorting lists"]
        await chat.press("ctrl+z")
        await chat.until("3 sessions", "Undone")
        assert titles(three, "trash") == []


async def test_deleting_for_good_is_asked_about(three: Program) -> None:
    three.store.trash_sessions(["s1"], time.time()).result(WAIT_S)
    async with three.start() as chat:
        await opened(chat)
        await chat.press("tab", "tab")
        await chat.until("[Trash]", "Sorting lists")
        await chat.press("ctrl+x")
        await chat.until("Delete for good?")
        await chat.press("enter")  # the safe answer
        assert titles(three, "trash") == ["Sorting lists"]
        await chat.press("ctrl+x")
        await chat.until("Delete for good?")
        await chat.press("down", "enter")
        await chat.until("Deleted for good", "The trash is empty")
        assert titles(three, "all") == ["Lisbon", "数据结构"]


async def test_a_session_from_the_trash_is_put_back_when_it_is_opened(three: Program) -> None:
    three.store.trash_sessions(["s1"], time.time()).result(WAIT_S)
    async with three.start() as chat:
        await opened(chat)
        await chat.press("tab", "tab")
        await chat.until("[Trash]", "Sorting lists")
        await chat.press("enter")
        await chat.until("❯ How to sort?")
        assert titles(three, "trash") == []


async def test_the_session_shown_is_left_when_it_is_deleted(three: Program) -> None:
    async with three.start(resume_id="s2") as chat:
        await opened(chat)
        await chat.press("ctrl+x")
        await chat.until("2 sessions")
        await chat.press("escape")
        await chat.until(gone="❯ A trip")
        assert chat.app.chat is not None
        assert chat.app.chat.session_id != "s2"


async def test_several_are_selected(three: Program) -> None:
    async with three.start() as chat:
        await opened(chat)
        await chat.press("insert", "insert")
        await chat.until("2 selected", "✓")
        await chat.press("ctrl+a")
        await chat.until("Archived: 2 sessions", "1 session")
        assert titles(three, "archived") == ["Sorting lists", "Lisbon"]
        await chat.press("tab")
        await chat.until("[Archived]", "Lisbon")
        await chat.press("ctrl+a")
        await chat.until("Out of the archive")
        assert titles(three, "archived") == ["Lisbon"]
        await chat.press("escape")
        assert not isinstance(chat.app.screen, SessionsScreen)


async def test_pinned_sessions_stand_first(three: Program) -> None:
    async with three.start() as chat:
        await opened(chat)
        await chat.press("down", "down", "ctrl+y")
        await chat.until("Pinned", "◆ 数据结构")
        assert titles(three)[0] == "数据结构"
        assert chat.line_of("◆ 数据结构") < chat.line_of("Sorting lists")


async def test_renaming_is_by_hand_and_can_be_undone(three: Program) -> None:
    async with three.start() as chat:
        await opened(chat)
        await chat.press("ctrl+e")
        await chat.until("Rename the session")
        await chat.press("ctrl+u")
        await chat.type("New [b]name[/b]")
        await chat.press("enter")
        await chat.until("Renamed", "New [b]name[/b]")
        assert three.store.session("s1").title_by == "user"
        await chat.press("ctrl+z")
        await chat.until("Undone")
        assert titles(three)[0] == "Sorting lists"
        assert three.store.session("s1").title_by == "prompt"


async def test_a_copy(three: Program) -> None:
    async with three.start() as chat:
        await opened(chat)
        await chat.press("ctrl+d")
        await chat.until("Sorting lists (copy)", "4 sessions")
        assert len(three.store.path(three.store.sessions()[0].id)) == 2


async def test_sorting_and_the_menu(three: Program) -> None:
    async with three.start() as chat:
        await opened(chat)
        await chat.press("ctrl+k", "ctrl+k")
        await chat.until("by title")
        assert chat.line_of("Lisbon") < chat.line_of("Sorting lists")
        await chat.press("ctrl+p")
        await chat.until("Pin to the top", "“Lisbon”")
        await chat.type("dupl")
        await chat.press("enter")
        await chat.until("Lisbon (copy)")


async def test_the_mouse_highlights_and_opens(three: Program) -> None:
    async with three.start() as chat:
        await opened(chat)
        await chat.click("Lisbon")
        await chat.until("miradouros")
        assert isinstance(chat.app.screen, SessionsScreen)
        await chat.click("Lisbon")
        await chat.until("❯ A trip", gone="all actions")


async def test_control_codes_of_titles_and_passages_are_not_drawn(program: Program) -> None:
    program.add_session("s1", "A \x1b[31mtitle", "needle \x1b]0;x\x07 and \u202e more", "ok")
    async with program.start() as chat:
        await opened(chat, "needle")
        shown = await chat.until("Said in 1 place")
        assert "\x1b" not in shown
        assert "\u202e" not in shown


async def test_twenty_thousand_sessions(program: Program) -> None:
    def many(connection: object) -> None:
        from sqlite3 import Connection

        assert isinstance(connection, Connection)
        connection.executemany(
            "INSERT INTO sessions (id, title, title_folded, created_at, updated_at, turns) "
            "VALUES (?, ?, ?, ?, ?, 1)",
            ((f"id{n}", f"Title {n}", f"title {n}", float(n), float(n)) for n in range(20_000)),
        )

    program.store.writer.submit(many).result(WAIT_S)
    async with program.start() as chat:
        shown = await opened(chat)
        assert "20,000 sessions" in shown
        assert "Title 19999" in shown
        await chat.press("ctrl+end")
        await chat.until("Title 0 ")
        await chat.type("Title 1234")
        await chat.until("… 6 more titles")
        await chat.press(*["down"] * 6, "enter")
        await chat.until("Title 12349", "Title 11234", gone="more titles")


async def test_words_behind_the_slash_name_are_looked_for(three: Program) -> None:
    async with three.start() as chat:
        await chat.send("/sessions miradouros")
        await chat.until("Said in 1 place", "miradouros")
        await chat.type(" first")
        await chat.press("enter")
        await chat.until("❯ A trip", gone="all actions")
