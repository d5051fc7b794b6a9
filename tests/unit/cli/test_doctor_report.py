"""The doctor's report: plain lines of a width, colour only where it is wanted, and JSON."""

from __future__ import annotations

import json
import re

from minimax_tui.cli.doctor.findings import ok, problem, warning
from minimax_tui.cli.doctor.report import as_json, lines
from minimax_tui.domain.widths import cell_width

FINDINGS = [
    ok("versions", "Python", "3.11.7"),
    warning("terminal", "size", "60 columns, 20 lines", "Everything has room from 80 x 24 on."),
    problem("key", "key", "There is no\x1b[31m key.", "Set\nMINIMAX_API_KEY " + "to it " * 30),
]


def test_each_finding_has_its_mark_and_its_advice_below() -> None:
    said = lines(FINDINGS, 80, colour=False)
    assert said[:2] == ["Versions", "  ✓ Python            3.11.7"]
    assert "  ▲ size              60 columns, 20 lines" in said
    assert "                      Everything has room from 80 x 24 on." in said
    assert "  ✕ key               There is no␛[31m key." in said
    assert said[-1] == "1 problem, 1 warning"


def test_no_line_is_wider_than_the_terminal() -> None:
    for width in (40, 60, 100):
        assert max(map(cell_width, lines(FINDINGS, width, colour=False))) <= width


def test_colour_adds_nothing_but_colour() -> None:
    coloured = lines(FINDINGS, 80, colour=True)
    assert coloured != lines(FINDINGS, 80, colour=False)
    plain = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in coloured]
    assert plain == lines(FINDINGS, 80, colour=False)


def test_where_marks_cannot_be_written_plain_ones_stand() -> None:
    said = lines(FINDINGS, 80, colour=False, encoding="ascii")
    assert "  + Python            3.11.7" in said
    assert any(line.startswith("  X key") for line in said)


def test_the_last_line_sums_up() -> None:
    assert lines(FINDINGS[:2], 80, colour=False)[-1] == "No problem, 1 warning"
    assert lines(FINDINGS[:1], 80, colour=False)[-1] == "All is well."


def test_json_has_all_and_no_control_code() -> None:
    report = json.loads(as_json(FINDINGS))
    assert report["ok"] is False
    assert report["findings"][1] == {
        "section": "terminal",
        "name": "size",
        "level": "warning",
        "said": "60 columns, 20 lines",
        "advice": "Everything has room from 80 x 24 on.",
    }
    assert "\x1b" not in report["findings"][2]["said"]
    assert json.loads(as_json(FINDINGS[:2]))["ok"] is True
