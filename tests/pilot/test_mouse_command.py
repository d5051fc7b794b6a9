"""`/mouse`: the state, the setting and the panel agree."""

from __future__ import annotations

import pytest

from tests.pilot.chat_program import Program


async def test_the_command_changes_the_setting_and_the_panel_shows_it(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with program.start((120, 40)) as chat:
        states: list[bool] = []
        monkeypatch.setattr(chat.app, "use_mouse", lambda *, on: states.append(on))
        await chat.type("/mouse")
        await chat.press("enter")
        await chat.until("The terminal has the mouse")
        assert not program.settings.switch("mouse")
        assert "mouse = false" in program.settings_file.read_text()
        await chat.press("f2")
        await chat.until("Type to find a setting")
        assert chat.lines()[chat.line_of("Mouse  ")].split("│")[0].split()[:2] == ["Mouse", "off"]
        await chat.press("escape")
        await chat.type("/mouse")
        await chat.press("enter")
        await chat.until("The program has the mouse")
        assert program.settings.switch("mouse")
        assert states == [False, True]
