"""`minimax-chat models`: the list, as JSON, with what the endpoint and the settings add."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from minimax_tui.cli.model_refresh import refresh_and_use
from minimax_tui.config.credentials import FixedCredentials
from minimax_tui.config.listed_models import read_listed
from minimax_tui.config.settings import Settings
from minimax_tui.domain.catalogue import MODELS, all_models, use_models
from minimax_tui.domain.errors import StorageUnavailable
from minimax_tui.simulator import contract
from minimax_tui.simulator.server import Simulator
from tests.unit.cli.conftest import Run


@pytest.fixture(autouse=True)
def catalogue() -> Iterator[None]:
    """The catalogue as it was, afterwards."""
    yield
    use_models()


def listed(run: Run, *arguments: str) -> dict[str, dict[str, Any]]:
    """What `models --json` says, by id."""
    done = run("models", "--json", *arguments)
    assert (done.status, done.err) == (0, "")
    return {model["id"]: model for model in json.loads(done.out)}


def write_settings(home: Path, text: str) -> None:
    path = home / "config" / "settings.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def simulator_with_m4(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Simulator:
    """A simulator that lists a model which the catalogue does not know."""
    page = contract.model_page

    def with_m4(*arguments: Any) -> dict[str, Any]:
        found = page(*arguments)
        found["data"].append({"id": "MiniMax-M4", "display_name": "Number four", "type": "model"})
        return found

    monkeypatch.setattr(contract, "model_page", with_m4)
    return simulator


def test_the_table_names_every_model_and_needs_no_key(run: Run) -> None:
    done = run("models")
    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    assert [line.split()[0] for line in lines[1:9]] == [model.id for model in MODELS]
    assert lines[1].split()[1:3] == ["1,000,000", "524,288"]
    assert "text, image, video" in lines[1]
    assert "\x1b" not in done.out


def test_json_has_every_property(run: Run) -> None:
    m3 = listed(run)["MiniMax-M3"]
    assert m3["context_window_tokens"] == 1_000_000
    assert m3["inputs"] == ["text", "image", "video"]
    assert m3["thinking"] == "optional"
    assert m3["price_usd_per_mtok"]["output"] == 1.2
    assert m3["catalogued"] is True


def test_refresh_asks_the_endpoint_and_keeps_what_it_adds(
    run: Run, simulator_with_m4: Simulator, home: Path
) -> None:
    done = run("models", "--refresh")
    assert done.status == 0
    assert "The endpoint lists 9 models. New, and nothing known of them: MiniMax-M4." in done.out
    [request] = simulator_with_m4.requests
    assert request.path.startswith("/anthropic/v1/models")
    assert "sk-simulated" not in (home / "cache" / "models.json").read_text()
    m4 = listed(run)["MiniMax-M4"]
    assert len(simulator_with_m4.requests) == 1, "the list is kept"
    unknown = ("context_window_tokens", "inputs", "thinking", "price_usd_per_mtok")
    assert [m4[name] for name in unknown] == [None] * 4
    assert (m4["catalogued"], m4["description"]) == (False, "Number four")
    row = next(line for line in run("models").out.splitlines() if "M4" in line)
    assert row.split()[1:] == ["unknown"] * 6


def test_a_list_without_news_says_so(run: Run, simulator: Simulator) -> None:
    assert simulator is not None
    assert "The catalogue knows them all." in run("models", "--refresh").out


def test_the_settings_override_the_catalogue_and_the_endpoint(
    run: Run, simulator_with_m4: Simulator, home: Path
) -> None:
    assert simulator_with_m4 is not None
    write_settings(
        home,
        '[models."MiniMax-M4"]\ncontext_window = 2000000\ninputs = ["text"]\n'
        '[models."MiniMax-M3"]\nprice = { input = 9, output = 10 }\n',
    )
    found = listed(run, "--refresh")
    assert found["MiniMax-M4"]["context_window_tokens"] == 2_000_000
    assert found["MiniMax-M4"]["inputs"] == ["text"]
    assert found["MiniMax-M4"]["description"] == "Number four"
    assert found["MiniMax-M3"]["price_usd_per_mtok"]["input"] == 9.0


def test_a_wrong_property_is_said_on_stderr(run: Run, home: Path) -> None:
    write_settings(home, '[models."MiniMax-M3"]\ncontext_window = "big"\n')
    done = run("models")
    assert done.status == 0
    assert "settings.toml, line 2: “big” cannot be used for context_window" in done.err


def test_refresh_without_a_key_fails_with_advice(run: Run, home: Path) -> None:
    done = run("models", "--refresh")
    assert done.status == 1
    assert "There is no API key yet." in done.err
    assert not (home / "cache" / "models.json").exists()


def test_refresh_with_a_key_that_is_refused_keeps_the_list(
    run: Run, simulator: Simulator, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("models", "--refresh").status == 0
    kept = (home / "cache" / "models.json").read_text()
    monkeypatch.setenv("MINIMAX_API_KEY", "wrong-key")
    done = run("models", "--refresh")
    assert done.status == 1
    assert "wrong-key" not in done.err
    assert (home / "cache" / "models.json").read_text() == kept
    assert len(simulator.requests) == 2


def test_an_unknown_model_with_a_window_in_the_settings_is_asked_within_it(
    run: Run, simulator: Simulator, home: Path
) -> None:
    write_settings(home, '[models."MiniMax-M2"]\nrecommended_max_tokens = 777\n')
    assert run("--model", "MiniMax-M2", "-p", "hello").status == 0
    assert simulator.requests[-1].json["max_tokens"] == 777


def test_a_models_own_thinking_goes_before_the_general_one(
    run: Run, simulator: Simulator, home: Path
) -> None:
    write_settings(home, '[models."MiniMax-M3"]\ndefault_thinking = "off"\n')
    for arguments, kind in (((), "disabled"), (("--thinking", "on"), "adaptive")):
        assert run(*arguments, "-p", "hello").status == 0
        assert simulator.requests[-1].json["thinking"]["type"] == kind


async def test_what_the_screen_asks_for_is_known_and_kept(home: Path) -> None:
    cache = home / "cache"
    settings = Settings(None, {})
    with Simulator(tokens_per_s=0) as simulator:
        credentials = FixedCredentials("sk-test", simulator.base_url, "test")
        listed = await refresh_and_use(credentials, settings, cache)
    assert [model.id for model in listed] == [model.id for model in MODELS]
    kept = read_listed(cache)
    assert kept is not None
    assert kept.models == listed


@pytest.fixture
def no_cache(home: Path) -> Path:
    """A cache folder that cannot be: a file stands in its place."""
    home.mkdir(parents=True, exist_ok=True)
    cache = home / "cache"
    cache.write_text("no folder")
    return cache


async def test_a_list_that_cannot_be_kept_is_known_all_the_same(
    no_cache: Path, simulator_with_m4: Simulator
) -> None:
    credentials = FixedCredentials("sk-test", simulator_with_m4.base_url, "test")
    with pytest.raises(StorageUnavailable, match="cannot be written"):
        await refresh_and_use(credentials, Settings(None, {}), no_cache)
    assert "MiniMax-M4" in [model.id for model in all_models()]


async def test_the_demo_keeps_no_list(home: Path, simulator_with_m4: Simulator) -> None:
    credentials = FixedCredentials("sk-test", simulator_with_m4.base_url, "test")
    await refresh_and_use(credentials, Settings(None, {}), None)
    assert "MiniMax-M4" in [model.id for model in all_models()]
    assert not (home / "cache").exists()
