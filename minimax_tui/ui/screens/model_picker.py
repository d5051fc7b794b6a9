"""The model picker: what each model can do and what it costs, and any other model by name."""

from __future__ import annotations

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
from minimax_tui.ui.screens.pick import PickScreen, Row, key_hints, matches
from minimax_tui.ui.widgets.status_bar import short_count

_NAME_CELLS = 24


def _price(price: Price | None) -> str:
    return "?" if price is None else f"${price.input:.2f}/${price.output:.2f}"


def _speed(model: ModelInfo) -> str:
    speed = model.described_tokens_per_s
    return f"~{speed}" if speed else "–"


def _row(model: ModelInfo, current: str) -> Content:
    mark = "●" if model.id == current else " "
    window = short_count(model.context_window) if model.context_window else "?"
    inputs = ", ".join(model.inputs) if model.known else "?"
    return Content.assemble(
        (f"{mark} ", "$accent"),
        f"{visible(model.id):<{_NAME_CELLS}}",
        (f"{window:>5}  {_speed(model):>5}  {_price(model.price):<11}  {inputs}", ""),
    )


class ModelPicker(PickScreen[str]):
    """Gives the id of the model chosen."""

    def __init__(self, current: str) -> None:
        super().__init__()
        self._current = current

    def title_text(self) -> str:
        return tr("Model")

    def placeholder(self) -> str:
        return tr("Type to filter, or the name of any other model")

    def head(self) -> Content | None:
        return Content.styled(
            f"  {tr('model'):<{_NAME_CELLS - 1}}{tr('window'):>6}  {tr('tok/s'):>5}  "
            f"{tr('in/out $'):<11}  {tr('takes')}",
            "$text-muted",
        )

    def rows(self, typed: str) -> list[Row[str]]:
        found = [
            Row(_row(model, self._current), model.id)
            for model in MODELS
            if matches(typed, model.id, model.description, *model.inputs)
        ]
        other = typed.strip()
        if other and all(other.lower() != model.id.lower() for model in MODELS):
            said = tr("use “{name}” (not in the catalogue)", name=visible(other))
            found.append(Row(Content.assemble(("  ", ""), said), other))
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
            said = tr(
                "US$ per million tokens, cached input ${cached:.2f}; as of {when}.",
                cached=model.price.cache_read,
                when=PRICES_AS_OF,
            )
            if model.long_price is not None and model.long_price_above is not None:
                said += " " + tr(
                    "Over {above} tokens of prompt: {price}.",
                    above=short_count(model.long_price_above),
                    price=_price(model.long_price),
                )
            lines.append(said)
        return Content("\n".join(lines))

    def start_at(self, rows: list[Row[str]]) -> int:
        return next((at for at, row in enumerate(rows) if row.value == self._current), 0)

    def keys(self) -> Content:
        return key_hints(
            ("enter", tr("choose")), ("↑ ↓", tr("move")), ("esc", tr("close without a change"))
        )
