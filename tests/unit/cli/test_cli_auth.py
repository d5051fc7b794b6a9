"""`minimax-chat auth`: what it keeps, shows and never shows."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest

from minimax_tui.domain.accounts import REGIONS, Region
from minimax_tui.simulator.faults import NAMED
from minimax_tui.simulator.server import Simulator
from tests.unit.cli.conftest import Run
from tests.unit.config.fake_keyring import FakeBackend, install

KEY = "sk-Zq0123456789abcdef"
SHORT_KEY = "sk-shortkey"


@pytest.fixture
def endpoint(home: Path) -> tuple[str, str]:
    """Nobody listens there; what is not tried is kept all the same."""
    assert home is not None
    return "--base-url", "http://127.0.0.1:9/anthropic"


@pytest.fixture
def address(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> str:
    """The simulator's address; the environment has no key."""
    monkeypatch.delenv("MINIMAX_API_KEY")
    return simulator.base_url


def test_without_a_key_status_says_what_to_do_and_fails(run: Run) -> None:
    for arguments in ([], ["status"]):
        done = run("auth", *arguments)
        assert done.status == 1
        assert "There is no API key yet." in done.out


def test_a_key_from_stdin_is_tried_kept_and_used(
    run: Run, simulator: Simulator, address: str, home: Path
) -> None:
    done = run("auth", "set", "--base-url", address, stdin=f"  {KEY} \n".encode())
    assert done.status == 0, done
    assert "“default”" in done.out
    assert [request.path for request in simulator.requests] == ["/anthropic/v1/models?limit=100"]
    file = home / "config" / "credentials.toml"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    simulator.script([{"type": "text", "text": "An oak."}])
    assert run("-p", "Name a tree").out == "An oak.\n"
    assert simulator.requests[-1].key_is(KEY)
    assert KEY not in done.out + done.err


def test_a_key_that_is_refused_is_not_kept(run: Run, address: str, home: Path) -> None:
    done = run("auth", "set", "--base-url", address, stdin=b"wrong-key\n")
    assert done.status == 1
    assert "did not accept the API key" in done.err
    assert "--region auto" in done.err
    assert not (home / "config" / "credentials.toml").exists()


def test_what_cannot_be_reached_is_kept_only_when_asked_for(
    run: Run, endpoint: tuple[str, str], home: Path
) -> None:
    done = run("auth", "set", *endpoint, stdin=KEY.encode())
    assert done.status == 1
    assert "--no-test" in done.err
    assert not (home / "config" / "credentials.toml").exists()
    assert run("auth", "set", *endpoint, "--no-test", stdin=KEY.encode()).status == 0
    assert run("auth").status == 0


@pytest.mark.parametrize(
    ("stdin", "said"),
    [
        (b"", "No key was given"),
        (b"\n", "No key was given"),
        (b"sk-ant-api03-abcdef\n", "Anthropic's"),
        ("schlüssel\n".encode(), "characters that no key has"),
    ],
)
def test_what_is_no_key_is_refused_without_a_request(
    run: Run, simulator: Simulator, address: str, home: Path, stdin: bytes, said: str
) -> None:
    done = run("auth", "set", "--base-url", address, stdin=stdin)
    assert done.status in (1, 2)
    assert said in done.err
    assert len(simulator.requests) == 0
    assert not (home / "config" / "credentials.toml").exists()


def test_a_key_is_never_an_argument(run: Run, endpoint: tuple[str, str]) -> None:
    done = run("auth", "set", "work", KEY, *endpoint, "--no-test", stdin=KEY.encode())
    assert done.status == 2
    assert "--key" not in run("auth", "set", "--help").out


@pytest.mark.parametrize(
    ("key", "shown"), [(KEY, "…cdef"), (SHORT_KEY, "(set)")], ids=["long", "short"]
)
def test_status_shows_no_more_than_the_end_of_a_long_key(
    run: Run, endpoint: tuple[str, str], key: str, shown: str
) -> None:
    run("auth", "set", "work", *endpoint, "--no-test", stdin=key.encode())
    for command in ("status", "list"):
        done = run("auth", command)
        assert done.status == 0
        said = done.out + done.err
        assert all(key[at : at + 5] not in said for at in range(len(key) - 4))
    said = run("auth", "status").out
    assert "Account:  work" in said
    assert f"Key:      {shown}" in said
    assert "Host:     http://127.0.0.1:9/anthropic" in said


def test_accounts_are_listed_chosen_and_removed(
    run: Run, endpoint: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "no account yet" in run("auth", "list").err
    run("auth", "set", "work", *endpoint, "--no-test", stdin=KEY.encode())
    run("auth", "set", "home", "--region", "china", "--no-test", stdin=SHORT_KEY.encode())
    monkeypatch.setenv("MINIMAX_API_KEY", "sk-of-the-environment")
    rows = run("auth", "list").out.splitlines()
    assert [re.sub(" +", " ", row) for row in rows] == [
        " work http://127.0.0.1:9/anthropic file …cdef",
        "● home https://api.minimaxi.com/anthropic file",
        " environment https://api.minimax.io/anthropic environment …ment",
    ]
    done = run("auth", "use", "work")
    assert "Account:  work" in done.out
    assert "auth use environment" in done.err
    assert "MINIMAX_API_KEY" in run("auth", "use", "environment").out
    assert run("auth", "use", "nobody").status == 2
    assert "“work” was removed" in run("auth", "clear", "work").out
    assert "“home” was removed" in run("auth", "clear", "--all").out
    assert "MINIMAX_API_KEY" in run("auth").out
    assert "not touched" in run("auth", "clear").err


def test_an_account_can_be_named_for_one_run(
    run: Run, simulator: Simulator, address: str, endpoint: tuple[str, str]
) -> None:
    run("auth", "set", "here", "--base-url", address, stdin=KEY.encode())
    run("auth", "set", "there", *endpoint, "--no-test", stdin=SHORT_KEY.encode())
    simulator.script([{"type": "text", "text": "An oak."}])
    assert run("--account", "here", "-p", "Name a tree").out == "An oak.\n"
    assert "Account:  there" in run("auth").out
    done = run("--account", "nowhere", "-p", "Name a tree")
    assert done.status == 2
    assert "“nowhere”" in done.err


def test_both_regions_are_tried_when_asked(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Simulator() as first, Simulator() as second:
        regions = [
            region._replace(base_url=simulator.base_url)
            for region, simulator in zip(REGIONS, (first, second), strict=True)
        ]
        monkeypatch.setattr("minimax_tui.cli.auth.REGIONS", regions)
        first.fail_next(replace(NAMED["401"], route="models"))
        done = run("auth", "set", "--region", "auto", stdin=KEY.encode())
        assert done.status == 0, done
        assert len(first.requests) == len(second.requests) == 1
        text = (home / "config" / "credentials.toml").read_text()
        assert second.base_url in text
        assert first.base_url not in text


def test_with_a_keyring_the_key_is_there_and_can_be_kept_in_the_file_instead(
    run: Run, endpoint: tuple[str, str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = FakeBackend()
    install(monkeypatch, backend)
    done = run("auth", "set", *endpoint, "--no-test", stdin=KEY.encode())
    assert "keyring" in done.out
    assert list(backend.entries.values()) == [KEY]
    assert KEY not in (home / "config" / "credentials.toml").read_text()
    assert "…cdef" in run("auth").out
    backend.broken = RuntimeError(KEY)
    done = run("auth")
    assert done.status == 1
    assert "keyring did not give" in done.out
    assert KEY not in done.out + done.err
    assert "still in the desktop's keyring" in run("auth", "clear").err
    done = run("auth", "set", *endpoint, "--no-test", "--file", stdin=KEY.encode())
    assert "only you can read" in done.out


def test_a_region_that_cannot_be_reached_does_not_hide_the_other(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Simulator() as second:
        urls = ("http://127.0.0.1:9/anthropic", second.base_url)
        regions = [region._replace(base_url=url) for region, url in zip(REGIONS, urls, strict=True)]
        monkeypatch.setattr("minimax_tui.cli.auth.REGIONS", regions)
        done = run("auth", "set", "--region", "auto", stdin=KEY.encode())
        assert done.status == 0, done
        assert second.base_url in (home / "config" / "credentials.toml").read_text()


def test_a_key_that_no_region_takes_is_said_so(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Simulator() as first, Simulator() as second:
        regions = [
            region._replace(base_url=simulator.base_url)
            for region, simulator in zip(REGIONS, (first, second), strict=True)
        ]
        monkeypatch.setattr("minimax_tui.cli.auth.REGIONS", regions)
        done = run("auth", "set", "--region", "auto", stdin=b"wrong-key")
        assert done.status == 1
        assert "Neither region takes it" in done.err
        assert len(first.requests) == len(second.requests) == 1
        assert not (home / "config" / "credentials.toml").exists()


def test_a_keyring_that_keeps_only_half_leaves_nothing_there(
    run: Run, endpoint: tuple[str, str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Forgetful(FakeBackend):
        def get_password(self, service: str, entry: str) -> str | None:
            del service, entry
            return None

    backend = Forgetful()
    install(monkeypatch, backend)
    done = run("auth", "set", *endpoint, "--no-test", stdin=KEY.encode())
    assert "only you can read" in done.out
    assert backend.entries == {}
    assert KEY in (home / "config" / "credentials.toml").read_text()


def test_a_name_in_wide_characters_keeps_the_columns(run: Run, endpoint: tuple[str, str]) -> None:
    for name in ("工作", "home"):
        run("auth", "set", name, *endpoint, "--no-test", stdin=KEY.encode())
    assert run("auth", "list").out.splitlines()[0].startswith("  工作  http")


def test_an_output_without_these_characters_is_no_fault(
    run: Run, endpoint: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("auth", "set", *endpoint, "--no-test", stdin=KEY.encode())
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii", write_through=True)
    monkeypatch.setattr("sys.stdout", out)
    assert run("auth", "list").status == 0
    assert run("auth", "status").status == 0


def test_stdin_that_is_no_text_is_no_key(run: Run, endpoint: tuple[str, str], home: Path) -> None:
    done = run("auth", "set", *endpoint, "--no-test", stdin=b"\xff\xfes\x00k\x00\n")
    assert done.status == 1
    assert "characters that no key has" in done.err
    assert not (home / "config" / "credentials.toml").exists()


def test_the_remedy_is_one_for_the_shell(run: Run) -> None:
    done = run("auth")
    assert "Give one with `minimax-chat auth set`" in done.out
    assert "/key" not in done.out


@pytest.mark.parametrize("agreed", [True, False])
def test_the_other_region_is_tried_when_the_user_says_so(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, agreed: bool
) -> None:
    asked: list[str] = []

    def goes_to(region: Region) -> bool:
        asked.append(region.base_url)
        return agreed

    monkeypatch.setattr("minimax_tui.cli.auth._goes_to", goes_to)
    with Simulator() as first, Simulator() as second:
        regions = [
            region._replace(base_url=simulator.base_url)
            for region, simulator in zip(REGIONS, (first, second), strict=True)
        ]
        monkeypatch.setattr("minimax_tui.cli.auth.REGIONS", regions)
        monkeypatch.setattr("minimax_tui.domain.accounts.REGIONS", regions)
        first.fail_next(replace(NAMED["401"], route="models"))
        done = run("auth", "set", stdin=KEY.encode())
        assert asked == [second.base_url]
        assert len(second.requests) == agreed
        file = home / "config" / "credentials.toml"
        if agreed:
            assert done.status == 0, done
            assert second.base_url in file.read_text()
        else:
            assert done.status == 1
            assert "--region auto" in done.err
            assert not file.exists()
