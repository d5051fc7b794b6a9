"""Looks for settings, credentials and theme files that the program cannot bear.

`python tests/fuzz/settings_fuzz.py --events 10000 --seed 1`. Not collected by pytest;
`tests/unit/config/test_settings_fuzz.py` runs the same checks on a few cases. A case is a file of
any bytes, or a good one with faults put into it: reading it never fails and never changes it, what
is wrong is told with the file and a line that is there, safe to draw, what can be used can be
trusted, and the key is in nothing that is told.
"""

from __future__ import annotations

import os
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from minimax_tui.config.credentials import EnvironmentCredentials
from minimax_tui.config.models_table import models_from_settings
from minimax_tui.config.paths import themes_dir
from minimax_tui.config.schema import SETTINGS, Problem
from minimax_tui.config.settings import Settings
from minimax_tui.config.settings_text import same_values
from minimax_tui.config.toml_file import parse_toml
from minimax_tui.domain.errors import ChatError, SettingsError
from minimax_tui.domain.foreign import visible
from minimax_tui.ui.theme_files import (
    COLOR_NAMES,
    TERMINAL_COLORS,
    is_color,
    list_themes,
    load_theme,
    theme_sources,
)
from minimax_tui.ui.theme_styles import TranscriptStyles
from minimax_tui.ui.theme_variables import textual_theme
from tests.fuzz import fuzzing, hostile

VALUES = [
    *("true", "false", "0", "1", "-1", "120", "0.5", "1e400", "nan", "-inf", "9" * 400),
    *("0x" + "f" * 5_000, "0b" + "1" * 9_000, "9" * 5_000, "[]", "[[]]", "{}", "{a = 1}"),
    *(
        '["a", "ctrl+x"]',
        "2026-11-23",
        "2026-11-23T05:00:00Z",
        "05:00:00",
        '"""a\nb"""',
        "'''\n'''",
    ),
    *('""', '"on"', '"MiniMax-M3"', '"minimax-light"', '"https://api.minimax.io/anthropic"'),
    *('"#ff6a47"', '"bright_red"', '"\\u001b[2J"', '"\\u202e"', '"../../x"', '"auto"', '"a"'),
    *('"""\nnever closed', "[\n'never', 'closed',", "{ a = [\n1,\n2 ] }", "[\n1,\n2\n]"),
    *("[" * 300 + "]" * 300, "[" * 5_000, '"' + "x" * 70_000 + '"', "", "?"),
    *('"http://user:pw@[::1"', '"https://\\u0000"', '"http://[fe80::1%25x]:99999/"', '"sk-ant-x"'),
]
HEADERS = [
    *(
        "[keys]",
        "[models]",
        '[models."MiniMax-M3"]',
        "[models.x.price]",
        "[presets.a]",
        "[[models]]",
    ),
    *(
        "[account]",
        "[accounts.home]",
        "[accounts]",
        "[[accounts]]",
        "[colors]",
        "[code]",
        "[a.b.c]",
    ),
    *("[", "[]", "[keys", '["\\u001b"]', "[model]", "[version]", "[keys.x]", "[x]" * 3),
]
KEYS = [
    *(setting.key for setting in SETTINGS),
    *("version", "key", "base_url", "keyring", "use", "name", "dark", "terminal", "extends"),
    *("context_window", "price", "input", "thinking", "accent", "keyword", "send", "x", "a.b"),
    *('"a b"', '"\\u001b[2J"', "'k'", "ünï", "", "model.name", "Model", "timeout-s"),
    *(".".join("a" * 90), ".".join("a" * 150), "a . 'b'." * 60 + "c"),
]
CONTROLS = [
    b"\x00",
    b"\xff",
    b"\r",
    b"\r\n",
    b"\n",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b'"',
    b"#",
    b"=",
]

SETTINGS_TEXT = """version = 1
model = "MiniMax-M3"  # a comment
temperature = 0.5
mouse = false
stall_timeout_s = 90
theme = "minimax-light"

[keys]
"message.send" = "enter"
stop = ["escape", "ctrl+x"]

[models."Own-1"]
context_window = 100_000
price = { input = 1.0, output = 2.0 }

[presets.short]
max_tokens = 100
"""
ACCOUNTS_TEXT = f"""use = "home"

[accounts.home]
base_url = "https://api.minimax.io/anthropic"
key = "{hostile.KEY}"

[accounts.work]
key = "{hostile.KEY}"
"""
ACCOUNT_TEXT = (
    f'[account]\nkey = "{hostile.KEY}"\nbase_url = "https://api.minimaxi.com/anthropic"\n'
)
THEME_NAME = "minimax-dark"


def broken(random: Random, text: str) -> bytes:
    """A good file with faults in it, or any bytes."""
    if random.randrange(12) == 0:
        return bytes(random.choices(range(256), k=random.randrange(200)))
    lines = text.splitlines()
    for _ in range(random.randrange(5)):
        at = random.randrange(len(lines) + 1)
        match random.randrange(7):
            case 0:
                del lines[at : at + random.randrange(1, 3)]
            case 1:
                lines.insert(at, random.choice(HEADERS))
            case 2:
                lines[at:at] = lines[at : at + 2]
            case 3:
                lines.insert(at, hostile.text(random))
            case 4 if at < len(lines) and "=" in lines[at]:
                lines[at] = lines[at].partition("=")[0] + "= " + random.choice(VALUES)
            case _:
                lines.insert(at, f"{random.choice(KEYS)} = {random.choice(VALUES)}")
    data = "\n".join([*lines, ""]).encode(errors="surrogatepass")
    if random.randrange(5) == 0:
        at = random.randrange(len(data) + 1)
        data = data[:at] + random.choice(CONTROLS) + data[at + random.randrange(3) :]
    if random.randrange(12) == 0:
        data = data.replace(b"\n", b"\r\n")
    return data


def is_toml(data: bytes) -> bool:
    """Whether Python's own reader takes it."""
    try:
        tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return True


def check_words(said: str) -> None:
    """One line, safe to draw, bounded."""
    assert said == visible(said), repr(said)
    assert "\n" not in said, repr(said)
    assert len(said) < 2_000, len(said)


def check_problems(problems: Iterable[Problem], path: Path, data: bytes) -> None:
    """Each tells its file, and a line that is there."""
    for problem in problems:
        check_words(str(problem))
        check_words(problem.reason)
        assert problem.source == str(path)
        assert problem.line is None or 1 <= problem.line <= data.count(b"\n") + 1


def in_force(settings: Settings) -> dict[str, object]:
    """All values, each of which its setting allows."""
    found: dict[str, object] = {}
    for setting in SETTINGS:
        value = found[setting.key] = settings.get(setting.key)
        assert value is None or setting.parse(value) == value
    return found


def check_settings(random: Random, folder: Path) -> int:
    """The user's settings file, and a project's."""
    path = folder / "settings.toml"
    data = broken(random, SETTINGS_TEXT)
    path.write_bytes(data)
    settings = Settings(path, {})
    check_problems(settings.problems, path, data)
    assert is_toml(data) or settings.problems
    found = in_force(settings)
    check_problems(models_from_settings(settings)[1], path, data)
    project = Settings(None, {}, project=path)
    check_problems(project.problems, path, data)
    in_force(project)
    check_session(random, settings)
    assert path.read_bytes() == data
    if random.randrange(4) == 0:
        check_saving(settings, path, data, found)
    return 2


def check_saving(settings: Settings, path: Path, data: bytes, before: dict[str, object]) -> None:
    """A broken file is not written; in another one only what was set changes."""
    state = settings.state("stall_timeout_s")
    settings.set("stall_timeout_s", 77.0)
    try:
        settings.save()
    except SettingsError as error:
        check_words(error.what)
        check_words(str(error.detail))
        assert path.read_bytes() == data
        return
    assert is_toml(data), "a broken file was written over"
    assert in_force(Settings(path, {})) == {**before, "stall_timeout_s": 77.0}
    settings.restore(state)
    settings.save()
    assert in_force(settings) == before
    after = parse_toml(path.read_text("utf-8")).values
    assert same_values(after, parse_toml(data.decode("utf-8-sig")).values)


def check_session(random: Random, settings: Settings) -> None:
    """What a session has of its own, as some database may hold it."""
    raw: list[object] = [None, True, 0.5, -1, float("nan"), 10**400, "MiniMax-M3", [], {"a": [1]}]
    keys = [setting.key for setting in SETTINGS] + ["odd", ""]
    stored = {key: random.choice([*raw, hostile.text(random, 3)]) for key in random.sample(keys, 5)}
    before = in_force(settings)
    settings.begin_session(stored)
    changed = {key for key, value in in_force(settings).items() if value != before[key]}
    assert changed <= {setting.key for setting in SETTINGS if setting.of_session} & set(stored)
    settings.end_session()
    assert in_force(settings) == before


def check_environment(random: Random) -> int:
    """The same settings out of the environment."""
    names = [setting.env for setting in SETTINGS] + ["MINIMAX_API_KEY", "ANTHROPIC_API_KEY"]
    environ = {name: hostile.text(random, 3) for name in random.sample(names, 3)}
    settings = Settings(None, environ)
    for problem in settings.problems:
        check_words(str(problem))
    in_force(settings)
    check_credentials(settings, environ, None)
    return 1


def check_accounts(random: Random, folder: Path) -> int:
    """The credentials file."""
    path = folder / "credentials.toml"
    data = broken(random, random.choice((ACCOUNTS_TEXT, ACCOUNT_TEXT)))
    path.write_bytes(data)
    path.chmod(0o600)
    check_credentials(Settings(None, {}), {}, path)
    assert path.read_bytes() == data
    return 1


def check_credentials(settings: Settings, environ: dict[str, str], path: Path | None) -> None:
    """A credential, or an error in words."""
    credentials = EnvironmentCredentials(settings, environ, path)
    try:
        found = credentials.resolve()
    except ChatError as error:
        for said in (error.what, error.advice, str(error.detail)):
            check_words(said)
            assert hostile.KEY not in said
    else:
        assert found.key
        assert found.key.isascii()
        assert found.key.isprintable()
        check_words(found.source)
    for notice in credentials.notices:
        check_words(notice)
        assert hostile.KEY not in notice


def check_theme(random: Random, folder: Path) -> int:
    """A theme's file."""
    shipped = themes_dir()
    text = (shipped / f"{THEME_NAME}.toml").read_text("utf-8")
    if random.randrange(3) == 0:
        text = f'extends = "{random.choice((THEME_NAME, "own", "terminal", "x"))}"\n[colors]\n'
    path = folder / "own.toml"
    data = broken(random, text)
    path.write_bytes(data)
    # The reader keeps what it has read until the file's time or size changes.
    os.utime(path, ns=(random.getrandbits(60), random.getrandbits(60)))
    dirs = (folder, shipped)
    assert "own" in list_themes(dirs)
    assert path in theme_sources("own", dirs)
    refused: SettingsError | None = None
    try:
        colors = load_theme("own", dirs)
    except SettingsError as error:
        refused = error
    if refused is not None:
        check_words(refused.what)
        check_words(refused.advice)
        assert "own.toml" in refused.what
    else:
        check_words(colors.title)
        for color in (*(getattr(colors, name) for name in COLOR_NAMES), *colors.code.values()):
            assert color in TERMINAL_COLORS if colors.terminal else is_color(color)
        textual_theme(colors)
        TranscriptStyles(colors).style("heading1 code.inline")
    assert path.read_bytes() == data
    return 1


def main() -> int:
    """Runs all checks in turn; the number of failures is the exit status."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def case(random: Random) -> int:
            return (
                check_settings(random, folder)
                + check_environment(random)
                + check_accounts(random, folder)
                + check_theme(random, folder)
            )

        return fuzzing.run("files", case)


if __name__ == "__main__":
    sys.exit(main())
