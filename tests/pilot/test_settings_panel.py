"""The settings panel: found by typing, changed at once, explained, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from minimax_tui.config.schema import SETTINGS
from minimax_tui.config.settings import Settings
from minimax_tui.ui.screens.settings.editors import LineEditor
from minimax_tui.ui.screens.settings.panel import SettingsPanel
from minimax_tui.ui.screens.settings.rows import SettingsList
from tests.pilot.chat_program import Chat, Program


async def _find(chat: Chat, typed: str, title: str) -> None:
    """Puts a text into the filter, in the place of what stands there."""
    await chat.press("home", "ctrl+k")
    await chat.paste(typed)
    assert f"▸ {title}" in chat.text(), chat.text()


async def _set(chat: Chat, typed: str, title: str, value: str) -> None:
    """Finds a setting, gives it a value and keeps that."""
    await _find(chat, typed, title)
    await chat.press("enter")
    await chat.paste(value)
    await chat.press("enter")


def _highlighted(chat: Chat) -> str:
    entry = chat.app.screen.query_one(SettingsList).entry
    return entry.name if entry is not None else ""


def _told(chat: Chat) -> str:
    """What is said beside or below the list, on one line."""
    region = chat.app.screen.query_one("#side").region
    strips = chat.app.screen._compositor.render_strips()[region.y : region.bottom]
    lines = ("".join(part.text for part in s.crop(region.x, region.right)) for s in strips)
    return " ".join(" ".join(lines).replace("│", " ").split())


# --- what is set, and where it goes ---


async def test_what_is_set_is_in_the_next_request_and_in_the_file(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("f2")
        await _find(chat, "system", "System prompt")
        await chat.press("enter")
        await chat.type("Be")
        await chat.press("ctrl+j")
        await chat.type("brief")
        await chat.press("enter")
        await _set(chat, "temp", "Temperature", "0.5")
        await _set(chat, "top", "Top P", "0.25")
        await _set(chat, "longest", "Longest answer", "999")
        assert "temperature = 0.5" in program.settings_file.read_text()  # before it is closed
        await chat.press("escape")
        await chat.ask("hello")
        body = chat.bodies[0]
        assert body["system"] == "Be\nbrief"
        assert body["temperature"] == 0.5
        assert body["top_p"] == 0.25
        assert body["max_tokens"] == 999
    assert "max_tokens = 999" in program.settings_file.read_text()


async def test_what_is_not_set_is_not_sent(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("f2")
        assert "not set (0.95)" in chat.text()  # what holds for M3, as described
        await chat.press("escape")
        await chat.ask("hello")
        assert not {"temperature", "top_p", "system"} & chat.bodies[0].keys()


async def test_for_this_session_only(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("f2", "tab")
        assert "● this session" in chat.text()
        await _find(chat, "temp", "Temperature")
        assert "holds for this session only" in chat.text()
        await chat.press("enter")
        await chat.type("0.5")
        await chat.press("enter")
        assert "· session" in chat.text()
        await chat.press("tab")
        assert "Beyond this session it is: not set (1)." in chat.text()
        await chat.press("escape")
        await chat.ask("hello")
        assert chat.bodies[0]["temperature"] == 0.5
        await chat.press("ctrl+n")
        await chat.ask("hello")
        assert "temperature" not in chat.bodies[1]
    assert not program.settings_file.exists()


async def test_what_has_no_value_per_session_is_said_and_saved(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("f2", "tab")
        await _find(chat, "copy on", "Copy on select")
        assert "it has no value per session" in _told(chat)
        await chat.press("enter", "escape")
    assert "copy_on_select = true" in program.settings_file.read_text()


async def test_the_scope_is_changed_by_the_mouse_too(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("f2")
        await chat.click("○ this session")
        assert "● this session" in chat.text()


# --- finding ---


async def test_typing_finds_and_the_best_is_highlighted(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("f2")
        await chat.type("tempreature")
        assert "▸ Temperature" in chat.text()
        await _find(chat, "top_k", "Top P")
        assert "ignores top_k and stop sequences" in _told(chat)
        await _find(chat, "MINIMAX_CHAT_STALL", "Wait for more of an answer")
        await chat.press("home", "ctrl+k")
        assert "Connection" in chat.text()  # all of them again, in their groups
        await chat.type("qqqq")
        assert "No setting is found by that." in chat.text()


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (120, 40)])
async def test_every_row_is_reached(program: Program, size: tuple[int, int]) -> None:
    async with program.start(size) as chat:
        await chat.press("f2")
        for setting in SETTINGS:
            assert f"▸ {setting.title}"[:18] in chat.text()
            await chat.press("down")
        await chat.press("pageup", "pageup", "pageup", "pageup")
        assert _highlighted(chat) == SETTINGS[0].key
        assert chat.line_of("Model") < chat.line_of("▸")  # its group's name is seen
        await chat.press("up")
        assert _highlighted(chat) == "all"  # round the end


# --- values ---


async def test_a_wrong_value_is_told_beside_the_field_and_not_used(program: Program) -> None:
    async with program.start(temperature=0.5) as chat:
        await chat.press("f2")
        await _find(chat, "temp", "Temperature")
        await chat.press("enter")
        assert "Give a number from 0 to 2" in chat.text()
        await chat.type("9")
        await chat.press("enter")  # is not taken
        shown = chat.text()
        assert "✗ “9” cannot be used for temperature." in shown
        assert chat.line_of("✗ “9”") - chat.app.screen.query_one(LineEditor).region.y <= 2
        await chat.press("escape", "escape")
        await chat.ask("hello")
        assert chat.bodies[0]["temperature"] == 0.5
    assert not program.settings_file.exists()


async def test_left_and_right_turn_choices_and_numbers(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("f2", "right")
        assert program.settings.text("model") == "MiniMax-M2.7"
        assert "not set (0.9)" in chat.text()  # what is said follows the model
        assert "always on" in chat.text()
        await chat.press("down")
        assert "MiniMax-M2.7 always thinks: this has no effect" in _told(chat)
        await chat.press("up", "left")
        assert program.settings.text("model") == "MiniMax-M3"
        await _find(chat, "temp", "Temperature")
        await chat.press("right", "right", "left")
        assert program.settings.number("temperature") == 1.1
        await chat.press("escape")
    assert "temperature = 1.1" in program.settings_file.read_text()


async def test_steps_are_saved_once_they_rest(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("f2")
        await _find(chat, "temp", "Temperature")
        await chat.press("right", "right")
        assert not program.settings_file.exists()
        await chat.until("1.2", "· file", gone="not saved")
        assert "temperature = 1.2" in program.settings_file.read_text()


async def test_up_and_down_step_in_a_numbers_field(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("f2")
        await _find(chat, "tries", "Tries after a failure")
        await chat.press("enter", "up", "up", "down", "enter", "escape")
        assert program.settings.integer("retry_attempts") == 5


async def test_a_choice_is_made_from_a_list(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("f2", "enter")
        assert "● MiniMax-M3" in chat.text()
        assert "M2.7, the same" in chat.text()
        await chat.press("down", "down")
        assert program.settings.text("model") == "MiniMax-M3"  # not before it is kept
        await chat.press("enter", "escape")
        assert "MiniMax-M2.7-highspeed" in chat.status


async def test_any_model_can_be_named(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("f2", "enter", "up")
        await chat.until("another one, by its name")
        await chat.press("enter")
        await chat.type("my-model")
        await chat.press("enter")
        assert program.settings.text("model") == "my-model"
        assert "Nothing is known of my-model" in chat.text()


async def test_a_switch_is_turned_by_enter(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("f2")
        await _find(chat, "copy on", "Copy on select")
        await chat.press("enter")
        assert program.settings.switch("copy_on_select")
        await chat.press("enter")
        assert not program.settings.switch("copy_on_select")


async def test_the_mouse_goes_to_a_row_and_then_changes_it(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("f2")
        await chat.click("Announce answers")
        assert _highlighted(chat) == "announce"
        assert program.settings.text("announce") == "title"
        await chat.click("▸ Announce answers")
        await chat.click("   bell")
        assert program.settings.text("announce") == "bell"
        await chat.click("ctrl+r default")
        assert program.settings.text("announce") == "title"
        await chat.click("esc close")
        assert not isinstance(chat.app.screen, SettingsPanel)


# --- seen at once ---


async def test_themes_are_seen_while_one_chooses_and_esc_goes_back(program: Program) -> None:
    async with program.start() as chat:
        before = chat.app.theme
        await chat.press("f2")
        await _find(chat, "theme", "Theme")
        await chat.press("enter", "down")
        assert chat.app.theme == "colorblind-dark"
        await chat.press("down", "down")
        assert chat.app.theme == "dusk"
        await chat.press("escape")
        assert chat.app.theme == before
        assert not program.settings_file.exists()
        await chat.press("enter", "down", "down", "down", "enter")
        assert chat.app.theme == "dusk"
        assert 'theme = "dusk"' in program.settings_file.read_text()
        await chat.press("ctrl+z")
        assert chat.app.theme == before


async def test_every_choice_is_seen_in_a_low_window(program: Program) -> None:
    async with program.start((80, 24)) as chat:
        await chat.press("f2")
        await _find(chat, "theme", "Theme")
        await chat.press("enter")
        for name in chat.app.theme_names():
            await chat.press("down")
            assert f"▸   {name}" in chat.text()


async def test_the_theme_for_light_backgrounds_is_seen_too(program: Program) -> None:
    async with program.start() as chat:
        before = chat.app.theme
        await chat.press("f2")
        await _find(chat, "theme on light", "Theme on light")
        await chat.press("enter", "down")
        assert chat.app.theme == "minimax-red"
        await chat.press("enter")
        assert program.settings.text("theme_light") == "minimax-red"
        assert chat.app.theme == before  # the terminal is dark


async def test_the_thinking_pane_moves_while_one_chooses(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("f2")
        await _find(chat, "pane", "Thinking pane")
        await chat.press("enter", "down", "down")
        assert chat.app.chat is not None
        assert chat.app.chat.panes.mode == "hidden"
        await chat.press("escape")
        assert chat.app.chat.panes.mode == "beside"


async def test_the_mouse_is_let_go_at_once(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with program.start() as chat:
        said: list[bool] = []
        monkeypatch.setattr(chat.app, "use_mouse", lambda *, on: said.append(on))
        await chat.press("f2")
        await _find(chat, "mouse", "Mouse")
        await chat.press("enter", "ctrl+z")
        assert said == [False, True]


# --- back to what was ---


async def test_reset_of_one_and_undo(program: Program) -> None:
    program.settings_file.write_text("header_timeout_s = 33\n")
    async with program.start() as chat:
        await chat.press("f2")
        await _find(chat, "begin", "Wait for an answer to begin")
        assert "settings.toml:1" in chat.text()
        assert "· file" in chat.text()
        await chat.press("ctrl+r")
        assert "from     the default" in chat.text()
        assert program.settings_file.read_text() == ""
        await chat.press("ctrl+z")
        assert "settings.toml:" in chat.text()
    assert "header_timeout_s = 33" in program.settings_file.read_text()


async def test_reset_of_all_asks_and_can_be_undone(program: Program) -> None:
    program.settings_file.write_text("temperature = 0.3\nmouse = false\n")
    async with program.start() as chat:
        await chat.press("f2")
        await _find(chat, "reset", "Reset all")
        assert "2 changed" in chat.text()
        await chat.press("enter")
        await chat.until("Reset all settings?", "Temperature, Mouse")
        await chat.press("enter")  # the safe answer
        assert program.settings.number("temperature") == 0.3
        await chat.press("enter")
        await chat.until("Reset all settings?")
        await chat.press("down", "enter")
        await chat.until("none changed")
        assert program.settings.number("temperature") is None
        await chat.press("ctrl+z")
        assert "2 changed" in chat.text()
    kept = Settings(program.settings_file, {}, {})
    assert (kept.number("temperature"), kept.switch("mouse")) == (0.3, False)


async def test_ctrl_r_in_the_session_keeps_the_default(program: Program) -> None:
    program.settings_file.write_text("temperature = 0.3\n")
    async with program.start() as chat:
        await chat.press("f2", "tab")
        await _set(chat, "temp", "Temperature", "1.5")
        await chat.press("ctrl+r")
        assert program.settings.number("temperature") == 0.3
    assert program.settings_file.read_text() == "temperature = 0.3\n"


# --- what is told ---


async def test_what_goes_before_the_file_is_told(program: Program) -> None:
    async with program.start(temperature=0.5) as chat:
        await chat.press("f2")
        await _find(chat, "temp", "Temperature")
        said = _told(chat)
        assert "from the command line" in said
        assert "The command line goes before the file where it says this again." in said


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_problems_are_told_at_the_top_with_file_and_line(
    program: Program, size: tuple[int, int]
) -> None:
    program.settings_file.write_text('temperature = 9\ncolour = 1\nmouse = "x"\n')
    async with program.start(size) as chat:
        await chat.press("f2")
        shown = " ".join(chat.text().split())
        assert "settings.toml, line 1" in shown
        assert "and 1 more" in shown
        await _find(chat, "problem mouse", "settings.toml, line 3")
        assert "“x” cannot be used for mouse. Give on or off." in _told(chat)


async def test_a_problem_of_a_key_names_its_command(program: Program) -> None:
    program.settings_file.write_text('[keys]\n"find.open" = "ctrl+i"\n')
    async with program.start((120, 40)) as chat:
        await chat.press("f2")
        await chat.until("settings.toml, line 2: find.open: Terminals send the same for ctrl+i")


async def test_notices_of_the_same_do_not_lie_above_it(program: Program) -> None:
    program.settings_file.write_text("temperature = 9\n")
    said = "settings.toml, line 1: “9” cannot be used for temperature."
    async with program.start() as chat:
        problem = str(program.settings.problems[0])
        chat.app.notify(problem, severity="warning", markup=False)
        chat.app.notify("Something else.", markup=False)
        await chat.until("Something else.")
        await chat.press("f2")
        shown = await chat.until("Something else.", said)
        assert shown.count(said) == 1


async def test_a_file_that_cannot_be_saved_is_told_at_the_top(program: Program) -> None:
    program.settings_file.write_text("= broken\n")
    async with program.start() as chat:
        await chat.press("f2")
        await _set(chat, "temp", "Temperature", "0.5")
        assert "The settings were not saved" in chat.text()
        assert "· not saved" in chat.text()
        assert "holds for this run: the settings file cannot be saved" in _told(chat)
        await chat.press("escape")
        await chat.until("The settings were not saved")
        await chat.ask("hello")
        assert chat.bodies[0]["temperature"] == 0.5  # it holds for this run
    assert program.settings_file.read_text() == "= broken\n"


async def test_foreign_text_is_drawn_safely(program: Program) -> None:
    program.settings_file.write_text('system = "a\\u001b[31mb [bold]c[/nothing]"\n')
    async with program.start() as chat:
        await chat.press("f2")
        assert "a␛[31mb [bold]c" in chat.text()
        await _find(chat, "system", "System prompt")
        await chat.press("enter", "escape", "escape")


# --- ways further ---


async def test_it_leads_to_the_accounts(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("f2")
        await _find(chat, "account", "Choose the account")
        await chat.press("enter")
        await chat.until("The demo uses no key")  # as there are no accounts here
        assert not isinstance(chat.app.screen, SettingsPanel)


async def test_it_leads_to_the_themes_folder(program: Program, tmp_path: Path) -> None:
    program.theme_folders = (tmp_path / "themes", *program.theme_folders)
    async with program.start() as chat:
        await chat.press("f2")
        await _find(chat, "themes folder", "Themes folder")
        await chat.press("enter")
        assert chat.app.clipboard == str(tmp_path / "themes")


async def test_a_text_is_written_in_the_editor(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def edited(app: object, text: str, **more: object) -> str:
        del app, more
        return f"{text} and kind"

    monkeypatch.setattr("minimax_tui.ui.editor.edit_in_editor", edited)
    async with program.start(system="Be brief") as chat:
        await chat.press("f2")
        await _find(chat, "system", "System prompt")
        await chat.press("ctrl+g")
        await chat.until("Be brief and kind")
        await chat.press("enter")
        assert program.settings.text("system") == "Be brief and kind"


async def test_a_window_that_changes_its_size(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("f2")
        await _find(chat, "temp", "Temperature")
        await chat.pilot.resize_terminal(60, 18)
        await chat.until("▸ Temperature")
        await chat.press("enter")
        await chat.type("0.4")
        await chat.pilot.resize_terminal(130, 40)
        await chat.until("0.4")
        await chat.press("enter")
        assert program.settings.number("temperature") == 0.4
