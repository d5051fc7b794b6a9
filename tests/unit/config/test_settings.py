"""The settings in force: layers, broken files, saving."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from minimax_tui.config.schema import BY_KEY, SETTINGS, Problem, Value
from minimax_tui.config.settings import Settings
from minimax_tui.config.settings_text import render_settings
from minimax_tui.domain.errors import SettingsError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


@pytest.fixture
def write(path: Path) -> Callable[[str | bytes], None]:
    def write(text: str | bytes) -> None:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    return write


Write = Callable[[str | bytes], None]


def problem(settings: Settings) -> Problem:
    (only,) = settings.problems
    return only


# --- layers ---


def test_defaults(path: Path) -> None:
    settings = Settings(path, {})
    for setting in SETTINGS:
        assert settings.get(setting.key) == setting.default
        assert settings.origin(setting.key) == "default"
    assert settings.problems == ()
    assert not path.parent.exists()


def test_each_layer_stands_before_the_next(path: Path, write: Write) -> None:
    write('model = "file"\ntheme = "file"\ntop_p = 0.1\n')
    environ = {"MINIMAX_CHAT_MODEL": "env", "MINIMAX_CHAT_THEME": "env"}
    settings = Settings(path, environ, {"model": "line", "mouse": None})
    found = {key: (settings.get(key), settings.origin(key)) for key in ("model", "theme", "top_p")}
    assert found == {
        "model": ("line", "command line"),
        "theme": ("env", "environment"),
        "top_p": (0.1, "file"),
    }
    settings.set("model", "session")
    assert (settings.get("model"), settings.origin("model")) == ("session", "unsaved")


def test_an_empty_variable_counts_as_unset(path: Path) -> None:
    assert Settings(path, {"MINIMAX_CHAT_MODEL": ""}).origin("model") == "default"


def test_the_command_line_can_unset(path: Path, write: Write) -> None:
    write("top_p = 0.5\n")
    settings = Settings(path, {}, {"top_p": "unset"})
    assert settings.get("top_p") is None
    assert settings.origin("top_p") == "command line"


def test_a_bad_variable_is_a_problem(path: Path) -> None:
    settings = Settings(path, {"MINIMAX_CHAT_TOP_P": "7"})
    assert settings.get("top_p") is None
    assert str(problem(settings)) == (
        "MINIMAX_CHAT_TOP_P: “7” cannot be used for top_p. "
        "Give a number from 0 to 1, or leave it unset."
    )


def test_a_bad_command_line_is_an_error(path: Path) -> None:
    with pytest.raises(SettingsError, match="top_p"):
        Settings(path, {}, {"top_p": "7"})
    with pytest.raises(SettingsError, match="no setting"):
        Settings(path, {}, {"topp": "7"})


def test_unknown_keys_are_errors(path: Path) -> None:
    settings = Settings(path, {})
    for use in (settings.get, settings.origin, settings.reset, lambda key: settings.set(key, 1)):
        with pytest.raises(SettingsError, match="temprature"):
            use("temprature")


def test_a_bad_value_changes_nothing(path: Path) -> None:
    settings = Settings(path, {})
    settings.set("top_p", 0.5)
    with pytest.raises(SettingsError):
        settings.set("top_p", 5)
    assert settings.get("top_p") == 0.5


# --- files that are not as they should be ---


def test_what_can_be_used_is_used(path: Path, write: Write) -> None:
    write(
        '# mine\nsystem = """\nmouse = 1\n"""\nmouse = 5\ntemprature = 1.0\n\n'
        'theme = "minimax-light"\ntop_p = 7\nzzz = 1\n\n[tabel]\na = 1\n'
    )
    settings = Settings(path, {})
    assert settings.get("theme") == "minimax-light"
    assert settings.get("mouse") is True
    found = [(p.line, p.key, p.reason) for p in settings.problems]
    assert found == [
        (5, "mouse", "“5” cannot be used for mouse. Give on or off."),
        (6, "temprature", "There is no setting “temprature”. Did you mean “temperature”?"),
        (
            9,
            "top_p",
            "“7” cannot be used for top_p. Give a number from 0 to 1, or leave it unset.",
        ),
        (10, "zzz", "There is no setting “zzz”."),
        (12, "tabel", "There is no setting “tabel”."),
    ]
    assert {p.source for p in settings.problems} == {str(path)}


def test_quoted_keys_and_inline_tables_are_found(path: Path, write: Write) -> None:
    write('mouse_x = 1\n"mouse" = 3\n')
    lines = {p.key: p.line for p in Settings(path, {}).problems}
    assert lines == {"mouse_x": 1, "mouse": 2}


def test_a_syntax_error_names_its_line_and_keeps_what_stands_before(
    path: Path, write: Write
) -> None:
    write('theme = "minimax-light"\nmouse = \ntop_p = 0.5\n')
    settings = Settings(path, {})
    assert problem(settings).line == 2
    assert problem(settings).key is None
    assert settings.get("theme") == "minimax-light"
    assert settings.get("top_p") is None


BROKEN: list[tuple[bytes, int | None, str]] = [
    (b"mouse = ", 1, "Invalid value (at end of document)"),
    (b"mouse = \n", 1, "Invalid value (column 9)"),
    (b'mouse = true\nmodel = "\xff"\n', 2, "UTF-8"),
    (b'\xef\xbb\xbfmouse = true\nmodel = "\xff"\n', 2, "UTF-8"),
    (b'mouse = true\n\nsystem = """\nnever\nclosed\n', 3, "end of document"),
    (b"mouse = true\n[keys]\na = [\n'f8',\n[models]\n", 5, "column 2), in what begins in line 3"),
    (b"\xef\xbb\xbf\n\n\xff", 3, "UTF-8"),
    (b"mouse = true\nmouse = false\n", 2, "overwrite"),
    (b"x" * 1_000_001, None, "1 MB"),
    (b"\na = " + b"[" * 50_000, 2, "deep"),
    (b"\na = " + b"[" * 300 + b"]" * 300, 2, "deep"),
    (b"\na = " + b"9" * 5_000, 2, "larger than TOML allows"),
    (b"mouse = true\n" + b".".join([b"a"] * 50_000) + b" = 1\nb = ", 2, "deep"),
    (b'a = {"b" .' + b"'c'. d." * 300 + b"e = 1}", 1, "deep"),
    (b"\x00", 1, ""),
]


@pytest.mark.parametrize(("data", "line", "reason"), BROKEN)
def test_a_broken_file_is_never_overwritten(
    path: Path, write: Write, data: bytes, line: int | None, reason: str
) -> None:
    write(data)
    settings = Settings(path, {})
    assert problem(settings).line == line
    assert reason in problem(settings).reason
    assert len(problem(settings).reason) < 300
    settings.set("theme", "minimax-light")
    with pytest.raises(SettingsError) as refused:
        settings.save()
    assert "settings.toml is broken" in refused.value.what
    assert "Repair or remove" in refused.value.advice
    assert str(refused.value.detail)
    assert path.read_bytes() == data
    assert os.listdir(path.parent) == ["settings.toml"]
    assert settings.get("theme") == "minimax-light"
    assert settings.origin("theme") == "unsaved"


@pytest.mark.parametrize(
    "broken",
    [
        'system = """\nBe brief.\n\ntop_p = 0.5\n',
        "[keys]\nstop = [\n'f8',\n[models]\n",
        "top_p = " + "9" * 5_000 + "\n",
        "x = " + "[" * 5_000 + "\n",
        ".".join("a" * 20_000) + " = 1\ntop_p = 0.5\n",
        "top_p = 0.5\n\ntop_p = [\n1\n]\n",
    ],
)
def test_what_stands_before_a_fault_of_several_lines_is_used(
    path: Path, write: Write, broken: str
) -> None:
    write(f'theme = "minimax-light"\nmodel = """\\\na\\\nb"""\n\n# why\n{broken}')
    settings = Settings(path, {})
    assert settings.get("theme") == "minimax-light"
    assert settings.get("model") == "ab"
    line = problem(settings).line
    assert line is not None
    assert line > 6


@pytest.mark.parametrize(
    ("value", "said"),
    [("true", "“true”"), ("2026-11-23", "“2026-11-23”"), ("[1]", "“[…]”"), ("{a = 1}", "“{…}”")],
)
def test_a_value_is_told_as_it_is_written(path: Path, write: Write, value: str, said: str) -> None:
    write(f"model = {value}\n")
    assert said in problem(Settings(path, {})).reason


def test_a_text_with_many_dots_is_no_key(path: Path, write: Write) -> None:
    text = "So. " * 99 + "… " + "a.b.c, 1.2.3; " * 500 + "." * 2_000
    write(f"system = '''{text}'''\n# {text}\n")
    settings = Settings(path, {})
    assert (settings.text("system"), settings.problems) == (text, ())


def test_saving_works_once_the_file_is_repaired(path: Path, write: Write) -> None:
    write("mouse = ")
    settings = Settings(path, {})
    settings.set("theme", "minimax-light")
    write("mouse = false\n")
    settings.save()
    assert settings.problems == ()
    assert settings.get("mouse") is False
    assert tomllib.loads(path.read_text()) == {"mouse": False, "theme": "minimax-light"}


def test_a_file_that_broke_meanwhile_is_not_overwritten(path: Path, write: Write) -> None:
    settings = Settings(path, {})
    settings.set("theme", "minimax-light")
    write("mouse = ")
    with pytest.raises(SettingsError):
        settings.save()
    assert path.read_text() == "mouse = "
    assert settings.problems


def test_what_is_no_file_is_a_problem(path: Path) -> None:
    path.mkdir(parents=True)
    settings = Settings(path, {})
    assert problem(settings).reason
    settings.set("mouse", False)
    with pytest.raises(SettingsError):
        settings.save()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_does_not_hang_the_start(path: Path) -> None:
    path.parent.mkdir()
    os.mkfifo(path)
    assert "not a file" in problem(Settings(path, {})).reason


def test_a_dangling_link_counts_as_no_file_and_stays_a_link(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    path.symlink_to(tmp_path / "elsewhere.toml")
    settings = Settings(path, {})
    assert settings.problems == ()
    settings.set("mouse", False)
    settings.save()
    assert path.is_symlink()
    assert tomllib.loads((tmp_path / "elsewhere.toml").read_text()) == {"mouse": False}


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_a_problem(path: Path, write: Write) -> None:
    write("mouse = false\n")
    path.chmod(0)
    assert "cannot be read" in problem(Settings(path, {})).reason


def test_a_byte_order_mark_and_windows_lines_are_read(path: Path, write: Write) -> None:
    write(b'\xef\xbb\xbftheme = "minimax-light"\r\nmouse = 3\r\n')
    settings = Settings(path, {})
    assert settings.get("theme") == "minimax-light"
    assert problem(settings).line == 2


# --- saving ---


def test_only_what_differs_is_written(path: Path) -> None:
    settings = Settings(path, {"MINIMAX_CHAT_TOP_P": "0.2"}, {"thinking": "off"})
    settings.set("mouse", True)
    settings.set("max_tokens", 8000)
    settings.set("temperature", None)
    settings.save()
    assert tomllib.loads(path.read_text()) == {"max_tokens": 8000}


def test_what_was_in_the_file_stays_at_its_default(path: Path, write: Write) -> None:
    write("mouse = false\ntop_p = 0.5\n")
    settings = Settings(path, {})
    settings.set("mouse", True)
    settings.set("top_p", None)
    settings.save()
    assert tomllib.loads(path.read_text()) == {"mouse": True}


def test_reset_takes_a_setting_out_of_the_file(path: Path, write: Write) -> None:
    write('mouse = false\ntheme = "minimax-light"\n')
    settings = Settings(path, {"MINIMAX_CHAT_MOUSE": "off"})
    settings.reset("mouse")
    assert (settings.get("mouse"), settings.origin("mouse")) == (True, "unsaved")
    settings.save()
    assert tomllib.loads(path.read_text()) == {"theme": "minimax-light"}
    assert (settings.get("mouse"), settings.origin("mouse")) == (True, "default")
    settings.set("mouse", False)
    settings.reset("mouse")
    settings.set("mouse", False)
    settings.save()
    assert tomllib.loads(path.read_text())["mouse"] is False


def test_after_saving_the_origin_is_the_file(path: Path) -> None:
    settings = Settings(path, {}, {"theme": "high-contrast-dark"})
    settings.set("theme", "minimax-light")
    settings.save()
    assert (settings.get("theme"), settings.origin("theme")) == ("minimax-light", "file")


def test_a_value_of_another_type_is_replaced(path: Path, write: Write) -> None:
    write("mouse = 1\n")
    settings = Settings(path, {})
    settings.set("mouse", True)
    settings.save()
    assert tomllib.loads(path.read_text())["mouse"] is True
    assert settings.problems == ()


def test_every_setting_stands_below_its_help(path: Path) -> None:
    settings = Settings(path, {})
    settings.set("temperature", 0.5)
    settings.set("system", "two\nlines")
    settings.save()
    text = path.read_text()
    assert (
        "# How freely words are chosen; the model's own default when unset. "
        "Give a number from 0 to\n"
        "# 2, or leave it unset.\n"
        "temperature = 0.5\n"
    ) in text
    assert 'system = """\ntwo\nlines"""\n' in text


def test_the_file_is_the_users_alone_and_nothing_else_is_left(path: Path) -> None:
    settings = Settings(path, {})
    settings.set("mouse", False)
    settings.save()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert os.listdir(path.parent) == ["settings.toml"]


def test_nothing_to_save_writes_nothing(path: Path, write: Write) -> None:
    settings = Settings(path, {})
    settings.save()
    assert not path.exists()
    write("mouse=false")
    settings = Settings(path, {})
    settings.set("mouse", False)
    settings.save()
    assert path.read_text() == "mouse=false"


def test_what_another_window_saved_meanwhile_stays(path: Path) -> None:
    one, other = Settings(path, {}), Settings(path, {})
    one.set("mouse", False)
    other.set("theme", "minimax-light")
    one.save()
    other.save()
    assert tomllib.loads(path.read_text()) == {"mouse": False, "theme": "minimax-light"}
    assert other.get("mouse") is False


def test_a_hand_edited_file_is_kept_beside(path: Path, write: Write) -> None:
    first = "# my own words\nmouse = false\n"
    write(first)
    settings = Settings(path, {})
    for theme in ("minimax-light", "high-contrast-dark"):
        settings.set("theme", theme)
        settings.save()
    backup = path.with_name("settings.toml.bak")
    assert backup.read_text() == first
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert sorted(os.listdir(path.parent)) == ["settings.toml", "settings.toml.bak"]

    second = path.read_text() + "# more words\n"
    write(second)
    settings.set("mouse", True)
    settings.save()
    assert backup.read_text() == first
    assert path.with_name("settings.toml.bak2").read_text() == second


def test_a_failed_write_leaves_the_old_file(
    path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("mouse = false\n")
    settings = Settings(path, {})
    settings.set("theme", "minimax-light")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(SettingsError) as refused:
            settings.save()
    assert "cannot be written" in refused.value.what
    assert "No space left" in str(refused.value.detail)
    assert path.read_text() == "mouse = false\n"
    assert os.listdir(path.parent) == ["settings.toml"]
    assert settings.origin("theme") == "unsaved"
    settings.save()
    assert tomllib.loads(path.read_text())["theme"] == "minimax-light"


def test_in_memory_saving_is_quiet() -> None:
    settings = Settings(None, {})
    settings.set("mouse", False)
    settings.save()
    assert settings.get("mouse") is False


def test_tables_in_the_place_of_settings_swallow_nothing(path: Path, write: Write) -> None:
    text = "[[mouse]]\na = 1\n[model]\nb = 2\n"
    write(text)
    settings = Settings(path, {})
    settings.set("theme", "minimax-light")
    settings.set("top_p", 0.5)
    settings.save()
    expected = {**tomllib.loads(text), "theme": "minimax-light", "top_p": 0.5}
    assert tomllib.loads(path.read_text()) == expected
    assert Settings(path, {}).get("theme") == "minimax-light"


# --- properties ---

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z", "C"]), min_size=1, max_size=30)


def values_of(key: str) -> st.SearchStrategy[Value]:
    setting = BY_KEY[key]
    match setting.type:
        case "switch":
            return st.booleans()
        case "choice" | "thinking":
            return st.sampled_from(setting.choices)
        case "number":
            low, high = setting.bounds or (0, 0)
            number = st.floats(low, high, allow_nan=False)
            return st.none() | number if setting.optional else number
        case "integer":
            least, most = setting.bounds or (0, 0)
            whole = st.integers(int(least), int(min(most, 10**12)))
            return st.none() | whole if setting.optional else whole
        case "theme":
            return st.from_regex(r"\A[a-z0-9][a-z0-9_-]{0,20}\Z")
        case "url":
            return st.none() | st.from_regex(r"\Ahttps://[a-z0-9]{1,9}(/[a-z0-9]{1,5}){0,2}\Z")
        case "hosts":
            host = st.from_regex(r"\A[a-z0-9]{1,9}(\.[a-z0-9]{1,5}){0,2}\Z")
            return st.none() | st.lists(host, min_size=1, max_size=3, unique=True).map(" ".join)
        case "model":
            return LINES
        case _:
            return st.none() | st.text(
                st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
                min_size=1,
                max_size=200,
            )


CHANGES: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {}, optional={key: values_of(key) for key in BY_KEY}
)
SCALARS = st.one_of(
    st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False), TEXT,
    st.datetimes(), st.dates(),
)  # fmt: skip
TREES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
UNKNOWN = st.dictionaries(TEXT.filter(lambda key: key not in BY_KEY), TREES, max_size=4)
ONE_FOLDER = hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)


@ONE_FOLDER
@given(CHANGES, CHANGES, UNKNOWN)
def test_what_is_saved_is_loaded_and_what_is_unknown_stays(
    tmp_path: Path, first: dict[str, Value], second: dict[str, Value], unknown: dict[str, Any]
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(render_settings(unknown), "utf-8", newline="")
    settings = Settings(path, {})
    expected: dict[str, Value] = {setting.key: setting.default for setting in SETTINGS}
    for changes in (first, second):
        for key, value in changes.items():
            expected[key] = settings.set(key, value)
        settings.save()
        again = Settings(path, {})
        assert {key: again.get(key) for key in BY_KEY} == expected
        written = tomllib.loads(path.read_bytes().decode())
        assert {key: value for key, value in written.items() if key not in BY_KEY} == unknown
        assert {p.key for p in again.problems} == set(unknown)
    assert os.listdir(tmp_path) == ["settings.toml"]


@ONE_FOLDER
@given(st.binary(max_size=200) | TEXT.map(str.encode))
def test_no_file_keeps_the_program_from_starting(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(data)
    settings = Settings(path, {})
    assert settings.get("mouse") in (True, False)
    for found in settings.problems:
        assert str(found).isprintable()
