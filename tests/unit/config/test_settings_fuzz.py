"""Settings, credentials and themes in any bytes: a few cases of `tests/fuzz/settings_fuzz.py`, and
what the command found.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minimax_tui.config.paths import themes_dir
from minimax_tui.config.settings import Settings
from minimax_tui.config.toml_file import parse_toml
from minimax_tui.domain.errors import SettingsError
from minimax_tui.ui.theme_files import load_theme
from tests.fuzz import settings_fuzz

CASES = settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[
        HealthCheck.data_too_large,
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,  # each case writes its file anew
    ],
)
RANDOMS = st.randoms(use_true_random=False)
HUGE = ["0x" + "f" * 5_000, "0b" + "1" * 20_000, str(2**63), str(-(2**63) - 1)]


@CASES
@given(random=RANDOMS)
def test_any_settings_file(tmp_path: Path, random: Random) -> None:
    settings_fuzz.check_settings(random, tmp_path)


@CASES
@given(random=RANDOMS)
def test_any_environment(random: Random) -> None:
    settings_fuzz.check_environment(random)


@CASES
@given(random=RANDOMS)
def test_any_credentials_file(tmp_path: Path, random: Random) -> None:
    settings_fuzz.check_accounts(random, tmp_path)


@CASES
@given(random=RANDOMS)
def test_any_theme(tmp_path: Path, random: Random) -> None:
    settings_fuzz.check_theme(random, tmp_path)


# --- found by the command ---


@pytest.mark.parametrize("number", HUGE)
@pytest.mark.parametrize("value", ["{}", "[1, {}]", "{{ a = {{ b = {} }} }}"])
@pytest.mark.parametrize("key", ["version", "model", "stall_timeout_s", "odd", "models"])
def test_a_number_beyond_tomls_is_a_problem_in_its_line(
    tmp_path: Path, number: str, value: str, key: str
) -> None:
    path = tmp_path / "settings.toml"
    text = f"mouse = false\n{key} = {value.format(number)}\n"
    path.write_text(text)
    settings = Settings(path, {})
    assert settings.get("mouse") is False
    (problem,) = settings.problems
    assert (problem.source, problem.line) == (str(path), 2)
    settings.set("copy_on_select", True)
    with pytest.raises(SettingsError):
        settings.save()
    assert path.read_text() == text


def test_numbers_that_toml_has_are_taken() -> None:
    file = parse_toml(f"a = {2**63 - 1}\nb = [{-(2**63)}]\nc = true\nd = 1e400\n")
    assert not file.fault
    assert set(file.values) == {"a", "b", "c", "d"}


@pytest.mark.parametrize(
    "text",
    [
        "odd = " + "[" * 300 + "]" * 300,
        "odd = " + "[" * 5_000,
        ".".join("a" * 3_000) + " = 1",
        "[" + ".".join("a" * 3_000) + "]\nb = 1",
    ],
)
def test_what_is_nested_too_deeply_is_a_problem(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(f"{text}\n")
    settings = Settings(path, {})
    assert settings.problems
    assert settings.problems[0].source == str(path)
    settings.set("copy_on_select", True)
    with pytest.raises(SettingsError):
        settings.save()
    assert path.read_text() == f"{text}\n"


@pytest.mark.parametrize("number", HUGE[:2])
@pytest.mark.parametrize("value", ["{}", "[{}]"])
def test_a_huge_number_is_no_colour(tmp_path: Path, number: str, value: str) -> None:
    colour = value.format(number)
    (tmp_path / "own.toml").write_text(f'extends = "minimax-dark"\n[colors]\naccent = {colour}\n')
    with pytest.raises(SettingsError) as caught:
        load_theme("own", (tmp_path, themes_dir()))
    assert "accent" in caught.value.what


@pytest.mark.parametrize("length", [300, 5_000, 60_000])
def test_a_theme_whose_name_no_file_can_have_is_not_there(tmp_path: Path, length: int) -> None:
    with pytest.raises(SettingsError):
        load_theme("x" * length, (tmp_path, themes_dir()))
