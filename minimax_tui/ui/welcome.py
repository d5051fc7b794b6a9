"""What an empty session shows: the name, the model, examples to pick, and the keys that matter."""

from __future__ import annotations

from minimax_tui.domain.catalogue import find_model
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.thinking import Thinking, thinks
from minimax_tui.ui.transcript.simple_cells import BannerCell
from minimax_tui.ui.widgets.status_bar import short_count


def examples(*, demo: bool) -> tuple[str, ...]:
    """Prompts to pick with the arrow keys."""
    if demo:
        return (
            tr("What can this program do?"),
            tr("Show me some code"),
            tr("Compare the models in a table"),
        )
    return (
        tr("Explain how merge sort works, with a small example in Python"),
        tr("Draft a polite reply that declines an invitation"),
        tr("用简单的话解释什么是注意力机制"),
    )


def welcome_cell(
    model_id: str, thinking: Thinking, *, demo: bool, picked: int, height: int, has_key: bool
) -> BannerCell:
    """The welcome.

    Args:
        model_id: The model in force.
        thinking: The thinking switch.
        demo: Whether answers come from the simulator.
        picked: Which example is highlighted, -1 for none.
        height: Lines of the pane, to place it.
        has_key: Whether a key was found.
    """
    model = find_model(model_id)
    can = [visible(model.id)]
    if model.context_window is not None:
        can.append(tr("{n} tokens of context", n=short_count(model.context_window)))
    can.append(", ".join(model.inputs) if model.known else tr("not in the catalogue"))
    can.append(tr("thinking") if thinks(model, thinking) else tr("thinking off"))
    lines: list[list[tuple[str, str]]] = [[("minimax-chat", "heading1")]]
    if demo:
        lines.append(
            [(tr("Demo: answers come from a simulation, not from MiniMax."), "notice.warning")]
        )
    lines.append([(" · ".join(can), "muted")])
    if not has_key and not demo:
        lines += [
            [],
            [(tr("There is no API key yet."), "notice.warning")],
            [(tr("Set MINIMAX_API_KEY to your key, or try: minimax-chat --demo"), "text")],
        ]
    lines += [[], [(tr("Try one of these (↓ and enter), or write your own:"), "faint")]]
    choices = []
    for number, text in enumerate(examples(demo=demo)):
        choices.append(len(lines))
        chosen = number == picked
        lines.append(
            [("▸ " if chosen else "  ", "accent"), (text, "strong accent" if chosen else "text")]
        )
    lines.append([])
    for key, what in (
        ("enter", tr("sends")),
        ("ctrl+l", tr("chooses the model")),
        ("f2", tr("opens the settings")),
        ("f1", tr("shows every key")),
    ):
        lines.append([(f"{key:<9}", "strong"), (what, "muted")])
    above = max(1, (height - len(lines)) // 3)
    for _ in range(above):
        lines.insert(0, [])
    return BannerCell("welcome", lines, choices=[above + choice for choice in choices])
