"""What the doctor found: one finding a thing it looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How a thing is."""

    OK = "ok"
    WARNING = "warning"
    """Something is missing or worse than it could be; the program works."""
    PROBLEM = "problem"
    """The program, or a part of it, does not work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        section: The part of the program, such as `terminal`; the same in every language.
        name: The thing, such as `size`; the same in every language.
        level: How it is.
        said: What was found, in plain words.
        advice: What to do about it; "" where there is nothing to do.
    """

    section: str
    name: str
    level: Level
    said: str
    advice: str = ""


def ok(section: str, name: str, said: str, advice: str = "") -> Finding:
    """A thing that is as it should be."""
    return Finding(section, name, Level.OK, said, advice)


def warning(section: str, name: str, said: str, advice: str = "") -> Finding:
    """A thing that could be better."""
    return Finding(section, name, Level.WARNING, said, advice)


def problem(section: str, name: str, said: str, advice: str = "") -> Finding:
    """A thing that does not work."""
    return Finding(section, name, Level.PROBLEM, said, advice)
