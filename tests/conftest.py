"""What holds for all tests: the program speaks English in them, wherever they run."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

os.environ.pop("LANGUAGE", None)
os.environ.pop("MINIMAX_CHAT_LANGUAGE", None)
os.environ["LC_ALL"] = "C.UTF-8"


def pytest_configure(config: pytest.Config) -> None:
    """Has every run try the same examples; `--hypothesis-profile=explore` tries others.

    A run that fails is to say something about the change it is run for.
    """
    settings.register_profile("same", derandomize=True, deadline=None)
    settings.register_profile("explore", deadline=None)
    if config.getoption("--hypothesis-profile", default=None) is None:
        settings.load_profile("same")
