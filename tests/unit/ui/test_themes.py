"""Shipped themes: contrast, colour vision, and what Textual makes of them."""

from __future__ import annotations

import itertools

import pytest
from rich.style import Style
from textual.app import App, ComposeResult
from textual.theme import Theme
from textual.widgets import Static

from minimax_tui.config.paths import themes_dir
from minimax_tui.config.schema import find_setting
from minimax_tui.ui.theme_files import TOKENS, ThemeColors, is_color, list_themes, load_theme
from minimax_tui.ui.theme_styles import TranscriptStyles
from minimax_tui.ui.theme_variables import css_variables, textual_theme
from tests.unit.ui.color_vision import DEFICIENCIES, contrast, distance, luminance, seen
from tests.unit.ui.style_names import NAMES

TRUECOLOR = (
    "colorblind-dark",
    "colorblind-light",
    "dusk",
    "high-contrast-dark",
    "high-contrast-light",
    "minimax-dark",
    "minimax-light",
    "minimax-red",
    "paper",
)
SHIPPED = tuple(sorted((*TRUECOLOR, "terminal")))
TEXTS = (
    *("foreground", "muted", "faint", "accent", "inline_code", "link"),
    *("info", "success", "warning", "error"),
)
GROUNDS = ("background", "surface", "panel", "prompt_tint", "code_tint")
DIRS = (themes_dir(),)


def foreground(style: Style) -> str:
    assert style.color is not None
    return style.color.name


def background(style: Style, below: str) -> str:
    return style.bgcolor.name if style.bgcolor is not None else below


def theme(name: str = "minimax-dark") -> ThemeColors:
    return load_theme(name, DIRS)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_the_shipped_themes_are_listed() -> None:
    assert list_themes(DIRS) == SHIPPED


def test_the_default_themes_are_shipped() -> None:
    assert find_setting("theme").default == "auto"
    assert theme(str(find_setting("theme_dark").default)).dark
    assert not theme(str(find_setting("theme_light").default)).dark


def test_no_two_themes_look_alike_in_a_list() -> None:
    assert len({theme(name).title for name in SHIPPED}) == len(SHIPPED)
    grounds = {(theme(name).background, theme(name).accent) for name in SHIPPED}
    assert len(grounds) == len(SHIPPED)


@pytest.mark.parametrize("name", TRUECOLOR)
def test_shipped_theme_has_the_darkness_it_claims(name: str) -> None:
    colors = theme(name)
    assert colors.dark or not name.endswith("dark")
    assert not (colors.dark and name.endswith("light"))
    assert colors.dark == (luminance(colors.background) < luminance(colors.foreground))
    assert set(colors.code) == set(TOKENS)


def least_contrast(name: str) -> float:
    return 7.0 if name.startswith("high-contrast") else 4.5


@pytest.mark.parametrize("name", TRUECOLOR)
def test_every_colour_of_text_can_be_read_on_every_ground(name: str) -> None:
    colors = theme(name)._asdict()
    pairs = {
        f"{text} on {ground}": contrast(colors[text], colors[ground])
        for text, ground in (
            *itertools.product(TEXTS, GROUNDS),
            *(("foreground", marked) for marked in ("selection", "match")),
            *(("background", mark) for mark in ("accent", "warning")),
        )
    }
    pairs |= {
        f"code {token} on {ground}": contrast(color, colors[ground])
        for token, color in colors["code"].items()
        for ground in ("background", "prompt_tint", "code_tint")
    }
    assert {pair: ratio for pair, ratio in pairs.items() if ratio < least_contrast(name)} == {}


@pytest.mark.parametrize("name", TRUECOLOR)
def test_every_style_can_be_read_where_it_is_drawn(name: str) -> None:
    colors = theme(name)
    least = least_contrast(name)
    styles = TranscriptStyles(colors)
    # What a text may lie on: `prompt` and `code` bring their own tints.
    grounds = [colors.background, colors.surface, colors.panel]
    contexts = ["text", "thinking", "prompt", "code", "thinking code", "prompt code", "quote"]
    unreadable: list[str] = []
    for context, own in itertools.product(contexts, NAMES):
        if own.startswith("token.") and "code" not in context:
            continue
        for top in ("", "selection", "match", "match.current", "cursor"):
            names = f"{context} {own} {top}".strip()
            style = styles.style(names)
            for ground in grounds:
                lies_on = background(style, ground)
                ratio = contrast(foreground(style), lies_on)
                if ratio < least:
                    unreadable.append(f"{names} {foreground(style)} on {lies_on}: {ratio:.2f}")
    assert not unreadable, "\n".join(sorted(set(unreadable)))


@pytest.mark.parametrize("name", TRUECOLOR)
def test_the_text_of_textuals_widgets_can_be_read(name: str) -> None:
    colors = theme(name)
    generated = textual_theme(colors).to_color_system().generate()
    for text, ground in (
        ("block-cursor-foreground", "block-cursor-background"),
        ("block-cursor-blurred-foreground", "block-cursor-blurred-background"),
        ("input-cursor-foreground", "input-cursor-background"),
        ("input-selection-foreground", "input-selection-background"),
        ("screen-selection-foreground", "screen-selection-background"),
        ("footer-foreground", "footer-background"),
        ("footer-key-foreground", "footer-background"),
        ("footer-description-foreground", "footer-background"),
        ("link-color-hover", "link-background-hover"),
        ("text-muted", "panel"),
        ("text-disabled", "panel"),
        ("text-error", "surface"),
    ):
        one, other = generated[text].lower(), generated[ground].lower()
        assert contrast(one, other) >= 4.5, f"${text} {one} on ${ground} {other}"


@pytest.mark.parametrize("name", TRUECOLOR)
def test_tints_can_be_seen_without_being_loud(name: str) -> None:
    colors = theme(name)
    for tint in (colors.prompt_tint, colors.code_tint, colors.selection, colors.match):
        assert 1.02 < contrast(tint, colors.background) < 4
    assert contrast(colors.selection, colors.background) > 1.3
    assert contrast(colors.rule, colors.background) > 1.3


@pytest.mark.parametrize("name", TRUECOLOR)
def test_tokens_are_at_least_told_from_comments_and_strings(name: str) -> None:
    code = theme(name).code
    assert len({code["keyword"], code["string"], code["comment"], code["function"]}) == 4


@pytest.mark.parametrize("name", SHIPPED)
def test_every_variable_is_a_colour(name: str) -> None:
    for key, value in css_variables(theme(name)).items():
        known = value.startswith("ansi_") if name == "terminal" else is_color(value)
        assert known or key.endswith("text-style"), key


@pytest.mark.parametrize("deficiency", ["", *DEFICIENCIES])
@pytest.mark.parametrize("name", ["colorblind-dark", "colorblind-light"])
def test_states_are_told_apart_by_every_eye(name: str, deficiency: str) -> None:
    colors = theme(name)._asdict()
    states = ("foreground", "info", "success", "warning", "error")
    near = {
        f"{one} {other}": round(apart, 1)
        for one, other in itertools.combinations(states, 2)
        if (apart := distance(seen(colors[one], deficiency), seen(colors[other], deficiency))) < 18
    }
    assert near == {}


def test_the_simulated_eyes_do_confuse_red_and_green() -> None:
    red, green = "#c05050", "#608a30"
    plain = distance(seen(red), seen(green))
    assert distance(seen(red, "deuteranopia"), seen(green, "deuteranopia")) < plain / 2


async def test_textual_draws_in_every_shipped_theme() -> None:
    class Page(App[None]):
        CSS = "Static { color: $muted; background: $code-tint; border: solid $rule; }"

        def get_theme_variable_defaults(self) -> dict[str, str]:
            return css_variables(theme())

        def compose(self) -> ComposeResult:
            yield Static("text")

    app = Page()
    async with app.run_test() as pilot:
        for name in SHIPPED:
            app.register_theme(textual_theme(theme(name)))
            app.theme = name
            await pilot.pause()
            drawn = app.query_one(Static).styles.color.hex.lower()
            assert drawn == css_variables(theme(name))["muted"]
            ground = "ansi_default" if name == "terminal" else theme(name).background
            assert app.screen.styles.background.hex.lower() == ground


def test_textual_gets_the_accent_and_the_ground() -> None:
    made = textual_theme(theme())
    assert isinstance(made, Theme)
    assert (made.name, made.primary, made.background, made.dark) == (
        "minimax-dark",
        theme().accent,
        theme().background,
        True,
    )
