"""The doctor's findings as lines for people, and as JSON for programs."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from typing import TypeAlias

from minimax_tui import __version__
from minimax_tui.cli.doctor.findings import Finding, Level
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.widths import cell_width
from minimax_tui.domain.wrapping import wrap_cells

_Paint: TypeAlias = Callable[[str, str], str]
_NAME_CELLS = 18
_INDENT = 4
_WIDEST = 100
_MARKS = {Level.OK: "✓", Level.WARNING: "▲", Level.PROBLEM: "✕"}
_PLAIN_MARKS = {Level.OK: "+", Level.WARNING: "!", Level.PROBLEM: "X"}
# The terminal's own palette: it fits every background.
_COLOURS = {Level.OK: "32", Level.WARNING: "33", Level.PROBLEM: "31"}
_KEY = re.compile(r"\bsk-[\w-]{8,}|\beyJ[\w-]{8,}\.[\w.-]{8,}")
"""A key that begins as MiniMax's and Anthropic's do, or a token in the form of RFC 7519."""


def _titles() -> dict[str, str]:
    return {
        "versions": tr("Versions"),
        "terminal": tr("Terminal"),
        "tmux": tr("tmux"),
        "configuration": tr("Configuration"),
        "database": tr("Database"),
        "key": tr("Key"),
        "endpoint": tr("Endpoint"),
    }


def _names() -> dict[str, str]:
    """The names that are words; others are names of options and libraries."""
    return {
        "system": tr("system"),
        "kind": tr("kind"),
        "size": tr("size"),
        "colours": tr("colours"),
        "keyboard": tr("keyboard"),
        "graphics": tr("graphics"),
        "clipboard": tr("clipboard"),
        "locale": tr("locale"),
        "version": tr("version"),
        "settings": tr("settings"),
        "project": tr("project"),
        "home": tr("home"),
        "config": tr("config"),
        "data": tr("data"),
        "cache": tr("cache"),
        "logs": tr("logs"),
        "file": tr("file"),
        "integrity": tr("integrity"),
        "schema": tr("schema"),
        "journal": tr("journal"),
        "disk": tr("disk"),
        "key": tr("key"),
        "host": tr("host"),
        "passed over": tr("passed over"),
        "proxy": tr("proxy"),
        "answer": tr("answer"),
    }


def as_json(findings: Sequence[Finding]) -> str:
    """All findings as one JSON object."""
    report = {
        "version": __version__,
        "ok": not any(finding.level is Level.PROBLEM for finding in findings),
        "findings": [
            {
                "section": finding.section,
                "name": finding.name,
                "level": finding.level.value,
                "said": _shown(finding.said),
                "advice": _shown(finding.advice),
            }
            for finding in findings
        ],
    }
    return json.dumps(report, indent=2, ensure_ascii=False)


def as_lines(findings: Sequence[Finding]) -> list[str]:
    """All findings as lines for stdout, in colour where it is a terminal that wants it."""
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    width = min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns)
    return lines(findings, width, colour=colour, encoding=sys.stdout.encoding or "ascii")


def lines(
    findings: Sequence[Finding], width: int, *, colour: bool, encoding: str = "utf-8"
) -> list[str]:
    """All findings as lines of at most `width` cells, where words are not longer themselves."""
    marks = _MARKS if _can_write("".join(_MARKS.values()), encoding) else _PLAIN_MARKS
    paint = _painted if colour else _unpainted
    titles = _titles()
    said: list[str] = []
    for section in dict.fromkeys(finding.section for finding in findings):
        said += [*([""] if said else []), paint(titles.get(section, section), "1")]
        for finding in findings:
            if finding.section == section:
                said += _finding_lines(finding, width, marks[finding.level], paint)
    return [*said, "", _sum(findings, paint)]


def _finding_lines(finding: Finding, width: int, mark: str, paint: _Paint) -> list[str]:
    name = _names().get(finding.name, finding.name)
    name += " " * max(1, _NAME_CELLS - cell_width(name))
    below = " " * (_INDENT + _NAME_CELLS)
    room = max(12, width - len(below))
    first, *rest = _wrapped(finding.said, room) or [""]
    found = [f"  {paint(mark, _COLOURS[finding.level])} {name}{first}"]
    found += [below + line for line in rest]
    found += [paint(below + line, "2") for line in _wrapped(finding.advice, room)]
    return found


def _shown(text: str) -> str:
    """`text` safe to draw, and without what looks like a key: one may stand in a wrong place."""
    return _KEY.sub("[key]", visible(text))


def _wrapped(text: str, room: int) -> list[str]:
    return [line for part in _shown(text).split("\n") for line in wrap_cells(part, room)]


def _sum(findings: Sequence[Finding], paint: _Paint) -> str:
    counts = {level: sum(one.level is level for one in findings) for level in Level}
    if counts[Level.PROBLEM]:
        said = trn("{count} problem", "{count} problems", counts[Level.PROBLEM])
        if counts[Level.WARNING]:
            said += tr(", ") + trn("{count} warning", "{count} warnings", counts[Level.WARNING])
        return paint(said, f"1;{_COLOURS[Level.PROBLEM]}")
    if counts[Level.WARNING]:
        said = trn(
            "No problem, {count} warning", "No problem, {count} warnings", counts[Level.WARNING]
        )
        return paint(said, f"1;{_COLOURS[Level.WARNING]}")
    return paint(tr("All is well."), f"1;{_COLOURS[Level.OK]}")


def _can_write(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _painted(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m"


def _unpainted(text: str, code: str) -> str:
    del code
    return text
