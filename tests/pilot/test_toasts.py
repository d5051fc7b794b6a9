"""Notices at the edge of the screen: readable in every theme, told apart without colour."""

from __future__ import annotations

import pytest
from textual.notifications import SeverityLevel
from textual.widgets._toast import Toast

from minimax_tui.config.paths import themes_dir
from minimax_tui.ui.theme_files import list_themes, load_theme
from tests.pilot.chat_program import Chat, Program
from tests.unit.ui.color_vision import contrast

SAID: dict[SeverityLevel, str] = {
    "information": "It is copied.",
    "warning": "It is not saved.",
    "error": "It has failed.",
}
TRUECOLOR = [name for name in list_themes((themes_dir(),)) if name != "terminal"]


async def say_all(chat: Chat) -> None:
    """Shows a notice of each severity."""
    for severity, words in SAID.items():
        chat.app.notify(words, severity=severity, markup=False, timeout=60)
    await chat.until(*SAID.values())


@pytest.mark.parametrize("name", TRUECOLOR)
async def test_a_notice_is_drawn_in_the_theme_and_can_be_read(program: Program, name: str) -> None:
    colors = load_theme(name, (themes_dir(),))
    async with program.start((100, 30), theme=name) as chat:
        await say_all(chat)
        toasts = list(chat.app.screen.query(Toast))
        assert len(toasts) == 3
        strips = chat.app.screen._compositor.render_strips()
        for toast in toasts:
            area = toast.region
            assert area.height == 1
            bar, *rest = strips[area.y].crop(area.x, area.right)
            assert bar.style is not None
            assert bar.style.color is not None
            wanted = {"-information": "info", "-warning": "warning", "-error": "error"}
            (severity,) = toast.classes & wanted.keys()
            drawn = bar.style.color.get_truecolor().hex
            assert drawn == getattr(colors, wanted[severity])
            assert bar.style.bgcolor is not None
            assert contrast(drawn, bar.style.bgcolor.get_truecolor().hex) >= 3
            for part in rest:
                assert part.style is not None
                assert part.style.bgcolor is not None
                ground = part.style.bgcolor.get_truecolor().hex
                assert ground == colors.panel
                if part.text.strip():
                    assert part.style.color is not None
                    assert contrast(part.style.color.get_truecolor().hex, ground) >= 4.5


async def test_what_is_wrong_has_a_mark_of_its_own(program: Program) -> None:
    async with program.start((100, 30)) as chat:
        await say_all(chat)
        shown = chat.text()
        assert "▲ It is not saved." in shown
        assert "✗ It has failed." in shown
        assert "▌ It is copied." in shown


async def test_in_the_terminals_own_colours_a_notice_has_a_frame(program: Program) -> None:
    async with program.start((100, 30), theme="terminal") as chat:
        await say_all(chat)
        assert "│ ▲ It is not saved. │" in chat.text()


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (200, 50)])
async def test_a_long_notice_fits_and_leaves_the_composer_free(
    program: Program, size: tuple[int, int]
) -> None:
    async with program.start(size) as chat:
        chat.app.notify("one two three " * 7 + "end", markup=False, timeout=60)
        await chat.until("end")
        (toast,) = chat.app.screen.query(Toast)
        assert toast.region.x >= 0
        assert toast.region.right <= size[0]
        assert toast.region.width <= 72
        assert toast.region.bottom <= chat.composer.region.y
