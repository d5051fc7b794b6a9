"""The request that a session's last answer came from."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from minimax_tui.domain.catalogue import find_model
from minimax_tui.domain.errors import ExportFailed
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Message
from minimax_tui.domain.requests import ChatRequest, TurnOptions
from minimax_tui.domain.session_tree import SessionTree
from minimax_tui.domain.thinking import parse_thinking, switch_in_force
from minimax_tui.exports.parts import is_prompt, turns


def request_of(tree: SessionTree, options: TurnOptions, turn: int | None = None) -> ChatRequest:
    """The request of a turn on the current path: everything up to its prompt.

    Model and thinking switch are those of the answer, the system prompt the session's; what is not
    stored with them (sampling, tools, the longest answer) is as `options` says.

    Args:
        tree: The whole session.
        options: The settings in force now.
        turn: Its number, from 1 on; negative ones count from the end; the last one if not given.

    Raises:
        ExportFailed: if there is no prompt to send.
        IndexError: if there is no such turn.
    """
    found = turns(tree.path())
    number = -1 if turn is None else turn
    if found and (number == 0 or abs(number) > len(found)):
        raise IndexError(number)
    before = found[: number - 1 if number > 0 else len(found) + number] if found else []
    last = found[number - 1 if number > 0 else number] if found else []
    prompts = [message for message in last if is_prompt(message)]
    if not prompts:
        raise ExportFailed(tr("There is no prompt to send."), tr("Choose another part or format."))
    messages = [message for each in before for message in each] + prompts[:1]
    return ChatRequest(tuple(messages), _options_of(tree, last, options))


def _options_of(tree: SessionTree, turn: list[Message], options: TurnOptions) -> TurnOptions:
    answer = next((message for message in turn if message.role == "assistant"), None)
    model = (answer.model if answer else None) or tree.session.model or options.model
    if tree.session.model is None and not find_model(model).known:
        model = options.model  # an answer of another program's model, which came by an import
    word = (answer.thinking if answer else None) or tree.session.thinking
    thinking = options.thinking
    if word:
        with suppress(ValueError):  # a word of a later version
            thinking = parse_thinking(word)
    elif model != options.model:
        thinking = switch_in_force(find_model(model), options.thinking.value, own=False)
    return replace(options, model=model, thinking=thinking, system=tree.session.system or None)
