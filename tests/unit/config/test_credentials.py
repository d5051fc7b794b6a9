"""Which key is used, with which host, and what is never sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from minimax_tui.config.credentials import EnvironmentCredentials, FixedCredentials
from minimax_tui.config.settings import Settings
from minimax_tui.domain.errors import (
    AuthenticationFailed,
    ChatError,
    ForeignKey,
    NoCredentials,
    PlainHttpRefused,
    SettingsError,
)
from minimax_tui.domain.ports import Credential, Credentials

WORLD = "https://api.minimax.io/anthropic"
CHINA = "https://api.minimaxi.com/anthropic"


def resolve(
    environ: dict[str, str],
    *,
    base_url: str | None = None,
    account: Path | None = None,
    settings: Settings | None = None,
) -> Credential:
    store = settings or Settings(None, {}, {"base_url": base_url})
    found: Credentials = EnvironmentCredentials(store, environ, account)
    return found.resolve()


def parts(credential: Credential) -> tuple[str, str, str]:
    return credential.key, credential.base_url, credential.source


def account_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "credentials.toml"
    path.write_text(text)
    path.chmod(mode)
    return path


RESOLVED: list[tuple[dict[str, str], str | None, tuple[str, str, str]]] = [
    ({"MINIMAX_API_KEY": "k"}, None, ("k", WORLD, "MINIMAX_API_KEY")),
    ({"MINIMAX_API_KEY": " k\n"}, None, ("k", WORLD, "MINIMAX_API_KEY")),
    ({"MINIMAX_API_KEY": "k"}, CHINA, ("k", CHINA, "MINIMAX_API_KEY")),
    ({"MINIMAX_API_KEY": "k", "MINIMAX_BASE_URL": CHINA}, None, ("k", CHINA, "MINIMAX_API_KEY")),
    ({"MINIMAX_API_KEY": "k", "MINIMAX_BASE_URL": CHINA}, WORLD, ("k", WORLD, "MINIMAX_API_KEY")),
    ({"MINIMAX_API_KEY": "k", "MINIMAX_BASE_URL": " "}, None, ("k", WORLD, "MINIMAX_API_KEY")),
    (  # the other service's variables do not touch a MiniMax key
        {
            "MINIMAX_API_KEY": "k",
            "ANTHROPIC_API_KEY": "sk-ant-x",
            "ANTHROPIC_BASE_URL": "https://api.anthropic.com",
        },
        None,
        ("k", WORLD, "MINIMAX_API_KEY"),
    ),
    (
        {"MINIMAX_API_KEY": "", "ANTHROPIC_API_KEY": "k"},
        None,
        ("k", WORLD, "ANTHROPIC_API_KEY"),
    ),
    (
        {"ANTHROPIC_API_KEY": "k", "ANTHROPIC_AUTH_TOKEN": "t", "ANTHROPIC_BASE_URL": CHINA},
        None,
        ("k", CHINA, "ANTHROPIC_API_KEY"),
    ),
    (
        {"ANTHROPIC_AUTH_TOKEN": "t", "ANTHROPIC_BASE_URL": CHINA + "/"},
        None,
        ("t", CHINA, "ANTHROPIC_AUTH_TOKEN"),
    ),
    (
        {"ANTHROPIC_AUTH_TOKEN": "t", "ANTHROPIC_BASE_URL": WORLD},
        CHINA,
        ("t", CHINA, "ANTHROPIC_AUTH_TOKEN"),
    ),
    (
        {"ANTHROPIC_AUTH_TOKEN": "t", "ANTHROPIC_BASE_URL": "http://127.0.0.1:9"},
        None,
        ("t", "http://127.0.0.1:9", "ANTHROPIC_AUTH_TOKEN"),
    ),
    (  # a gateway's own key goes to the gateway
        {"ANTHROPIC_AUTH_TOKEN": "t", "ANTHROPIC_BASE_URL": "https://gateway.example/mm"},
        None,
        ("t", "https://gateway.example/mm", "ANTHROPIC_AUTH_TOKEN"),
    ),
    (
        {"ANTHROPIC_AUTH_TOKEN": "t", "MINIMAX_BASE_URL": CHINA},
        None,
        ("t", WORLD, "ANTHROPIC_AUTH_TOKEN"),
    ),
]


@pytest.mark.parametrize(("environ", "base_url", "expected"), RESOLVED)
def test_resolved(
    environ: dict[str, str], base_url: str | None, expected: tuple[str, str, str]
) -> None:
    assert parts(resolve(environ, base_url=base_url)) == expected


FOREIGN: list[tuple[dict[str, str], str | None]] = [
    ({"ANTHROPIC_API_KEY": "sk-ant-api03-x"}, None),
    ({"ANTHROPIC_API_KEY": "SK-ANT-x"}, None),
    ({"ANTHROPIC_AUTH_TOKEN": "sk-ant-oat01-x"}, None),
    ({"MINIMAX_API_KEY": "sk-ant-x"}, None),
    ({"MINIMAX_API_KEY": "sk-ant-x"}, "https://eu.api.minimax.io/anthropic"),
    ({"ANTHROPIC_API_KEY": "sk-ant-x", "ANTHROPIC_BASE_URL": "https://api.anthropic.com"}, None),
    ({"ANTHROPIC_API_KEY": "sk-ant-x", "ANTHROPIC_BASE_URL": CHINA}, None),
    ({"ANTHROPIC_AUTH_TOKEN": "t", "ANTHROPIC_BASE_URL": "https://api.anthropic.com"}, None),
    ({"ANTHROPIC_AUTH_TOKEN": "t", "ANTHROPIC_BASE_URL": "https://api.anthropic.com"}, CHINA),
    ({"ANTHROPIC_AUTH_TOKEN": "t", "ANTHROPIC_BASE_URL": "https://gateway.example"}, CHINA),
    ({"MINIMAX_API_KEY": "k"}, "https://api.anthropic.com"),
]


@pytest.mark.parametrize(("environ", "base_url"), FOREIGN)
def test_what_is_another_services_is_not_sent(
    environ: dict[str, str], base_url: str | None
) -> None:
    with pytest.raises(ForeignKey) as refused:
        resolve(environ, base_url=base_url)
    assert "not sent" in refused.value.what
    assert "MINIMAX_API_KEY" in refused.value.advice
    assert "sk-ant" not in (refused.value.what + refused.value.advice).lower()


def test_a_foreign_key_is_passed_over_with_a_notice_where_another_one_serves() -> None:
    environ = {
        "ANTHROPIC_API_KEY": "sk-ant-x",
        "ANTHROPIC_AUTH_TOKEN": "t",
        "ANTHROPIC_BASE_URL": WORLD,
    }
    found = EnvironmentCredentials(Settings(None, {}), environ)
    assert parts(found.resolve()) == ("t", WORLD, "ANTHROPIC_AUTH_TOKEN")
    (notice,) = found.notices
    assert "ANTHROPIC_API_KEY" in notice
    assert "sk-ant" not in notice


@pytest.mark.parametrize("environ", [{}, {"MINIMAX_API_KEY": " \n"}, {"ANTHROPIC_API_KEY": ""}])
def test_no_key(environ: dict[str, str]) -> None:
    with pytest.raises(NoCredentials) as refused:
        resolve(environ)
    assert "MINIMAX_API_KEY" in refused.value.advice


@pytest.mark.parametrize("key", ["schlüssel", "a\x1bb", "a\nb", "a b", "\ud800"])
@pytest.mark.parametrize("variable", ["MINIMAX_API_KEY", "ANTHROPIC_AUTH_TOKEN"])
def test_a_key_that_can_be_none_is_refused_unseen(variable: str, key: str) -> None:
    with pytest.raises(AuthenticationFailed) as refused:
        resolve({variable: key})
    assert variable in refused.value.what
    assert key not in refused.value.what + refused.value.advice + str(refused.value.detail)


@pytest.mark.parametrize(
    "environ",
    [
        {"MINIMAX_API_KEY": "k", "MINIMAX_BASE_URL": "http://api.minimax.io/anthropic"},
        {"ANTHROPIC_API_KEY": "k", "ANTHROPIC_BASE_URL": "http://gateway.example"},
    ],
)
def test_http_is_refused(environ: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as refused:
        resolve(environ)
    assert "sent unencrypted to" in refused.value.what


def test_http_goes_to_hosts_that_the_user_has_allowed() -> None:
    environ = {"MINIMAX_API_KEY": "k", "MINIMAX_BASE_URL": "http://gateway.example:8080/a"}
    settings = Settings(None, {})
    found = EnvironmentCredentials(settings, environ)
    found.allow_http("another.example")
    for ask in (found.resolve, found.check, found.from_environment):
        with pytest.raises(PlainHttpRefused, match=r"unencrypted to gateway\.example"):
            ask()
    found.allow_http("gateway.example")
    assert found.resolve().base_url == "http://gateway.example:8080/a"
    remembered = EnvironmentCredentials(settings, environ)
    settings.set("http_hosts", "Gateway.Example, 10.0.0.7")
    assert remembered.resolve().base_url == "http://gateway.example:8080/a"


def test_the_setting_counts_at_once() -> None:
    settings = Settings(None, {})
    found = EnvironmentCredentials(settings, {"MINIMAX_API_KEY": "k"})
    assert found.resolve().base_url == WORLD
    settings.set("base_url", CHINA)
    assert found.resolve().base_url == CHINA


# --- the account file ---


def test_the_account_stands_before_the_environment(tmp_path: Path) -> None:
    account = account_file(tmp_path, f'[account]\nkey = " a\\n"\nbase_url = "{CHINA}"\n')
    found = resolve({"MINIMAX_API_KEY": "k", "MINIMAX_BASE_URL": WORLD}, account=account)
    assert parts(found) == ("a", CHINA, str(account))


def test_an_account_without_a_host_uses_the_setting(tmp_path: Path) -> None:
    account = account_file(tmp_path, '[account]\nkey = "a"\n')
    assert resolve({"MINIMAX_BASE_URL": CHINA}, account=account).base_url == WORLD
    assert resolve({}, base_url=CHINA, account=account).base_url == CHINA


def test_an_accounts_host_stands_before_the_files_and_behind_the_command_lines(
    tmp_path: Path,
) -> None:
    account = account_file(tmp_path, f'[account]\nkey = "a"\nbase_url = "{CHINA}"\n')
    file = tmp_path / "settings.toml"
    file.write_text(f'base_url = "{WORLD}"\n')
    settings = Settings(file, {})
    assert resolve({}, account=account, settings=settings).base_url == CHINA
    settings.reset("base_url")
    assert resolve({}, account=account, settings=settings).base_url == CHINA
    assert resolve({}, account=account, base_url=WORLD).base_url == WORLD


def test_an_absent_account_file_is_no_matter(tmp_path: Path) -> None:
    found = EnvironmentCredentials(
        Settings(None, {}), {"MINIMAX_API_KEY": "k"}, tmp_path / "credentials.toml"
    )
    assert found.resolve().key == "k"
    assert found.notices == ()


@pytest.mark.parametrize(
    ("text", "mode", "reason"),
    [
        ('[account]\nkey = "a"\n', 0o644, "Other users can read it"),
        ('[account]\nkey = "a"\n', 0o620, "Other users can read it"),
        ("[account", 0o600, "]"),
        ("", 0o600, "no [account] key"),
        ('account = "a"\n', 0o600, "no [account] key"),
        ("[account]\nkey = 5\n", 0o600, "no [account] key"),
        ('[account]\nkey = " "\n', 0o600, "no [account] key"),
    ],
)
def test_an_account_file_that_cannot_be_used_is_passed_over_with_a_notice(
    tmp_path: Path, text: str, mode: int, reason: str
) -> None:
    account = account_file(tmp_path, text, mode)
    found = EnvironmentCredentials(Settings(None, {}), {"MINIMAX_API_KEY": "k"}, account)
    assert found.resolve().key == "k"
    (notice,) = found.notices
    assert reason in notice
    assert "credentials.toml" in notice
    with pytest.raises(NoCredentials) as refused:
        resolve({}, account=account)
    assert reason in str(refused.value.detail)


def test_an_account_can_hold_no_foreign_key_and_no_http(tmp_path: Path) -> None:
    with pytest.raises(ForeignKey):
        resolve({}, account=account_file(tmp_path, '[account]\nkey = "sk-ant-x"\n'))
    text = '[account]\nkey = "a"\nbase_url = "http://api.minimax.io"\n'
    with pytest.raises(PlainHttpRefused):
        resolve({}, account=account_file(tmp_path, text))


# --- fixed ---


def test_fixed_credentials() -> None:
    fixed: Credentials = FixedCredentials("demo", "http://127.0.0.1:5/", "the demo")
    assert parts(fixed.resolve()) == ("demo", "http://127.0.0.1:5", "the demo")
    with pytest.raises(SettingsError):
        FixedCredentials("demo", "http://example.com", "the demo")


def test_no_key_is_ever_shown() -> None:
    credentials = EnvironmentCredentials(Settings(None, {}), {"MINIMAX_API_KEY": "my-secret"})
    assert "my-secret" not in repr(credentials) + repr(credentials.resolve())
    with pytest.raises(ChatError) as refused:
        resolve({"MINIMAX_API_KEY": "sk-ant-my-secret"})
    assert "my-secret" not in repr(refused.value) + str(refused.value.detail)
