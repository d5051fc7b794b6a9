"""The model picker: what each model can do and what it costs, and any other model by name."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import ClassVar, NamedTuple, TypeAlias

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from minimax_tui.domain.catalogue import (
    MODELS,
    PRICES_AS_OF,
    ModelInfo,
    ThinkingRule,
    all_models,
    find_model,
)
from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import sentences, tr, trn
from minimax_tui.domain.input_words import input_words
from minimax_tui.domain.model_words import price_word, thinking_word
from minimax_tui.domain.speeds import MeasuredSpeed
from minimax_tui.domain.widths import cell_width, truncate
from minimax_tui.ui.keymap import key_hint
from minimax_tui.ui.model_switch import ModelFacts, switch_warnings
from minimax_tui.ui.screens.key_line import Hint, key_hints
from minimax_tui.ui.screens.pick import DIALOG_CELLS, PickScreen, Row, matches
from minimax_tui.ui.widgets.status_bar import short_count
from minimax_tui.ui.workers import run_in_worker

_IN_USE = " ●"
_WARNED = " ▲"
_DIGITS = tuple("123456789")
_NAME_CELLS = 22
"""Of a model's id; what is longer is cut in the list, and said whole below it."""

Refresh: TypeAlias = Callable[[], Awaitable[Sequence[ModelInfo]]]
"""Asks the endpoint for its models, and makes them known; raises `ChatError`."""


class _Column(NamedTuple):
    """One column of the table; the narrower the dialog, the fewer are shown."""

    name: str
    cells: int
    """Width, the gap before it included."""
    rank: int
    """Columns of a higher rank are left out first."""
    to_the_right: bool = False


class _Sentence(NamedTuple):
    """Something said of the highlighted model."""

    said: str
    rank: int
    style: str = "$text-muted"


_COLUMNS = (
    _Column("model", 26, 0),
    _Column("window", 6, 1, to_the_right=True),
    _Column("tok/s", 7, 2, to_the_right=True),
    _Column("yours", 7, 5, to_the_right=True),
    _Column("first", 7, 6, to_the_right=True),
    _Column("in/out", 13, 3),
    _Column("thinking", 10, 7),
    _Column("takes", 20, 4),
)


def shown_columns(width: int) -> tuple[str, ...]:
    """Names of the columns that a row of this width has room for, in their order."""
    shown: set[str] = set()
    used = 0
    for column in sorted(_COLUMNS, key=lambda column: column.rank):
        used += column.cells
        if shown and used > width:
            break
        shown.add(column.name)
    return tuple(column.name for column in _COLUMNS if column.name in shown)


def _line(cells: dict[str, str], width: int) -> str:
    """One line of the table, cut to `width`."""
    line = ""
    wanted = shown_columns(width)
    for column in _COLUMNS:
        if column.name not in wanted:
            continue
        text = cells[column.name]
        gap = "" if column.rank == 0 or column.to_the_right else "  "
        blank = " " * max(0, column.cells - len(gap) - cell_width(text))
        line += gap + (blank + text if column.to_the_right else text + blank)
    return truncate(line, width)


def _titles() -> dict[str, str]:
    return {
        "model": "  " + tr("model"),
        "window": tr("window"),
        "tok/s": tr("tok/s"),
        "yours": tr("yours"),
        "first": tr("first"),
        "in/out": tr("in/out"),
        "thinking": tr("thinking"),
        "takes": tr("takes"),
    }


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 99.95 else f"{seconds:.0f} s"


def _what_came(listed: Sequence[ModelInfo]) -> str:
    """What the endpoint has told, in a few words."""
    catalogued = {model.id.lower() for model in MODELS}
    new = sum(model.id.lower() not in catalogued for model in listed)
    said = trn("{count} model listed", "{count} models listed", len(listed))
    unknown = trn("{count} not in the catalogue", "{count} not in the catalogue", new)
    return f"{said} · {unknown if new else tr('none of them new')}"


class ModelPicker(PickScreen[str]):
    """Gives the id of the model chosen.

    Args:
        current: Id of the model in use.
        context_tokens: Tokens that the session shown takes.
        read_facts: Reads what the database tells; called once, on a thread of its own.
        refresh: Asks the endpoint for its models; None where nobody can be asked.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "refresh_models", show=False, priority=True),
    ]
    OPENED_BY = "model.choose"
    ABOUT_LINES = 4
    WIDEST_CELLS = 100

    def __init__(
        self,
        current: str,
        *,
        context_tokens: int = 0,
        read_facts: Callable[[], ModelFacts] = ModelFacts,
        refresh: Refresh | None = None,
    ) -> None:
        super().__init__()
        self._current = find_model(current)
        self._context_tokens = context_tokens
        self._read_facts = read_facts
        self._refresh = refresh
        self._facts = ModelFacts()
        self._typed_before = ""

    # --- what the database tells ---

    def on_mount(self) -> None:
        """Asks the database, and draws what it tells when it is there."""
        super().on_mount()
        run_in_worker(self, self._load_facts, group="facts", exclusive=True)

    async def _load_facts(self) -> None:
        try:
            self._facts = await asyncio.to_thread(self._read_facts)
        except ChatError:
            return  # without it the picker says what the catalogue knows
        self.refill_here()

    # --- what the endpoint tells ---

    def action_refresh_models(self) -> None:
        """Asks the endpoint which models there are; goes on while one moves and types."""
        if self._refresh is None:
            return
        self._note(tr("asking the endpoint …"))
        run_in_worker(self, partial(self._ask, self._refresh), group="models", exclusive=True)

    async def _ask(self, refresh: Refresh) -> None:
        try:
            listed = await refresh()
        except ChatError as error:
            self._note("")
            self._tell(error)
            return
        self._note(_what_came(listed))
        self._place(len(self.rows("")))
        self.refill_here()

    def _tell(self, error: ChatError) -> None:
        """Says below the list why there was no answer, until the highlight moves."""
        words = visible(sentences(error.what, error.advice))
        if self.has_class("-short"):
            self.app.notify(words, severity="error", markup=False, timeout=10)
        else:
            about = self.query_one("#about", Static)
            about.update(Content.styled(f"✗ {words}", "$text-error"))

    def _note(self, said: str) -> None:
        """Says something behind the title."""
        cells = max(0, self.row_cells - cell_width(self.title_text()) - 3)
        note = (f"   {truncate(said, cells)}", "not bold $text-muted") if said else ("", "")
        self.query_one("#title", Static).update(Content.assemble(self.title_text(), note))

    # --- the list ---

    def title_text(self) -> str:
        return tr("Model")

    def placeholder(self) -> str:
        return tr("Type to filter, or the name of any other model")

    def head(self) -> Content | None:
        return Content(_line(_titles(), self.row_cells))

    def _offered(self) -> list[ModelInfo]:
        models = list(all_models())
        if all(model.id.lower() != self._current.id.lower() for model in models):
            models.append(self._current)
        return models

    def rows(self, typed: str) -> list[Row[str]]:
        offered = self._offered()
        other = typed.strip()
        found = [
            Row(self._row(model, "" if other else str(number)), model.id)
            for number, model in enumerate(offered, 1)
            if matches(typed, model.id, tr(model.description), *model.inputs)
        ]
        if other and all(other.lower() != model.id.lower() for model in offered):
            said = tr("use “{name}” (not in the catalogue)", name=visible(other))
            found.append(Row(Content(truncate(f"  {said}", self.row_cells)), other))
        return found

    def _row(self, model: ModelInfo, number: str) -> Content:
        digit = number if len(number) == 1 else ""
        mark = ""
        if model.id == self._current.id:
            mark = _IN_USE
        elif self._warnings(model):
            mark = _WARNED
        speed = model.described_tokens_per_s
        own = self._speed(model)
        unknown = "?" if model.context_window is None else "–"
        name = truncate(visible(model.id), _NAME_CELLS)
        cells = {
            "model": f"{digit:<2}{name}{mark}",
            "window": short_count(model.context_window) if model.context_window else "?",
            "tok/s": f"~{speed}" if speed else unknown,
            "yours": f"{own.tokens_per_s:.0f}" if own and own.tokens_per_s else "–",
            "first": _seconds(own.first_token_s) if own and own.first_token_s else "–",
            "in/out": price_word(model.price, "?"),
            "thinking": thinking_word(model.thinking, "?"),
            "takes": input_words(model.inputs) if model.known else "?",
        }
        return Content(_line(cells, self.row_cells))

    def _speed(self, model: ModelInfo) -> MeasuredSpeed | None:
        return self._facts.speeds.get(model.id)

    def _warnings(self, model: ModelInfo) -> list[str]:
        return switch_warnings(self._current, model, self._context_tokens, self._facts.media)

    def start_at(self, rows: list[Row[str]]) -> int:
        return next((at for at, row in enumerate(rows) if row.value == self._current.id), 0)

    # --- what is said of the highlighted one ---

    def about(self, value: str | None) -> Content | None:
        if value is None:
            return Content(tr("No model is called that."))
        model = find_model(value)
        thinking = self._thinking_words(model)
        if not model.known and model.context_window is None and model.price is None:
            thinking = tr(
                "Nothing is known of this model: no window, limits or price can be shown."
            )
        description = (
            tr("{description}.", description=tr(model.description)) if model.description else ""
        )
        name = visible(model.id)
        # In the order in which they are said; the higher its rank, the sooner it is left out.
        said_of_it = [
            _Sentence(name if cell_width(name) > _NAME_CELLS else "", 0, "$foreground"),
            *(_Sentence(f"▲ {said}", 0, "$text-warning") for said in self._warnings(model)),
            _Sentence(description, 4),
            _Sentence(thinking, 1),
            _Sentence(self._own_words(model), 2),
            _Sentence(self._price_words(model), 3),
            _Sentence(self._long_price_words(model), 5),
        ]
        fitting = self._fitting([sentence for sentence in said_of_it if sentence.said])
        return Content("\n").join(Content.styled(one.said, one.style) for one in fitting)

    def _fitting(self, sentences: list[_Sentence]) -> list[_Sentence]:
        """Those that there is room for when they wrap."""
        room = self.ABOUT_LINES + (self.app.size.width < DIALOG_CELLS)
        kept = set()
        for sentence in sorted(sentences, key=lambda sentence: sentence.rank):
            lines = len(Content(sentence.said).wrap(self.row_cells))
            if lines <= room:
                room -= lines
                kept.add(sentence.said)
        return [sentence for sentence in sentences if sentence.said in kept]

    @staticmethod
    def _thinking_words(model: ModelInfo) -> str:
        match model.thinking:
            case ThinkingRule.ALWAYS:
                return tr("Always thinks: the thinking switch has no effect on it.")
            case ThinkingRule.OPTIONAL:
                return tr(
                    "Thinks when adaptive thinking is on ({key}).",
                    key=key_hint("thinking.toggle"),
                )
            case _:
                return tr("Whether it thinks is not known; it is sent what the switch says.")

    def _own_words(self, model: ModelInfo) -> str:
        own = self._speed(model)
        if own is None:
            return ""
        parts = []
        if own.tokens_per_s is not None:
            parts.append(tr("{pace} tok/s", pace=round(own.tokens_per_s)))
        if own.first_token_s is not None:
            parts.append(tr("{time} to the first token", time=_seconds(own.first_token_s)))
        return trn(
            "Yours: {speed} (of {count} answer).",
            "Yours: {speed} (medians of {count} answers).",
            own.answers,
            speed=", ".join(parts),
        )

    @staticmethod
    def _price_words(model: ModelInfo) -> str:
        if model.price is None:
            return ""
        return tr(
            "US$ per million tokens, as of {when}; cached input ${cached:.2f}.",
            cached=model.price.cache_read,
            when=PRICES_AS_OF,
        )

    @staticmethod
    def _long_price_words(model: ModelInfo) -> str:
        if model.long_price is None or model.long_price_above is None:
            return ""
        return tr(
            "Prompts over {above} tokens: {price}.",
            above=short_count(model.long_price_above),
            price=price_word(model.long_price, "?"),
        )

    def keys(self) -> Content:
        ask = ("ctrl+r", tr("ask for new models"))
        return key_hints(
            Hint("enter 1–9", tr("choose"), "enter"),
            *((ask,) if self._refresh is not None else ()),
            ("esc", tr("close")),
            ("↑ ↓", tr("move")),
        )

    # --- digits ---

    @on(Input.Changed)
    def _digit_typed(self, event: Input.Changed) -> None:
        """A digit chooses where nothing was typed; in a filter it is a character like any other."""
        # Textual 8.2.8 gives a key that an input takes to no binding, however prior.
        before, self._typed_before = self._typed_before, event.value
        if before or event.value not in _DIGITS:
            return
        number = int(event.value)
        unfiltered = self.rows("")
        if number <= len(unfiltered):
            event.prevent_default()
            self.dismiss(unfiltered[number - 1].value)
