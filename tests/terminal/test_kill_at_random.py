"""`kill -9` at random moments: nothing that was promised is lost.

The same by command, for more kills: ``python -m tests.endurance.kill_loop --runs 300``.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.endurance.kill_loop import kill_many, report
from tests.terminal.warm_start import WarmStart

RUNS = int(os.environ.get("MINIMAX_CHAT_TEST_KILLS", "30"))


@pytest.mark.timeout(120 + 4 * RUNS)
def test_no_prompt_and_no_more_than_a_moment_of_text_is_lost(
    tmp_path: Path, warm_start: WarmStart | None
) -> None:
    killed = kill_many(tmp_path, RUNS, seed=1, at_once=2, warm=warm_start)
    assert not [one for one in killed if one.faults], report(killed)
    assert sum(one.prompt_sent for one in killed) > RUNS / 2
    assert sum(one.stored_chars > 0 for one in killed) > RUNS / 3
