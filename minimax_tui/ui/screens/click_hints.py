"""A dialog's line of keys whose words can be clicked, so that the mouse reaches all of it."""

from __future__ import annotations

from textual.content import Content
from textual.style import Style
from textual.widget import Widget


def click_hints(*hints: tuple[str, str, str]) -> Content:
    """`enter choose   esc close`, the key first.

    Args:
        hints: The key, what it does, and the screen's action that a click runs.
    """
    parts: list[Content] = []
    for key, what, action in hints:
        words = Content.assemble((key, "bold $foreground"), (f" {what}", "$text-muted"))
        parts.append(words.stylize(Style.from_meta({"@click": f"screen.{action}"})))
    return Content("   ").join(parts)


def draw_plainly(line: Widget) -> None:
    """Keeps the hints of a line from being drawn as links."""
    line.auto_links = False
