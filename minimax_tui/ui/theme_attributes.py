"""What colours tell, told by attributes: for the terminal's own palette, and for no colour at all.

A theme of the terminal's own colours has no tints, because nobody knows how its colours look side
by side. Every background becomes reverse video, in its own hue where it has one, and
``bright_black`` becomes dim, which is no colour of its own in many palettes (Solarized draws it
like the background).
"""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_GREYS = frozenset((0, 7, 8, 15))
_DIM = Style(dim=True)
_REVERSE = Style(reverse=True)


class AttributeFilter(LineFilter):
    """Draws a theme of the terminal's own colours.

    Args:
        hues: Whether colours are drawn at all; False under NO_COLOR.
    """

    def __init__(self, *, hues: bool) -> None:
        super().__init__()
        self._hues = hues

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without backgrounds; `background` is of no account."""
        del background
        hues = self._hues
        return [
            Segment(text, None if style is None else told(style, hues), control)
            for text, style, control in segments
        ]


@lru_cache(1024)
def told(style: Style, hues: bool) -> Style:
    """The style without a background, and without any colour unless `hues`."""
    color, ground = style.color, style.bgcolor
    plain = style.without_color
    if ground is not None and not ground.is_default:
        plain += _REVERSE
        if ground.number == 8:
            plain += _DIM
        color = ground if _is_hue(ground) else None
    elif color is not None and color.number == 8:
        plain += _DIM
        color = None
    if hues and color is not None and not color.is_default:
        plain += Style(color=color)
    return plain


def _is_hue(color: RichColor) -> bool:
    return color.number is not None and color.number not in _GREYS
