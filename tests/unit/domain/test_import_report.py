"""What is said of an import."""

from __future__ import annotations

from minimax_tui.domain.importing import ImportReport
from minimax_tui.domain.session_tree import TreeStored


def test_sessions_are_counted_by_what_became_of_them() -> None:
    report = ImportReport("x.json", "a test", sessions=4, messages=9)
    for number, stored in enumerate(
        (TreeStored(True, 3), TreeStored(False, 2), TreeStored(False, 0), TreeStored(True, 1))
    ):
        report.add(f"s{number}", stored)
    assert report.found_lines() == ["x.json: a test", "In it: 4 sessions, 9 messages."]
    assert report.stored_line() == (
        "Stored: 2 new sessions, 1 that has grown, 1 that was there already; 6 new messages."
    )
    assert report.stored == ["s0", "s1", "s2", "s3"]
    assert report.left_lines() == []


def test_a_file_with_a_million_kinds_is_told_in_few_lines() -> None:
    report = ImportReport("x\x1b[31m.json", "a test")
    report.left.update({f"kind {number}\n": number for number in range(1_000)})
    lines = report.left_lines()
    assert len(lines) == 1 + 20 + 1
    assert lines[1] == "  999 × kind 999"
    assert lines[-1] == "  and 979 other kinds"
    assert "\x1b" not in report.found_lines()[0]
