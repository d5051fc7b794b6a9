"""What the model in use makes of each setting, and where values come from, in words."""

from __future__ import annotations

from typing import NamedTuple

from minimax_tui.config.schema import Origin, Scope, Setting, Source, Value
from minimax_tui.domain.catalogue import ModelInfo, ThinkingRule
from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.input_words import input_words
from minimax_tui.domain.requests import UNKNOWN_MODEL_MAX_TOKENS
from minimax_tui.domain.tokens import estimate_tokens
from minimax_tui.domain.widths import truncate_start
from minimax_tui.ui.choice_words import choice_words

RECOMMENDED_TEMPERATURE = 1
"""What MiniMax recommends, and what holds when none is sent (MiniMax's page, 2026-11)."""


class Fact(NamedTuple):
    """Something said of a setting; `warning` where it has another effect than it seems."""

    text: str
    warning: bool = False


def model_facts(setting: Setting, value: Value, model: ModelInfo) -> list[Fact]:
    """What `model` makes of a setting that has this value; the most important first."""
    name = visible(model.id)
    match setting.key:
        case "model":
            return _of_model(model, name)
        case "thinking":
            return _of_thinking(model, name)
        case "temperature":
            said = tr(
                "MiniMax recommends {value}, and uses it when none is sent.",
                value=RECOMMENDED_TEMPERATURE,
            )
            return [Fact(said)]
        case "top_p":
            return [
                Fact(
                    tr("What {model} uses when none is sent is not known.", model=name)
                    if model.default_top_p is None
                    else tr(
                        "{model} uses {value} when none is sent.",
                        model=name,
                        value=model.default_top_p,
                    )
                ),
                Fact(tr("MiniMax ignores top_k and stop sequences, so they are not offered.")),
            ]
        case "max_tokens":
            return _of_max_tokens(value, model, name)
        case "system" if isinstance(value, str) and value:
            tokens = estimate_tokens(value)
            return [
                Fact(
                    trn(
                        "About {count} token of every prompt.",
                        "About {count} tokens of every prompt.",
                        tokens,
                    )
                )
            ]
        case _:
            return []


def _of_model(model: ModelInfo, name: str) -> list[Fact]:
    if not model.known and model.context_window is None:
        return [
            Fact(tr("Nothing is known of {model}: no window, limits or price.", model=name), True)
        ]
    facts = []
    if model.description:
        facts.append(Fact(tr("{description}.", description=tr(model.description))))
    if model.context_window is not None:
        facts.append(
            Fact(
                tr(
                    "Window of {n} tokens; takes {inputs}.",
                    n=f"{model.context_window:,}",
                    inputs=input_words(model.inputs) if model.known else "?",
                )
            )
        )
    return facts


def _of_thinking(model: ModelInfo, name: str) -> list[Fact]:
    match model.thinking:
        case ThinkingRule.ALWAYS:
            return [Fact(tr("{model} always thinks: this has no effect on it.", model=name), True)]
        case ThinkingRule.OPTIONAL:
            return [Fact(tr("{model} thinks only when this is adaptive.", model=name))]
        case _:
            return [
                Fact(
                    tr(
                        "Whether {model} thinks is not known; it is sent what this says.",
                        model=name,
                    )
                )
            ]


def _of_max_tokens(value: Value, model: ModelInfo, name: str) -> list[Fact]:
    facts = []
    most = model.max_output_tokens
    if most is not None and isinstance(value, int) and value > most:
        facts.append(
            Fact(
                tr("{model} takes at most {n}: so many are sent.", model=name, n=f"{most:,}"), True
            )
        )
    elif most is not None:
        facts.append(Fact(tr("{model} takes at most {n}.", model=name, n=f"{most:,}")))
    if value is None:
        sent = model.recommended_max_tokens or UNKNOWN_MODEL_MAX_TOKENS
        facts.append(Fact(tr("{n} are sent while this is not set.", n=f"{sent:,}")))
    if model.context_window is not None:
        said = tr(
            "Less is sent where prompt and answer would not fit its window of {n}.",
            n=f"{model.context_window:,}",
        )
        facts.append(Fact(said))
    return facts


def held_when_unset(setting: Setting, model: ModelInfo) -> str:
    """What holds while a setting is not set, "" where that is nothing or not known."""
    if setting.key == "temperature":
        return str(RECOMMENDED_TEMPERATURE)
    if setting.key == "top_p":
        return "" if model.default_top_p is None else str(model.default_top_p)
    if setting.key == "max_tokens":
        return f"{model.recommended_max_tokens or UNKNOWN_MODEL_MAX_TOKENS:,}"
    return ""


def unset_words(setting: Setting, model: ModelInfo) -> str:
    """What is said of a setting that is not set: what holds in its place."""
    held = held_when_unset(setting, model)
    return tr("not set ({value})", value=held) if held else tr("not set")


def value_words(setting: Setting, value: Value, model: ModelInfo) -> str:
    """A value on one line, safe to draw; of an unset one what holds in its place."""
    if value is None:
        return unset_words(setting, model)
    if setting.key == "thinking" and model.thinking is ThinkingRule.ALWAYS:
        return tr("always on")
    words = choice_words(setting, said(setting, value))
    return one_line(words.replace("\n", " ⏎ "), 200)


def said(setting: Setting, value: Value) -> str:
    """A value as a user writes it: `120`, not `120.0`; "" for an unset one."""
    return f"{value:.12g}" if isinstance(value, float) else setting.said(value)


def origin_tag(origin: Origin) -> str:
    """Where a value comes from, in a word; "" for the default."""
    match origin:
        case "session":
            return tr("session")
        case "unsaved":
            return tr("not saved")
        case "command line":
            return tr("command line")
        case "environment":
            return tr("variable")
        case "project":
            return tr("project")
        case "file":
            return tr("file")
        case _:
            return ""


def source_words(source: Source, cells: int) -> str:
    """Where a value comes from, exactly; of a long path the end, which tells most."""
    whole = str(source)
    shown = truncate_start(whole, cells)
    named = source.origin in ("default", "command line")
    return tr("the {place}", place=shown) if named else shown


def counts_words(scope: Scope, setting: Setting) -> str:
    """From when on a change counts."""
    if setting.key == "linear":
        return tr("from the next start on")
    match scope:
        case "turn":
            return tr("from the next prompt on")
        case "session default":
            return tr("from the next prompt on, and for new sessions")
        case "session":
            return tr("while this session is open")
        case _:
            return tr("at once")
