"""All that was seen in one file of JSON: the machine, then each turn. Read back it is the same."""

import json
from collections.abc import Sequence
from pathlib import Path

from tests.bench.machine import machine
from tests.bench.screen.figures import Seen, by_name

VERSION = 1


def write(path: Path, seen: Sequence[Seen], words: Sequence[str]) -> None:
    """`words`: what is to be known about it, such as what could not be measured."""
    count = max((each.turn for each in seen), default=-1) + 1
    turns = [by_name(each for each in seen if each.turn == turn) for turn in range(count)]
    told = {"connscope_screen": VERSION, "machine": machine(), "words": words, "turns": turns}
    path.write_text(json.dumps(told, ensure_ascii=False) + "\n", "utf-8")


def read(path: Path) -> list[Seen]:
    """What was seen, turn by turn."""
    turns = json.loads(path.read_text("utf-8"))["turns"]
    return [
        Seen(turn, name, value)
        for turn, named in enumerate(turns)
        for name, values in named.items()
        for value in values
    ]
