"""Loads what the first answer needs, before it comes."""

from __future__ import annotations

from minimax_tui.markdown.document import Document
from minimax_tui.markdown.render import render

_SAMPLE = "A *word*.\n\n```python\nx = 1\n```\n"


def preload() -> None:
    """Imports the Markdown parser and the highlighter: 0.1 s, for a background thread.

    Without it the first answer pays for them while it streams.
    """
    for segment in Document(_SAMPLE, final=True).segments:
        render(segment, 80)
