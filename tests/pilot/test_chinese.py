"""The interface in Chinese, and a change of language while the program runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from minimax_tui.cli.language import use_language
from minimax_tui.config.schema import SETTINGS
from minimax_tui.ui.commands import COMMANDS
from tests.pilot.chat_program import Program


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """Puts the program's own English back."""
    yield
    use_language("en", {})


async def test_the_language_changes_at_once(program: Program) -> None:
    async with program.start((120, 40)) as chat:
        assert "Message MiniMax-M3…" in chat.text()
        await chat.press("f2")
        await chat.type("language")
        await chat.press("right", "right")
        shown = await chat.until("更改用于", "语言", "立即")
        assert "changes hold for" not in shown
        await chat.press("escape", "escape")
        await chat.until("给 MiniMax-M3 发消息…", "── 对话 ─", "── 思考 ─", "选择模型", "新会话")
        assert "思考 自适应" in chat.status
        assert "f1 帮助" in chat.status
        assert program.settings_file.read_text().endswith('language = "zh"\n')
        await chat.press("f1")
        await chat.until("按键与命令", "发送")
        await chat.press("escape")
        await chat.press("ctrl+p")
        await chat.until("停止回答")
        await chat.press("escape")
        chat.composer.insert("/set")
        await chat.until("▸ /settings", "设置  f2")
        chat.composer.clear()
        await chat.press("f2")
        await chat.type("语言")
        await chat.until("程序界面的语言")
        await chat.press("left")
        await chat.until("The language that the program speaks")
        await chat.press("escape", "escape")
        await chat.until("Message MiniMax-M3…", "── Conversation ─")


async def test_an_answer_in_chinese(program: Program) -> None:
    use_language("zh", {})
    program.answer("好的。", thinking="想一想。")
    async with program.start((120, 40)) as chat:
        shown = await chat.ask("请回答")
        assert "思考 0." in shown
        assert "首字" in shown
        assert "第 1 轮" in shown
        assert "1 轮" in chat.title


async def test_an_error_in_chinese(program: Program) -> None:
    use_language("zh", {})
    async with program.start((80, 24)) as chat:
        await chat.ask("fault: 402")
        await chat.until("账号余额不足。", "请在 MiniMax 平台充值后重试。")


@pytest.mark.parametrize("size", [(80, 24), (60, 15)], ids=["80x24", "60x15"])
async def test_hints_have_room(program: Program, size: tuple[int, int]) -> None:
    use_language("zh", {})
    async with program.start(size) as chat:
        for opener in ("ctrl+l", "f2", "f1", "ctrl+p", "ctrl+s"):
            await chat.press(opener)
            assert await chat.until("esc 关闭"), opener
            await chat.press("escape")


SAME_IN_EVERY_LANGUAGE = {
    *("minimax", "chat", "mini", "max", "highspeed", "token", "tok", "tokens", "model", "thinking"),
    *("kitty", "vim", "markdown", "html", "json", "python", "url", "base", "http", "tmux"),
    *("editor", "visual", "name", "api", "top", "ctrl", "shift", "alt", "enter", "esc", "escape"),
    *("tab", "backspace", "delete", "insert", "home", "end", "page", "pageup", "pagedown", "down"),
    *("left", "right", "space", "super", "off", "shell", "systems"),
    *("role", "kind", "after", "before"),  # filters of the search
}
"""Names, keys, and what is typed."""


@pytest.mark.parametrize(
    "opened",
    [
        "",
        "f1",
        "f2",
        "ctrl+l",
        "ctrl+p",
        "ctrl+s",
        "/keys",
        "/preset",
        "/tree",
        "/jump",
        "/prompts",
    ],
)
async def test_no_english_is_left_on_the_screen(program: Program, opened: str) -> None:
    """Whatever word of Latin letters is there is a name, a key, or a value that is typed."""
    use_language("zh", {})
    program.add_session("s1", "标题", "问题", "回答")
    values = " ".join(str(row.default) for row in SETTINGS if row.type in ("theme", "model"))
    values += " ".join(f" {row.key}" for row in SETTINGS)
    typed = " ".join(f"{row.slash} {row.id} {row.completer}" for row in COMMANDS)
    typed += f" {program.theme_folders[0]}"  # the panel names it
    allowed = set(re.findall(r"[a-z]{3,}", f"{values} {typed}".lower()))
    async with program.start((160, 90), resume_id="s1") as chat:
        await chat.until("回答")
        if opened.startswith("/"):
            await chat.send(opened)
        elif opened:
            await chat.press(opened)
        if opened:
            await chat.until("esc 关闭")
        words = set(re.findall(r"[a-z]{3,}", chat.text().lower()))
        assert words - allowed - SAME_IN_EVERY_LANGUAGE == set(), chat.text()


async def test_a_choice_is_shown_in_chinese_and_written_in_english(program: Program) -> None:
    use_language("zh", {})
    async with program.start((120, 40), language="zh") as chat:
        await chat.press("f2")
        await chat.type("响铃")
        await chat.until("▸ 回答提醒", "可取值   关、标题、响铃、通知")
        await chat.press("enter")
        await chat.until("▸ ● 标题")
        await chat.press("down", "enter")
        await chat.until("值       响铃")
        assert 'announce = "bell"' in program.settings_file.read_text()
