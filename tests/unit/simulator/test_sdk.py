"""The `anthropic` SDK, used as MiniMax's own page uses it, against the simulator."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from minimax_tui.simulator.server import Simulator

anthropic = pytest.importorskip("anthropic")


@pytest.fixture
def sdk(simulator: Simulator) -> Any:
    # Proxy variables would apply to loopback too.
    with httpx2.Client(trust_env=False) as http_client:
        yield anthropic.Anthropic(
            api_key="sk-test",
            base_url=simulator.base_url,
            http_client=http_client,
            max_retries=0,
        )


def test_the_streaming_example(sdk: Any, simulator: Simulator) -> None:
    stream = sdk.messages.create(
        model="MiniMax-M3",
        max_tokens=1000,
        system="You are a helpful assistant.",
        messages=[{"role": "user", "content": [{"type": "text", "text": "Hi, how are you?"}]}],
        thinking={"type": "adaptive"},
        stream=True,
    )
    reasoning_buffer = ""
    text_buffer = ""
    for chunk in stream:
        if chunk.type == "content_block_delta":
            if chunk.delta.type == "thinking_delta":
                reasoning_buffer += chunk.delta.thinking
            elif chunk.delta.type == "text_delta":
                text_buffer += chunk.delta.text
    assert "Hi, how are you?" in reasoning_buffer
    assert text_buffer.startswith("Hello!")
    assert simulator.requests[0].key_header == "authorization"


def test_the_helper_and_the_answer_without_stream(sdk: Any) -> None:
    asked: dict[str, Any] = {
        "model": "MiniMax-M2.7",
        "max_tokens": 2000,
        "messages": [{"role": "user", "content": "code"}],
    }
    with sdk.messages.stream(**asked) as stream:
        streamed = stream.get_final_message()
    whole = sdk.messages.create(**asked)
    assert streamed.content[1].text == whole.content[1].text
    assert streamed.content[0].signature == whole.content[0].signature
    assert streamed.stop_reason == whole.stop_reason == "end_turn"
    again = [*asked["messages"], {"role": "assistant", "content": whole.content}]
    again.append({"role": "user", "content": "list"})
    assert sdk.messages.create(**{**asked, "messages": again}).usage.output_tokens > 0


def test_models_counts_and_errors(sdk: Any, simulator: Simulator) -> None:
    assert len(list(sdk.models.list(limit=3))) == 8
    messages = [{"role": "user", "content": "x" * 400}]
    assert sdk.messages.count_tokens(model="MiniMax-M3", messages=messages).input_tokens == 104
    simulator.fail_next("529")
    with pytest.raises(anthropic.APIStatusError) as caught:
        sdk.messages.create(model="MiniMax-M3", max_tokens=9, messages=messages)
    assert caught.value.status_code == 529
    assert caught.value.request_id is None
