"""Figures of measured programs, and how they are told."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


class Figure(NamedTuple):
    """One measured figure and what it should be at most."""

    what: str
    value: float
    unit: str = ""
    target: float | None = None
    """None where there is nothing to hold it to."""
    note: str = ""
    """What it was found from, such as the two values of a ratio."""

    @property
    def verdict(self) -> str:
        """`met`, `MISSED`, or nothing without a target."""
        if self.target is None:
            return ""
        return "met" if self.value <= self.target else "MISSED"

    def told(self) -> str:
        """The figure in one line."""
        line = f"{self.what}: {amount(self.value, self.unit)}"
        if self.target is not None:
            line += f"  (target at most {amount(self.target, self.unit)}: {self.verdict})"
        return f"{line}  [{self.note}]" if self.note else line


def amount(value: float, unit: str) -> str:
    """A value with three digits that count, and its unit."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:,.{digits}f}{' ' if unit else ''}{unit}"


def table(figures: Iterable[Figure]) -> str:
    """The figures as a Markdown table."""
    rows = [("what", "measured", "target", "", "from")]
    for one in figures:
        target = "" if one.target is None else amount(one.target, one.unit)
        rows.append((one.what, amount(one.value, one.unit), target, one.verdict, one.note))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def cpu_s(pid: int) -> float:
    """User and system time of a process so far, all its threads, in seconds (Linux).

    Raises:
        OSError: if there is no such process, or no /proc.
    """
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    after_name = fields.rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / _TICKS_PER_S


def memory_mib(pid: int) -> float:
    """Memory that is resident now, in MiB (Linux).

    Raises:
        OSError: if there is no such process, or no /proc.
    """
    return _status_mib(pid, "VmRSS:")


def peak_memory_mib(pid: int) -> float:
    """Most memory that was resident, in MiB (Linux).

    Raises:
        OSError: if there is no such process, or no /proc.
    """
    return _status_mib(pid, "VmHWM:")


def _status_mib(pid: int, field: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1024
    return math.nan


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def spread_ms(values: Sequence[float]) -> str:
    """Median, worst and number of delays in milliseconds."""
    return f"median {percentile(values, 0.5):.1f}, worst {max(values):.1f} ms of {len(values)}"
