"""What a frame of streamed text costs does not depend on what came before it."""

from __future__ import annotations

import sys
from types import FrameType

import pytest
from textual.geometry import Region

from minimax_tui.ui.transcript.cells import MarkdownCell
from minimax_tui.ui.transcript.view import TranscriptView
from tests.pilot.transcript_host import hosting

FRAME_CHARACTERS = 28
"""Seven tokens of four characters: a frame at 100 tokens/s."""
TOKENS = 60_000
SENTENCE = "Some words of an answer, **bold** and `code`, that go on for a line or so. "
ROW = "| 17 | a cell with some words | value |\n"
KINDS = {
    "mixed": (
        "",
        f"## Head\n\n{SENTENCE * 4}\n\n- {SENTENCE}\n- two\n\n```python\n"
        + "def f(a, b):\n    return a + b  # sum\n\n" * 5
        + f"```\n\n| n | what | v |\n|---|---|---|\n{ROW * 4}\n",
    ),
    "fence": ("```python\n", "def f(a, b):\n    return a + b  # sum\n\n" * 20),
    "paragraph": ("", SENTENCE * 12),
    "list": ("", f"- {SENTENCE}\n  - two\n" * 10),
    "table": ("| n | what | v |\n|---|---|---|\n", ROW * 24),
    "one line": ("", "x" * 900),
}


def _calls_for(view: TranscriptView, text: str) -> int:
    """Functions called, Python's and C's, to stream a text and draw the rows that change."""
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        del frame, argument
        count += event in ("call", "c_call")

    frames = [text[at : at + FRAME_CHARACTERS] for at in range(0, len(text), FRAME_CHARACTERS)]
    whole = Region(0, 0, view.size.width, view.size.height)
    sys.setprofile(counted)
    try:
        for frame in frames:
            view.append_text("a", frame)
            view.render_lines(whole)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("kind", KINDS)
async def test_a_frame_costs_the_same_at_60000_tokens(kind: str) -> None:
    opening, repeated = KINDS[kind]
    async with hosting([MarkdownCell("a", streaming=True)], size=(80, 36)) as (_, view, _pilot):
        view.append_text("a", opening + repeated * 3)
        early = _calls_for(view, repeated)
        rendered = view.segments_rendered
        _calls_for(view, repeated)
        early_rendered = view.segments_rendered - rendered
        for _ in range(TOKENS * 4 // len(repeated) // 10):
            view.append_text("a", repeated * 10)
        rendered = view.segments_rendered
        late = _calls_for(view, repeated)
        assert late <= early * 1.25, (early, late)
        assert view.segments_rendered - rendered <= early_rendered * 1.25 + 2
