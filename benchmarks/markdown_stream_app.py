"""The usual way: an answer streamed into Textual's `Markdown` widget, at a given pace.

    python benchmarks/markdown_stream_app.py PROMPT TOKENS_PER_S DONE_FILE

The text is the one that the simulator answers `PROMPT` with, made inside the program: no network,
no storage, no layout beside it. Enter starts the answer; DONE_FILE appears when it is all drawn.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from textual import work
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Input, Markdown

from minimax_tui.simulator import bench, tokens


class MarkdownStreamApp(App[None]):
    """An input below one Markdown widget for the thinking and one for the text."""

    BINDINGS = [Binding("enter", "answer", priority=True)]  # noqa: RUF012

    def __init__(self, prompt: str, tokens_per_s: float, done: Path) -> None:
        super().__init__()
        found = bench.find(prompt)
        if found is None:
            raise SystemExit(f"not a benchmark's prompt: {prompt}")
        self._parts = (found.thinking, found.text)
        self._tokens_per_s = tokens_per_s
        self._done = done

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Markdown(id="thinking")
            yield Markdown(id="text")
        yield Input()

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False
        self.query_one(Input).focus()
        self.query_one(VerticalScroll).anchor()

    @work(group="answer", exclusive=True)
    async def action_answer(self) -> None:
        clock = asyncio.get_running_loop()
        due_s = clock.time()
        for name, part in zip(("#thinking", "#text"), self._parts, strict=True):
            if not part:
                continue
            stream = Markdown.get_stream(self.query_one(name, Markdown))
            for piece in tokens.pieces(part):
                due_s += 1 / self._tokens_per_s
                if (wait_s := due_s - clock.time()) > 0:
                    await asyncio.sleep(wait_s)
                await stream.write(piece)
            await stream.stop()
        self._done.touch()


if __name__ == "__main__":
    MarkdownStreamApp(sys.argv[1], float(sys.argv[2]), Path(sys.argv[3])).run()
