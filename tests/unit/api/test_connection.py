"""What is loopback, and what importing and loading the SDK leaves behind."""

from __future__ import annotations

import subprocess
import sys

import pytest

from minimax_tui.api.connection import is_loopback


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("http://127.0.0.1:8080/anthropic", True),
        ("http://127.9.9.9", True),
        ("http://localhost:1/x", True),
        ("http://LOCALHOST.", True),
        ("http://sim.localhost", True),
        ("http://[::1]:80/", True),
        ("https://api.minimax.io/anthropic", False),
        ("http://127.0.0.1.example.com", False),
        ("http://localhost.example.com", False),
        ("http://127.0.0.1@example.com", False),
        ("http://0.0.0.0", False),
        ("", False),
    ],
)
def test_loopback(base_url: str, expected: bool) -> None:
    assert is_loopback(base_url) is expected


def run(code: str, **environment: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code],
        env={"PATH": "", "PYTHONPATH": ":".join(sys.path), **environment},
        check=True,
        capture_output=True,
        text=True,
        timeout=30,
    ).stdout


def test_importing_the_package_does_not_import_the_sdk() -> None:
    modules = "client, connection, errors, history, models, request, sse"
    code = f"import sys; from minimax_tui.api import {modules}; print('anthropic' in sys.modules)"
    assert run(code).strip() == "False"


def test_the_sdks_log_stays_down() -> None:
    code = (
        "import logging; from minimax_tui.api.connection import preload; preload();"
        "print([logging.getLogger(n).isEnabledFor(logging.INFO) for n in ('anthropic','httpx2')])"
    )
    assert run(code, ANTHROPIC_LOG="debug").strip() == "[False, False]"
