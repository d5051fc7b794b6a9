"""Starts the program anew as the demo, in this process's place."""

from __future__ import annotations

import os
import sys
from argparse import Namespace

_KEPT = ("model", "thinking", "system", "theme")


def demo_command(options: Namespace, program: list[str], *, linear: bool = False) -> list[str]:
    """The command line of the demo.

    What concerns the real sessions and the real host is left out: the demo has its own.

    Args:
        options: The parsed command line of this run.
        program: How this run was started, up to its arguments.
        linear: Whether it is to be in plain lines; the demo's settings do not say so.
    """
    command = [*program, "--demo"]
    if linear:
        command.append("--linear")
    for name in _KEPT:
        value = getattr(options, name)
        if value is not None:
            command += [f"--{name}={value}"]
    if options.no_save:
        command.append("--no-save")
    return command


def own_program(whole: list[str], argv: list[str]) -> list[str]:
    """What the interpreter was given to run this program, its options included.

    Args:
        whole: The interpreter's command line, `sys.orig_argv`.
        argv: The program's, `sys.argv`.
    """
    count = len(argv) - 1
    program, arguments = whole[1 : len(whole) - count], whole[len(whole) - count :]
    ours = program[-1:] == argv[:1] or program[-2:] == ["-m", "minimax_tui"]
    if ours and arguments == argv[1:]:
        return program
    return ["-P", "-m", "minimax_tui"]  # -P: a file of the working folder is not run instead


def start_demo(options: Namespace, *, linear: bool = False) -> int:
    """Becomes the demo; returns its exit status only where a process cannot become another one.

    Args:
        options: The parsed command line of this run.
        linear: Whether it is to be in plain lines.

    Raises:
        OSError: if the program cannot be started again.
    """
    program = [sys.executable, *own_program(sys.orig_argv, sys.argv)]
    command = demo_command(options, program, linear=linear)
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        os.execv(command[0], command)
    import subprocess

    return subprocess.call(command)
