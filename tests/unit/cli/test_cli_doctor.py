"""`minimax-chat doctor`: every part looked at, exit status, and no secret in what it prints."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from minimax_tui.cli.compose import DATABASE
from minimax_tui.cli.doctor import endpoint
from minimax_tui.domain.catalogue import use_models
from minimax_tui.simulator.faults import NAMED
from minimax_tui.simulator.server import Simulator
from minimax_tui.storage.conversations import SqliteConversationStore
from tests.unit.cli.conftest import Done, Run

KEY = "sk-simulated-0123456789abcdefWXYZ"


@pytest.fixture(autouse=True)
def catalogue() -> Iterator[None]:
    """The catalogue as it was, afterwards."""
    yield
    use_models()


@pytest.fixture
def key(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> str:
    """A key for the simulator, long enough that its ending may be shown."""
    assert simulator is not None
    monkeypatch.setenv("MINIMAX_API_KEY", KEY)
    return KEY


def findings(done: Done) -> dict[str, dict[str, Any]]:
    """Findings by `section.name`, the worst of each."""
    report = json.loads(done.out)
    order = ("ok", "warning", "problem")
    found: dict[str, dict[str, Any]] = {}
    for one in report["findings"]:
        name = f"{one['section']}.{one['name']}"
        if name not in found or order.index(one["level"]) > order.index(found[name]["level"]):
            found[name] = one
    assert report["ok"] == all(one["level"] != "problem" for one in found.values())
    assert done.status == (0 if report["ok"] else 1)
    return found


def test_all_is_looked_at(run: Run, key: str, home: Path) -> None:
    SqliteConversationStore(home / "data" / DATABASE).close()
    done = run("doctor", "--json")
    found = findings(done)
    assert done.status == 0, done.out
    names = {
        *("versions.minimax-chat", "versions.Python", "versions.SQLite", "versions.textual"),
        *("terminal.kind", "terminal.size", "terminal.colours", "terminal.keyboard"),
        *("terminal.graphics", "terminal.clipboard", "terminal.locale"),
        *("configuration.settings", "configuration.data"),
        *("database.file", "database.integrity", "database.journal", "database.disk"),
        *("key.key", "key.host", "endpoint.answer"),
    }
    assert names <= set(found)
    assert found["key.key"]["said"] == f"from MINIMAX_API_KEY, ends in …{key[-4:]}"
    assert "127.0.0.1" in found["key.host"]["said"]
    assert found["endpoint.answer"]["said"].startswith("8 models in ")


def test_lines_for_people(run: Run, key: str) -> None:
    assert key
    done = run("doctor")
    assert (done.status, done.err) == (0, "")
    assert "\x1b" not in done.out
    assert "\nDatabase\n" in done.out
    assert "none yet: it is made at the first start" in " ".join(done.out.split())


def test_it_makes_nothing(run: Run, home: Path) -> None:
    run("doctor", "--offline")
    assert not home.exists()


def test_without_a_key_there_is_advice_and_nobody_is_asked(run: Run) -> None:
    done = run("doctor", "--json")
    found = findings(done)
    assert done.status == 1
    assert "MINIMAX_API_KEY" in found["key.key"]["advice"]
    assert "endpoint.answer" not in found


def test_offline_leaves_the_endpoint_out(run: Run, key: str, simulator: Simulator) -> None:
    assert key
    done = run("doctor", "--json", "--offline")
    assert done.status == 0
    assert "not asked" in findings(done)["endpoint.answer"]["said"]
    assert len(simulator.requests) == 0


@pytest.mark.parametrize("fault", ["401", "500", "404-html"])
def test_an_endpoint_that_fails_is_a_problem(
    run: Run, key: str, simulator: Simulator, fault: str
) -> None:
    assert key
    simulator.fail_next(replace(NAMED[fault], route="models"))
    done = run("doctor", "--json")
    answer = findings(done)["endpoint.answer"]
    assert (done.status, answer["level"]) == (1, "problem")
    assert answer["advice"]


def test_an_endpoint_that_is_not_there_is_a_problem(
    run: Run, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert key
    monkeypatch.setenv("MINIMAX_BASE_URL", "http://127.0.0.1:9/anthropic")
    done = run("doctor", "--json")
    assert findings(done)["endpoint.answer"]["level"] == "problem"


def test_a_broken_settings_file_is_named_with_its_line(run: Run, home: Path) -> None:
    path = home / "config" / "settings.toml"
    path.parent.mkdir(parents=True)
    path.write_text('theme = "minimax-dark"\nmodel = [\n', encoding="utf-8")
    done = run("doctor", "--json", "--offline")
    found = findings(done)["configuration.settings"]
    assert found["level"] == "problem"
    assert "settings.toml" in found["said"]


def test_a_wrong_value_is_a_warning(run: Run, key: str, home: Path) -> None:
    assert key
    path = home / "config" / "settings.toml"
    path.parent.mkdir(parents=True)
    path.write_text(
        'temperature = 9\n[models."MiniMax-M3"]\ncontext_window = "x"\n', encoding="utf-8"
    )
    done = run("doctor", "--json", "--offline")
    said = [
        (one["level"], one["said"])
        for one in json.loads(done.out)["findings"]
        if one["section"] == "configuration" and one["name"] == "settings"
    ]
    assert done.status == 0
    assert [level for level, _ in said] == ["ok", "warning", "warning"]
    assert "line 1" in said[1][1]
    assert "line 3" in said[2][1]


def test_a_database_that_is_none_is_a_problem_and_stays(run: Run, home: Path) -> None:
    path = home / "data" / DATABASE
    path.parent.mkdir(parents=True)
    path.write_bytes(b"rubbish " * 1_000)
    done = run("doctor", "--json", "--offline")
    assert findings(done)["database.integrity"]["level"] == "problem"
    assert path.read_bytes() == b"rubbish " * 1_000


def test_a_file_in_the_place_of_a_folder_is_a_problem(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "data").write_text("a file")
    found = findings(run("doctor", "--json", "--offline"))
    assert found["configuration.data"]["level"] == "problem"


@pytest.mark.parametrize("arguments", [(), ("--json",), ("--offline",)], ids=str)
def test_no_secret_is_in_it(
    run: Run,
    key: str,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
) -> None:
    """Also where the endpoint gives the key back, and a proxy's address has a password."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-api03-another-secret-altogether")
    monkeypatch.setenv("HTTPS_PROXY", "http://user:hunter2@127.0.0.1:9")
    simulator.fail_next(replace(NAMED["401"], route="models", message=f"bad key {key}"))
    done = run("doctor", *arguments)
    said = done.out + done.err
    for secret in (key, key[:-4], key[3:20], "another-secret", "hunter2"):
        assert secret not in said
    assert key[-4:] in said


def test_a_short_key_is_not_shown_at_all(
    run: Run, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert simulator is not None
    monkeypatch.setenv("MINIMAX_API_KEY", "zq7xy")
    said = run("doctor", "--offline").out
    assert "7xy" not in said


def test_anthropics_key_is_refused_and_not_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-api03-not-a-real-key-abcd")
    done = run("doctor", "--json")
    assert findings(done)["key.key"]["level"] == "problem"
    assert "not-a-real" not in done.out
    assert "abcd" not in done.out


def test_a_key_in_a_wrong_place_is_not_shown(run: Run, home: Path) -> None:
    path = home / "config" / "settings.toml"
    path.parent.mkdir(parents=True)
    path.write_text('thinking = "sk-api-0123456789abcdef"\n', encoding="utf-8")
    for arguments in ((), ("--json",)):
        done = run("doctor", "--offline", *arguments)
        assert "0123456789" not in done.out + done.err
        assert "[key]" in done.out


def test_name_servers_that_do_not_answer_hold_nothing_up(
    run: Run, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert key
    end = threading.Event()
    look_up = socket.getaddrinfo

    def slow(host: Any, *arguments: Any, **options: Any) -> Any:
        if host == "gateway.example":
            end.wait(60)
            raise socket.gaierror
        return look_up(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    monkeypatch.setattr(endpoint, "_NAME_S", 0.05)
    monkeypatch.setenv("MINIMAX_BASE_URL", "https://gateway.example/anthropic")
    answer = findings(run("doctor", "--json"))["endpoint.answer"]
    end.set()
    assert answer["level"] == "problem"
    assert answer["said"].startswith("The name gateway.example was not found within")


def test_an_answer_that_trickles_holds_nothing_up(
    run: Run, key: str, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert key
    monkeypatch.setattr(endpoint, "_WHOLE_S", 0.2)
    simulator.fail_next(replace(NAMED["slow-headers"], route="models", seconds=3.0))
    answer = findings(run("doctor", "--json"))["endpoint.answer"]
    assert answer["level"] == "problem"
    assert answer["said"] == "MiniMax did not answer in time."
