"""The settings panel: what is changed in it is in the next request, what is wrong is not."""

from __future__ import annotations

from minimax_tui.config.schema import SETTINGS
from tests.pilot.chat_program import Chat, Program


async def _go_to(chat: Chat, title: str) -> None:
    """Moves down to the field with this title."""
    for _ in range(20):
        if f"▸ {title}" in chat.text():
            return
        await chat.press("down")
    raise AssertionError(f"{title} was not reached:\n{chat.text()}")


async def test_what_is_set_is_in_the_next_request_and_in_the_file(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("f2")
        await _go_to(chat, "System prompt")
        await chat.type("Be")
        await chat.press("ctrl+j")
        await chat.type("brief")
        await _go_to(chat, "Temperature")
        await chat.type("0.5")
        await _go_to(chat, "Top P")
        await chat.type("0.25")
        await _go_to(chat, "Longest answer")
        await chat.type("999")
        await chat.press("escape")
        await chat.ask("hello")
        body = chat.bodies[0]
        assert body["system"] == "Be\nbrief"
        assert body["temperature"] == 0.5
        assert body["top_p"] == 0.25
        assert body["max_tokens"] == 999
    saved = program.settings_file.read_text()
    assert "temperature = 0.5" in saved
    assert "max_tokens = 999" in saved


async def test_what_is_not_set_is_not_sent(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("f2")
        shown = chat.text()
        assert "not set (0.95)" in shown  # what holds for M3, as described
        await chat.press("escape")
        await chat.ask("hello")
        assert not {"temperature", "top_p", "system"} & chat.bodies[0].keys()


async def test_a_wrong_value_is_told_and_not_used(program: Program) -> None:
    async with program.start(temperature=0.5) as chat:
        await chat.press("f2")
        await _go_to(chat, "Temperature")
        await chat.press("backspace", "backspace", "backspace")
        await chat.type("9")
        shown = chat.text()
        assert "✗ Temperature" in shown
        assert "“9” cannot be used for temperature." in shown
        assert "from 0 to 2" in shown
        await chat.press("escape")
        await chat.until("“9” cannot be used")  # said once more as it closes
        await chat.ask("hello")
        assert chat.bodies[0]["temperature"] == 0.5
    assert not program.settings_file.exists()


async def test_every_field_is_reached_in_a_low_window(program: Program) -> None:
    async with program.start((80, 24)) as chat:
        await chat.press("f2")
        for setting in SETTINGS:
            assert f"▸ {setting.title}" in chat.text()
            await chat.press("down")
        assert f"▸ {SETTINGS[0].title}" in chat.text()  # round the end
        await chat.press("up")
        assert f"▸ {SETTINGS[-1].title}" in chat.text()


async def test_choices_turn_by_key_and_by_mouse(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("f2", "right")
        assert "‹ MiniMax-M2.7 ›" in chat.text()
        assert "not set (0.9)" in chat.text()  # the suggestion follows the model
        await chat.press("left")
        assert "‹ MiniMax-M3 ›" in chat.text()
        await chat.click("‹ adaptive")
        assert "‹ disabled ›" in chat.text()
        await chat.press("escape")
        assert "thinking off" in chat.status


async def test_a_click_on_a_title_goes_to_its_field(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("f2")
        await chat.click("Top P")
        assert "▸ Top P" in chat.text()
        await chat.type("0.5")
        await chat.press("escape")
        assert program.settings.number("top_p") == 0.5


async def test_ctrl_r_takes_the_default_back(program: Program) -> None:
    program.settings_file.write_text("header_timeout_s = 33\n")
    async with program.start() as chat:
        await chat.press("f2")
        await chat.click("Wait for an answer to begin")
        assert "  33" in chat.text()
        assert "It is from your settings file." in chat.text()
        await chat.press("ctrl+r")
        assert "  120" in chat.text()
        assert "It is from this panel, saved when it closes." in chat.text()
        await chat.press("escape")
    assert "header_timeout_s" not in program.settings_file.read_text()


async def test_up_and_down_leave_a_text_of_several_lines(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("f2")
        await _go_to(chat, "System prompt")
        await chat.type("a")
        await chat.press("ctrl+j")
        await chat.type("b")
        await chat.press("up")
        assert "▸ System prompt" in chat.text()
        await chat.press("up")
        assert "▸ Thinking" in chat.text()
        await chat.press("down", "down", "down")
        assert "▸ Temperature" in chat.text()


async def test_a_theme_is_taken_at_once(program: Program) -> None:
    async with program.start() as chat:
        before = chat.app.theme
        await chat.press("f2")
        await _go_to(chat, "Theme")
        await chat.press("right")
        assert chat.app.theme != before
        await chat.press("left")
        assert chat.app.theme == before
