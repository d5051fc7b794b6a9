"""The Python script: it sends what we would send, and holds no key."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.api.request import build_body
from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.errors import ExportFailed
from minimax_tui.domain.messages import MessageState, Session, StoredError
from minimax_tui.domain.requests import TurnOptions
from minimax_tui.domain.session_tree import SessionTree
from minimax_tui.domain.thinking import Thinking
from minimax_tui.exports.as_python import literal, to_python
from minimax_tui.exports.formats import Format
from minimax_tui.exports.rendering import Surroundings, Wanted, rendered
from minimax_tui.exports.request import request_of
from minimax_tui.simulator.server import Simulator
from tests.unit.exports.example import conversation, message, tree

TOOL = {
    "name": "run",
    "description": "Runs code.\nLine two.",
    "input_schema": {"type": "object", "properties": {"code": {"type": "string"}}},
}
OPTIONS = TurnOptions("MiniMax-M2.1", Thinking.DISABLED, "not this", 0.5, tools=(TOOL,))


def test_the_script_sends_the_same_request(tmp_path: Path) -> None:
    hostile = 'Say \'"""\' {x} \\ \x1b\u202e\n```\n' + "long " * 100
    prompt = message("p3", "a3", "user", text_block(hostile))
    whole = tree(*conversation().messages, prompt, message("a4", "p3", "assistant"))
    body = build_body(request_of(whole, OPTIONS))
    script = tmp_path / "script.py"
    script.write_text(to_python(body, title='x"""\nimport os\rprint(1)'), encoding="utf-8")
    with Simulator(tokens_per_s=0, seed=1) as simulator:
        simulator.script(
            [
                {"type": "thinking", "thinking": "Hm.", "signature": "s"},
                {"type": "text", "text": "An oak."},
            ]
        )
        environment = {
            "PATH": os.environ["PATH"],
            "MINIMAX_API_KEY": "sk-simulated",
            "MINIMAX_BASE_URL": simulator.base_url,
            "ANTHROPIC_AUTH_TOKEN": "sk-ant-not-this-one",
            "PYTHONIOENCODING": "utf-8",
        }
        done = subprocess.run(
            [sys.executable, "-W", "error::SyntaxWarning", str(script)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=50,
            check=False,
        )
        assert (done.returncode, done.stdout) == (0, "Hm.\nAn oak.\n"), done.stderr
        [request] = simulator.requests
    assert request.json == body
    assert "not-this-one" not in repr(request)
    assert body["model"] == "MiniMax-M3"
    assert body["thinking"] == {"type": "adaptive"}
    assert body["system"] == "Be brief."
    assert body["tools"] == [TOOL]
    assert len(body["messages"]) == 7


def test_the_request_of_a_turn_ends_with_its_prompt() -> None:
    first = request_of(conversation(), OPTIONS, 1)
    assert [m.id for m in first.messages] == ["p1"]
    last = request_of(conversation(), OPTIONS)
    assert [m.id for m in last.messages] == ["p1", "a1", "r1", "a2", "p2"]
    with pytest.raises(IndexError):
        request_of(conversation(), OPTIONS, 3)


def test_there_is_no_request_without_a_prompt() -> None:
    with pytest.raises(ExportFailed):
        request_of(tree(message("a", None, "assistant", text_block("x"))), OPTIONS)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(json_values)
def test_values_are_written_as_they_are(value: Any) -> None:
    source = literal(value)
    assert ast.literal_eval(source) == value
    assert all(part.isprintable() for part in source.split("\n"))


@given(st.text())
def test_no_title_and_no_address_adds_code(said: str) -> None:
    plain = ast.dump(ast.parse(to_python({}, title="x")))
    assert ast.dump(ast.parse(to_python({}, title=said))) == plain
    module = ast.parse(to_python({}, title="x", base_url=said))
    assert len(module.body) == len(ast.parse(to_python({}, title="x")).body)


def test_a_login_in_the_address_is_left_out() -> None:
    script = to_python({}, title="x", base_url="https://user:secret@proxy.example:8443/anthropic")
    assert "'https://proxy.example:8443/anthropic'" in script
    assert "secret" not in script


def outside(*secrets: str) -> Surroundings:
    return Surroundings(lambda _: OPTIONS, build_body, lambda: "", lambda: secrets)


@pytest.mark.parametrize("form", Format)
def test_a_key_that_was_said_is_in_no_export(form: Format) -> None:
    said = text_block("remember\n```bash\nexport KEY=sk-abc123-secret\n```")
    call = {
        "type": "tool_use",
        "id": "t",
        "name": "x",
        "input": {"sk-abc123-secret": ["sk-abc123-secret"]},
    }
    error = StoredError("X", "sk-abc123-secret", detail="sk-abc123-secret")
    failed = message("a", "p", "assistant", call, state=MessageState.FAILED, error=error)
    whole = tree(message("p", None, "user", said), failed, title="sk-abc123-secret")
    text = rendered(whole, Wanted(form), outside("sk-abc123-secret", ""))
    assert "abc123" not in text
    assert "remember" in text


def test_an_empty_session_cannot_be_exported() -> None:
    with pytest.raises(ExportFailed, match="nothing to export"):
        rendered(SessionTree(Session("s", "", 0.0, 0.0)), Wanted(Format.JSON), outside())
