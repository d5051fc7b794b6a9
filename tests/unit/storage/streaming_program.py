"""A program for the tests of recovery: streams an answer until it is killed.

Prints the number of each delta once it is committed. Arguments: the database, a session, how many
deltas to write before waiting for ever (0: never wait).
"""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from minimax_tui.storage.conversations import SqliteConversationStore
from tests.unit.storage.making import (
    WAIT_S,
    a_message,
    a_session,
    an_open_answer,
    start,
    text_delta,
)


def main(path: Path, session: str, wait_after: int) -> None:
    store = SqliteConversationStore(path)
    assert store.claim_session(session)
    answer = f"{session}-answer"
    store.add_session(a_session(session))
    store.add_message(a_message(f"{session}-prompt", session=session))
    store.add_message(an_open_answer(answer, f"{session}-prompt", session=session))
    store.append_stream(answer, 0, [start(0, {"type": "thinking", "thinking": "all"})])
    store.finish_block(answer, 0, {"type": "thinking", "thinking": "all", "signature": "s"})
    store.append_stream(answer, 1, [start(1, {"type": "text", "text": ""})])
    for number in count():
        store.append_stream(answer, 1, [text_delta(1, f"{number} ")]).result(WAIT_S)
        print(number, flush=True)
        if wait_after and number + 1 == wait_after:
            sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
