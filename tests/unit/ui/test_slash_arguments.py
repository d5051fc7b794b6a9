"""Commands with an argument: completed in the slash menu, and read from a text or an id."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from minimax_tui.domain.catalogue import MODELS, ModelInfo, use_models
from minimax_tui.ui.commands import COMMANDS, command, parse_command, parse_slash
from minimax_tui.ui.completions import COMPLETERS, Completion, matching
from minimax_tui.ui.widgets.slash_menu import Choice, slash_choices


@pytest.fixture(autouse=True)
def catalogue() -> Iterator[None]:
    """The catalogue as it was, afterwards."""
    yield
    use_models()


def values(text: str) -> list[str]:
    return [choice.argument for choice in slash_choices(text, COMPLETERS)]


def test_behind_the_name_all_models_are_offered() -> None:
    use_models([ModelInfo(id="MiniMax-M4", known=False)])
    assert values("/model ") == [*(model.id for model in MODELS), "MiniMax-M4"]
    assert values("/think ") == ["on", "off"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("m2", "MiniMax-M2"),
        ("M2.1", "MiniMax-M2.1"),
        ("minimax-m2.7", "MiniMax-M2.7"),
        ("high", "MiniMax-M2.7-highspeed"),
        ("3", "MiniMax-M3"),
    ],
)
def test_the_likeliest_stands_first(typed: str, first: str) -> None:
    assert values(f"/model {typed}")[0] == first


def test_what_matches_nothing_is_offered_nothing() -> None:
    assert values("/model zzz") == []
    assert values("/new something") == []
    assert values("/nonsense x") == []
    assert values("/model m3\nand more") == []


def test_a_command_with_an_argument_completes_to_its_list() -> None:
    [model] = slash_choices("/mode", COMPLETERS)
    assert model == Choice(command("model.choose"))
    assert model.completed == "/model "
    assert slash_choices("/ne", COMPLETERS)[0].completed == "/new"
    assert slash_choices("/model m3", COMPLETERS)[0].completed == "/model MiniMax-M3"


def test_every_completer_is_there() -> None:
    named = {row.completer for row in COMMANDS if row.completer}
    of_the_chat = {"accounts", "presets", "prompts", "themes"}
    assert named <= {*COMPLETERS, *of_the_chat}
    assert all(row.argument for row in COMMANDS if row.completer or row.needs_argument)


def test_matching_keeps_the_order_of_what_is_offered() -> None:
    offered = [Completion(value) for value in ("b-x", "a-x", "x", "ax", "c")]
    assert [one.value for one in matching(" X ", offered)] == ["x", "b-x", "a-x", "ax"]
    assert matching("", offered) == offered


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/model", ("model.choose", "")),
        ("/model  M2.1 ", ("model.choose", "M2.1")),
        ("/think off", ("thinking.toggle", "off")),
        ("/new", ("session.new", "")),
        ("/new words", None),
        ("/think\nof a number", None),
        ("/etc/hosts", None),
        ("model", None),
    ],
)
def test_a_text_is_a_command_or_a_prompt(text: str, found: tuple[str, str] | None) -> None:
    parsed = parse_slash(text)
    assert (parsed and (parsed[0].id, parsed[1])) == found


def test_an_id_may_carry_an_argument() -> None:
    row, argument = parse_command("model.use:MiniMax-M2.1")
    assert (row.id, argument) == ("model.use", "MiniMax-M2.1")
    assert row.action_with(argument) == "model_use('MiniMax-M2.1')"
    assert parse_command("session.new") == (command("session.new"), "")
    assert command("session.new").action_with("") == "session_new"


@pytest.mark.parametrize("said", ["session.new:x", "model.use", "model.use:  "])
def test_an_argument_where_none_belongs_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match=said.strip()):
        parse_command(said)


def test_an_id_that_is_none_is_refused() -> None:
    with pytest.raises(KeyError):
        parse_command("model.paint:red")
