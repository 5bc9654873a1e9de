"""Conversations as data: what `connscope serve --json` has told of real clients, trimmed by hand.

Cut out are readings of the CPU clock and long printed lines; time begins at one second.
"""

import json
from pathlib import Path

from connscope.events import Fact, decoder

SCENARIOS = Path(__file__).parent / "scenarios"
NAMES = sorted(path.stem for path in SCENARIOS.glob("*.jsonl"))


def lines_of(name: str) -> list[str]:
    """The lines after the first, which must be one of a version that we know."""
    first, *lines = (SCENARIOS / f"{name}.jsonl").read_text("utf-8").splitlines()
    assert json.loads(first)["connscope"] == 1
    return lines


def scenario(name: str) -> list[Fact]:
    """Its facts."""
    return [decoder().decode(line) for line in lines_of(name)]
