"""The least that a Textual program with an input can be: one `TextArea`. It measures start-up."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import TextArea


class EmptyApp(App[None]):
    """One input and nothing else."""

    def compose(self) -> ComposeResult:
        yield TextArea()


if __name__ == "__main__":
    EmptyApp().run()
