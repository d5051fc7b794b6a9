"""Earlier prompts, recalled with up and down at the composer's edges."""

from __future__ import annotations

from minimax_tui.ui.widgets.composer import SHOWN_WHOLE_CHARS
from tests.pilot.composer_host import composing


async def test_up_and_down_walk_through_earlier_prompts_and_back_to_the_draft() -> None:
    async with composing(["newest", "two\nlines", "oldest"]) as at:
        at.composer.insert("draft")
        seen = []
        for key in ("up", "up", "up", "up", "down", "down", "down", "down", "down"):
            await at.press(key)
            seen.append(at.composer.text)
        assert seen[:4] == ["newest", "two\nlines", "oldest", "oldest"]
        assert seen[4:] == ["two\nlines", "newest", "draft", "draft", "draft"]


async def test_within_several_lines_the_arrows_move_the_cursor() -> None:
    async with composing(["earlier"]) as at:
        at.composer.insert("one\ntwo")
        await at.press("up")
        assert at.composer.text == "one\ntwo"
        assert at.composer.cursor_location[0] == 0
        await at.press("up")
        assert at.composer.text == "earlier"


async def test_a_wrapped_prompt_does_not_stop_the_walk() -> None:
    async with composing(["word " * 40, "older"]) as at:
        await at.press("up", "up")
        assert at.composer.text == "older"


async def test_a_changed_earlier_prompt_is_kept_while_walking() -> None:
    async with composing(["newest", "older"]) as at:
        await at.press("up", "!", "up", "down")
        assert at.composer.text == "newest!"
        await at.press("down")
        assert at.composer.text == ""


async def test_undo_brings_the_draft_back() -> None:
    async with composing(["earlier"]) as at:
        at.composer.insert("my draft")
        await at.press("up", "ctrl+z")
        assert at.composer.text == "my draft"


async def test_down_without_a_recall_does_nothing() -> None:
    async with composing(["earlier"]) as at:
        at.composer.insert("draft")
        await at.press("down")
        assert at.composer.text == "draft"


async def test_sending_begins_the_walk_anew() -> None:
    history = ["a", "b"]
    async with composing(history) as at:
        await at.press("up", "up")
        at.composer.take()
        history.insert(0, "c")
        await at.press("up")
        assert at.composer.text == "c"


async def test_a_very_long_earlier_prompt_comes_back_as_a_chip() -> None:
    text = "z" * (SHOWN_WHOLE_CHARS + 1)
    async with composing([text, "older"]) as at:
        await at.press("up")
        assert len(at.composer.text) < 100
        assert at.composer.whole_text == text
        await at.press("up", "down")
        assert at.composer.whole_text == text
        await at.press("enter")
        assert at.app.sent == [text]
