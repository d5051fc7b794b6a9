"""Which answer a request gets: found by words in the last prompt."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from minimax_tui.simulator import bench, texts_en, texts_zh, thoughts, tokens, tool_calls
from minimax_tui.simulator.stream import Answer
from minimax_tui.simulator.validation import Request

_COUNT_MOST = 20_000
_QUOTED_CHARS = 160
_NUMBER_WORDS = {"ten": 10, "twenty": 20, "fifty": 50, "a hundred": 100, "a thousand": 1_000}


@dataclass(frozen=True, slots=True)
class Ask:
    """What was asked.

    Attributes:
        text: The text of the last prompt.
        turn: The number of the prompt in the conversation, from 1.
        model: The model's id.
        is_m3: Whether it is M3.
        thinks: Whether the answer has thinking.
        tools: The tools that may be called.
        must_call: Whether a tool has to be called.
        results: Texts of the tool results the request ends with.
        media: Kinds of the media in the last prompt.
    """

    text: str
    turn: int
    model: str
    is_m3: bool
    thinks: bool
    tools: Sequence[Mapping[str, Any]]
    must_call: bool
    results: Sequence[str]
    media: Sequence[str]


def read_ask(request: Request) -> Ask:
    """Finds in a request what was asked."""
    text, turn = "", 0
    results: list[str] = []
    media: list[str] = []
    for message in request.messages:
        if message.get("role") == "assistant":
            results = []
            continue
        content = message.get("content")
        blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
        said = [b for b in blocks or [] if b.get("type") in ("text", "image", "video")]
        results = [
            tool_calls.result_text(b) for b in blocks or [] if b.get("type") == "tool_result"
        ]
        if said:
            turn += 1
            text = "\n".join(b["text"] for b in said if b["type"] == "text")
            media = [b["type"] for b in said if b["type"] != "text"]
    return Ask(
        text=text,
        turn=max(turn, 1),
        model=request.model.id,
        is_m3=request.model.is_m3,
        thinks=request.thinks,
        tools=[] if request.tool_choice == "none" else request.tools,
        must_call=request.tool_choice in ("any", "tool"),
        results=results,
        media=media,
    )


def answer(ask: Ask, rng: random.Random) -> Answer:
    """Returns the content of an answer."""
    sized = bench.find(ask.text)
    if sized is not None:
        return _with_thinking(ask, sized.thinking, [_text(sized.text)], chunk_sizes="token")
    calls = [] if ask.results else tool_calls.calls(ask.text, ask.tools, rng, must=ask.must_call)
    topic = "tool" if calls else "result" if ask.results else _topic(ask.text)
    blocks: list[dict[str, Any]]
    if calls:
        names = " and ".join(f"`{call['name']}`" for call in calls)
        blocks = [_text(f"I'll use {names} for that."), *calls]
    elif ask.results:
        blocks = [_text(tool_calls.comment(ask.results))]
    else:
        blocks = [_text(_WRITERS[topic](ask))]
    return _with_thinking(ask, thoughts.about(topic, quoted(ask.text), ask.turn), blocks)


def quoted(text: str) -> str:
    """Returns the prompt on one line, shortened, without control characters."""
    plain = "".join(char if char.isprintable() else " " for char in text[: 8 * _QUOTED_CHARS])
    line = " ".join(plain.split())
    return line if len(line) <= _QUOTED_CHARS else line[: _QUOTED_CHARS - 1].rstrip() + "…"


def as_code(line: str) -> str:
    """Returns one line as inline code, so that no markup in it counts."""
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if longest else ""
    return f"{ticks}{pad}{line}{pad}{ticks}"


def _text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _with_thinking(
    ask: Ask, thinking: str, blocks: list[dict[str, Any]], chunk_sizes: Any = None
) -> Answer:
    if not ask.thinks or not thinking:
        return Answer(blocks, chunk_sizes)
    if not ask.is_m3 and chunk_sizes is None:
        # Captures: on M2.x the text after thinking begins with blank lines.
        blocks = [{**blocks[0], "text": "\n\n" + blocks[0]["text"]}, *blocks[1:]]
    return Answer([{"type": "thinking", "thinking": thinking}, *blocks], chunk_sizes, sign=True)


# In the order they are tried; the first that is found in the prompt decides.
_TOPICS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (topic, re.compile(pattern, re.IGNORECASE))
    for topic, pattern in (
        ("count", r"\bcount\b.*?\bto\s+(?:\d|ten\b|twenty\b|fifty\b|a hundred\b|a thousand\b)"),
        ("zh-hello", r"^\s*(?:你好|您好|嗨)|你是谁|能做什么|会做什么|有什么功能|怎么用"),
        ("zh", tokens.CJK.pattern),
        ("hello", r"^\W*(?:hi|hello|hey|good (?:morning|day|evening))\b.{0,40}$"),
        ("hello", r"what (?:can|do) you do|who are you|what are you\b|^\W*help\W*$|which keys"),
        ("markdown", r"\bmarkdown\b"),
        ("think", r"\bthink(?:ing)?\b|\breason(?:ing)?\b"),
        ("long", r"\blong\b|\bessay\b"),
        ("table", r"\btables?\b"),
        ("sort", r"\blinked list\b|\bsort(?:ing)?\b|\bwithout recursion\b"),
        ("math", r"\bmath(?:s|ematics)?\b|\bequations?\b|\bintegral\b|\blatex\b"),
        ("code", r"\bcode\b|\bpython\b|\bfunction\b|\bscript\b|\bprogram\b"),
        ("list", r"\blists?\b|\bchecklist\b|\bto-?do\b"),
    )
)


def _topic(text: str) -> str:
    for topic, pattern in _TOPICS:
        if pattern.search(text):
            return topic
    return "default"


def _count(ask: Ask) -> str:
    match = re.search(r"\bto\s+(?:(\d[\d,_.]*)|(ten|twenty|fifty|a hundred|a thousand))", ask.text)
    digits = re.sub(r"\D", "", match[1] or "") if match else ""
    word = match[2].lower() if match and match[2] else "ten"
    wanted = int(digits[:12]) if digits else _NUMBER_WORDS.get(word, 10)
    last = max(1, min(wanted, _COUNT_MOST))
    head = "" if wanted <= _COUNT_MOST else f"I stop at {_COUNT_MOST:,}, to be kind.\n\n"
    if last <= 20:
        return head + ", ".join(map(str, range(1, last + 1))) + "."
    paragraphs = []
    for hundred in range(1, last + 1, 100):
        end = min(hundred + 99, last)
        rows = [
            ", ".join(map(str, range(ten, min(ten + 9, end) + 1)))
            for ten in range(hundred, end + 1, 10)
        ]
        # Two spaces and a line break keep the rows apart in Markdown.
        paragraphs.append(",  \n".join(rows))
    return head + ",\n\n".join(paragraphs) + "."


def _default(ask: Ask) -> str:
    parts = []
    if ask.text.strip():
        parts.append(f"You asked:\n\n> {as_code(quoted(ask.text))}")
    if ask.media:
        kinds = ", ".join(
            f"{ask.media.count(kind)} {kind}{'s' if ask.media.count(kind) > 1 else ''}"
            for kind in dict.fromkeys(ask.media)
        )
        parts.append(f"With it came {kinds}. A real MiniMax-M3 would look at that; I cannot.")
    again = f" This is turn {ask.turn} of our conversation." if ask.turn > 1 else ""
    parts.append(texts_en.DEFAULT.format(again=again, model=ask.model))
    return "\n\n".join(parts)


def _think(ask: Ask) -> str:
    return texts_en.THOUGHT if ask.thinks else texts_en.NOT_THOUGHT


def _fixed(text: str) -> Callable[[Ask], str]:
    return lambda ask: text  # noqa: ARG005


_WRITERS: dict[str, Callable[[Ask], str]] = {
    "count": _count,
    "zh-hello": _fixed(texts_zh.HELLO),
    "zh": lambda ask: texts_zh.ANSWER.format(quoted=as_code(quoted(ask.text)), turn=ask.turn),
    "hello": _fixed(texts_en.HELLO),
    "markdown": _fixed(texts_en.MARKDOWN),
    "think": _think,
    "long": _fixed(texts_en.ESSAY),
    "table": _fixed(texts_en.TABLES),
    "math": _fixed(texts_en.MATH),
    "sort": _fixed(texts_en.SORT),
    "code": _fixed(texts_en.CODE),
    "list": _fixed(texts_en.LISTS),
    "default": _default,
}
