"""What a session has of its own, put in force as it was stored."""

from __future__ import annotations

from typing import get_args

import pytest

from minimax_tui.cli.sessions import options_for
from minimax_tui.config.schema import SETTINGS, Setting, SettingType
from minimax_tui.config.settings import Settings
from minimax_tui.domain.messages import Session
from minimax_tui.domain.thinking import Thinking
from minimax_tui.ui.screens.settings.changes import has_session_value

STORED = {
    "model": "MiniMax-M2.1",
    "temperature": 0.25,
    "top_p": None,
    "max_tokens": "many",
    "thinking": "dreaming",
    "from_a_later_version": {"a": 1},
    "base_url": "https://elsewhere.example",
    "theme": "minimax-light",
}


def test_what_can_be_read_is_in_force_and_nothing_else() -> None:
    settings = Settings(None, {"MINIMAX_CHAT_TOP_P": "0.5", "MINIMAX_CHAT_MAX_TOKENS": "77"})
    settings.set("temperature", 1.5, session_only=True)
    settings.begin_session(STORED)
    assert settings.text("model") == "MiniMax-M2.1"
    assert settings.number("temperature") == 0.25
    assert (settings.get("top_p"), settings.origin("top_p")) == (None, "session")
    assert settings.integer("max_tokens") == 77
    assert settings.text("thinking") == "adaptive"
    assert settings.text("base_url") == ""
    assert settings.text("theme") == "auto"
    settings.begin_session({})
    assert settings.number("temperature") is None


def test_the_command_line_goes_before() -> None:
    settings = Settings(None, {}, {"temperature": 0.75})
    settings.begin_session({"temperature": 0.25, "top_p": 0.5})
    assert (settings.number("temperature"), settings.number("top_p")) == (0.75, 0.5)


def test_every_setting_that_the_panel_sets_for_a_session_is_kept_with_it() -> None:
    assert [s.key for s in SETTINGS if has_session_value(s) and not s.of_session] == []


@pytest.mark.parametrize("kind", get_args(SettingType))
def test_what_a_project_may_not_set_a_session_may_not_either(kind: SettingType) -> None:
    setting = Setting("x", kind, None, "X", "X", "X", scope="session")
    assert not setting.of_session
    assert setting._replace(set_by="project").of_session


def test_a_turn_from_the_command_line_goes_on_with_them() -> None:
    session = Session(
        "s",
        "T",
        1.0,
        1.0,
        model="MiniMax-M3",
        thinking="disabled",
        settings={"temperature": 0.25, "top_p": 7, "max_tokens": 99, "system": None},
    )
    settings = Settings(None, {"MINIMAX_CHAT_TOP_P": "0.5", "MINIMAX_CHAT_SYSTEM": "Be."})
    options = options_for(settings, session)
    assert options.thinking is Thinking.DISABLED
    assert (options.temperature, options.top_p, options.max_tokens) == (0.25, 0.5, 99)
    assert options.system is None, "this session has none, whatever the others have"
    assert settings.number("temperature") is None, "only this turn's"
    on_the_line = Settings(None, {}, {"temperature": 0.75, "model": "MiniMax-M2"})
    options = options_for(on_the_line, session)
    assert (options.model, options.temperature, options.max_tokens) == ("MiniMax-M2", 0.75, 99)


def test_what_is_for_the_session_shown_is_not_for_another_one() -> None:
    settings = Settings(None, {"MINIMAX_CHAT_TEMPERATURE": "0.5"})
    settings.set("temperature", 1.5, session_only=True)
    assert options_for(settings, None).temperature == 1.5
    assert options_for(settings, Session("s", "T", 1.0, 1.0)).temperature == 0.5
