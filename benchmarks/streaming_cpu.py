"""Processor time for one streamed answer, beside the same answer in Textual's `Markdown` widget.

    python -m benchmarks.streaming_cpu [--tokens N] [--thinking N] [--rate TOKENS_PER_S]
        [--kind KIND] [--alone]

Start-up is left out: counting begins when the program is at rest with its first screen drawn, and
ends when the answer is stored (minimax-chat) or drawn (the other), and the program at rest again.
The simulator runs in a process of its own and is not counted.
"""

from __future__ import annotations

import argparse
import time
from typing import NamedTuple

from benchmarks.figures import cpu_s, peak_memory_mib, verdict
from benchmarks.programs import (
    chat,
    empty_folder,
    first_echo,
    read_for,
    script,
    settle,
    simulator,
)
from tests.terminal.stored import stored_answers

TARGET_RATIO = 1 / 3
_REST_S = 1.0


class Run(NamedTuple):
    """What one answer cost."""

    cpu_s: float
    took_s: float
    written_kib: float
    memory_mib: float

    def told(self, name: str, tokens: int) -> str:
        """The figures in one line."""
        return (
            f"{name}: {self.cpu_s:.2f} s of processor time "
            f"({self.cpu_s / tokens * 1000:.2f} s per 1,000 tokens), took {self.took_s:.1f} s, "
            f"wrote {self.written_kib:.0f} KiB, peak memory {self.memory_mib:.0f} MiB"
        )


def minimax_chat(prompt: str, rate: float, timeout_s: float) -> Run:
    """Streams the answer in minimax-chat."""
    with (
        empty_folder() as home,
        simulator(rate) as base_url,
        chat(home, "--base-url", base_url) as terminal,
    ):
        first_echo(terminal)
        terminal.key("ctrl+c")  # clears the input
        terminal.paste(prompt)
        settle(terminal)
        read_for(terminal, _REST_S)
        before_s, since, began_s = cpu_s(terminal.pid), len(terminal.chunks), time.monotonic()
        terminal.key("enter")
        terminal.wait_until(
            lambda: any(answer.state == "complete" for answer in stored_answers(home)),
            "the end of the answer",
            timeout_s,
        )
        took_s = time.monotonic() - began_s
        read_for(terminal, _REST_S)
        return Run(
            cpu_s(terminal.pid) - before_s,
            took_s,
            len(terminal.raw(since)) / 1024,
            peak_memory_mib(terminal.pid),
        )


def markdown_widget(prompt: str, rate: float, timeout_s: float) -> Run:
    """Streams the answer into Textual's own widget."""
    with empty_folder() as home:
        done = home / "done"
        with script(home, "markdown_stream_app.py", prompt, str(rate), str(done)) as terminal:
            settle(terminal)
            read_for(terminal, _REST_S)
            before_s, since, began_s = cpu_s(terminal.pid), len(terminal.chunks), time.monotonic()
            terminal.key("enter")
            terminal.wait_until(done.exists, "the end of the answer", timeout_s)
            took_s = time.monotonic() - began_s
            read_for(terminal, _REST_S)
            return Run(
                cpu_s(terminal.pid) - before_s,
                took_s,
                len(terminal.raw(since)) / 1024,
                peak_memory_mib(terminal.pid),
            )


def main() -> None:
    """Runs both, one after the other, and prints the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=int, default=4_000)
    parser.add_argument("--thinking", type=int, default=400)
    parser.add_argument("--rate", type=float, default=100.0, help="tokens per second")
    parser.add_argument("--kind", default="mixed", help="mixed, fence, paragraph, list, table")
    parser.add_argument("--alone", action="store_true", help="measure minimax-chat only")
    options = parser.parse_args()
    prompt = f"bench: thinking={options.thinking} text={options.tokens} kind={options.kind}"
    tokens = options.thinking + options.tokens
    timeout_s = tokens / options.rate * 5 + 60
    ours = minimax_chat(prompt, options.rate, timeout_s)
    print(ours.told("minimax-chat", tokens), flush=True)
    if options.alone:
        return
    widget = markdown_widget(prompt, options.rate, timeout_s)
    print(widget.told("Markdown.get_stream", tokens))
    print(verdict("ratio of processor times", ours.cpu_s / widget.cpu_s, TARGET_RATIO))


if __name__ == "__main__":
    main()
