"""What is told at the start: not more than can be read, and not above the dialog that says it."""

from __future__ import annotations

from pathlib import Path

from minimax_tui.config.paths import themes_dir
from tests.pilot.chat_program import Chat, Program

BROKEN = """\
temperature = 9
colour = 1
top_p = 7
[keys]
"session.new" = "ctrl+i"
"nonsense.open" = "f4"
"""


def told(chat: Chat) -> list[str]:
    """The notices, in their order."""
    return [str(notice.message) for notice in chat.app._notifications]


async def test_of_many_problems_two_are_told_and_the_rest_counted(program: Program) -> None:
    program.settings_file.write_text(BROKEN)
    notices = ("The database was set aside.", "settings.toml, line 9: lost.")
    async with program.start((120, 40), notices=notices) as chat:
        first, second, *values, more = told(chat)
        assert "set aside" in first, "what is not of the settings is told whole"
        assert "line 9" in second
        assert len(values) == 2
        assert "line 1" in values[0]
        assert "3 more: f2 shows them." in more
        await chat.press("f2")
        await chat.until("Settings", "and 3 more, at the end of the list")
        assert [said[2:] for said in told(chat)] == list(notices)


async def test_what_of_models_cannot_be_used_is_told_with_the_rest(program: Program) -> None:
    wrong = "".join(f"[models.M{n}]\ncontext_window = -1\n" for n in range(5))
    program.settings_file.write_text(wrong)
    async with program.start((120, 40)) as chat:
        assert len(told(chat)) == 3
        assert "3 more: f2 shows them." in told(chat)[-1]
        await chat.press("f2")
        await chat.until("Settings", "line 2: “-1” cannot be used for context_window", "3 more")
        assert told(chat) == []


async def test_problems_that_were_told_before_the_start_are_told_once(program: Program) -> None:
    program.settings_file.write_text("temperature = 9\n")
    path = program.settings_file
    notice = f"{path}, line 1: “9” cannot be used for temperature. Give a number from 0 to 2, or "
    async with program.start((120, 40), notices=(notice + "leave it unset.",)) as chat:
        assert len(told(chat)) == 1


async def test_the_list_of_keys_takes_its_notices_over(program: Program) -> None:
    program.settings_file.write_text(BROKEN.partition("top_p = 7\n")[2])
    async with program.start((80, 24)) as chat:
        assert len(told(chat)) == 2
        await chat.type("/keys")
        await chat.press("enter")
        await chat.until("Type a command or a key", "Unknown")
        assert told(chat) == []


async def test_esc_takes_notices_away(program: Program) -> None:
    program.settings_file.write_text(BROKEN)
    async with program.start((80, 24)) as chat:
        await chat.until("3 more: f2 shows them.")
        await chat.press("escape")
        await chat.until(gone="3 more")


async def test_a_theme_that_cannot_be_used_is_told_in_the_panel(
    program: Program, tmp_path: Path
) -> None:
    folder = tmp_path / "themes"
    folder.mkdir()
    (folder / "mine.toml").write_text('extends = "minimax-dark"\n[colors]\naccnt = "#112233"\n')
    program.theme_folders = (folder, themes_dir())
    async with program.start((120, 40), theme="mine") as chat:
        await chat.until("mine.toml", "accnt")
        await chat.press("f2")
        await chat.until("Type to find a setting", "▲ mine: The theme file")
        assert told(chat) == []
