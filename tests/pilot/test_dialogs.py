"""The dialogs: what they show at every size, by keyboard and by mouse."""

from __future__ import annotations

import pytest

from minimax_tui.domain.catalogue import MODELS
from minimax_tui.ui.commands import COMMANDS
from minimax_tui.ui.key_names import key_words
from tests.pilot.chat_program import Chat, Program

SIZES = [(200, 50), (80, 24), (60, 15), (40, 10)]
OPENERS = {"ctrl+l": "Model", "f2": "Settings", "ctrl+s": "Sessions", "f1": "Keys", "ctrl+p": "Com"}


def assert_nothing_runs_over(chat: Chat) -> None:
    """Dialogs end inside the window, with their keys in sight, and no line is cut by the edge."""
    width, height = chat.app.size
    dialog = chat.app.screen.query_one("#dialog").region
    assert dialog.right <= width
    assert dialog.bottom <= height
    keys = chat.app.screen.query_one("#keys").region
    assert keys.bottom <= dialog.bottom
    assert "esc" in chat.lines()[keys.y]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_dialog_fits_and_closes_by_esc_and_by_its_own_key(
    program: Program, size: tuple[int, int]
) -> None:
    program.add_session("s1", "A session", "Hello", "Hi")
    async with program.start(size) as chat:
        for opener, title in OPENERS.items():
            await chat.press(opener)
            assert title in chat.text()
            assert_nothing_runs_over(chat)
            await chat.press("escape" if size[0] > 60 else opener)
            assert len(chat.app.screen_stack) == 1
        assert chat.focused() is chat.composer


async def test_a_dialog_follows_a_new_size(program: Program) -> None:
    async with program.start((120, 40)) as chat:
        for opener in ("ctrl+l", "f2", "f1"):
            await chat.press(opener)
            for width, height in ((40, 10), (140, 45)):
                await chat.pilot.resize_terminal(width, height)
                await chat.pilot.pause()
                assert_nothing_runs_over(chat)
            await chat.press("escape")


# --- the model picker ---


async def test_the_picker_shows_all_models_with_what_they_can(program: Program) -> None:
    async with program.start((80, 24)) as chat:
        await chat.press("ctrl+l")
        shown = chat.text()
        for model in MODELS:
            assert model.id in shown
        m3 = chat.lines()[chat.line_of("MiniMax-M3 ●")]
        assert "▸" in m3
        assert "1M" in m3
        assert "$0.30/$1.20  text, image, video" in m3


async def test_the_picker_filters_and_its_choice_is_asked_next(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("ctrl+l")
        await chat.type("m2.5 high")
        assert "MiniMax-M2.7" not in "\n".join(chat.lines()[:14])
        await chat.press("enter")
        assert "MiniMax-M2.5-highspeed" in chat.status
        assert "Message MiniMax-M2.5-highspeed…" in chat.text()
        await chat.ask("hello")
        assert chat.bodies[0]["model"] == "MiniMax-M2.5-highspeed"


async def test_any_other_model_can_be_named(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("ctrl+l")
        await chat.type("[b]new-model[/b]")
        assert "use “[b]new-model[/b]” (not in the catalogue)" in chat.text()
        assert "Nothing is known of this model" in chat.text()
        await chat.press("enter")
        assert "[b]new-model[/b]" in chat.status
        await chat.press("ctrl+l")
        assert "[b]new-model[/b] ●" in chat.text()


async def test_the_picker_by_mouse(program: Program) -> None:
    async with program.start() as chat:
        await chat.click("MiniMax-M3  thinking")  # the model in the status bar
        assert "Type to filter" in chat.text()
        await chat.click("MiniMax-M2.1 ")
        assert "MiniMax-M2.1  thinking always on" in chat.status


async def test_a_picker_without_a_match_says_so_and_chooses_nothing(program: Program) -> None:
    program.add_session("s1", "Cooking", "Hello", "Hi")
    async with program.start() as chat:
        await chat.press("ctrl+s")
        await chat.type("zzz")
        await chat.until("0 titles", "Nothing like that was said.")
        await chat.press("enter", "down", "up")
        assert len(chat.app.screen_stack) == 2


async def test_the_highlight_is_told_without_colour(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("ctrl+l", "down", "down")
        assert "▸ 3 MiniMax-M2.7-highspeed" in chat.text()
        assert chat.text().count("▸") == 1
        await chat.press("up", "up", "up")
        assert "▸ 8 MiniMax-M2 " in chat.text()


# --- the session list ---


async def test_sessions_are_listed_newest_first_whatever_they_are_called(program: Program) -> None:
    program.add_session("s1", "Old one", "Hello", "Hi", at=1_000.0)
    program.add_session("s2", "\x1b[31mred\x1b[0m [/b][red]x", "Hello")
    program.add_session("s3", "如何在 Python 里给链表排序而不复制它？" * 5, "Hello", "Hi")
    program.add_session("s4", "first\nsecond\u202edrow", "Hello")
    program.add_session("s5", "", "Hello")
    async with program.start((80, 24)) as chat:
        await chat.press("ctrl+s")
        shown = chat.text()
        assert "\x1b" not in shown
        assert "␛[31mred␛[0m [/b][red]x" in shown
        assert "first second�drow" in shown
        assert "untitled" in shown
        rows = [chat.line_of(word) for word in ("untitled", "如何", "red", "Old one")]
        assert rows == sorted(rows)
        ends = {len(_cells(chat.lines()[row])) for row in rows}
        assert len(ends) == 1, "the ages stand below each other"


async def test_a_session_is_opened_by_typing_and_by_mouse(program: Program) -> None:
    program.add_session("s1", "Cooking rice", "How long?", "Twelve minutes.")
    program.add_session("s2", "Sorting", "Which?", "Merge sort.")
    async with program.start() as chat:
        await chat.press("ctrl+s")
        await chat.type("rice")
        await chat.press("enter")
        await chat.until("Twelve minutes.")
        assert "Cooking rice" in chat.title
        await chat.press("ctrl+s")
        await chat.until("Cooking rice ●")
        await chat.click("Sorting")
        await chat.until("Merge sort.")
        assert "Twelve minutes." not in chat.text()


# --- help and palette ---


async def test_help_names_every_key_and_command(program: Program) -> None:
    async with program.start((120, 40)) as chat:
        await chat.press("question_mark")
        seen = chat.text()
        for _ in range(6):
            await chat.press("pagedown")
            seen += chat.text()
        for command in COMMANDS:
            if command.keys:
                assert key_words(command.key) in seen
            if command.slash:
                assert f"/{command.slash}" in seen


async def test_the_palette_does_what_it_names(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("ctrl+p")
        await chat.type("thinking on")
        await chat.press("enter")
        await chat.until("thinking off")
        assert "thinking off" in chat.status


async def test_the_palette_offers_every_other_command(program: Program) -> None:
    async with program.start((120, 90)) as chat:
        await chat.press("ctrl+p")
        shown = chat.text()
        for command in COMMANDS:
            offered = command.id != "palette.open" and not command.needs_argument
            assert (command.title in shown) == offered


# --- the slash menu ---


async def test_the_slash_menu_completes_runs_and_closes(program: Program) -> None:
    async with program.start() as chat:
        await chat.type("/se")
        assert "▸ /settings" in chat.text()
        await chat.press("down")
        assert "▸ /sessions" in chat.text()
        await chat.press("up", "tab")
        assert chat.composer.text == "/settings"
        await chat.press("escape")
        assert "▸" not in chat.text()
        assert chat.composer.text == "/settings"
        await chat.press("backspace", "enter")
        await chat.until("Longest answer")
        assert chat.composer.text == ""
        assert chat.bodies == []


async def test_the_slash_menu_by_mouse(program: Program) -> None:
    async with program.start() as chat:
        await chat.type("/")
        await chat.click("/model")
        await chat.until("Type to filter")
        assert chat.composer.text == ""


async def test_a_path_is_no_command(program: Program) -> None:
    async with program.start() as chat:
        await chat.type("/etc/")
        assert "▸" not in chat.text()


# --- pasted text ---


async def test_a_chip_opens_and_can_be_changed(program: Program) -> None:
    text = "\x1b[31mraw " * 300
    async with program.start() as chat:
        await chat.paste(text)
        await chat.click("pasted text #1")
        shown = await chat.until("Pasted text · 2,700 characters")
        assert "␛[31mraw" in shown
        assert "\x1b" not in shown
        await chat.press("escape")
        assert chat.composer.whole_text == text
        await chat.type("/paste")
        assert chat.composer.pasted(1) == text


def _cells(line: str) -> str:
    """A line with one character a cell."""
    from minimax_tui.domain.widths import char_width

    return "".join(char * max(1, char_width(char)) for char in line)
