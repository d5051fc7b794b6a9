"""The interface in Chinese, and a change of language while the program runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from minimax_tui.cli.language import use_language
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
