"""What is pasted while a pane has the focus goes to the composer, as if pasted there."""

from __future__ import annotations

from tests.pilot.chat_program import Program


async def test_a_short_paste_is_drawn_as_symbols(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("tab")
        await chat.paste("a\x1b[31mb\r\nc")
        await chat.until("a␛[31mb")
        assert chat.composer.text == "a␛[31mb\nc"
        assert chat.focused() is chat.composer


async def test_a_long_paste_becomes_a_chip(program: Program) -> None:
    text = "word " * 20_000
    async with program.start() as chat:
        await chat.press("tab")
        await chat.paste(text)
        await chat.until("[pasted text #1 · 100,000 characters]")
        assert chat.composer.whole_text == text


async def test_a_paste_into_find_is_drawn_as_symbols(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("ctrl+f")
        await chat.paste("a\x1b[31mb\x9b\u202ec")
        await chat.until("a␛[31mb��c")
