"""What needs no load: how fast facts become a picture, and how soon there is a screen to be seen."""

import json
import subprocess
import sys

from tests.bench import first_paint
from tests.bench.screen import goals
from tests.bench.screen.loaded import Things

WITHIN = 60.0


def ledger() -> Things:
    """In a process of its own, which has nothing else in its memory."""
    argv = [sys.executable, "-m", "tests.bench.ledger_speed", "--json"]
    told = json.loads(subprocess.run(argv, capture_output=True, check=True, timeout=WITHIN, text=True).stdout)
    yield goals.FACTS, told["tick"]


def first_paints(runs: int) -> Things:
    """Of ours and of a minimal app, in turns of their own; the first of each does not count."""
    took = first_paint.measured(runs)
    yield from ((goals.PAINT, 1_000 * seconds) for seconds in took["connscope"])
    yield from ((goals.PAINT_MINIMAL, 1_000 * seconds) for seconds in took["minimal"])
