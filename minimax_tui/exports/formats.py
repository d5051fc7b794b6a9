"""What can be exported, and in which formats."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """A format; the value is its word on the command line."""

    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"
    PYTHON = "python"

    @property
    def suffix(self) -> str:
        """The end of a file's name, with its dot."""
        return _SUFFIXES[self]


_SUFFIXES = {
    Format.MARKDOWN: ".md",
    Format.HTML: ".html",
    Format.JSON: ".json",
    Format.PYTHON: ".py",
}


class Part(StrEnum):
    """How much of a session."""

    SESSION = "session"
    """All of it, with every branch."""
    BRANCH = "branch"
    """The current path."""
    TURN = "turn"
    """One prompt and what came of it."""
