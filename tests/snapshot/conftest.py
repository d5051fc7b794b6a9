"""The program of the pilot tests, for the snapshots."""

from __future__ import annotations

from tests.pilot.conftest import program

__all__ = ["program"]
