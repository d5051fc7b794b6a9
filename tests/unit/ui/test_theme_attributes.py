"""Colours told by attributes, for the terminal's own palette and for none at all."""

from __future__ import annotations

import pytest
from rich.style import Style

from minimax_tui.config.paths import themes_dir
from minimax_tui.ui.theme_attributes import told
from minimax_tui.ui.theme_files import load_theme
from minimax_tui.ui.theme_styles import TranscriptStyles


@pytest.mark.parametrize(
    ("drawn", "in_hues", "in_none"),
    [
        ("red", "red", "none"),
        ("bold red on default", "bold red", "bold"),
        ("default on default", "none", "none"),
        ("bright_black", "dim", "dim"),
        ("default on white", "reverse", "reverse"),
        ("default on bright_black", "reverse dim", "reverse dim"),
        ("bold default on red", "bold reverse red", "bold reverse"),
        ("italic underline cyan", "italic underline cyan", "italic underline"),
    ],
)
def test_backgrounds_become_reverse_and_grey_becomes_dim(
    drawn: str, in_hues: str, in_none: str
) -> None:
    style = Style.parse(drawn)
    assert told(style, True) == Style.parse(in_hues)
    assert told(style, False) == Style.parse(in_none)


@pytest.mark.parametrize("hues", [True, False])
def test_what_matters_is_told_apart_in_the_terminals_palette(hues: bool) -> None:
    styles = TranscriptStyles(load_theme("terminal", (themes_dir(),)), color=hues)
    for group in (
        ("text", "thinking", "strong", "emphasis", "link", "code.inline", "selection", "match"),
        ("text", "match", "match.current", "selection"),
        ("text", "notice.info", "notice.warning", "notice.error"),
    ):
        drawn = [told(styles.style(name), hues) for name in group]
        assert len(set(drawn)) == len(group), group
