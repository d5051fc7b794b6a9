"""A project's settings file: shown, asked about once, used only after a yes."""

from __future__ import annotations

from pathlib import Path

import pytest

from minimax_tui.config.schema import PROJECT_FILE
from tests.pilot.chat_program import Program

TEXT = """\
model = "MiniMax-M2.7"
system = '''
You answer in rhymes.
Temperature  2
'''
temperature = 0.4
base_url = "https://other.example/anthropic"
"""
QUESTION = "Use this project's settings?"


@pytest.fixture
def project(program: Program, tmp_path: Path) -> Path:
    program.project_file = tmp_path / PROJECT_FILE
    write(program.project_file, TEXT)
    return program.project_file


def write(file: Path, text: str) -> None:
    file.write_text(text)


async def test_the_dialog_shows_all_that_would_be_set(program: Program, project: Path) -> None:
    async with program.start() as chat:
        shown = ["".join(part.text for part in line).rstrip() for line in chat.dialog_strips()]
        lines = [line.strip() for line in shown]
        assert QUESTION in lines
        assert project.parent.name in "".join(lines)
        assert "Model  MiniMax-M2.7" in lines
        assert "System prompt  You answer in rhymes." in lines
        assert "Temperature  2" in lines
        margin = shown[lines.index("Temperature  0.4")].index("Temperature")
        spoofed = shown[lines.index("Temperature  2")].index("Temperature")
        assert spoofed > margin, "no line of a text passes for another setting"
        assert "Temperature  0.4" in lines
        assert "base_url" in "".join(lines)
        assert "MiniMax-M3" in chat.text(), "nothing is used yet"


@pytest.mark.usefixtures("project")
async def test_yes_counts_at_once_and_is_remembered(program: Program) -> None:
    program.answer("A tree.", times=2)
    async with program.start() as chat:
        await chat.press("down", "enter")
        assert QUESTION not in chat.text()
        assert "Message MiniMax-M2.7…" in chat.text()
        await chat.ask("hello")
    async with program.start() as chat:
        assert QUESTION not in chat.text()
        await chat.ask("hello")
    bodies = [request.json for request in program.simulator.requests]
    assert len(bodies) == 2
    for body in bodies:
        assert (body["model"], body["temperature"]) == ("MiniMax-M2.7", 0.4)
        assert "rhymes" in str(body["system"])


async def test_no_is_remembered(program: Program, project: Path) -> None:
    async with program.start() as chat:
        await chat.press("down", "down", "enter")
        assert "Message MiniMax-M3…" in chat.text()
    async with program.start() as chat:
        assert QUESTION not in chat.text()
    write(project, TEXT + "top_p = 0.5\n")
    async with program.start() as chat:
        assert QUESTION in chat.text(), "another content is another question"


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("key", ["enter", "escape"])
async def test_what_may_be_typed_ahead_decides_nothing(program: Program, key: str) -> None:
    for _ in range(2):
        async with program.start() as chat:
            assert QUESTION in chat.text()
            await chat.press("h", "i", key)
            assert QUESTION not in chat.text()
            assert "Message MiniMax-M3…" in chat.text()
    assert not program.settings_state.exists()


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_a_long_file_scrolls_and_the_answers_stay_in_sight(
    program: Program, project: Path, size: tuple[int, int]
) -> None:
    rows = "\\n".join(f"rule {number}" for number in range(60))
    write(project, f'system = "{rows}"\n')
    async with program.start(size) as chat:
        assert "Use them" in chat.text()
        assert "rule 59" not in chat.text()
        for _ in range(40):
            await chat.press("pagedown")
        assert "rule 59" in chat.text()
        assert "Use them" in chat.text()


async def test_without_a_project_nothing_is_asked(program: Program) -> None:
    async with program.start() as chat:
        assert QUESTION not in chat.text()


# --- a session's own values ---


async def test_a_reopened_sessions_model_is_not_the_new_default(program: Program) -> None:
    program.add_session("s1", "Trees", "hello", "An oak.")
    program.store.update_session("s1", model="MiniMax-M2.5")
    async with program.start(resume_id="s1") as chat:
        assert "Message MiniMax-M2.5…" in chat.text()
        program.settings.set("linear", True)
        program.settings.save()
        assert "M2.5" not in program.settings_file.read_text()
        await chat.press("ctrl+n")
        assert "Message MiniMax-M3…" in chat.text()
