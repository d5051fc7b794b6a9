"""The compositor draws what Textual's draws, and asks only those widgets that are needed."""

from __future__ import annotations

from random import Random

import pytest
from rich.style import Style
from textual._compositor import ChopsUpdate
from textual._compositor import Compositor as TextualCompositor
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Label, Static

from minimax_tui.ui.compositor import Compositor

Cells = list[list[tuple[str, Style | None]]]


class Pane(Static):
    """Counts the rows that it is asked for."""

    rows_asked = 0

    def render_lines(self, crop: Region) -> list[Strip]:
        self.rows_asked += crop.height
        return super().render_lines(crop)


class Compared(Compositor):
    """Draws every update twice, once by Textual's own code."""

    updates = 0

    def render_partial_update(self) -> ChopsUpdate | None:
        regions = self._dirty_regions.copy()
        expected = TextualCompositor.render_partial_update(self)
        self._dirty_regions = regions
        update = super().render_partial_update()
        assert (update is None) == (expected is None)
        if update is not None and expected is not None:
            assert list(update.spans) == list(expected.spans)
            assert drawn(update) == drawn(expected)
            self.updates += 1
        return update


def drawn(update: ChopsUpdate) -> Cells:
    """What an update writes, stretch by stretch."""
    found: Cells = []
    for y, left, right in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=True):
            if x < right and end > left:
                assert strip is not None
                assert strip.cell_length == end - x
                found.append([(char, style) for text, style, _ in strip for char in text])
    return found


class PaneScreen(Screen[None]):
    """Panes beside each other, some cut by a scrolling one, and one on top."""

    CSS = """
    #left, #right { width: 1fr; height: 1fr; }
    #right { border: solid red; }
    #bottom { height: 1; }
    #over { layer: above; offset: 15 3; width: 12; height: 4; background: blue; }
    #scroll { height: 5; width: 1fr; }
    PaneScreen { layers: below above; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._compositor = Compared()

    def compose(self) -> ComposeResult:
        with Vertical():
            with Horizontal():
                yield Pane("left", id="left")
                yield Pane("right", id="right")
            with VerticalScroll(id="scroll"):
                for number in range(12):
                    yield Label(f"label {number}", id=f"label{number}")
            yield Pane("bottom", id="bottom")
        yield Pane("over", id="over")


class PaneApp(App[None]):
    """Shows the panes."""

    def __init__(self) -> None:
        super().__init__()
        self.panes = PaneScreen()

    def on_mount(self) -> None:
        self.push_screen(self.panes)


@pytest.mark.parametrize("seed", range(3))
async def test_an_update_draws_what_textuals_own_would(seed: int) -> None:
    random = Random(seed)
    app = PaneApp()
    async with app.run_test(size=(60, 24)) as pilot:
        await pilot.pause()
        screen = app.panes
        for number in range(40):
            for _ in range(random.randrange(1, 4)):
                match random.randrange(6):
                    case 0 | 1:
                        name = random.choice(["#left", "#right", "#bottom", "#over"])
                        words = f"{number} " * random.randrange(1, 60)
                        screen.query_one(name, Pane).update(words, layout=False)
                    case 2:
                        row = random.randrange(10)
                        screen.query_one("#left").refresh(Region(2, row, 5, 2))
                    case 3:
                        screen.query_one("#scroll").scroll_relative(
                            y=random.choice([-2, 3]), animate=False
                        )
                    case 4:
                        label = screen.query_one(f"#label{random.randrange(12)}", Label)
                        label.update(f"new {number}", layout=False)
                    case _:
                        over = screen.query_one("#over")
                        over.display = not over.display
            await pilot.pause()
        compared = screen._compositor
        assert isinstance(compared, Compared)
        assert compared.updates > 20


async def test_only_what_is_needed_is_asked_for() -> None:
    app = PaneApp()
    async with app.run_test(size=(60, 24)) as pilot:
        await pilot.pause()
        app.panes._compositor.__class__ = Compositor  # without Textual's own beside it
        panes = {name: app.panes.query_one(f"#{name}", Pane) for name in ("left", "right", "over")}
        bottom = app.panes.query_one("#bottom", Pane)
        for pane in (*panes.values(), bottom):
            pane.rows_asked = 0
        panes["left"].refresh(Region(0, 2, 10, 1))
        bottom.refresh()
        await pilot.pause()
        asked = {name: pane.rows_asked for name, pane in panes.items()}
        assert asked == {"left": 1, "right": 0, "over": 0}
        assert bottom.rows_asked == 1
