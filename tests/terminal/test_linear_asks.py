"""What `--linear` asks on a terminal: a project's file, placeholders, plain http, files there."""

from __future__ import annotations

from pathlib import Path

from minimax_tui.simulator.server import Simulator
from tests.terminal.conftest import Launch

READY = r"^> $|^>$"
NUMBER = r"Number \(enter: 1\):$"


def test_a_project_is_asked_about_once(
    launch: Launch,
    simulator: Simulator,
    endpoint: tuple[str, str],
    environment: dict[str, str],
    tmp_path: Path,
) -> None:
    environment["HOME"] = str(tmp_path / "home")  # what is in the home folder is no project's
    (tmp_path / ".minimax-chat.toml").write_text('model = "MiniMax-M2.1"\nsystem = "a\\n1: b"\n')
    first = launch("--linear", *endpoint)
    first.wait_for("Use this project's settings")
    first.wait_for("Model: MiniMax-M2.1")
    first.wait_for("    1: b")
    first.wait_for(NUMBER)
    first.type("\n")
    first.wait_for("Model: MiniMax-M3")
    first.wait_for(READY)
    first.type("/quit\n")
    assert first.wait_exit() == 0
    second = launch("--linear", *endpoint)
    second.wait_for(NUMBER)
    second.type("2\n")
    second.wait_for(READY)
    simulator.script([{"type": "text", "text": "An oak."}])
    second.type("Name a tree\n")
    second.wait_for(r"^An oak\.$")
    assert simulator.requests[-1].json["model"] == "MiniMax-M2.1"
    second.type("/quit\n")
    assert second.wait_exit() == 0
    third = launch("--linear", *endpoint)
    third.wait_for(READY)
    assert "Use this project" not in third.text()
    third.type("/quit\n")
    assert third.wait_exit() == 0


def test_a_saved_prompt_asks_for_its_placeholders(
    launch: Launch, simulator: Simulator, endpoint: tuple[str, str], environment: dict[str, str]
) -> None:
    folder = Path(environment["MINIMAX_CHAT_HOME"]) / "config" / "prompts"
    folder.mkdir(parents=True)
    (folder / "name-tree.md").write_text("Name a {{kind}} in {{place=Berlin}}.\n")
    terminal = launch("--linear", *endpoint)
    terminal.wait_for(READY)
    simulator.script([{"type": "text", "text": "An oak."}])
    terminal.type("/name-tree pine\n")
    terminal.wait_for("kind: pine$")
    terminal.type("\n")
    terminal.wait_for("place: Berlin$")
    terminal.type(" East\n")
    terminal.wait_for(r"^An oak\.$")
    sent = simulator.requests[-1].json["messages"][-1]["content"][0]["text"]
    assert sent == "Name a pine in Berlin East."
    terminal.wait_for(READY)
    terminal.key("up")
    terminal.wait_for(r"^> Name a pine in Berlin East\.$")  # a prompt, and no answer
    terminal.key("ctrl+c")
    terminal.wait_for("once more")
    terminal.type("/name-tree\n")
    terminal.wait_for("kind:$")
    terminal.key("ctrl+c")
    assert len(simulator.requests) == 1
    terminal.key("ctrl+c")
    assert terminal.wait_exit() == 0


def test_the_last_prompt_is_edited_in_its_line(
    launch: Launch, simulator: Simulator, endpoint: tuple[str, str]
) -> None:
    simulator.script([{"type": "text", "text": "An oak."}])
    simulator.script([{"type": "text", "text": "A pine."}])
    terminal = launch("--linear", *endpoint)
    terminal.wait_for(READY)
    terminal.type("Name a tree\n")
    terminal.wait_for(r"^An oak\.$")
    terminal.type("/edit\n")
    terminal.wait_for("New text: Name a tree$")
    terminal.type(" of the north\n")
    terminal.wait_for(r"^A pine\.$")
    asked = simulator.requests[-1].json["messages"]
    assert [one["content"][0]["text"] for one in asked] == ["Name a tree of the north"]
    terminal.type("/previous\n")
    terminal.wait_for("Version 1 of 2")
    terminal.type("/quit\n")
    assert terminal.wait_exit() == 0
