"""Pasting: short texts as they are, long ones as chips that are handled whole."""

from __future__ import annotations

from minimax_tui.ui.widgets.composer import CHIP_OVER_CHARS, Composer
from tests.pilot.composer_host import Composing, composing

LONG = "".join(f"line {number:03} of the pasted text\n" for number in range(100))
CHIP = f"[pasted text #1 · {len(LONG):,} characters]"


async def _with_chip(at: Composing) -> None:
    at.composer.insert("see ")
    await at.paste(LONG)


async def test_a_long_paste_becomes_a_chip_and_is_sent_whole() -> None:
    async with composing() as at:
        await _with_chip(at)
        assert at.composer.text == f"see {CHIP}"
        assert at.lines() == [f"see {CHIP}"]
        await at.press("!", "enter")
        assert at.app.sent == [f"see {LONG}!"]


async def test_many_short_lines_stay_text() -> None:
    async with composing() as at:
        text = "\n".join("x" * 8 for _ in range(200))
        assert len(text) < CHIP_OVER_CHARS
        await at.paste(text)
        assert at.composer.text == text
        assert at.composer.size.height == 10


async def test_line_ends_of_other_systems() -> None:
    async with composing() as at:
        await at.paste("a\r\nb\rc\u2028d")
        assert at.composer.text == "a\nb\nc\nd"


async def test_control_characters_are_drawn_as_symbols() -> None:
    async with composing() as at:
        await at.paste("a\x1b[31mb\x07c\x9bd\u202ee")
        assert at.composer.text == "a␛[31mb␇c�d�e"
        assert at.lines() == ["a␛[31mb␇c�d�e"]


async def test_marks_without_a_width_are_sent_but_not_drawn() -> None:
    async with composing() as at:
        await at.paste("א\u200fב\u200bc\ufeffd")
        assert at.composer.text == "א\u200fב\u200bc\ufeffd"
        shown = at.lines()[0]
        assert not set("\u200f\u200b\ufeff") & set(shown)
        assert shown.replace("\u034f", "") == "אבcd"


async def test_a_chip_keeps_what_was_pasted_exactly() -> None:
    async with composing() as at:
        raw = "\x1b[31m" + "x" * CHIP_OVER_CHARS + "\u202e"
        await at.paste(raw)
        assert "\x1b" not in at.composer.text
        await at.press("enter")
        assert at.app.sent == [raw]


async def test_a_hundred_thousand_characters_are_no_burden() -> None:
    async with composing() as at:
        await at.paste("y" * 100_000)
        await at.press("a", "b")
        assert len(at.composer.text) < 100  # what the widget has to wrap and draw with every key
        assert at.composer.whole_text == "y" * 100_000 + "ab"


async def test_backspace_and_delete_take_a_chip_whole() -> None:
    async with composing() as at:
        await _with_chip(at)
        await at.press("backspace")
        assert at.composer.text == "see "
        await at.paste(LONG)
        at.composer.move_cursor((0, 4))
        await at.press("delete")
        assert at.composer.text == "see "


async def test_undo_and_redo_bring_a_chip_back_with_its_text() -> None:
    async with composing() as at:
        await _with_chip(at)
        await at.press("backspace", "ctrl+z")
        assert at.composer.whole_text == f"see {LONG}"
        await at.press("ctrl+y")
        assert at.composer.whole_text == "see "
        await at.press("ctrl+z", "ctrl+z")
        assert at.composer.text == "see "
        await at.press("ctrl+y")
        assert at.composer.whole_text == f"see {LONG}"


async def test_the_cursor_steps_over_a_chip() -> None:
    async with composing() as at:
        await _with_chip(at)
        await at.press("left")
        assert at.composer.cursor_location == (0, 4)
        await at.press("right")
        assert at.composer.cursor_location == (0, 4 + len(CHIP))
        await at.press("left", "x")
        assert at.composer.whole_text == f"see x{LONG}"


async def test_nothing_is_typed_into_a_chip() -> None:
    async with composing() as at:
        await _with_chip(at)
        at.composer.insert("!", (0, 10))
        assert at.composer.whole_text == f"see {LONG}!"
        at.composer.delete((0, 2), (0, 10))
        assert at.composer.whole_text == "se!"


async def test_words_that_look_like_a_chip_are_words() -> None:
    async with composing() as at:
        await at.paste("[pasted text #1 · 5 characters]")
        await at.press("left", "x", "enter")
        assert at.app.sent == ["[pasted text #1 · 5 charactersx]"]


async def test_two_chips_keep_their_own_texts() -> None:
    async with composing() as at:
        await at.paste("a" * 3_000)
        await at.paste("b" * 4_000)
        assert at.composer.whole_text == "a" * 3_000 + "b" * 4_000
        await at.press("backspace")
        await at.paste("c" * 5_000)
        assert at.composer.whole_text == "a" * 3_000 + "c" * 5_000


async def test_a_click_on_a_chip_opens_it_and_elsewhere_does_not() -> None:
    async with composing() as at:
        await _with_chip(at)
        await at.pilot.click(at.composer, offset=(3, 0))
        assert at.app.told == []
        await at.pilot.click(at.composer, offset=(20, 0))
        opened = [m.number for m in at.app.told if isinstance(m, Composer.ChipOpened)]
        assert opened == [1]


async def test_a_changed_chip_can_be_undone() -> None:
    async with composing() as at:
        await _with_chip(at)
        at.composer.replace_chip(1, "z" * 30)
        assert at.composer.whole_text == "see " + "z" * 30
        await at.press("ctrl+z")
        assert at.composer.whole_text == f"see {LONG}"


async def test_a_draft_keeps_chips() -> None:
    async with composing() as at:
        await _with_chip(at)
        draft = at.composer.draft
        at.composer.take()
        at.composer.restore(draft)
        assert at.composer.text == f"see {CHIP}"
        assert at.composer.whole_text == f"see {LONG}"
        at.composer.restore("taken back\n\n" + draft)
        assert at.composer.whole_text == f"taken back\n\nsee {LONG}"
        at.composer.restore('{"text": "no draft of ours"}')
        assert at.composer.text == '{"text": "no draft of ours"}'


async def test_after_sending_undo_brings_nothing_back() -> None:
    async with composing() as at:
        at.composer.insert("sent")
        at.composer.take()
        await at.press("ctrl+z")
        assert at.composer.text == ""
