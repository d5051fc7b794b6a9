"""The styles of the transcript, made out of a theme."""

from __future__ import annotations

import pytest
from rich.style import Style

from minimax_tui.config.paths import themes_dir
from minimax_tui.ui.theme_files import ThemeColors, list_themes, load_theme
from minimax_tui.ui.theme_styles import TranscriptStyles, blend
from tests.unit.ui.style_names import NAMES

DIRS = (themes_dir(),)
TRUECOLOR = [name for name in list_themes(DIRS) if name != "terminal"]


def theme(name: str = "minimax-dark") -> ThemeColors:
    return load_theme(name, DIRS)


def foreground(style: Style) -> str:
    assert style.color is not None
    return style.color.name


def background(style: Style, below: str) -> str:
    return style.bgcolor.name if style.bgcolor is not None else below


def test_names_compose_from_left_to_right() -> None:
    styles = TranscriptStyles(theme())
    style = styles.style("heading1 code.inline")
    assert style.bold
    assert foreground(style) == theme().inline_code
    assert background(style, "") == theme().code_tint
    assert foreground(styles.style("code.inline heading1")) == theme().accent


def test_a_style_is_built_once() -> None:
    styles = TranscriptStyles(theme())
    assert styles.style("heading1 strong") is styles.style("heading1 strong")


def test_unknown_names_fall_back_to_the_part_before_the_dot() -> None:
    styles = TranscriptStyles(theme())
    assert styles.style("notice.other") == styles.style("notice")
    assert styles.style("token.keyword.other") == styles.style("token.keyword")
    assert styles.style("token.namespace") == styles.style("token.class")
    for nothing in ("", "nothing", "nothing.at.all", "token.nothing", "token."):
        assert styles.style(nothing) == Style.null(), nothing


def test_the_last_known_group_of_a_token_counts() -> None:
    styles = TranscriptStyles(theme())
    assert styles.style("token.name.function") == styles.style("token.function")


@pytest.mark.parametrize("name", TRUECOLOR)
def test_thinking_is_quieter_than_the_answer(name: str) -> None:
    colors = theme(name)
    styles = TranscriptStyles(colors)
    for names in ("thinking text", "thinking heading1", "thinking strong", "thinking link"):
        assert foreground(styles.style(names)) == colors.muted
    assert styles.style("thinking heading1").bold
    assert styles.style("thinking").italic is None
    assert styles.style("thinking selection") == styles.style("text selection")
    token = foreground(styles.style("thinking token.keyword"))
    assert token not in (colors.muted, colors.code["keyword"])


def test_rules_keep_their_colour_in_thinking() -> None:
    assert foreground(TranscriptStyles(theme()).style("thinking rule")) == theme().rule


def test_without_colour_no_style_has_one() -> None:
    styles = TranscriptStyles(theme(), color=False)
    for name in NAMES:
        style = styles.style(f"thinking {name}")
        assert style.color is None, name
        assert style.bgcolor is None, name


def test_without_colour_what_matters_is_still_told_apart() -> None:
    styles = TranscriptStyles(theme(), color=False)
    inline = ["text", "strong", "emphasis", "strike", "link", "code.inline", "selection", "match"]
    marks = ["text", "notice.info", "notice.warning", "notice.error", "cursor", "match.current"]
    for group in (inline, marks):
        drawn = [styles.style(name) for name in group]
        assert len(set(drawn)) == len(group), group
    for level in range(1, 7):
        assert styles.style(f"heading{level}").bold
    assert styles.style("prompt").bold
    assert styles.style("prompt.mark").bold
    assert styles.style("heading1 selection").reverse


def test_blend_moves_from_one_colour_to_the_other() -> None:
    assert blend("#000000", "#ffffff", 0) == "#000000"
    assert blend("#000000", "#ffffff", 1) == "#ffffff"
    assert blend("#102030", "#203040", 0.5) == "#182838"


@pytest.mark.parametrize("name", NAMES)
def test_every_named_style_draws_something(name: str) -> None:
    assert TranscriptStyles(theme()).style(name) != Style.null()
