"""Keys of one's own: in force from the start and at once, named everywhere, faults told."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest

from minimax_tui.ui import keymap
from tests.pilot.chat_program import Chat, Program


@pytest.fixture(autouse=True)
def default_keys() -> Iterator[None]:
    """The keys in force are the program's, and outlive a test otherwise."""
    yield
    keymap.install(keymap.DEFAULT)


def write_keys(program: Program, *lines: str) -> None:
    program.settings_file.write_text("[keys]\n" + "\n".join(lines) + "\n", encoding="utf-8")


async def test_keys_of_the_file_hold_from_the_start(program: Program) -> None:
    write_keys(
        program,
        '"session.list" = "ctrl+f20"',
        '"settings.open" = "f21"',
        '"model.choose" = ""',
        '"thinking.toggle" = ["f22", "ctrl+t"]',
        '"model.use:MiniMax-M2.1" = "f23"',
        '"help.open" = "f24"',
        '"palette.open" = "f20"',
    )
    async with program.start() as chat:
        assert "shift+f12 help" in chat.status
        assert "/model model" in chat.status
        assert "shift+f9" in chat.text()  # the welcome names the settings' key
        await chat.press("f24")
        assert "Keys and commands" in chat.text()
        await chat.press("f24")
        assert len(chat.app.screen_stack) == 1
        await chat.press("f20")
        await chat.type("settings")
        assert "shift+f9" in chat.text()
        await chat.press("f20")
        assert len(chat.app.screen_stack) == 1
        for key in ("f1", "f2", "ctrl+l", "ctrl+s", "ctrl+p"):  # nobody's any more
            await chat.press(key)
            assert len(chat.app.screen_stack) == 1, key
        await chat.press("ctrl+f20")
        assert "Sessions" in chat.text()
        await chat.press("escape", "f23")
        await chat.until("MiniMax-M2.1")
        assert "MiniMax-M2.1" in chat.status
        await chat.press("f24")
        await chat.type("list all sessions")
        assert "ctrl+f20" in chat.text()


async def test_notices_name_the_keys_in_force_also_after_a_change(program: Program) -> None:
    write_keys(program, '"turn.again" = "f21"')
    program.answer("words come " * 40, hold_after=8)
    async with program.start() as chat:
        await chat.send("Question")
        await chat.until("words come")
        await chat.press("escape")
        await chat.until("shift+f9 try again")
        chat.app.keys.change([("turn.again", ("f22",))])
        await chat.until("shift+f10 try again", gone="shift+f9")
        chat.app.keys.change([("turn.again", ())])
        await chat.until("/retry try again")


async def test_the_composer_and_the_panes_take_other_keys(program: Program) -> None:
    write_keys(
        program,
        '"composer.send" = "alt+enter"',
        '"composer.newline" = ["enter", "ctrl+j"]',
        '"composer.undo" = "f21"',
        '"pane.copy" = "y"',
        '"focus.next" = "f22"',
        '"program.quit" = "f23"',
    )
    program.answer("The answer.")
    async with program.start() as chat:
        await chat.type("ab")
        await chat.press("enter")
        await chat.type("c")
        assert chat.composer.text == "ab\nc"
        await chat.press("f21", "ctrl+z", "ctrl+z")  # the second key is nobody's now
        assert chat.composer.text != "ab\nc"
        chat.composer.show_text("Question")
        await chat.press("alt+enter")
        await chat.until("The answer.")
        await chat.until_idle()
        await chat.press("f22", "y")
        assert chat.app.clipboard == "The answer."
        await chat.type("c")  # means nothing in a pane now
        assert chat.composer.text == "c"
        await chat.press("ctrl+q")
        assert chat.app.is_running
        await chat.press("f1", "f23")  # from a dialog too
        assert not chat.app.is_running


async def test_what_is_wrong_in_the_table_is_told_with_its_line(program: Program) -> None:
    write_keys(program, '"session.new" = "ctrl+i"', '"sesion.list" = "f21"', '"view.theme" = "f22"')
    async with program.start((160, 40)) as chat:
        told = "\n".join(str(notice.message) for notice in chat.app._notifications)
        assert (
            "settings.toml, line 2: session.new: Terminals send the same for ctrl+i and tab."
            in told
        )
        assert "settings.toml, line 3: sesion.list: There is no command “sesion.list”." in told
        assert "Did you mean “session.list”?" in told
        await chat.press("f22")  # the rest works
        assert chat.app.theme_title
        await chat.until("Theme:")


async def test_many_problems_are_counted(program: Program) -> None:
    write_keys(program, *(f'"nothing.{n}" = "f21"' for n in range(9)))
    async with program.start((120, 40)) as chat:
        await chat.until("line 2", "line 3", "7 more: f2 shows them.")


async def open_keys(chat: Chat, typed: str) -> None:
    chat.composer.show_text("/keys")
    await chat.press("enter")
    await chat.until("Type a command or a key")
    await chat.type(typed)


async def test_a_key_is_changed_in_the_list_and_kept(program: Program) -> None:
    async with program.start() as chat:
        await open_keys(chat, "turn.again")
        await chat.press("enter")
        await chat.until("Press the key for “Try again”", "Now: f5")
        await chat.press("ctrl+q")  # every key is taken, the app's own too
        await chat.until("ctrl+q is the key of “Quit”.")
        await chat.press("tab")
        await chat.until("tab is needed for writing.")
        await chat.press("x")
        await chat.until("x types a character.")
        await chat.press("f21")
        await chat.until("shift+f9", gone="Press the key")
        assert "default" in chat.text()
        await chat.press("ctrl+a", "f22")
        await chat.until("shift+f9  shift+f10")
        await chat.press("escape")
    table = tomllib.loads(program.settings_file.read_text(encoding="utf-8"))["keys"]
    assert table == {"turn.again": ["shift+f9", "shift+f10"]}
    async with program.start() as chat:
        assert keymap.current().of("turn.again") == ("f21", "f22")
        await open_keys(chat, "turn.again")
        await chat.press("ctrl+r")
        assert keymap.current().of("turn.again") == ("f5",)
        await chat.press("delete")
        assert keymap.current().of("turn.again") == ()
        await chat.press("escape")
    assert '"turn.again" = []' in program.settings_file.read_text(encoding="utf-8")


async def test_a_key_is_taken_from_another_command_when_it_is_pressed_twice(
    program: Program,
) -> None:
    async with program.start() as chat:
        await open_keys(chat, "view.theme")
        await chat.press("enter", "ctrl+s")
        await chat.until("ctrl+s is the key of “Sessions”.")
        await chat.press("ctrl+s")
        await chat.until("ctrl+s", gone="Press the key")
        now = keymap.current()
        assert (now.of("view.theme"), now.of("session.list")) == (("ctrl+s",), ())
        assert now.problems == ()
        await chat.press("escape")
        assert "/sessions sessions" in chat.status
        await chat.press("ctrl+s")
        await chat.until("Theme:")
        await open_keys(chat, "session.list")
        await chat.press("ctrl+r")
        now = keymap.current()
        assert (now.of("view.theme"), now.of("session.list")) == ((), ("ctrl+s",))


async def test_what_is_wrong_is_marked_in_the_list_and_goes_by_delete(program: Program) -> None:
    write_keys(program, '"sesion.list" = "f21"')
    async with program.start() as chat:
        await open_keys(chat, "sesion")
        assert "▲" in chat.text()
        await chat.until("There is no command “sesion.list”.")
        await chat.press("delete")
        assert keymap.current().problems == ()
        await chat.press("escape")
    assert "sesion" not in program.settings_file.read_text(encoding="utf-8")


async def test_the_key_that_sends_cannot_be_left_out(program: Program) -> None:
    async with program.start() as chat:
        await open_keys(chat, "composer.send")
        await chat.press("delete")
        assert keymap.current().of("composer.send") == ("enter",)
        await chat.until("Send needs a key.")


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12)])
async def test_the_list_fits_every_window(program: Program, size: tuple[int, int]) -> None:
    async with program.start(size) as chat:
        chat.composer.show_text("/keys")
        await chat.press("enter")
        await chat.pilot.pause()
        dialog = chat.app.screen.query_one("#dialog").region
        assert dialog.bottom <= size[1]
        assert dialog.right <= size[0]
        assert "esc close" in chat.lines()[chat.app.screen.query_one("#keys").region.y]
        assert "f5" in chat.text()


async def test_the_help_is_found_by_typing(program: Program) -> None:
    async with program.start((80, 24)) as chat:
        await chat.press("f1")
        await chat.type("fold")
        shown = chat.text()
        assert "In a pane" in shown
        assert "enter" in shown
        assert "Answer" not in shown.split("In a pane")[0].split("Keys and commands")[1]
        await chat.press("ctrl+u")
        await chat.type("no such words")
        assert "Nothing here has these words." in chat.text()
