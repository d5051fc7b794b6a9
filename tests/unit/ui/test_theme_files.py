"""Theme files: which are found, how they extend each other, what is refused and how."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from minimax_tui.config.paths import themes_dir
from minimax_tui.domain.errors import SettingsError
from minimax_tui.ui.theme_files import ThemeColors, list_themes, load_theme, theme_sources

DIRS = (themes_dir(),)


def theme(name: str = "minimax-dark") -> ThemeColors:
    return load_theme(name, DIRS)


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
        ('extends = "minimax-dark"\n[code]\nstring = 5\n', "[code] string is “int”"),
        ('extends = "minimax-dark"\n[colors]\naccent = "\\u001b[2J"\n', "accent is “␛[2J”"),
        ('extends = "nowhere"\n', "extends “nowhere”"),
        ('extends = "mine"\n', "extends “mine”"),
        ("extends = 3\n", "no theme's name"),
        ("dark = true\n#" + "x" * 200_000, "too large"),
        ("a = " + "[" * 20_000, "mine.toml"),
        ('extends = "minimax-dark"\n\n[colors]\naccent = "red"\n', "mine.toml, line 4"),
        ('extends = "minimax-dark"\n[code]\n"string" = 5\n', "mine.toml, line 3"),
        ('extends = "minimax-dark"\n[colors]\nacent = "#112233"\n', "line 3"),
        (
            'extends = "minimax-dark"\n[colors]\nacent = "#112233"\n',
            "[colors] has no acent, but it has accent",
        ),
        ('extends = "minimax-dark"\n[colors]\n"\\u001bx" = 1\n', "[colors] has no ␛x"),
        ('extends = "nowhere"\n', "mine.toml, line 1"),
        ('extends = "terminal"\nterminal = false\n', "line 2 cannot be used: terminal is true"),
        ('extends = "terminal"\n[colors]\naccent = "#112233"\n', "a colour like bright_red"),
        ('extends = "minimax-dark"\n[colors]\naccent = "red"\n', "a colour like #ff6a47"),
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


def test_a_theme_of_the_terminals_colours_may_be_extended(write: Write, tmp_path: Path) -> None:
    write("mine", 'extends = "terminal"\n[colors]\naccent = "bright_cyan"\n')
    mine = load_theme("mine", (tmp_path, *DIRS))
    assert (mine.terminal, mine.accent) == (True, "bright_cyan")


def test_the_word_auto_is_no_theme(write: Write, tmp_path: Path) -> None:
    write("auto", 'extends = "minimax-dark"\n')
    assert list_themes((tmp_path,)) == ()
    with pytest.raises(SettingsError):
        load_theme("auto", (tmp_path, *DIRS))


def test_the_sources_are_the_file_and_what_it_extends(write: Write, tmp_path: Path) -> None:
    mine = write("mine", 'extends = "base"\n')
    base = write("base", 'extends = "minimax-dark"\n')
    shipped = themes_dir() / "minimax-dark.toml"
    assert theme_sources("mine", (tmp_path, *DIRS)) == (mine, base, shipped)
    base.write_text("broken = ", "utf-8")
    assert theme_sources("mine", (tmp_path, *DIRS)) == (mine, base)
    assert theme_sources("nowhere", (tmp_path, *DIRS)) == ()
