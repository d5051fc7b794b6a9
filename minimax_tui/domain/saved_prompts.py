"""Prompts and system prompts that the user keeps: their names, their placeholders, their port.

A prompt is a text. Between `---` lines at its beginning may stand front matter, of which
`description:` is shown in lists; it is not part of what is sent. `{{name}}` in the text, or
`{{name=default}}`, is asked for when the prompt is used.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.i18n import tr

PromptKind = Literal["prompt", "system"]
"""A prompt goes into the composer, a system prompt before the session."""

MAX_NAME_CHARACTERS = 64
MAX_PROMPT_BYTES = 262_144
"""Size of a file above which it is taken for something else than a prompt."""

_NAME = re.compile(r"[^\W_][\w.-]*")
_PLACEHOLDER = re.compile(r"\{\{ *([^\W\d](?:[\w -]{0,38}\w)?) *(?:=([^{}\n]*))?\}\}")
_FRONT = re.compile(r"---[ \t]*\n(.*?)(?:^---[ \t]*(?:\n|\Z))\n?", re.DOTALL | re.MULTILINE)
_DESCRIPTION = re.compile(r"^description[ \t]*:[ \t]*(.*)$", re.MULTILINE | re.IGNORECASE)


class PromptRefused(ChatError):
    """A saved prompt that cannot be read, written, removed or brought back."""

    def words(self) -> tuple[str, str]:
        return tr("The saved prompt could not be used."), ""


class Placeholder(NamedTuple):
    """Something that is asked for when a prompt is used."""

    name: str
    default: str = ""


@dataclass(frozen=True, slots=True)
class SavedPrompt:
    """One prompt or system prompt of the library. All of it is foreign text."""

    kind: PromptKind
    name: str
    text: str
    """What is sent, placeholders included."""
    description: str = ""
    file: str = ""
    """Where it is kept."""

    @property
    def placeholders(self) -> list[Placeholder]:
        """What is asked for, in the order of the text; each name once."""
        found: dict[str, str] = {}
        for match in _PLACEHOLDER.finditer(self.text):
            found[match[1]] = found.get(match[1]) or (match[2] or "").strip()
        return [Placeholder(name, default) for name, default in found.items()]

    def filled(self, values: Mapping[str, str]) -> str:
        """The text with values in the place of its placeholders; one without a value stays.

        A value that looks like a placeholder is none.
        """
        return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), self.text)


class PromptProblem(NamedTuple):
    """A file of the library that is left out, and why."""

    file: str
    """Its folder and name; foreign text."""
    name: str
    """What it would be called."""
    reason: str


class PromptShelf(NamedTuple):
    """What the library has."""

    prompts: tuple[SavedPrompt, ...] = ()
    """By kind, prompts first, then by name."""
    problems: tuple[PromptProblem, ...] = ()

    def find(self, kind: PromptKind, name: str) -> SavedPrompt | None:
        """The prompt with this name, in whatever letter case if none is written just so."""
        of_kind = [prompt for prompt in self.prompts if prompt.kind == kind]
        exact = (prompt for prompt in of_kind if prompt.name == name)
        alike = (prompt for prompt in of_kind if prompt.name.casefold() == name.casefold())
        return next(exact, None) or next(alike, None)


class PromptLibrary(Protocol):
    """Keeps prompts and system prompts."""

    def read(self) -> PromptShelf:
        """All of them; what cannot be used is told. Cheap where nothing has changed."""
        ...

    def source(self, prompt: SavedPrompt) -> str:
        """The prompt's file as it is, front matter included. Raises `PromptRefused`."""
        ...

    def add(self, kind: PromptKind, name: str, source: str) -> None:
        """Keeps a new prompt. Raises `PromptRefused`, also where there is one of that name."""
        ...

    def change(self, prompt: SavedPrompt, source: str) -> None:
        """Keeps a prompt's new source. Raises `PromptRefused`."""
        ...

    def delete(self, prompt: SavedPrompt) -> None:
        """Moves a prompt into the trash. Raises `PromptRefused`."""
        ...

    def undo_delete(self) -> str | None:
        """Brings the prompt that was deleted last back.

        Returns:
            Its name, None where the trash is empty.

        Raises:
            PromptRefused: if another one has its name now, or it cannot be moved.
        """
        ...


def cleaned_name(name: str) -> str:
    """A name as it is kept: composed characters, no white space around it."""
    return unicodedata.normalize("NFC", name.strip())


def name_problem(name: str) -> str:
    """Why a prompt cannot be called that, in words; "" if it can."""
    if not name:
        return tr("It needs a name.")
    if len(name) > MAX_NAME_CHARACTERS:
        return tr("A name has at most {n} characters.", n=MAX_NAME_CHARACTERS)
    if not _NAME.fullmatch(name) or name.endswith("."):
        return tr("A name is made of letters, digits, “-”, “_” and “.”, and begins with a letter.")
    return ""


def read_source(kind: PromptKind, name: str, source: str, file: str = "") -> SavedPrompt:
    """The prompt that a file's text says.

    Without a description in its front matter, its first line that is not blank describes it.
    """
    text = source.removeprefix("\ufeff").replace("\r\n", "\n")
    description = ""
    front = _FRONT.match(text)
    if front is not None:
        text = text[front.end() :]
        said = _DESCRIPTION.search(front[1])
        description = said[1].strip().strip("\"'") if said is not None else ""
    text = text.strip("\n")
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return SavedPrompt(kind, name, text, description or first.lstrip("# "), file)
