"""`minimax-chat simulate` in a process of its own, and the plain SDK as MiniMax's page uses it.

(MiniMax, "Anthropic SDK", Streaming Response, 2026-11.)
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.environment import clean_environment

WAIT_S = 30.0

EXAMPLE = """
import sys
import anthropic

client = anthropic.Anthropic()
asked = {"thinking": {"type": "adaptive"}} if "--think" in sys.argv else {}
stream = client.messages.create(
    model="MiniMax-M3",
    max_tokens=1000,
    system="You are a helpful assistant.",
    messages=[{"role": "user", "content": [{"type": "text", "text": "Hi, how are you?"}]}],
    stream=True,
    **asked,
)
thinking, text = "", ""
for event in stream:
    if event.type == "content_block_delta":
        if event.delta.type == "thinking_delta":
            thinking += event.delta.thinking
        elif event.delta.type == "text_delta":
            text += event.delta.text
print("THINKING:", thinking.replace("\\n", " "))
print("TEXT:", text.replace("\\n", " "))
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return clean_environment(tmp_path)


@pytest.fixture
def base_url(environment: dict[str, str]) -> Iterator[str]:
    """The address that the command prints; it is ended by ctrl+c, as a person would."""
    command = [sys.executable, "-m", "minimax_tui", "simulate", "--port", "0"]
    with subprocess.Popen(
        [*command, "--tokens-per-s", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            url, *rest = line.split()
            assert url.startswith("http://127.0.0.1:")
            assert url.endswith("/anthropic")
            assert "simulation" in " ".join(rest), "it says what it is"
            yield url
        finally:
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=WAIT_S)
        assert (process.returncode, err) == (0, "")


def test_the_example_prints_text_and_thinking_when_asked_for(
    base_url: str, environment: dict[str, str]
) -> None:
    environment |= {
        "ANTHROPIC_BASE_URL": base_url,
        "ANTHROPIC_API_KEY": "sk-simulated",
        "NO_PROXY": "127.0.0.1,localhost",
    }
    plain, thoughtful = (
        subprocess.Popen(
            [sys.executable, "-c", EXAMPLE, *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for arguments in ([], ["--think"])
    )
    out, err = plain.communicate(timeout=WAIT_S)
    assert (plain.returncode, err) == (0, "")
    thinking, text = out.splitlines()
    assert thinking.strip() == "THINKING:", "M3 thinks only when it is asked to"
    assert text.startswith("TEXT: Hello!")

    out, err = thoughtful.communicate(timeout=WAIT_S)
    assert (thoughtful.returncode, err) == (0, "")
    thinking, text = out.splitlines()
    assert "Hi, how are you?" in thinking
    assert text.startswith("TEXT: Hello!")
