"""The dialog that takes a key, and the choice between accounts, with accounts of a test."""

from __future__ import annotations

import asyncio

import pytest

from minimax_tui.cli.language import use_language
from minimax_tui.config.credentials import EnvironmentCredentials
from minimax_tui.config.settings import Settings
from minimax_tui.domain.accounts import ENVIRONMENT, REGIONS, Account, Where, likely_region
from minimax_tui.domain.errors import (
    AuthenticationFailed,
    ChatError,
    ConnectionFailed,
    Detail,
    ForeignKey,
    NoCredentials,
    PlainHttpRefused,
    SettingsError,
)
from minimax_tui.domain.ports import Credential
from minimax_tui.ui.screens.first_run import FirstRun
from minimax_tui.ui.screens.first_run_fields import KeyInput
from tests.pilot.chat_program import Chat, Program

WORLD, CHINA = (region.base_url for region in REGIONS)
KEY = "sk-test-0123456789abcdef"
WELCOME = "Welcome to minimax-chat"
SIZES = [(120, 40), (80, 24), (60, 15), (40, 10)]


class Keys:
    """Accounts that a test fixes; credentials and their keeper in one.

    Attributes:
        tried: Key and address of each try.
        answers: What the tries end with, in turn: a remark or an error.
        gate: Cleared to hold the tries.
    """

    def __init__(self, *kept: Account, answers: tuple[str | ChatError, ...] = ()) -> None:
        self.kept = {account.name: account for account in kept}
        self.keys: dict[str, str] = {}
        self.tried: list[tuple[str, str]] = []
        self.answers = list(answers)
        self.gate = asyncio.Event()
        self.gate.set()
        self.refusal: SettingsError | None = None
        self.keyring_answers = True

    def check(self) -> None:
        if not self.kept:
            raise NoCredentials

    def resolve(self) -> Credential:
        self.check()
        return Credential(KEY, WORLD, "test")

    def accounts(self) -> list[Account]:
        return list(self.kept.values())

    def use(self, name: str) -> None:
        if name not in self.kept:
            raise SettingsError(f"There is no account called “{name}”.")
        for account in self.accounts():
            self.kept[account.name] = Account(
                account.name, account.base_url, account.where, account.name == name, account.ending
            )

    async def try_key(self, key: str, base_url: str) -> str:
        self.tried.append((key, base_url))
        await self.gate.wait()
        answer = self.answers.pop(0) if self.answers else ""
        if isinstance(answer, ChatError):
            raise answer
        return answer

    async def keep(self, name: str, key: str, base_url: str) -> Account:
        if self.refusal is not None:
            raise self.refusal
        self.keys[name] = key
        self.kept[name] = Account(name, base_url, Where.FILE, True)
        self.use(name)
        return self.kept[name]

    async def remove(self, name: str) -> bool:
        if self.refusal is not None:
            raise self.refusal
        del self.kept[name]
        if self.kept:
            self.use(next(iter(self.kept)))
        return self.keyring_answers


REFUSED = AuthenticationFailed(detail=Detail(status=401))


async def type_key(chat: Chat, key: str = KEY) -> None:
    """Pastes the key and presses enter."""
    await chat.until(WELCOME)
    await chat.paste(key)
    await chat.press("enter")


async def test_chinese_sentences_stand_without_a_space(program: Program) -> None:
    keys = Keys()
    use_language("zh", {})
    try:
        async with program.start((120, 40), credentials=keys, accounts=keys) as chat:
            shown = await chat.until("需要你的 API 密钥。")
            assert "密钥。 " not in shown
    finally:
        use_language("en", {})


async def test_the_first_start_takes_a_key_and_goes_on_to_the_chat(program: Program) -> None:
    keys = Keys()
    async with program.start(credentials=keys, accounts=keys) as chat:
        await type_key(chat, f"  {KEY[:9]}\n{KEY[9:]} \n")
        await chat.until("only you can read", gone=WELCOME)
        assert keys.tried == [(KEY, WORLD)]
        assert keys.keys == {"default": KEY}
        assert chat.focused() is chat.composer
        assert "There is no API key yet" not in chat.text()
        assert KEY not in chat.text()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_it_fits_with_its_key_field_and_what_went_wrong_in_sight(
    program: Program, size: tuple[int, int]
) -> None:
    keys = Keys(answers=(REFUSED,))
    async with program.start(size, credentials=keys, accounts=keys) as chat:
        await chat.until(WELCOME, "paste your key", "Connect")
        dialog = chat.app.screen.query_one("#dialog").region
        assert dialog.bottom <= size[1]
        assert dialog.right <= size[0]
        await chat.paste(KEY)
        assert "•" * 10 in chat.text()
        await chat.press("enter")
        await chat.until("did not accept", "Try the other region", "esc")


async def test_a_key_of_the_other_region_is_found(program: Program) -> None:
    keys = Keys(answers=(REFUSED, ""))
    async with program.start(credentials=keys, accounts=keys) as chat:
        await type_key(chat)
        await chat.until("China (api.minimaxi.com)", "▸Try the other region")
        await chat.press("enter")
        await chat.until(gone=WELCOME)
        assert keys.tried == [(KEY, WORLD), (KEY, CHINA)]
        assert keys.kept["default"].base_url == CHINA


async def test_a_region_is_chosen_by_keys_and_by_mouse(program: Program) -> None:
    keys = Keys(answers=(REFUSED, REFUSED))
    async with program.start(credentials=keys, accounts=keys) as chat:
        await chat.until(WELCOME)
        await chat.press("up", "down")
        assert "● China" in chat.text()
        await chat.press("enter")
        assert isinstance(chat.focused(), KeyInput)
        await chat.press("tab", "right")
        assert "▸Try the demo" in chat.text()
        await chat.press("left", "up", "up")
        assert "▸ ● China" in chat.text()
        await chat.paste(KEY)
        assert isinstance(chat.focused(), KeyInput), "a paste finds its field"
        await chat.press("enter")
        await chat.until("International (api.minimax.io)")
        await chat.click("International  api")
        await chat.until("● International", gone="did not accept")
        await chat.click("Connect")
        await chat.until("China (api.minimaxi.com)")
        assert [url for _, url in keys.tried] == [CHINA, WORLD]


async def test_another_address_is_taken(program: Program) -> None:
    keys = Keys(answers=(REFUSED, ""))
    async with program.start(credentials=keys, accounts=keys) as chat:
        await chat.until(WELCOME)
        await chat.paste(KEY)
        await chat.click("Another address")
        await chat.click("Connect")
        await chat.until("Give the address first.")
        await chat.type("https://g.example/a")
        await chat.press("enter")
        shown = await chat.until("did not accept")
        assert "Try the other region" not in shown
        assert keys.tried == [(KEY, "https://g.example/a")]


HTTP = "http://gateway.example:8080/anthropic"


async def give_http_address(chat: Chat) -> None:
    """Gives a key and the address of another machine by plain http."""
    await chat.until(WELCOME)
    await chat.paste(KEY)
    await chat.click("Another address")
    await chat.press("down")
    await chat.type(HTTP)
    await chat.press("enter")
    await chat.until("Send it unencrypted?", "gateway.example")


@pytest.mark.parametrize(("words", "remember"), [("until the program", False), ("always", True)])
async def test_before_a_key_goes_by_plain_http_it_is_asked(
    program: Program, words: str, remember: bool
) -> None:
    keys = Keys(answers=(PlainHttpRefused("gateway.example"), ""))
    allowed: list[tuple[str, bool]] = []
    async with program.start((80, 24), credentials=keys, accounts=keys) as chat:
        chat.app.services.allow_http = lambda host, always: allowed.append((host, always))
        await give_http_address(chat)
        assert keys.keys == {}
        await chat.click(words)
        await chat.until(gone=WELCOME)
        assert allowed == [("gateway.example", remember)]
        assert keys.tried == [(KEY, HTTP), (KEY, HTTP)]
        assert keys.kept["default"].base_url == HTTP


async def test_a_no_to_plain_http_keeps_the_dialog_and_sends_nothing(program: Program) -> None:
    keys = Keys(answers=(PlainHttpRefused("gateway.example"),))
    async with program.start((80, 24), credentials=keys, accounts=keys) as chat:
        await give_http_address(chat)
        await chat.press("escape")
        await chat.until(WELCOME, "✗ The base URL is http", gone="Send it unencrypted?")
        assert len(keys.tried) == 1
        assert keys.keys == {}
        assert getattr(chat.focused(), "id", "") == "address"


async def test_an_address_that_is_set_is_offered(program: Program) -> None:
    keys = Keys()
    async with program.start(
        credentials=keys, accounts=keys, base_url="http://127.0.0.1:9/anthropic"
    ) as chat:
        await chat.until(WELCOME, "● Another address", "http://127.0.0.1:9/anthropic")


async def test_a_foreign_key_is_refused_with_the_reason(program: Program) -> None:
    keys = Keys(answers=(ForeignKey("That key is Anthropic's."),))
    async with program.start(credentials=keys, accounts=keys) as chat:
        await type_key(chat, "sk-ant-api03-abc")
        shown = await chat.until("✗ That key is Anthropic's.")
        assert "Keep it untested" not in shown
        assert "other region" not in shown
        assert keys.keys == {}
        await chat.type("x")
        assert "✗" not in chat.text(), "what was said holds no more"


async def test_unreached_it_is_kept_only_when_chosen(program: Program) -> None:
    keys = Keys(answers=(ConnectionFailed(), ConnectionFailed()))
    async with program.start(credentials=keys, accounts=keys) as chat:
        await type_key(chat)
        await chat.until("could not be reached", "▸Keep it untested")
        assert keys.keys == {}
        await chat.press("enter")
        await chat.until(gone=WELCOME)
        assert keys.keys == {"default": KEY}


async def test_asking_can_be_stopped(program: Program) -> None:
    keys = Keys()
    keys.gate.clear()
    async with program.start(credentials=keys, accounts=keys) as chat:
        await type_key(chat)
        await chat.until("Asking api.minimax.io", "esc stop")
        await chat.press("escape")
        await chat.until("Stopped", WELCOME, "esc later")
        keys.gate.set()
        await chat.press("enter")
        await chat.until(gone=WELCOME)
        assert len(keys.tried) == 2


async def test_an_account_with_a_trouble_of_its_own_is_kept_and_told(program: Program) -> None:
    keys = Keys(answers=("The account has no balance left.",))
    async with program.start(credentials=keys, accounts=keys) as chat:
        await type_key(chat)
        await chat.until("no balance left", gone=WELCOME)
        assert keys.keys == {"default": KEY}


async def test_what_cannot_be_written_is_said(program: Program) -> None:
    keys = Keys()
    keys.refusal = SettingsError("The account file cannot be written.", "Check the disk.")
    async with program.start(credentials=keys, accounts=keys) as chat:
        await type_key(chat)
        await chat.until("✗ The account file cannot be written.", "Check the disk.", WELCOME)


async def test_a_wrong_name_or_address_leads_to_its_field(program: Program) -> None:
    keys = Keys(*TWO, answers=(SettingsError("The base URL cannot be used: it is not a URL."),))
    async with program.start(credentials=keys, accounts=keys) as chat:
        await chat.type("/key")
        await chat.press("enter")
        await chat.until("Name of the account")
        await chat.paste(KEY)
        await chat.press("tab", "end", "!", "enter")
        await chat.until("✗ An account cannot be called “default!”.")
        assert keys.tried == []
        assert getattr(chat.focused(), "id", "") == "name"
        await chat.press("backspace")
        await chat.click("Another address")
        await chat.press("down")
        await chat.type("nonsense")
        await chat.press("enter")
        await chat.until("✗ The base URL cannot be used")
        assert getattr(chat.focused(), "id", "") == "address"
        assert keys.keys == {}


async def test_an_empty_field_asks_nobody(program: Program) -> None:
    keys = Keys()
    async with program.start(credentials=keys, accounts=keys) as chat:
        await chat.until(WELCOME)
        await chat.press("enter")
        await chat.until("Paste your key first.")
        assert keys.tried == []


async def test_the_key_goes_to_no_clipboard(program: Program) -> None:
    keys = Keys()
    async with program.start(credentials=keys, accounts=keys) as chat:
        await chat.until(WELCOME)
        await chat.paste(KEY)
        await chat.press("ctrl+a", "ctrl+x")
        assert chat.app.clipboard == ""
        await chat.press("shift+home", "ctrl+c")
        assert chat.app.clipboard == ""


async def test_later_leaves_the_chat_with_a_hint_and_keeps_the_draft(program: Program) -> None:
    keys = Keys()
    async with program.start(credentials=keys, accounts=keys) as chat:
        await chat.until(WELCOME)
        await chat.press("escape")
        await chat.until("There is no API key yet", "/key", gone=WELCOME)
        await chat.send("my words")
        await chat.until("MINIMAX_API_KEY")
        assert chat.composer.text == "my words"
        await chat.press("ctrl+c")
        await chat.type("/key")
        await chat.press("enter")
        await chat.until("Add an account", "Name of the account", "default")


@pytest.mark.parametrize(("button", "demo"), [("Try the demo", True), ("Quit", False)])
async def test_demo_and_quit_end_the_screen(program: Program, button: str, demo: bool) -> None:
    keys = Keys()
    async with program.start(credentials=keys, accounts=keys) as chat:
        await chat.until(WELCOME)
        await chat.click(button)
        assert chat.app._exit
        assert chat.app.services.demo_wanted is demo


async def test_with_a_key_there_is_no_welcome(program: Program) -> None:
    keys = Keys(Account("work", WORLD, Where.FILE, True))
    async with program.start(credentials=keys, accounts=keys) as chat:
        await chat.until("Try one of these")
        assert not isinstance(chat.app.screen, FirstRun)
        assert "work" not in chat.title, "one account needs no name"


async def test_without_accounts_the_dialogs_are_not_there(program: Program) -> None:
    credentials = EnvironmentCredentials(Settings(None, {}, {}), {}, None)
    async with program.start(credentials=credentials) as chat:
        await chat.until("There is no API key yet")
        assert not isinstance(chat.app.screen, FirstRun)
        await chat.type("/account")
        await chat.press("enter")
        await chat.until("uses no key")


# --- several accounts ---

TWO = (
    Account("work", WORLD, Where.KEYRING, True),
    Account("家", CHINA, Where.FILE, False, "…cdef"),
    Account(ENVIRONMENT, WORLD, Where.ENVIRONMENT),
)


async def test_of_several_accounts_the_title_says_which(program: Program) -> None:
    keys = Keys(*TWO)
    async with program.start(credentials=keys, accounts=keys) as chat:
        await chat.until("account work")
        await chat.type("/account")
        await chat.press("enter")
        shown = await chat.until("work ●", "家", "the environment", "Add an account", "keyring")
        assert "China" not in shown
        await chat.press("down")
        await chat.until("China; its key is in the credentials file (…cdef)")
        await chat.press("enter")
        await chat.until("account 家")
        assert keys.kept["家"].in_use


async def test_an_account_can_be_named_at_once(program: Program) -> None:
    keys = Keys(*TWO)
    async with program.start(credentials=keys, accounts=keys) as chat:
        await chat.type("/account ")
        await chat.until("api.minimaxi.com", "environment")
        await chat.type("家")
        await chat.press("enter")
        await chat.until("account 家")
        await chat.type("/account nobody")
        await chat.press("enter")
        await chat.until("There is no account called “nobody”.")
        assert keys.kept["家"].in_use


async def test_one_more_account_gets_a_name(program: Program) -> None:
    keys = Keys(*TWO)
    async with program.start((80, 24), credentials=keys, accounts=keys) as chat:
        await chat.type("/account")
        await chat.press("enter")
        await chat.until("Add an account …")
        await chat.press("up", "enter")
        await chat.until("Name of the account", "default", gone="Type to filter")
        await chat.paste(KEY)
        await chat.press("down", "ctrl+u")
        await chat.type("work")
        await chat.until("Replaces the key of “work”.")
        await chat.type("2")
        await chat.press("enter")
        await chat.until("account work2")
        assert keys.keys == {"work2": KEY}


@pytest.mark.parametrize(
    ("locale", "region"),
    [
        ("zh_CN.UTF-8", "china"),
        ("zh-CN", "china"),
        ("zh_TW", "international"),
        ("", "international"),
    ],
)
def test_the_likely_region(locale: str, region: str) -> None:
    assert likely_region(locale).id == region


# --- removing one ---


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10)])
async def test_an_account_is_removed_only_once_it_is_confirmed(
    program: Program, size: tuple[int, int]
) -> None:
    keys = Keys(*TWO)
    async with program.start(size, credentials=keys, accounts=keys) as chat:
        await chat.type("/account")
        await chat.press("enter")
        await chat.until("work ●", "ctrl+d remove")
        await chat.press("ctrl+d")
        await chat.until("Remove the account “work”?", "keyring", "Requests use it now")
        await chat.press("enter")
        await chat.until("work ●", gone="Remove the account")
        assert "work" in keys.kept
        await chat.press("ctrl+d", "down", "enter")
        await chat.until("家 ●", gone="work ●")
        assert list(keys.kept) == ["家", ENVIRONMENT]
        assert chat.app.screen.query_one("#dialog")
        if size[0] >= 80:
            await chat.until("The account “work” was removed.")


async def test_what_is_no_account_is_not_removed(program: Program) -> None:
    keys = Keys(*TWO)
    async with program.start(credentials=keys, accounts=keys) as chat:
        await chat.type("/account")
        await chat.press("enter")
        await chat.until("work ●")
        await chat.press("down", "down", "ctrl+d")
        await chat.until("it can only be removed there.")
        await chat.press("down", "ctrl+d")
        assert "Remove the account" not in chat.text()
        assert len(keys.kept) == 3


async def test_what_goes_wrong_while_an_account_is_removed_is_said(program: Program) -> None:
    keys = Keys(*TWO)
    keys.refusal = SettingsError("The account file cannot be written.", "Check the disk.")
    async with program.start(credentials=keys, accounts=keys) as chat:
        await chat.type("/account")
        await chat.press("enter")
        await chat.until("work ●")
        await chat.press("ctrl+d", "down", "enter")
        await chat.until("The account file cannot be written. Check the disk.", "work ●")
        keys.refusal, keys.keyring_answers = None, False
        await chat.press("ctrl+d", "down", "enter")
        await chat.until("Its key is still", gone="work ●")
