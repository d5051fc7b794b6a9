"""Imports what the program is built on, and prints the most memory that took, in MiB."""

from __future__ import annotations

import os

import anthropic
import textual.app
import textual.screen
import textual.widgets

from benchmarks.figures import peak_memory_mib

if __name__ == "__main__":
    # Both load some of their parts only when they are first touched.
    touched = (
        textual.app.App,
        textual.screen.Screen,
        textual.widgets.TextArea,
        anthropic.AsyncAnthropic(api_key="none").messages,
    )
    print(peak_memory_mib(os.getpid()))
