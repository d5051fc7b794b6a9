"""A mistyped command is not sent to the model before that was said."""

from __future__ import annotations

from tests.pilot.chat_program import Program


async def test_a_mistyped_command_is_told_and_goes_out_only_when_sent_again(
    program: Program,
) -> None:
    program.answer("The answer.")
    async with program.start((120, 40)) as chat:
        await chat.type("/thnik off")
        await chat.press("enter")
        await chat.until("There is no command /thnik. Did you mean /think?")
        assert chat.bodies == []
        assert chat.composer.text == "/thnik off"
        await chat.press("enter")
        await chat.until("The answer.")
        assert len(chat.bodies) == 1


async def test_what_is_typed_after_a_slip_is_told_of_anew(program: Program) -> None:
    async with program.start((120, 40)) as chat:
        await chat.type("/thnik")
        await chat.press("enter")
        await chat.until("Did you mean /think?")
        await chat.press("ctrl+u")
        await chat.type("/modle")
        await chat.press("enter")
        await chat.until("Did you mean /model?")
        assert chat.bodies == []


async def test_the_key_named_is_the_one_that_sends_now(program: Program) -> None:
    program.settings_file.write_text(
        '[keys]\n"composer.send" = "f10"\n"composer.newline" = "enter"\n'
    )
    async with program.start((120, 40)) as chat:
        await chat.type("/thnik")
        await chat.press("f10")
        await chat.until("Did you mean /think? f10 again sends")
