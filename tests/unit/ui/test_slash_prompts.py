"""Saved prompts in the slash menu, beside the commands."""

from __future__ import annotations

from minimax_tui.ui.commands import USE_PROMPT, command, parse_slash
from minimax_tui.ui.completions import SAVED_PROMPTS, Completion
from minimax_tui.ui.widgets.slash_menu import Choice, slash_choices

SAVED = {
    SAVED_PROMPTS: lambda: [
        Completion(name, f"what {name} is") for name in ("review", "model", "r")
    ]
}


def shown(typed: str) -> list[str]:
    return [choice.completed.strip() for choice in slash_choices(typed, SAVED)]


def test_they_stand_behind_the_commands() -> None:
    everything = slash_choices("/", SAVED)
    assert [choice.argument for choice in everything[-2:]] == ["review", "r"]
    assert not any(choice.is_prompt for choice in everything[:-2])


def test_one_that_is_named_better_stands_before_a_command() -> None:
    assert shown("/r")[0] == "/r"  # all of its name is typed
    found = shown("/re")
    assert found.index("/retry") < found.index("/review")
    assert shown("/rev")[:2] == ["/review", "/previous"]  # enter takes the first


def test_a_command_wins_over_a_prompt_of_its_name() -> None:
    assert [choice for choice in slash_choices("/model", SAVED) if choice.is_prompt] == []
    assert slash_choices("/model", SAVED)[0].command.id == "model.choose"


def test_a_row_is_completed_to_its_name() -> None:
    choice = slash_choices("/revi", SAVED)[0]
    assert choice == Choice(command(USE_PROMPT), "review", "what review is")
    assert choice.completed == "/review"
    assert slash_choices("/review x", SAVED) == []


def test_a_question_aside_may_have_several_lines() -> None:
    assert parse_slash("/btw a\n\nb ") == (command("aside.ask"), "a\n\nb")
    assert parse_slash("/btw\na") == (command("aside.ask"), "a")
    assert parse_slash("/model a\nb") is None
    assert parse_slash("/") is None
