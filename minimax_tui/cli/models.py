"""`minimax-chat models`: every model that can be chosen, and what is known of it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from minimax_tui.cli.lines import write_lines
from minimax_tui.cli.own_models import use_own_models
from minimax_tui.domain.catalogue import (
    MODELS,
    PRICES_AS_OF,
    ModelInfo,
    Price,
    ThinkingRule,
    all_models,
)
from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.input_words import input_words
from minimax_tui.domain.model_words import price_word, thinking_word
from minimax_tui.domain.widths import cell_width

if TYPE_CHECKING:
    from argparse import ArgumentParser

_GAP = "  "


def run_models(arguments: Sequence[str]) -> int:
    """Lists the models on stdout; returns the exit status.

    Raises:
        ChatError: if the settings cannot be used, or `--refresh` fails.
    """
    from minimax_tui.cli.given_settings import open_settings
    from minimax_tui.config.paths import find_paths

    options = _parser().parse_args(arguments)
    paths = find_paths()
    settings = open_settings(paths, options)
    listed: tuple[ModelInfo, ...] | None = None
    if options.refresh:
        from minimax_tui.cli.accounts import open_accounts
        from minimax_tui.cli.model_refresh import refresh

        _, credentials = open_accounts(
            settings, os.environ, paths.credentials_file, options.account
        )
        listed = refresh(credentials, paths.cache)
    for problem in use_own_models(settings, paths.cache):
        print(f"minimax-chat: {problem}", file=sys.stderr)
    models = all_models()
    if options.json:
        entries = [as_json(model) for model in models]
        return write_lines([json.dumps(entries, indent=2, ensure_ascii=False)])
    lines = table(models)
    if listed is not None:
        lines += ["", _what_came(listed)]
    return write_lines(lines)


def _parser() -> ArgumentParser:
    from minimax_tui.cli.options import OptionParser, add_endpoint_options

    parser = OptionParser(
        prog="minimax-chat models",
        description=tr("Lists the models: context window, speed, inputs, thinking and price."),
    )
    parser.add_argument("--json", action="store_true", help=tr("as JSON, for programs"))
    parser.add_argument(
        "--refresh", action="store_true", help=tr("ask the endpoint first; what it adds is kept")
    )
    add_endpoint_options(parser)
    return parser


def _what_came(listed: Sequence[ModelInfo]) -> str:
    catalogued = {model.id.lower() for model in MODELS}
    new = [model.id for model in listed if model.id.lower() not in catalogued]
    said = trn(
        "The endpoint lists {count} model.", "The endpoint lists {count} models.", len(listed)
    )
    if not new:
        return said + " " + tr("The catalogue knows them all.")
    names = ", ".join(visible(name) for name in new)
    return said + " " + tr("New, and nothing known of them: {names}.", names=names)


# --- what is said of a model ---


def _count(tokens: int | None) -> str:
    return f"{tokens:,}" if tokens is not None else tr("unknown")


def table(models: Sequence[ModelInfo]) -> list[str]:
    """The models as lines of a plain table, its columns as wide as they need to be."""
    head = (
        tr("model"),
        tr("window"),
        tr("longest answer"),
        tr("tok/s"),
        tr("thinking"),
        tr("in/out"),
        tr("takes"),
    )
    rows = [head]
    for model in models:
        speed = model.described_tokens_per_s
        unknown_speed = tr("not stated") if model.context_window else tr("unknown")
        rows.append(
            (
                visible(model.id),
                _count(model.context_window),
                _count(model.max_output_tokens),
                f"~{speed}" if speed else unknown_speed,
                thinking_word(model.thinking, tr("unknown")),
                price_word(model.price, tr("unknown")),
                input_words(model.inputs) if model.known else tr("unknown"),
            )
        )
    widths = [max(cell_width(row[column]) for row in rows) for column in range(len(head))]
    lines = []
    for row in rows:
        cells = [
            " " * (width - cell_width(cell)) + cell
            if column in (1, 2, 3)
            else cell + " " * (width - cell_width(cell))
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(_GAP.join(cells).rstrip())
    lines += [
        "",
        tr("Prices: US$ per million tokens, input/output, as of {when}.", when=PRICES_AS_OF),
    ]
    return lines


def as_json(model: ModelInfo) -> dict[str, Any]:
    """A model for programs; null is unknown, and `catalogued` says whether we knew of it."""
    return {
        "id": model.id,
        "catalogued": any(model.id == known.id for known in MODELS),
        "description": one_line(model.description) or None,
        "context_window_tokens": model.context_window,
        "max_output_tokens": model.max_output_tokens,
        "recommended_max_tokens": model.recommended_max_tokens,
        "described_tokens_per_s": model.described_tokens_per_s,
        "inputs": list(model.inputs) if model.known else None,
        "thinking": None if model.thinking is ThinkingRule.UNKNOWN else model.thinking.value,
        "default_thinking": model.default_thinking,
        "default_top_p": model.default_top_p,
        "price_usd_per_mtok": _price_json(model.price),
        "long_price_usd_per_mtok": _price_json(model.long_price),
        "long_price_above_tokens": model.long_price_above,
    }


def _price_json(price: Price | None) -> dict[str, float | None] | None:
    if price is None:
        return None
    return {
        "input": price.input,
        "output": price.output,
        "cache_read": price.cache_read,
        "cache_write": price.cache_write,
    }
