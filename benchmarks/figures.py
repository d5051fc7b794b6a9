"""Figures of measured programs, and how they are told."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def cpu_s(pid: int) -> float:
    """User and system time of a process so far, all its threads, in seconds (Linux).

    Raises:
        OSError: if there is no such process, or no /proc.
    """
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    after_name = fields.rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / _TICKS_PER_S


def peak_memory_mib(pid: int) -> float:
    """Most memory that was resident, in MiB (Linux).

    Raises:
        OSError: if there is no such process, or no /proc.
    """
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return math.nan


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def verdict(name: str, value: float, target: float, unit: str = "") -> str:
    """One line: a figure, what it should be at most, and whether it is."""
    met = "met" if value <= target else "MISSED"
    return f"{name}: {value:.2f}{unit}  (target at most {target:.2f}{unit}: {met})"
