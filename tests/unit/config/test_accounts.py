"""Several accounts: kept, chosen, removed; in the file, and in the keyring."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from minimax_tui.config.accounts import Accounts
from minimax_tui.config.credentials import EnvironmentCredentials
from minimax_tui.config.keyring_store import Keyring
from minimax_tui.config.settings import Settings
from minimax_tui.domain.accounts import ENVIRONMENT, Where
from minimax_tui.domain.errors import NoCredentials, SettingsError
from minimax_tui.domain.ports import Credential
from tests.unit.config.fake_keyring import FakeBackend, install

WORLD = "https://api.minimax.io/anthropic"
CHINA = "https://api.minimaxi.com/anthropic"
KEY = "sk-test-0123456789abcdef"
OTHER_KEY = "sk-test-fedcba9876543210"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "credentials.toml"


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> FakeBackend:
    found = FakeBackend()
    install(monkeypatch, found)
    return found


def resolve(accounts: Accounts, environ: dict[str, str] | None = None) -> Credential:
    return EnvironmentCredentials(Settings(None, {}), environ or {}, accounts=accounts).resolve()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_first_account_makes_a_private_file_in_a_private_folder(path: Path) -> None:
    Accounts(path).keep("default", KEY, WORLD)
    assert mode(path) == 0o600
    assert mode(path.parent) == 0o700
    credential = resolve(Accounts(path))
    assert (credential.key, credential.base_url) == (KEY, WORLD)


def test_the_account_kept_last_is_used_and_another_can_be_chosen(path: Path) -> None:
    accounts = Accounts(path)
    accounts.keep("work", KEY, WORLD)
    accounts.keep("家", OTHER_KEY, CHINA)
    assert resolve(accounts).base_url == CHINA
    accounts.use("work")
    assert resolve(accounts).key == KEY
    assert resolve(Accounts(path)).key == KEY, "the choice is remembered"
    assert list(Accounts(path).book().accounts) == ["work", "家"]


def test_a_key_can_be_replaced_without_another_account_changing(path: Path) -> None:
    accounts = Accounts(path)
    accounts.keep("work", KEY, WORLD)
    accounts.keep("home", KEY, CHINA)
    accounts.keep("work", OTHER_KEY, WORLD)
    assert [(a.name, a.key) for a in accounts.book().accounts.values()] == [
        ("work", OTHER_KEY),
        ("home", KEY),
    ]


def test_the_command_line_names_the_account_of_one_run(path: Path) -> None:
    Accounts(path).keep("work", KEY, WORLD)
    Accounts(path).keep("home", OTHER_KEY, CHINA)
    named = Accounts(path, named="work")
    assert resolve(named, {"MINIMAX_API_KEY": "k"}).key == KEY
    assert resolve(Accounts(path)).key == OTHER_KEY
    named.use("home")
    assert resolve(named).key == OTHER_KEY, "what is chosen later goes first"
    with pytest.raises(SettingsError, match="“nobody”") as refused:
        Accounts(path, named="nobody").book()
    assert "work, home" in refused.value.advice


def test_an_account_goes_before_the_environment_unless_that_is_chosen(path: Path) -> None:
    environ = {"MINIMAX_API_KEY": "from-the-environment"}
    accounts = Accounts(path)
    accounts.keep("work", KEY, CHINA)
    assert resolve(accounts, environ).key == KEY
    accounts.use(ENVIRONMENT)
    assert resolve(Accounts(path), environ).key == "from-the-environment"
    with pytest.raises(NoCredentials):
        resolve(Accounts(path), {})


def test_the_last_account_removed_leaves_the_environment(path: Path) -> None:
    accounts = Accounts(path)
    accounts.keep("work", KEY, WORLD)
    accounts.keep("home", OTHER_KEY, WORLD)
    assert accounts.clear("home")
    assert resolve(accounts).key == KEY
    assert accounts.clear("work")
    assert resolve(accounts, {"MINIMAX_API_KEY": "k"}).key == "k"
    assert accounts.book().notices == ()
    assert KEY not in path.read_text()
    with pytest.raises(SettingsError):
        accounts.clear("work")


def test_a_single_account_table_is_read_and_goes_on_as_default(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(f'[account]\nkey = "{KEY}"\nbase_url = "{CHINA}"\n[later]\nx = 1\n')
    path.chmod(0o600)
    accounts = Accounts(path)
    assert resolve(accounts).base_url == CHINA
    accounts.keep("work", OTHER_KEY, WORLD)
    accounts.use("default")
    assert resolve(Accounts(path)).key == KEY
    assert "[later]\nx = 1" in path.read_text(), "what a later version wrote stays"


@pytest.mark.parametrize(
    ("text", "file_mode"),
    [("use = [", 0o600), (f'[accounts.work]\nkey = "{KEY}"\n', 0o644)],
    ids=["broken", "public"],
)
def test_a_file_that_cannot_be_used_is_not_touched(path: Path, text: str, file_mode: int) -> None:
    path.parent.mkdir()
    path.write_text(text)
    path.chmod(file_mode)
    accounts = Accounts(path)
    with pytest.raises(NoCredentials):
        resolve(accounts)
    for change in (
        lambda: accounts.keep("home", OTHER_KEY, WORLD),
        lambda: accounts.use("work"),
        lambda: accounts.use(ENVIRONMENT),
        lambda: accounts.clear("work"),
    ):
        with pytest.raises(SettingsError) as refused:
            change()
        assert "not changed" in refused.value.what
        assert KEY not in str(refused.value.detail)
    assert path.read_text() == text


def test_accounts_that_cannot_be_used_are_named(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(
        'use = "gone"\n[accounts.empty]\n[accounts."-x"]\nkey = "k"\n'
        f'[accounts.work]\nkey = "{KEY}"\n'
    )
    path.chmod(0o600)
    book = Accounts(path).book()
    assert list(book.accounts) == ["work"]
    assert [word for word in ("empty", "-x", "gone") if word not in " ".join(book.notices)] == []
    assert resolve(Accounts(path)).key == KEY


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file in the folder's place")
    accounts = Accounts(tmp_path / "config" / "credentials.toml")
    with pytest.raises(SettingsError, match="not changed") as refused:
        accounts.keep("work", KEY, WORLD)
    assert KEY not in str(refused.value.detail)


@pytest.mark.parametrize("name", ["", " ", "-x", "a b", "a/b", "x" * 33, "environment", "a\nb"])
def test_names_that_cannot_be_used(path: Path, name: str) -> None:
    with pytest.raises(SettingsError):
        Accounts(path).keep(name, KEY, WORLD)
    assert not path.exists()


def test_a_key_is_in_no_repr(path: Path) -> None:
    account = Accounts(path).keep("work", KEY, WORLD)
    assert KEY not in repr(account)
    assert KEY not in repr(Accounts(path).book())


# --- the keyring ---


def test_with_a_keyring_no_key_is_in_the_file(path: Path, backend: FakeBackend) -> None:
    accounts = Accounts(path, Keyring())
    account = accounts.keep("work", KEY, WORLD)
    assert account.where is Where.KEYRING
    assert KEY not in path.read_text()
    assert list(backend.entries.values()) == [KEY]
    asked = backend.calls
    assert resolve(accounts).key == KEY
    assert backend.calls == asked, "a key that is known is not asked for again"
    fresh = Accounts(path, Keyring())
    for _ in range(3):
        assert resolve(fresh).key == KEY
    assert backend.calls == asked + 1


def test_looking_whether_there_is_a_key_asks_no_keyring(path: Path, backend: FakeBackend) -> None:
    Accounts(path, Keyring()).keep("work", KEY, WORLD)
    asked = backend.calls
    accounts = Accounts(path, Keyring())
    EnvironmentCredentials(Settings(None, {}), {}, accounts=accounts).check()
    accounts.book()
    assert backend.calls == asked


def test_known_keys_are_those_of_the_file_and_of_this_run(path: Path, backend: FakeBackend) -> None:
    accounts = Accounts(path, Keyring())
    accounts.keep("work", KEY, WORLD)
    accounts.keep("home", OTHER_KEY, WORLD, in_file=True)
    assert sorted(accounts.known_keys()) == sorted([KEY, OTHER_KEY])
    fresh = Accounts(path, Keyring())
    asked = backend.calls
    assert fresh.known_keys() == [OTHER_KEY]
    assert backend.calls == asked, "the keyring would ask on the desktop"
    fresh.key_of(fresh.book().accounts["work"])
    assert sorted(fresh.known_keys()) == sorted([KEY, OTHER_KEY])


def test_a_key_that_changes_leaves_no_old_entry(path: Path, backend: FakeBackend) -> None:
    accounts = Accounts(path, Keyring())
    accounts.keep("work", KEY, WORLD)
    accounts.keep("work", OTHER_KEY, WORLD)
    assert list(backend.entries.values()) == [OTHER_KEY]
    assert resolve(accounts).key == OTHER_KEY
    accounts.keep("work", KEY, WORLD, in_file=True)
    assert backend.entries == {}
    assert KEY in path.read_text()
    assert resolve(Accounts(path)).key == KEY


def test_two_homes_do_not_share_an_entry(tmp_path: Path, backend: FakeBackend) -> None:
    one, other = (Accounts(tmp_path / home / "c.toml", Keyring()) for home in ("a", "b"))
    one.keep("work", KEY, WORLD)
    other.keep("work", OTHER_KEY, WORLD)
    assert other.clear("work")
    assert resolve(one).key == KEY
    assert len(backend.entries) == 1


def test_where_the_keyring_refuses_the_file_keeps_the_key(path: Path, backend: FakeBackend) -> None:
    backend.broken = RuntimeError("locked")
    account = Accounts(path, Keyring()).keep("work", KEY, WORLD)
    assert account.where is Where.FILE
    assert resolve(Accounts(path)).key == KEY


def test_a_keyring_that_does_not_give_the_key_is_said_and_asked_again(
    path: Path, backend: FakeBackend
) -> None:
    Accounts(path, Keyring()).keep("work", KEY, WORLD)
    backend.broken = RuntimeError(f"locked {KEY}")
    accounts = Accounts(path, Keyring())
    with pytest.raises(NoCredentials) as refused:
        resolve(accounts, {"MINIMAX_API_KEY": "not the one chosen"})
    assert "“work”" in refused.value.what
    assert "/key" in refused.value.advice
    assert KEY not in str(refused.value.detail)
    backend.broken = None
    assert resolve(accounts).key == KEY


def test_a_key_that_stays_in_the_keyring_is_reported(path: Path, backend: FakeBackend) -> None:
    accounts = Accounts(path, Keyring())
    accounts.keep("work", KEY, WORLD)
    backend.broken = RuntimeError("locked")
    assert accounts.clear("work") is False
    assert accounts.book().accounts == {}


def test_a_file_that_cannot_be_written_leaves_nothing_in_the_keyring(
    tmp_path: Path, backend: FakeBackend
) -> None:
    (tmp_path / "config").write_text("a file in the folder's place")
    with pytest.raises(SettingsError):
        Accounts(tmp_path / "config" / "c.toml", Keyring()).keep("work", KEY, WORLD)
    assert backend.entries == {}
