"""Processor time for one streamed answer, beside the same answer in Textual's `Markdown` widget.

    python -m benchmarks.streaming_cpu [--tokens N] [--thinking N] [--rate TOKENS_PER_S]
        [--kind KIND] [--alone]

Start-up is left out: counting begins when the program is at rest with its first screen drawn, and
ends when the answer is stored (minimax-chat) or drawn (the other), and the program at rest again.
The simulator runs in a process of its own and is not counted. Told as well: bytes written a token,
and memory, beside a program that only imports Textual and the SDK.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from typing import NamedTuple

from benchmarks.figures import Figure, cpu_s, memory_mib, peak_memory_mib
from benchmarks.programs import (
    ROOT,
    ask,
    chat,
    clear,
    empty_folder,
    first_echo,
    read_for,
    rest,
    script,
    settle,
    simulator,
    wait_answers,
)

TARGET_RATIO = 1 / 10
TARGET_RATIO_FAST = 1 / 15
FAST_TOKENS_PER_S = 1_000.0
TARGET_BYTES_PER_TOKEN = 400.0
TARGET_MEMORY_OVER_IMPORTS_MIB = 30.0
_REST_S = 1.0


class Run(NamedTuple):
    """What one answer cost."""

    cpu_s: float
    took_s: float
    written_bytes: int
    memory_mib: float
    peak_mib: float

    def told(self, name: str, tokens: int) -> str:
        """The figures in one line."""
        return (
            f"{name}: {self.cpu_s:.2f} s of processor time "
            f"({self.cpu_s / tokens * 1000:.3f} s per 1,000 tokens), took {self.took_s:.1f} s, "
            f"wrote {self.written_bytes / 1024:.0f} KiB, memory {self.memory_mib:.0f} MiB, "
            f"at most {self.peak_mib:.0f} MiB"
        )


def minimax_chat(prompt: str, rate: float, timeout_s: float) -> Run:
    """Streams the answer in minimax-chat."""
    with (
        empty_folder() as home,
        simulator(rate) as base_url,
        chat(home, "--base-url", base_url) as terminal,
    ):
        first_echo(terminal)
        clear(terminal)
        ask(terminal, prompt)
        rest(terminal)
        before_s, since, began_s = cpu_s(terminal.pid), len(terminal.chunks), time.monotonic()
        terminal.key("enter")
        wait_answers(terminal, home, 1, timeout_s)
        took_s = time.monotonic() - began_s
        read_for(terminal, _REST_S)
        return Run(
            cpu_s(terminal.pid) - before_s,
            took_s,
            len(terminal.raw(since)),
            memory_mib(terminal.pid),
            peak_memory_mib(terminal.pid),
        )


def markdown_widget(prompt: str, rate: float, timeout_s: float) -> Run:
    """Streams the answer into Textual's own widget."""
    with empty_folder() as home:
        done = home / "done"
        with script(home, "markdown_stream_app.py", prompt, str(rate), str(done)) as terminal:
            settle(terminal)
            rest(terminal)
            before_s, since, began_s = cpu_s(terminal.pid), len(terminal.chunks), time.monotonic()
            terminal.key("enter")
            terminal.wait_until(done.exists, "the end of the answer", timeout_s)
            took_s = time.monotonic() - began_s
            read_for(terminal, _REST_S)
            return Run(
                cpu_s(terminal.pid) - before_s,
                took_s,
                len(terminal.raw(since)),
                memory_mib(terminal.pid),
                peak_memory_mib(terminal.pid),
            )


def imports_mib() -> float:
    """Memory of a program that only imports what minimax-chat is built on."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.imports_only"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def measure(
    tokens: int, thinking: int, rate: float, kind: str = "mixed", *, alone: bool = False
) -> list[Figure]:
    """Streams one answer in minimax-chat, then in the other program.

    Args:
        tokens: Tokens of text.
        thinking: Tokens of thinking before it.
        rate: Tokens a second.
        kind: mixed, fence, paragraph, list or table.
        alone: Whether to leave the other program out.
    """
    prompt = f"bench: thinking={thinking} text={tokens} kind={kind}"
    total = thinking + tokens
    timeout_s = total / rate * 5 + 60
    name = f"{total:,} tokens at {rate:g}/s"
    ours = minimax_chat(prompt, rate, timeout_s)
    print(ours.told("minimax-chat", total), flush=True)
    imports = imports_mib()
    fast = rate >= FAST_TOKENS_PER_S
    figures = [
        Figure(
            f"bytes a token, {name}",
            ours.written_bytes / total,
            "bytes",
            None if fast else TARGET_BYTES_PER_TOKEN,
        ),
        Figure(
            f"memory over imports, {name}",
            ours.memory_mib - imports,
            "MiB",
            TARGET_MEMORY_OVER_IMPORTS_MIB,
            f"{ours.memory_mib:.0f} (at most {ours.peak_mib:.0f}) and {imports:.0f} MiB",
        ),
    ]
    if alone:
        return figures
    widget = markdown_widget(prompt, rate, timeout_s * 2)
    print(widget.told("Markdown.get_stream", total), flush=True)
    ratio = Figure(
        f"processor time / Markdown.get_stream, {name}",
        ours.cpu_s / widget.cpu_s,
        "",
        TARGET_RATIO_FAST if fast else TARGET_RATIO,
        f"{ours.cpu_s:.2f} and {widget.cpu_s:.2f} s",
    )
    return [ratio, *figures]


def main() -> None:
    """Runs both, one after the other, and prints the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=int, default=4_000)
    parser.add_argument("--thinking", type=int, default=400)
    parser.add_argument("--rate", type=float, default=100.0, help="tokens per second")
    parser.add_argument("--kind", default="mixed", help="mixed, fence, paragraph, list, table")
    parser.add_argument("--alone", action="store_true", help="measure minimax-chat only")
    options = parser.parse_args()
    for figure in measure(
        options.tokens, options.thinking, options.rate, options.kind, alone=options.alone
    ):
        print(figure.told())


if __name__ == "__main__":
    main()
