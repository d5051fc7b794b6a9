"""Presets on the screen: used, saved, renamed, removed, put on a key."""

from __future__ import annotations

from minimax_tui.config.settings import Settings
from minimax_tui.ui.screens.preset_picker import PresetPicker
from tests.pilot.chat_program import Chat, Program

TWO = """\
[presets.coder]
model = "MiniMax-M2.7"
temperature = 0.2

[presets."Essay writer"]
system = "Write long essays."
top_p = 7
"""


async def _menu(chat: Chat, typed: str) -> None:
    """Opens the list, the menu of the first preset, and takes what is typed from that."""
    await chat.send("/preset")
    await chat.until("Presets")
    await chat.press("tab")
    await chat.until("Preset coder")
    await chat.type(typed)
    await chat.press("enter")


async def test_a_preset_is_used_and_says_what_changed(program: Program) -> None:
    program.settings_file.write_text(TWO)
    async with program.start() as chat:
        await chat.send("/preset coder")
        shown = await chat.until("Preset coder:")
        assert "Model: MiniMax-M3 → MiniMax-M2.7" in " ".join(shown.split())
        assert "MiniMax-M2.7" in chat.status
        await chat.ask("hello")
        assert chat.bodies[0]["model"] == "MiniMax-M2.7"
        assert chat.bodies[0]["temperature"] == 0.2
        await chat.press("ctrl+n")
        await chat.ask("hello")
        assert chat.bodies[1]["model"] == "MiniMax-M3"  # it was for the session alone
        assert "temperature" not in chat.bodies[1]
    assert program.settings_file.read_text() == TWO


async def test_names_are_completed(program: Program) -> None:
    program.settings_file.write_text(TWO)
    async with program.start() as chat:
        await chat.type("/preset ess")
        await chat.until("Essay writer")
        await chat.press("enter")
        await chat.until("Preset Essay writer:", "from 0 to 1")  # and what of it was not used
        assert program.settings.text("system") == "Write long essays."
        await chat.send("/preset nothing")
        await chat.until("There is no preset “nothing”.")


async def test_the_list_says_what_each_would_change(program: Program) -> None:
    program.settings_file.write_text(TWO)
    async with program.start((80, 24)) as chat:
        await chat.send("/preset")
        shown = " ".join((await chat.until("Presets")).split())
        assert "Would change Model: MiniMax-M3 → MiniMax-M2.7" in shown
        await chat.press("down")
        assert "settings.toml, line 7" in " ".join(chat.text().split())
        await chat.press("up", "enter")
        assert program.settings.text("model") == "MiniMax-M2.7"


async def test_what_is_in_force_is_saved_by_typing_a_name(program: Program) -> None:
    async with program.start(temperature=0.3) as chat:
        await chat.send("/preset")
        await chat.until("There is no preset yet.")
        await chat.type("cool")
        await chat.until("save what is in force now as “cool”")
        await chat.press("enter")
        await chat.until("Presets", "Temperature 0.3")  # it is in the list
        await chat.press("escape")
    kept = Settings(program.settings_file, {}, {}).table("presets")["cool"]
    assert isinstance(kept, dict)
    assert (kept["temperature"], kept["top_p"]) == (0.3, "unset")


async def test_rename_and_remove(program: Program) -> None:
    program.settings_file.write_text(TWO)
    async with program.start() as chat:
        await _menu(chat, "rename")
        await chat.until("Rename coder")
        await chat.paste("Essay writer")
        await chat.until("A name that no other preset has")
        await chat.press("home", "ctrl+k")
        await chat.type("dev")
        await chat.press("enter")
        await chat.until("Presets", "dev", gone="coder")
        await chat.press("escape")
        assert list(program.settings.table("presets")) == ["Essay writer", "dev"]
        await chat.send("/preset")
        await chat.until("Presets")
        await chat.press("tab")
        await chat.until("Preset Essay writer")
        await chat.type("remove")
        await chat.press("enter")
        await chat.until("Remove the preset Essay writer?")
        await chat.press("down", "enter")
        await chat.until("Presets", gone="Essay")
    assert list(Settings(program.settings_file, {}, {}).table("presets")) == ["dev"]


async def test_a_preset_on_a_key(program: Program) -> None:
    program.settings_file.write_text(TWO)
    async with program.start() as chat:
        await _menu(chat, "key")
        await chat.until("Press the key for")
        await chat.press("f20")
        await chat.until("Presets", "shift+f8")
        await chat.press("escape", "f20")
        await chat.until("Preset coder:")
        assert program.settings.text("model") == "MiniMax-M2.7"
    kept = Settings(program.settings_file, {}, {})
    assert dict(kept.table("keys")) == {"preset.use:coder": "shift+f8"}


async def test_a_preset_for_every_session(program: Program) -> None:
    program.settings_file.write_text(TWO)
    async with program.start() as chat:
        await _menu(chat, "every")
        await chat.until("Preset coder:")
        await chat.press("ctrl+n")
        assert "MiniMax-M2.7" in chat.status
    kept = Settings(program.settings_file, {}, {})
    assert (kept.text("model"), kept.number("temperature")) == ("MiniMax-M2.7", 0.2)


async def test_the_panel_and_the_palette_lead_to_them(program: Program) -> None:
    program.settings_file.write_text(TWO)
    async with program.start() as chat:
        await chat.press("f2")
        await chat.type("preset")
        assert "2 kept" in chat.text()
        await chat.press("enter")
        await chat.until("Would change")
        assert isinstance(chat.app.screen, PresetPicker)


async def test_their_faults_are_told_in_the_panel(program: Program) -> None:
    program.settings_file.write_text(TWO)
    async with program.start() as chat:
        await chat.press("f2")
        shown = " ".join(chat.text().split())
        assert "settings.toml, line 7: “7” cannot be used for top_p." in shown
