"""All runs in one file of JSON: the machine they were on, then each run. Read back it is the same."""

import json
from collections.abc import Sequence
from pathlib import Path

from tests.bench.machine import machine
from tests.bench.speed.figures import Run

VERSION = 1


def write(path: Path, runs: Sequence[Run], words: Sequence[str]) -> None:
    """`words`: what is to be known about them, such as who was not there."""
    told = {"connscope_speed": VERSION, "machine": machine(), "words": words, "runs": [run._asdict() for run in runs]}
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")


def read(path: Path) -> list[Run]:
    """The runs."""
    return [Run(**each) for each in json.loads(path.read_text("utf-8"))["runs"]]
