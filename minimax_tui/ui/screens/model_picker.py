"""The model picker: what each model can do and what it costs, and any other model by name."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from minimax_tui.domain.catalogue import (
    MODELS,
    PRICES_AS_OF,
    ModelInfo,
    Price,
    ThinkingRule,
    find_model,
)
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.widths import cell_width, truncate
from minimax_tui.ui.commands import command
from minimax_tui.ui.screens.pick import PickScreen, Row, key_hints, matches
from minimax_tui.ui.widgets.status_bar import short_count

_COLUMN_CELLS = (24, 6, 5, 11, 18)
"""Name, window, speed, price, inputs; two blanks stand between them."""
_IN_USE = " ●"


def _price(price: Price | None) -> str:
    return "?" if price is None else f"${price.input:.2f}/${price.output:.2f}"


def _line(cells: tuple[str, ...], width: int) -> str:
    """One line of the table; the columns that `width` has no room for are left out."""
    name_cells = _COLUMN_CELLS[0]
    line = cells[0] + " " * max(0, name_cells - cell_width(cells[0]))
    for number, text in enumerate(cells[1:], 1):
        to_the_right = number in (1, 2)
        text = f"{text:>{_COLUMN_CELLS[number]}}" if to_the_right else text
        column = f"  {text:<{_COLUMN_CELLS[number]}}"
        if cell_width(line) + len(column) > width:
            break
        line += column
    return truncate(line, width)


def _row(model: ModelInfo, current: str) -> tuple[str, ...]:
    name = visible(model.id) + (_IN_USE if model.id == current else "")
    speed = model.described_tokens_per_s
    return (
        name,
        short_count(model.context_window) if model.context_window else "?",
        f"~{speed}" if speed else "–",
        _price(model.price),
        ", ".join(model.inputs) if model.known else "?",
    )


class ModelPicker(PickScreen[str]):
    """Gives the id of the model chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(command("model.choose").keys, "close", show=False, priority=True)
    ]
    ABOUT_LINES = 4

    def __init__(self, current: str) -> None:
        super().__init__()
        self._current = current

    def title_text(self) -> str:
        return tr("Model")

    def placeholder(self) -> str:
        return tr("Type to filter, or the name of any other model")

    def head(self) -> Content | None:
        titles = (tr("model"), tr("window"), tr("tok/s"), tr("in/out"), tr("takes"))
        return Content(_line(titles, self.row_cells))

    def rows(self, typed: str) -> list[Row[str]]:
        found = [
            Row(Content(_line(_row(model, self._current), self.row_cells)), model.id)
            for model in MODELS
            if matches(typed, model.id, model.description, *model.inputs)
        ]
        other = typed.strip()
        if other and all(other.lower() != model.id.lower() for model in MODELS):
            said = tr("use “{name}” (not in the catalogue)", name=visible(other))
            found.append(Row(Content(truncate(said, self.row_cells)), other))
        if not typed and not find_model(self._current).known:
            line = _line(_row(find_model(self._current), self._current), self.row_cells)
            found.append(Row(Content(line), self._current))
        return found

    def about(self, value: str | None) -> Content | None:
        if value is None:
            return Content(tr("No model is called that."))
        model = find_model(value)
        if not model.known:
            return Content(
                tr("Nothing is known of this model: no window, limits or price can be shown.")
            )
        lines = [model.description + "."]
        if model.thinking is ThinkingRule.ALWAYS:
            lines.append(tr("Always thinks: the thinking switch has no effect on it."))
        else:
            lines.append(tr("Thinks when adaptive thinking is on (ctrl+t)."))
        if model.price is not None:
            lines.append(
                tr(
                    "US$ per million tokens, as of {when}; cached input ${cached:.2f}.",
                    cached=model.price.cache_read,
                    when=PRICES_AS_OF,
                )
            )
            if model.long_price is not None and model.long_price_above is not None:
                lines.append(
                    tr(
                        "Prompts over {above} tokens: {price}.",
                        above=short_count(model.long_price_above),
                        price=_price(model.long_price),
                    )
                )
        return Content("\n".join(lines))

    def start_at(self, rows: list[Row[str]]) -> int:
        return next((at for at, row in enumerate(rows) if row.value == self._current), 0)

    def keys(self) -> Content:
        return key_hints(("enter", tr("choose")), ("↑ ↓", tr("move")), ("esc", tr("close")))
