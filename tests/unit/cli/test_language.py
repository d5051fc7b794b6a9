"""Which language the program speaks, and that it speaks it everywhere."""

from __future__ import annotations

import gettext
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from minimax_tui.cli import language
from minimax_tui.cli.main import main
from minimax_tui.cli.options import OptionParser
from minimax_tui.domain import i18n
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.ui.commands import COMMANDS, command
from minimax_tui.ui.key_table import rows_by_id
from tests.terminal.environment import clean_environment


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """Puts the program's own English back."""
    yield
    language.use_language("en", {})


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings file of an environment in English."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "MINIMAX_CHAT_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MINIMAX_CHAT_HOME", str(tmp_path))
    file = tmp_path / "config" / "settings.toml"
    file.parent.mkdir()
    return file


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN"}, "zh"),
        ({"LANG": "zh_SG.utf8@cjknarrow"}, "zh"),
        ({"LANG": "zh-Hans-CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.UTF-8"}, "en"),
        ({"LANG": "zh-Hant"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"),
        ({"LC_MESSAGES": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "zh_CN:en"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "en_GB:zh"}, "en"),
        ({"LANG": "zh_TW.UTF-8", "LANGUAGE": "zh_TW:zh"}, "zh"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "de:zh_CN:en"}, "zh"),
        ({"LANG": "C", "LANGUAGE": "zh_CN"}, "en"),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8", "LANGUAGE": "zh_CN"}, "en"),
        ({"LANGUAGE": "zh"}, "zh"),
    ],
)
def test_the_environment_says_it(environ: Mapping[str, str], said: str) -> None:
    assert language.locale_language(environ) == said


@pytest.mark.parametrize(
    ("arguments", "environ", "settings", "chinese"),
    [
        ([], {}, "", False),
        ([], {"LANG": "zh_CN.UTF-8"}, "", True),
        ([], {"LANG": "zh_CN.UTF-8"}, 'language = "en"', False),
        ([], {}, 'language = "zh"', True),
        ([], {"LANG": "zh_CN.UTF-8"}, 'language = "auto"', True),
        ([], {}, 'theme = "terminal"\nlanguage = "ZH"\n[keys]\n', True),
        ([], {}, '[keys]\nlanguage = "zh"', False),
        ([], {"LANG": "zh_CN.UTF-8"}, "language = 3", True),
        ([], {"LANG": "zh_CN.UTF-8"}, "\x00 rubbish", True),
        ([], {"MINIMAX_CHAT_LANGUAGE": "zh"}, 'language = "en"', True),
        ([], {"MINIMAX_CHAT_LANGUAGE": "klingon"}, 'language = "zh"', True),
        (["--set", "language=zh"], {"MINIMAX_CHAT_LANGUAGE": "en"}, "", True),
        (["--set=language=zh"], {}, "", True),
        (["--set", "language=zh", "--set", "language=en"], {}, "", False),
        (["-p", "language=zh"], {}, "", False),
        (["--demo"], {}, 'language = "zh"', False),
    ],
)
def test_the_nearest_word_counts(
    home: Path,
    arguments: list[str],
    environ: dict[str, str],
    settings: str,
    chinese: bool,
) -> None:
    home.write_text(settings, encoding="utf-8")
    found = {"MINIMAX_CHAT_HOME": str(home.parents[1]), **environ}
    language.install_first(arguments, found)
    assert (i18n.installed() is not None) is chinese


def test_texts_in_chinese() -> None:
    assert language.use_language("zh", {})
    assert tr("Settings") == "设置"
    assert tr("Theme: {name}", name="夜") == "主题：夜"
    assert trn("{count} turn", "{count} turns", 1) == "1 轮"
    assert trn("{count} turn", "{count} turns", 12345) == "12,345 轮"
    assert tr("") == "", "not what the catalogue says of itself"
    assert tr("a text of nobody's") == "a text of nobody's"
    assert not language.use_language("zh", {}), "nothing has changed"


def test_what_was_made_is_made_anew() -> None:
    before = len(COMMANDS)
    assert command("help.open").title == "Help"
    assert rows_by_id()["composer.send"].title == "Send"
    language.use_language("zh", {})
    assert command("help.open").title == "帮助"
    assert rows_by_id()["composer.send"].title == "发送"
    assert [row.id for row in COMMANDS][:3] == [row.id for row in COMMANDS[:3]]
    assert (COMMANDS[0].title, len(COMMANDS)) == ("停止回答", before)
    language.use_language("en", {})
    assert command("help.open").title == "Help"


def test_without_a_catalogue_it_is_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    language._catalogue.cache_clear()
    language.use_language("zh", {})
    assert tr("Settings") == "Settings"
    language._catalogue.cache_clear()


def test_the_help_of_the_command_line(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home.write_text('language = "zh"')
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert said.startswith("用法：minimax-chat")
    assert "显示此帮助并退出" in said
    with pytest.raises(SystemExit):
        main(["config", "set", "theme"])
    assert "minimax-chat config set：错误：缺少必需的参数：" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["--set", "language=en", "--help"])
    assert "show this help message and exit" in capsys.readouterr().out


def test_argparse_says_what_it_always_said(capsys: pytest.CaptureFixture[str]) -> None:
    language.use_language("zh", {})
    language.use_language("en", {})
    with pytest.raises(SystemExit):
        OptionParser(prog="x").parse_args(["y"])
    assert capsys.readouterr().err.endswith("x: error: unrecognized arguments: y\n")


def test_argparse_has_these_texts() -> None:
    """What is translated of argparse is what this Python's argparse says."""
    import argparse

    source = Path(argparse.__file__).read_text(encoding="utf-8")
    gone = [
        text
        for text in language.ARGPARSE_TEXTS
        if repr(text)[1:-1].split("%")[0].strip("(: ") not in source
    ]
    assert gone == []


def test_settings_say_it_in_the_end(home: Path) -> None:
    home.write_text('language = "zh"')
    assert main(["config", "get", "language"]) == 0
    assert isinstance(i18n.installed(), gettext.GNUTranslations)


@pytest.mark.parametrize(("encoding", "begins"), [("gb18030", "用法："), ("latin-1", "usage: ")])
def test_it_can_be_written(tmp_path: Path, encoding: str, begins: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "minimax_tui", "--help"],
        env=clean_environment(tmp_path)
        | {"MINIMAX_CHAT_LANGUAGE": "zh", "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode(encoding).startswith(begins)


def test_english_loads_nothing(tmp_path: Path) -> None:
    code = (
        "import os, sys; from minimax_tui.cli.language import install_first;"
        "install_first([], os.environ); print('gettext' in sys.modules, 'argparse' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=clean_environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False False\n"
