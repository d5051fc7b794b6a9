"""Switching models: the picker's facts and warnings, `/model`, `/think`, each model's switch."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from minimax_tui.domain.blocks import Block, text_block
from minimax_tui.domain.catalogue import MODELS, ModelInfo, ThinkingRule, use_models
from minimax_tui.domain.errors import ChatError, NoCredentials, StorageUnavailable
from minimax_tui.domain.messages import Message, MessageState, Session, Timings
from minimax_tui.domain.speeds import MeasuredSpeed
from minimax_tui.domain.usage import Usage
from tests.pilot.chat_program import WAIT_S, Chat, Program

IMAGE: Block = {"type": "image", "source": {"type": "url", "url": "https://example.org/a.png"}}


@pytest.fixture(autouse=True)
def catalogue() -> Iterator[None]:
    """The catalogue as it was, afterwards."""
    yield
    use_models()


def store_session(program: Program, *, tokens: int = 500, media: tuple[Block, ...] = ()) -> None:
    """A session of one turn with MiniMax-M3, measured."""
    at = 1_700_000_000.0
    program.store.add_session(
        Session("s1", "Pictures", at, at, model="MiniMax-M3", thinking="adaptive")
    )
    prompt = Message(
        "p", "s1", None, "user", (text_block("Look"), *media), MessageState.COMPLETE, at
    )
    answer = Message(
        id="a",
        session_id="s1",
        parent_id="p",
        role="assistant",
        blocks=(text_block("I see."),),
        state=MessageState.COMPLETE,
        created_at=at,
        model="MiniMax-M3",
        thinking="adaptive",
        usage=Usage(input_tokens=tokens, output_tokens=100),
        timings=Timings(first_token_s=0.62, text_s=2.0, total_s=3.0, text_tokens=166),
    )
    for message in (prompt, answer):
        program.store.add_message(message).result(WAIT_S)


def row_of(chat: Chat, model: str) -> str:
    return chat.lines()[chat.line_of(f"{model} ")]


# --- the picker ---


async def test_a_digit_chooses_at_once(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("ctrl+l")
        assert "enter 1–9 choose" in chat.text()
        await chat.press("6")
        assert len(chat.app.screen_stack) == 1
        assert "MiniMax-M2.1 " in chat.status


async def test_in_a_filter_a_digit_is_typed(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("ctrl+l")
        await chat.type("m2")
        assert "▸   MiniMax-M2.7" in chat.text()
        await chat.press("backspace", "backspace", "9")
        assert len(chat.app.screen_stack) == 2, "there is no ninth model: it is a filter"
        await chat.press("backspace", "2")
        assert "MiniMax-M2.7 " in chat.status


async def test_ones_own_speed_is_shown(program: Program) -> None:
    store_session(program)
    async with program.start((120, 40)) as chat:
        await chat.press("ctrl+l")
        shown = await chat.until("Yours: 83 tok/s, 0.6 s to the first token (of 1 answer).")
        assert "yours" in shown
        assert "1M      –     83  0.6 s  $0.30/$1.20  switch" in row_of(chat, "MiniMax-M3")
        assert "205k   ~100      –      –  $0.60" in row_of(chat, "MiniMax-M2.1-highspeed")


async def test_a_slow_database_holds_nothing_up(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = threading.Event()

    def slow() -> dict[str, MeasuredSpeed]:
        release.wait(WAIT_S)
        return {"MiniMax-M3": MeasuredSpeed(5, 99.0, 0.25)}

    monkeypatch.setattr(program.store, "measured_speeds", slow)
    async with program.start((120, 40)) as chat:
        await chat.press("ctrl+l", "down")
        assert "▸ 2 MiniMax-M2.7" in chat.text()
        assert "99" not in row_of(chat, "MiniMax-M3")
        release.set()
        await chat.until("1M      –     99  0.2 s")
        assert "▸ 2 MiniMax-M2.7" in chat.text(), "the highlight stays"


async def test_a_database_that_cannot_be_read_leaves_the_catalogue(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> dict[str, MeasuredSpeed]:
        raise StorageUnavailable

    monkeypatch.setattr(program.store, "measured_speeds", broken)
    async with program.start((120, 40)) as chat:
        await chat.press("ctrl+l")
        assert "1M      –      –" in row_of(chat, "MiniMax-M3")
        await chat.press("2")
        assert "MiniMax-M2.7 " in chat.status


async def test_what_is_lost_is_said_before_the_choice(program: Program) -> None:
    store_session(program, tokens=400_000, media=(IMAGE,))
    async with program.start((80, 24), resume_id="s1") as chat:
        await chat.press("ctrl+l")
        await chat.until("MiniMax-M2.7 ▲")
        assert "Too small" not in chat.text(), "nothing is lost with the model in use"
        await chat.press("down")
        shown = chat.text()
        assert "▲ Too small: this session takes 400k tokens, its window has 205k." in shown
        assert "▲ It will not see 1 picture or video of this session." in shown
        await chat.press("enter")
        await chat.until("MiniMax-M2.7")
        assert "Too small" not in chat.text(), "it was said before"


async def test_what_is_lost_is_said_in_one_notice_after_a_name(program: Program) -> None:
    store_session(program, tokens=400_000, media=(IMAGE,))
    async with program.start((80, 24), resume_id="s1") as chat:
        await chat.type("/model m2.1")
        await chat.press("enter")
        await chat.until("Too small", "It will not see 1 picture")
        told = [str(notice.message) for notice in chat.app._notifications]
        assert [one for one in told if "MiniMax-M2.1: Too small" in one] == [
            one for one in told if "will not see" in one
        ]


async def test_in_a_low_window_what_is_lost_is_said_afterwards(program: Program) -> None:
    store_session(program, media=(IMAGE,))
    async with program.start((80, 15), resume_id="s1") as chat:
        await chat.press("ctrl+l")
        await chat.until("MiniMax-M2.7 ▲")
        await chat.press("2")
        await chat.until("MiniMax-M2.7: It will not see 1")


async def test_models_that_were_added_are_offered(program: Program) -> None:
    use_models([ModelInfo(id="MiniMax-M4", description="Number four", known=False)])
    async with program.start((120, 40)) as chat:
        await chat.press("ctrl+l")
        row = " ".join(row_of(chat, "MiniMax-M4").split())
        assert "9 MiniMax-M4 ? ? – – ? ? ?" in row
        await chat.press("9")
        assert "MiniMax-M4  thinking adaptive" in chat.status
        await chat.ask("hello")
        assert chat.bodies[0]["model"] == "MiniMax-M4"


# --- asking the endpoint ---


class Listing:
    """What stands for the endpoint: its answer comes when the test says so."""

    def __init__(self) -> None:
        self.answers: asyncio.Queue[tuple[ModelInfo, ...] | ChatError] = asyncio.Queue()

    async def __call__(self) -> tuple[ModelInfo, ...]:
        answer = await self.answers.get()
        if isinstance(answer, ChatError):
            raise answer
        use_models(model for model in answer if not model.known)
        return answer


async def test_the_endpoint_is_asked_for_new_models(program: Program) -> None:
    program.refresh_models = listing = Listing()
    async with program.start((120, 40)) as chat:
        await chat.press("ctrl+l", "down", "ctrl+r")
        await chat.until("Model   asking the endpoint …")
        await chat.press("down")
        assert "▸ 3 MiniMax-M2.7-highspeed" in chat.text(), "nothing waits for the answer"
        new = ModelInfo(id="MiniMax-M4", description="Number four", known=False)
        listing.answers.put_nowait((*MODELS, new))
        await chat.until("9 models listed · 1 not in the catalogue", "9 MiniMax-M4")
        assert "▸ 3 MiniMax-M2.7-highspeed" in chat.text(), "the highlight stays"
        await chat.press("9")
        assert "MiniMax-M4 " in chat.status


async def test_a_click_asks_the_endpoint(program: Program) -> None:
    program.refresh_models = listing = Listing()
    listing.answers.put_nowait(MODELS)
    async with program.start((80, 24)) as chat:
        await chat.press("ctrl+l")
        await chat.click("ask for new models")
        await chat.until("8 models listed · none of them new")


@pytest.mark.parametrize("size", [(80, 24), (80, 15)])
async def test_an_endpoint_that_cannot_be_asked_is_said(
    program: Program, size: tuple[int, int]
) -> None:
    program.refresh_models = listing = Listing()
    listing.answers.put_nowait(NoCredentials())
    async with program.start(size) as chat:
        await chat.press("ctrl+l", "ctrl+r")
        await chat.until("There is no API key yet.", gone="asking the endpoint")
        await chat.press("2")
        assert "MiniMax-M2.7 " in chat.status


async def test_closing_the_picker_stops_asking(program: Program) -> None:
    program.refresh_models = listing = Listing()
    async with program.start((80, 24)) as chat:
        await chat.press("ctrl+l", "ctrl+r")
        await chat.until("asking the endpoint")
        await chat.press("escape")
        listing.answers.put_nowait(MODELS)
        await chat.until("MiniMax-M3 ", gone="asking the endpoint")


async def test_without_an_endpoint_the_key_is_not_offered(program: Program) -> None:
    async with program.start((80, 24)) as chat:
        await chat.press("ctrl+l", "ctrl+r")
        assert "ask for new models" not in chat.text()


async def test_a_long_name_is_cut_in_the_list_and_said_below(program: Program) -> None:
    name = "MiniMax-M4-with-a-name-that-is-long"
    use_models([ModelInfo(id=name, known=False)])
    async with program.start((80, 24)) as chat:
        await chat.press("ctrl+l", "up")
        assert "MiniMax-M4-with-a-nam…       ?      ?  ?            ?" in chat.text()
        assert name in chat.text()


# --- by name ---


async def test_slash_model_completes_and_switches(program: Program) -> None:
    async with program.start() as chat:
        await chat.type("/model m2.1")
        assert "▸ MiniMax-M2.1 " in chat.text()
        await chat.press("down", "tab")
        assert chat.composer.text == "/model MiniMax-M2.1-highspeed"
        await chat.press("enter")
        await chat.until("MiniMax-M2.1-highspeed  thinking always on")
        assert chat.composer.text == ""
        await chat.ask("hello")
        assert chat.bodies[0]["model"] == "MiniMax-M2.1-highspeed"


async def test_slash_model_by_mouse(program: Program) -> None:
    async with program.start() as chat:
        await chat.type("/model ")
        await chat.click("MiniMax-M2.5-highspeed")
        await chat.until("MiniMax-M2.5-highspeed  thinking always on")
        assert chat.composer.text == ""


async def test_any_name_can_be_used(program: Program) -> None:
    async with program.start() as chat:
        await chat.type("/model new-model_7")
        await chat.press("enter")
        await chat.until("new-model_7  thinking adaptive")


async def test_words_are_no_name(program: Program) -> None:
    async with program.start() as chat:
        await chat.type("/model of the \x1bworld")
        await chat.press("enter")
        await chat.until("No model is called “of the")
        assert "MiniMax-M3 " in chat.status


async def test_slash_model_alone_opens_the_picker(program: Program) -> None:
    async with program.start() as chat:
        await chat.type("/model")
        await chat.press("enter")
        await chat.until("Type to filter")


async def test_a_direct_switch_says_what_is_lost(program: Program) -> None:
    store_session(program, media=(IMAGE, IMAGE))
    async with program.start(resume_id="s1") as chat:
        assert chat.app.chat is not None
        chat.app.chat.run_command("model.use:m2")
        await chat.until("MiniMax-M2: It will not see 2")
        assert "MiniMax-M2 " in chat.status


# --- thinking ---


async def test_slash_think_says_which_state(program: Program) -> None:
    async with program.start() as chat:
        for word, state in (("off", "off"), ("off", "off"), ("on", "adaptive")):
            await chat.type(f"/think {word}")
            await chat.press("enter")
            await chat.until(f"thinking {state}")
        await chat.type("/think")
        await chat.press("enter")
        await chat.until("thinking off")
        await chat.type("/think maybe")
        await chat.press("enter")
        await chat.until("“maybe” is no state of thinking")
        assert "thinking off" in chat.status


async def test_slash_think_has_no_effect_on_a_model_that_always_thinks(program: Program) -> None:
    async with program.start(model="MiniMax-M2.7") as chat:
        await chat.type("/think off")
        await chat.press("enter")
        await chat.until("MiniMax-M2.7 always thinks: there is no switch.")


async def test_the_footer_tells_the_switch_of_its_turn(program: Program) -> None:
    async with program.start((120, 40)) as chat:
        await chat.ask("hello")
        assert "adaptive thinking" in chat.text()
        await chat.press("ctrl+t")
        await chat.ask("hello again")
        assert "no thinking" in chat.text()


async def test_the_footer_tells_of_a_model_without_a_switch(program: Program) -> None:
    async with program.start((120, 40), model="MiniMax-M2.7") as chat:
        await chat.ask("hello")
        assert "always thinks" in chat.text()


async def test_each_model_keeps_its_switch(program: Program) -> None:
    use_models([replace(ModelInfo(id="Other"), thinking=ThinkingRule.OPTIONAL)])
    async with program.start() as chat:
        await chat.press("ctrl+t")
        await chat.until("MiniMax-M3  thinking off")
        await chat.press("ctrl+l")
        await chat.press("6")
        await chat.until("MiniMax-M2.1  thinking always on")
        await chat.press("ctrl+l")
        await chat.press("9")
        await chat.until("Other  thinking off")
        await chat.press("ctrl+t")
        await chat.until("Other  thinking adaptive")
        await chat.press("ctrl+l")
        await chat.press("1")
        await chat.until("MiniMax-M3  thinking off")
        await chat.ask("hello")
        assert chat.bodies[-1]["thinking"]["type"] == "disabled"
        await chat.press("ctrl+l")
        await chat.press("9")
        await chat.until("Other  thinking adaptive")


async def test_a_reopened_session_brings_the_switch_of_each_model_back(program: Program) -> None:
    use_models([ModelInfo(id="Other")])
    async with program.start(thinking="disabled") as chat:
        await chat.ask("hello")
        assert chat.app.chat is not None
        session_id = chat.app.chat.session_id
        chat.app.chat.run_command("model.use:Other")
        await chat.until("Other  thinking off")
        await chat.press("ctrl+t")
        await chat.until("Other  thinking adaptive")
        await chat.ask("hello")
    async with program.start(resume_id=session_id) as chat:
        await chat.until("Other  thinking adaptive")
        assert chat.app.chat is not None
        chat.app.chat.run_command("model.use:M3")
        await chat.until("MiniMax-M3  thinking off")
        assert chat.program.settings.kept("thinking") == "adaptive", "the default stays"


async def test_a_models_own_beginning(program: Program) -> None:
    use_models([replace(ModelInfo(id="Other"), default_thinking="disabled")])
    async with program.start() as chat:
        assert chat.app.chat is not None
        chat.app.chat.run_command("model.use:Other")
        await chat.until("Other  thinking off")
        await chat.press("ctrl+t")
        await chat.until("Other  thinking adaptive")
        assert "thinking" not in program.settings_file.read_text()
        await chat.press("ctrl+t")
        await chat.until("Other  thinking off")


async def test_the_settings_offer_the_models_known_now(program: Program) -> None:
    use_models([ModelInfo(id="MiniMax-M4", known=False)])
    async with program.start((120, 40)) as chat:
        await chat.press("f2")
        await chat.type("m4")
        await chat.press("enter")
        await chat.until("MiniMax-M4  not in the catalogue")
        await chat.press("end", "up", "enter")
        await chat.until("MiniMax-M4", gone="not in the catalogue")
        await chat.press("escape")
        assert "MiniMax-M4 " in chat.status
