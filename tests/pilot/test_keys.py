"""Keys that hold everywhere: focus, ctrl+c, commands and their actions."""

from __future__ import annotations

from collections import Counter

from minimax_tui.ui.commands import COMMANDS
from minimax_tui.ui.screens.chat import ChatScreen
from tests.pilot.chat_program import Program


def test_every_command_has_an_action_and_a_name_of_its_own() -> None:
    for command in COMMANDS:
        assert callable(getattr(ChatScreen, f"action_{command.action}", None)), command.id
        assert command.title
        assert command.help.endswith((".", ")"))
    keys = Counter(key for command in COMMANDS for key in command.keys.split(",") if key)
    slashes = Counter(command.slash for command in COMMANDS if command.slash)
    ids = Counter(command.id for command in COMMANDS)
    for names in (keys, slashes, ids):
        assert [name for name, count in names.items() if count > 1] == []
    assert all(one.keys or one.slash or one.needs_argument for one in COMMANDS)


def test_no_command_takes_a_key_that_types_or_that_terminals_mix_up() -> None:
    taken = {key for command in COMMANDS for key in command.keys.split(",") if key}
    forbidden = {"ctrl+i", "ctrl+m", "ctrl+h", "ctrl+[", "ctrl+j", "ctrl+z", "ctrl+y", "ctrl+c"}
    assert not taken & forbidden
    for key in taken:
        last = key.rpartition("+")[2]
        assert not (key.startswith("alt+") and len(last) == 1), key


async def test_tab_goes_from_composer_to_conversation_to_thinking(program: Program) -> None:
    program.answer("The answer.", thinking="Thought.")
    async with program.start() as chat:
        await chat.ask("Question")
        ids = []
        for _ in range(4):
            widget = chat.focused()
            ids.append(widget.id if widget is not None else None)
            await chat.press("tab")
        assert ids == ["composer", "conversation", "thinking", "composer"]
        await chat.press("shift+tab")
        await chat.press("escape")
        assert chat.focused() is chat.composer


async def test_what_is_typed_in_a_pane_goes_to_the_composer(program: Program) -> None:
    program.answer("The answer.")
    async with program.start() as chat:
        await chat.ask("Question")
        await chat.press("tab")
        await chat.type("yes")
        assert chat.composer.text == "yes"
        assert chat.focused() is chat.composer


async def test_a_paste_in_a_pane_goes_to_the_composer(program: Program) -> None:
    program.answer("The answer.")
    async with program.start() as chat:
        await chat.ask("Question")
        await chat.press("tab")
        await chat.paste("pasted words")
        assert chat.composer.text == "pasted words"


async def test_ctrl_c_stops_then_clears_then_quits_when_pressed_twice(program: Program) -> None:
    program.answer("words come " * 40, hold_after=8)
    async with program.start() as chat:
        await chat.send("Question")
        await chat.until("words come")
        await chat.type("draft")
        await chat.press("ctrl+c")
        await chat.until_idle()
        assert chat.composer.text == "draft"
        await chat.press("ctrl+c")
        assert chat.composer.text == ""
        assert chat.app.is_running
        await chat.press("up")
        assert chat.composer.text == "draft"  # kept in the history
        await chat.press("ctrl+c", "ctrl+c")
        assert chat.app.is_running
        await chat.until("Press ctrl+c again to quit.")
        await chat.press("ctrl+c")
        assert not chat.app.is_running


async def test_ctrl_c_copies_a_selection_first(program: Program) -> None:
    async with program.start() as chat:
        await chat.type("some words")
        await chat.press("shift+home", "ctrl+c")
        assert chat.app.clipboard == "some words"
        assert chat.composer.text == "some words"


async def test_enter_in_the_empty_composer_unfolds_the_current_message(program: Program) -> None:
    program.add_session("s", "Log", "\n".join(f"row {n}" for n in range(30)), "An answer.")
    async with program.start(resume_id="s") as chat:
        await chat.until("22 more lines")
        await chat.press("enter")
        assert "22 more lines" in chat.text()  # no message is marked
        await chat.press("alt+up", "alt+up", "enter")
        await chat.until("enter folds", gone="more lines")
        await chat.press("enter")
        await chat.until("22 more lines")
        assert chat.bodies == []


async def test_an_example_is_picked_with_the_arrows_and_by_mouse(program: Program) -> None:
    program.answer("Done.")
    program.answer("Done again.")
    async with program.start() as chat:
        await chat.press("down", "down", "up")
        assert "▸ Explain how merge sort works" in chat.text()
        await chat.press("enter")
        await chat.until("❯ Explain how merge sort works", "Done.")
        await chat.until_idle()
        await chat.press("ctrl+n")
        await chat.click("Draft a polite reply")
        await chat.until("❯ Draft a polite reply", "Done again.")
        await chat.until_idle()
