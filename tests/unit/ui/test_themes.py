"""Themes: reading, contrast, Textual's theme, and the styles of the transcript."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.style import Style
from textual.app import App, ComposeResult
from textual.theme import Theme
from textual.widgets import Static

from minimax_tui.config.paths import themes_dir
from minimax_tui.config.schema import find_setting
from minimax_tui.domain.errors import SettingsError
from minimax_tui.ui.themes import (
    TOKENS,
    ThemeColors,
    TranscriptStyles,
    blend,
    css_variables,
    is_color,
    list_themes,
    load_theme,
    textual_theme,
)

SHIPPED = ("high-contrast-dark", "high-contrast-light", "minimax-dark", "minimax-light")
DIRS = (themes_dir(),)

NAMES = [
    *("text", "heading1", "heading2", "heading3", "heading4", "heading5", "heading6", "strong"),
    *("emphasis", "strike", "link", "link.target", "code.inline", "code", "code.label"),
    *("code.wrap", "quote", "list.bullet", "table.header", "html", "thinking", "prompt"),
    *("prompt.mark", "notice", "notice.info", "notice.warning", "notice.error", "footer"),
    *("faint", "muted", "accent", "info", "success", "warning", "error", "selection", "match"),
    *("code.copy", "list.marker", "task.open", "task.done", "image", "math", "footnote"),
    *(
        "definition",
        "cursor.bar",
        "match.current",
        "cursor",
        *(f"token.{token}" for token in TOKENS),
    ),
]


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2)."""

    def channel(at: int) -> float:
        value = int(color[at : at + 2], 16) / 255
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)


def contrast(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2.2), 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


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


def test_the_default_theme_is_shipped() -> None:
    assert find_setting("theme").default in SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_theme_has_the_darkness_it_claims(name: str) -> None:
    colors = theme(name)
    assert colors.dark == name.endswith("dark")
    assert colors.dark == (luminance(colors.background) < luminance(colors.foreground))
    assert set(colors.code) == set(TOKENS)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_text_can_be_read(name: str) -> None:
    colors = theme(name)
    least = 7.0 if name.startswith("high-contrast") else 4.5
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


@pytest.mark.parametrize("name", SHIPPED)
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


@pytest.mark.parametrize("name", SHIPPED)
def test_tints_can_be_seen_without_being_loud(name: str) -> None:
    colors = theme(name)
    for tint in (colors.prompt_tint, colors.code_tint, colors.selection, colors.match):
        assert 1.02 < contrast(tint, colors.background) < 4
    assert contrast(colors.selection, colors.background) > 1.3
    assert contrast(colors.rule, colors.background) > 1.3


@pytest.mark.parametrize("name", SHIPPED)
def test_tokens_are_at_least_told_from_comments_and_strings(name: str) -> None:
    code = theme(name).code
    assert len({code["keyword"], code["string"], code["comment"], code["function"]}) == 4


@pytest.mark.parametrize("name", SHIPPED)
def test_every_variable_is_a_colour(name: str) -> None:
    for key, value in css_variables(theme(name)).items():
        assert is_color(value) or key.endswith("text-style"), key


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
            assert app.query_one(Static).styles.color.hex.lower() == theme(name).muted
            assert app.screen.styles.background.hex.lower() == theme(name).background


def test_textual_gets_the_accent_and_the_ground() -> None:
    made = textual_theme(theme())
    assert isinstance(made, Theme)
    assert (made.name, made.primary, made.background, made.dark) == (
        "minimax-dark",
        theme().accent,
        theme().background,
        True,
    )


# --- files ---

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, text: str) -> Path:
        path = tmp_path / f"{name}.toml"
        path.write_text(text, "utf-8")
        return path

    return write


def test_a_users_theme_extends_a_shipped_one(write: Write, tmp_path: Path) -> None:
    write("mine", 'extends = "minimax-light"\nname = "Mine"\n[colors]\naccent = "#AA0000"\n')
    mine = load_theme("mine", (tmp_path, *DIRS))
    light = theme("minimax-light")
    assert mine == light._replace(name="mine", title="Mine", accent="#aa0000")
    assert "mine" in list_themes((tmp_path, *DIRS))


def test_a_users_theme_may_change_the_shipped_one_of_its_name(write: Write, tmp_path: Path) -> None:
    write("minimax-dark", 'extends = "minimax-dark"\n[code]\nstring = "#ffffff"\n')
    assert load_theme("minimax-dark", (tmp_path, *DIRS)).code["string"] == "#ffffff"


def test_a_changed_file_is_read_again(write: Write, tmp_path: Path) -> None:
    text = 'extends = "minimax-dark"\n[colors]\naccent = "{}"\n'
    path = write("mine", text.format("#111111"))
    assert load_theme("mine", (tmp_path, *DIRS)).accent == "#111111"
    path.write_text(text.format("#222222"), "utf-8")
    os.utime(path, ns=(1, 1))
    assert load_theme("mine", (tmp_path, *DIRS)).accent == "#222222"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name = \n", "line 1"),
        ('name = "x"', "dark = true or false"),
        ("dark = true\n[colors]\n", "[colors] lacks background"),
        ("dark = true\ncolors = 3\n", "[colors] is no table"),
        ('extends = "minimax-dark"\n[colors]\naccent = "red"\n', "accent is “red”"),
        ('extends = "minimax-dark"\n[colors]\naccent = "#12345"\n', "accent is “#12345”"),
        ('extends = "minimax-dark"\n[colors]\naccent = "#+12345"\n', "accent is"),
        ('extends = "minimax-dark"\n[code]\nstring = 5\n', "[code] string is “5”"),
        ('extends = "minimax-dark"\n[colors]\naccent = "\\u001b[2J"\n', "accent is “␛[2J”"),
        ('extends = "nowhere"\n', "extends “nowhere”"),
        ('extends = "mine"\n', "extends “mine”"),
        ("extends = 3\n", "no theme's name"),
        ("dark = true\n#" + "x" * 200_000, "too large"),
        ("a = " + "[" * 20_000, "mine.toml"),
    ],
)
def test_a_bad_theme_is_refused_with_file_and_reason(
    write: Write, tmp_path: Path, text: str, reason: str
) -> None:
    write("mine", text)
    with pytest.raises(SettingsError) as refused:
        load_theme("mine", (tmp_path, *DIRS))
    assert reason in refused.value.what
    assert "mine.toml" in refused.value.what
    assert refused.value.advice


def test_themes_that_extend_each_other_are_refused(write: Write, tmp_path: Path) -> None:
    write("one", 'extends = "two"\n')
    write("two", 'extends = "one"\n')
    with pytest.raises(SettingsError, match=r"two\.toml.*extends “one”"):
        load_theme("one", (tmp_path,))


def test_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(b'name = "\xff"')
    with pytest.raises(SettingsError, match=r"mine\.toml"):
        load_theme("mine", (tmp_path,))


@pytest.mark.parametrize("name", ["nowhere", "../minimax-dark", "", "a/b", "MINIMAX-DARK", "\x1b"])
def test_an_absent_theme_is_refused_with_the_choices(name: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_theme(name, DIRS)
    assert "minimax-light" in refused.value.advice
    assert "\x1b" not in refused.value.what


def test_lists_pass_over_what_is_no_theme(write: Write, tmp_path: Path) -> None:
    write("good", "")
    write("Bad Name", "")
    (tmp_path / "notes.txt").write_text("")
    assert list_themes((tmp_path / "absent", tmp_path)) == ("good",)


# --- styles ---


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


@pytest.mark.parametrize("name", SHIPPED)
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
