"""Before anything goes unencrypted to another machine the screen asks."""

from __future__ import annotations

import pytest

from minimax_tui.config.credentials import EnvironmentCredentials
from minimax_tui.config.settings import Settings
from minimax_tui.ui.screens.confirm import ConfirmScreen
from tests.pilot.chat_program import Chat, Program

HOST = "gateway.example"
QUESTION = "Send it unencrypted?"


@pytest.fixture(autouse=True)
def proxy(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """The simulator is the proxy to every host that is reached by plain http."""
    monkeypatch.setenv("HTTP_PROXY", program.simulator.base_url)


class Asked:
    """Credentials of another machine by http, and what the screen allowed."""

    def __init__(self) -> None:
        environ = {"MINIMAX_API_KEY": "k", "MINIMAX_BASE_URL": f"http://{HOST}:8080/anthropic"}
        self.credentials = EnvironmentCredentials(Settings(None, {}), environ)
        self.answers: list[tuple[str, bool]] = []

    def allow(self, host: str, remember: bool) -> None:
        self.answers.append((host, remember))
        self.credentials.allow_http(host)


async def ask(chat: Chat, asked: Asked) -> None:
    """Sends a prompt and waits for the question."""
    chat.app.services.allow_http = asked.allow
    await chat.send("my prompt")
    await chat.until(QUESTION, HOST)


async def test_the_first_answer_and_esc_send_nothing_and_keep_the_prompt(program: Program) -> None:
    asked = Asked()
    async with program.start(credentials=asked.credentials) as chat:
        for key in ("enter", "escape"):
            await ask(chat, asked)
            await chat.press(key)
            await chat.until("my prompt", gone=QUESTION)
            assert chat.composer.text == "my prompt"
            chat.composer.take()
        assert asked.answers == []
        assert not program.runner.running()


@pytest.mark.parametrize(
    ("words", "keys", "remember"),
    [
        ("until the program ends", ("down",), False),
        ("always allow", ("up",), True),
        ("always allow", ("tab", "tab"), True),
    ],
)
async def test_another_answer_sends_once_or_for_good(
    program: Program, words: str, keys: tuple[str, ...], remember: bool
) -> None:
    asked = Asked()
    program.answer("It arrived.")
    async with program.start((80, 24), credentials=asked.credentials) as chat:
        await ask(chat, asked)
        assert words in chat.text()
        await chat.press(*keys, "enter")
        await chat.until("❯ my prompt", "It arrived.", gone=QUESTION)
        assert asked.answers == [(HOST, remember)]
        assert chat.composer.text == ""


async def test_an_answer_can_be_clicked(program: Program) -> None:
    asked = Asked()
    async with program.start((60, 15), credentials=asked.credentials) as chat:
        await ask(chat, asked)
        await chat.click("Send, and always")
        assert asked.answers == [(HOST, True)]
        await chat.until_idle()


@pytest.mark.parametrize("size", [(120, 40), (60, 15), (40, 10)])
async def test_the_question_fits_the_window(program: Program, size: tuple[int, int]) -> None:
    asked = Asked()
    async with program.start(size, credentials=asked.credentials) as chat:
        await ask(chat, asked)
        assert isinstance(chat.app.screen, ConfirmScreen)
        dialog = chat.app.screen.query_one("#dialog").region
        assert dialog.right <= size[0]
        assert dialog.bottom <= size[1]
        shown = chat.text()
        for words in ("Do not send", "Send, until", "Send, and always", "enter", "esc"):
            assert words in shown
