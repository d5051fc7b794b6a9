"""The prompt library: to insert a prompt, use a system prompt, write, change and delete them."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import ClassVar, NamedTuple, TypeAlias

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, OptionList

from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.domain.saved_prompts import (
    PromptKind,
    PromptLibrary,
    PromptProblem,
    SavedPrompt,
    cleaned_name,
    name_problem,
)
from minimax_tui.domain.widths import cell_width, truncate
from minimax_tui.ui.commands import by_slash
from minimax_tui.ui.screens.key_line import key_hints
from minimax_tui.ui.screens.pick import PickScreen, Row, matches

Shown: TypeAlias = SavedPrompt | PromptProblem

_NAME_CELLS = 24
_KIND_CELLS = 8
_PREVIEW_LINES = 6
_PREVIEW_CHARACTERS = 2_000


class PromptList(PickScreen[Shown]):
    """Gives the prompt to use.

    Args:
        library: Where they are.
        new: Asks for the name of a new one; calls what it is given when that is kept.
        edit: Opens one in the editor; calls what it is given afterwards.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n", "new", show=False, priority=True),
        Binding("ctrl+g", "edit", show=False, priority=True),
        Binding("ctrl+d", "delete", show=False, priority=True),
        Binding("ctrl+z", "undo", show=False, priority=True),
    ]
    OPENED_BY = "prompt.library"
    ABOUT_LINES = _PREVIEW_LINES
    WIDEST_CELLS = 100

    def __init__(
        self,
        library: PromptLibrary,
        *,
        new: Callable[[Callable[[], None]], None],
        edit: Callable[[SavedPrompt, Callable[[], None]], None],
    ) -> None:
        super().__init__()
        self._library = library
        self._new = new
        self._edit = edit

    def title_text(self) -> str:
        return tr("Saved prompts")

    def placeholder(self) -> str:
        return tr("Type to filter by name, description and text")

    def rows(self, typed: str) -> list[Row[Shown]]:
        shelf = self._library.read()
        found: list[Row[Shown]] = [
            Row(self._row(prompt), prompt)
            for prompt in shelf.prompts
            if matches(typed, prompt.name, prompt.description, prompt.text, _kind(prompt.kind))
        ]
        found += [
            Row(self._bad_row(problem), problem)
            for problem in shelf.problems
            if matches(typed, problem.file)
        ]
        return found

    def _row(self, prompt: SavedPrompt) -> Content:
        width = self.row_cells
        slash = "/" if prompt.kind == "prompt" and by_slash(prompt.name) is None else ""
        cells = min(_NAME_CELLS, width // 2)
        name = truncate(slash + one_line(prompt.name), cells - 2)
        gap = " " * (cells - cell_width(name))
        kind = _kind(prompt.kind)
        between = " " * max(1, _KIND_CELLS - cell_width(kind))
        room = max(4, width - cells - cell_width(kind + between))
        told = truncate(one_line(prompt.description, 200), room)
        return Content.assemble((name, "bold"), gap, (kind, "$text-muted"), between, told)

    def _bad_row(self, problem: PromptProblem) -> Content:
        said = f"▲ {one_line(problem.file)}  {one_line(problem.reason)}"
        return Content.styled(truncate(said, self.row_cells), "$text-warning")

    def about(self, value: Shown | None) -> Content | None:
        if value is None:
            if self._library.read().prompts:
                return Content(tr("No prompt has these words."))
            return Content(
                tr(
                    "There is no prompt yet: ctrl+n keeps what stands in the composer as one. "
                    "Prompts are files in the folders “prompts” and “systems” beside the settings."
                )
            )
        if isinstance(value, PromptProblem):
            return Content(f"{visible(value.file)}: {visible(value.reason)}")
        lines: list[Content] = []
        if value.kind == "prompt" and by_slash(value.name) is not None:
            said = tr("“/{name}” is a command: insert this prompt from here.", name=value.name)
            lines.append(Content.styled(f"▲ {said}", "$text-warning"))
        width = self.row_cells
        shown = visible(value.text[:_PREVIEW_CHARACTERS]).expandtabs(4).split("\n")
        lines += [Content(truncate(line, width)) for line in shown]
        if len(lines) > _PREVIEW_LINES:
            lines[_PREVIEW_LINES - 1 :] = [Content("…")]
        return Content("\n").join(lines)

    def keys(self) -> Content:
        narrow = self.app.size.width < 90
        return key_hints(
            ("enter", tr("use")),
            ("ctrl+n", tr("new")),
            ("ctrl+g", tr("edit")),
            ("ctrl+d", tr("delete")),
            *(() if narrow else (("ctrl+z", tr("bring back")),)),
            ("esc", tr("close")),
        )

    def pick(self, value: Shown) -> None:
        """Uses a prompt; a file that cannot be used only says why."""
        if isinstance(value, SavedPrompt):
            self.dismiss(value)

    # --- actions ---

    def _show_again(self) -> None:
        """Shows what there is now, the highlight on what has come."""
        if not self.is_attached:
            return
        known = {_file_of(row.value) for row in self._rows}
        self._place(len(self.rows("")))
        self.refill_here()
        came = (at for at, row in enumerate(self._rows) if _file_of(row.value) not in known)
        options = self.query_one(OptionList)
        options.highlighted = next(came, options.highlighted)

    def action_new(self) -> None:
        """Keeps what stands in the composer as a new prompt."""
        self._new(self._show_again)

    def action_edit(self) -> None:
        """Opens the highlighted prompt in the editor."""
        prompt = self.highlighted
        if isinstance(prompt, SavedPrompt):
            self._edit(prompt, self._show_again)

    def action_delete(self) -> None:
        """Moves the highlighted prompt into the trash."""
        prompt = self.highlighted
        if not isinstance(prompt, SavedPrompt):
            return
        try:
            self._library.delete(prompt)
        except ChatError as error:
            self._say(sentences(error.what, error.advice))
        else:
            name = one_line(prompt.name)
            self._say(tr("{name} is in the trash: ctrl+z brings it back.", name=name))
        self.refill_here()

    def action_undo(self) -> None:
        """Brings the prompt that was deleted last back."""
        try:
            name = self._library.undo_delete()
        except ChatError as error:
            self._say(sentences(error.what, error.advice))
            return
        if name is None:
            self._say(tr("The trash is empty."))
            return
        self._say(tr("{name} is back.", name=one_line(name)))
        self._show_again()

    def _say(self, words: str) -> None:
        self.app.notify(one_line(words), markup=False)


def _file_of(shown: Shown) -> tuple[str, ...]:
    if isinstance(shown, PromptProblem):
        return (shown.file,)
    return (shown.kind, shown.name)


def _kind(kind: PromptKind) -> str:
    return tr("prompt") if kind == "prompt" else tr("system")


class NewPrompt(NamedTuple):
    """What a new prompt is to be."""

    kind: PromptKind
    name: str


class NewPromptName(PickScreen[NewPrompt]):
    """Gives name and kind of a new prompt.

    Args:
        taken: The kinds and names, in small letters, that there are.
        empty: Whether there is no text for it yet, so that the editor opens afterwards.
    """

    WIDEST_CELLS = 76

    def __init__(self, taken: Set[tuple[PromptKind, str]], *, empty: bool) -> None:
        super().__init__()
        self._taken = taken
        self._empty = empty

    def title_text(self) -> str:
        return (
            tr("New prompt, written in your editor")
            if self._empty
            else tr("Save what stands in the composer")
        )

    def placeholder(self) -> str:
        return tr("Its name")

    def rows(self, typed: str) -> list[Row[NewPrompt]]:
        name = cleaned_name(typed)
        if name_problem(name):
            return []
        shown = one_line(name)
        offered: tuple[tuple[PromptKind, str], ...] = (
            ("prompt", tr("as a prompt, inserted by /{name}", name=shown)),
            ("system", tr("as a system prompt “{name}”", name=shown)),
        )
        return [
            Row(Content(truncate(words, self.row_cells)), NewPrompt(kind, name))
            for kind, words in offered
            if (kind, name.casefold()) not in self._taken
        ]

    def about(self, value: NewPrompt | None) -> Content | None:
        if value is None:
            name = cleaned_name(self.query_one(Input).value)
            return Content(
                name_problem(name) or tr("There is one called {name} already.", name=name)
            )
        if value.kind == "prompt" and by_slash(value.name) is not None:
            said = tr("“/{name}” is a command: this prompt is inserted from the list only.",
                      name=value.name)  # fmt: skip
            return Content.styled(f"▲ {said}", "$text-warning")
        if value.kind == "prompt":
            return Content(tr("{{name}} or {{name=default}} in it is asked for on use."))
        return Content(tr("Told to the model before the sessions that you choose it for."))

    def keys(self) -> Content:
        return key_hints(("enter", tr("save")), ("↑ ↓", tr("move")), ("esc", tr("leave it")))
