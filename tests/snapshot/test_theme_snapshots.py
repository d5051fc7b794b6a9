"""Each shipped theme on one small screen, against a stored one; what is drawn can be read."""

from __future__ import annotations

import pytest
from rich.segment import Segment

from minimax_tui.config.paths import themes_dir
from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.messages import Message, MessageState, Session, Timings
from minimax_tui.domain.usage import Usage
from minimax_tui.ui.theme_files import list_themes
from tests.pilot.chat_program import WAIT_S, Chat, Program
from tests.snapshot.comparing import compare
from tests.unit.ui.color_vision import contrast

SIZE = (64, 26)
THEMES = list_themes((themes_dir(),))
LEAST = 4.5
"""Contrast of text (WCAG 2.2, level AA)."""
ANSWER = """\
## Lists

- *only* pointers, see [more](https://example.org)

| part | cost |
|------|-----:|
| split | `n` |

> quoted

```python
def merge(a, b=1):
    return "x"  # short
```
"""


def _store_conversation(program: Program) -> None:
    at = 1_700_000_000.0
    program.store.add_session(Session("s1", "A list", at, at, model="MiniMax-M3"))
    prompt = Message(
        "s1-0", "s1", None, "user", (text_block("Sort it?"),), MessageState.COMPLETE, at
    )
    answer = Message(
        id="s1-1",
        session_id="s1",
        parent_id="s1-0",
        role="assistant",
        blocks=(
            {"type": "thinking", "thinking": "Bottom-up, `n` runs.", "signature": "s"},
            text_block(ANSWER),
        ),
        state=MessageState.COMPLETE,
        created_at=at,
        model="MiniMax-M3",
        stop_reason="end_turn",
        usage=Usage(input_tokens=10, output_tokens=90),
        timings=Timings(first_token_s=0.5, thinking_s=1.0, text_s=1.0, total_s=2.5),
    )
    for message in (prompt, answer):
        program.store.add_message(message).result(WAIT_S)


def unreadable(strips: list[list[Segment]]) -> list[str]:
    """Words that stand out too little from what they are drawn on."""
    found: list[str] = []
    for part in (part for strip in strips for part in strip):
        style = part.style
        # Rules, bars and blanks are no text.
        if style is None or not any(char.isalnum() for char in part.text):
            continue
        assert style.color is not None, part
        assert style.bgcolor is not None, part
        ratio = contrast(*(color.get_truecolor().hex for color in (style.color, style.bgcolor)))
        if ratio < LEAST:
            found.append(f"{part.text.strip()}: {ratio:.2f}")
    return found


async def _shown(chat: Chat) -> list[list[list[Segment]]]:
    """The screens of a conversation that has all kinds of things, one after the other."""
    await chat.until("merge(a")
    screens = [chat.strips()]
    for key in ("f2", "ctrl+l", "f1"):
        await chat.press(key)
        screens.append(chat.dialog_strips())
        await chat.press("escape")
    await chat.press("shift+tab", "shift+tab", "up")
    screens.append(chat.strips())
    return screens


@pytest.mark.parametrize("theme", THEMES)
async def test_theme(program: Program, theme: str) -> None:
    _store_conversation(program)
    async with program.start(SIZE, theme=theme, resume_id="s1") as chat:
        screens = await _shown(chat)
        compare(f"theme-{theme}", screens[0])
        if theme != "terminal":
            assert [words for screen in screens for words in unreadable(screen)] == []
