"""Going back in a full journal: how soon a fact is reached, what a step costs, what the checkpoints cost.

`python -m tests.bench.journey`. Facts are made up: an echo server, some of whose connections have their turn again and
again. If it is all of them, no two checkpoints share much. Batches of 15,000 are the most that one look takes. Python
looks for cycles as seldom as it does under the screen.
"""

import gc
import random
import time
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import cycle, islice

from connscope import events as ev
from connscope.collecting import YOUNG
from connscope.events import UNKNOWN, Fact
from connscope.journal import CAPACITY, Journal
from connscope.ledger import Ledger
from connscope.pump import Pump

BATCH = 15_000
CASES = ((100, 100), (10_000, 100), (10_000, 10_000))
"""Connections, and how many of them have their turn."""

READY = 10
"""Connections that a loop finds ready."""

FACTS = CAPACITY * 3 // 2
JUMPS, STEPS = 300, 500
NO_CHECKPOINTS = 1000 * FACTS
PLACES = [("echo.py", line) for line in (10, 20, 30)]


def echoed(connections: int, busy: int) -> Iterator[Fact]:
    """They come, and each busy one in turn is echoed, without end; a loop each millisecond."""
    yield from (ev.Accepted(conn, conn, 1, PLACES[0], 5, f"10.0.0.1:{conn}", 0) for conn in range(1, connections + 1))
    turns = cycle(range(1, busy + 1))
    for loop in range(1, FACTS):
        at, ready = loop * 1_000_000, list(islice(turns, READY))
        yield ev.Woke(at, 1, 1, PLACES[0], UNKNOWN, 0, loop, 0, [(conn, 1) for conn in ready])
        for conn in ready:
            yield ev.Received(at, conn, 1, PLACES[1], "recv_into", 65536, 64, 0, b"x" * 64)
            yield ev.Sent(at, conn, 1, PLACES[2], "send", 64, 64, 64, b"x" * 64)


def told(facts: list[Fact], capacity: int = CAPACITY) -> Pump:
    """Ledger and journal, when a pump has drained it all."""
    pump = Pump(Ledger(), Journal(capacity))
    for start in range(0, len(facts), BATCH):
        pump.fold(facts[start : start + BATCH])
    return pump


def seconds(step: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """What it takes, but for letting go of what comes out."""
    before = clock()
    _result = step()
    return clock() - before


def spread(journal: Journal, numbers: Iterator[int]) -> str:
    """The median and the worst of reaching these, one after the other."""
    took = sorted(1000 * seconds(lambda number=number: journal.ledger_at(number)) for number in numbers)
    return f"{took[len(took) // 2]:.2f} / {took[-1]:.1f} ms"


def folding(facts: list[Fact]) -> tuple[float, float]:
    """Microseconds of CPU for each fact, without checkpoints and with them: the best of five rounds, taken in turn."""
    rounds = []
    for _ in range(5):
        gc.collect()
        sizes = (NO_CHECKPOINTS, CAPACITY)
        rounds.append([1e6 * seconds(lambda size=size: told(facts, size), time.thread_time) for size in sizes])
    without, with_them = (min(each) / len(facts) for each in zip(*rounds, strict=True))
    return without, with_them


def held(facts: list[Fact], capacity: int) -> int:
    """Bytes that are held when all is told; the facts were there before."""
    gc.collect()
    tracemalloc.start()
    pump = told(facts, capacity)
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return size - 8 * len(pump.journal.facts)


def measure(connections: int, busy: int) -> dict[str, str]:
    """A column of the table."""
    facts = list(islice(echoed(connections, busy), FACTS))
    without, with_them = folding(facts)
    pump = told(facts)
    journal, middle = pump.journal, pump.journal.end - CAPACITY // 2
    journal.ledger_at(middle)
    anywhere = random.Random(7).choices(range(journal.first, journal.end), k=JUMPS)
    return {
        "connections": f"{connections:,}",
        "of them busy": f"{busy:,}",
        "any fact": spread(journal, iter(anywhere)),
        f"{STEPS} steps back": spread(journal, iter(range(middle, middle - STEPS, -1))),
        f"{STEPS} steps forward": spread(journal, iter(range(middle - STEPS, middle))),
        "a fact folded": f"{without:.2f} µs",
        "checkpoints, for each": f"{with_them - without:.2f} µs",
        "one checkpoint": f"{1000 * min(seconds(pump.ledger.copy) for _ in range(20)):.2f} ms",
        "checkpoints": str(len(journal.checkpoints)),
        "all of them hold": f"{(held(facts, CAPACITY) - held(facts, NO_CHECKPOINTS)) / 1e6:.0f} MB",
    }


def main() -> None:
    """Measure and print."""
    gc.set_threshold(YOUNG)
    columns = [measure(*case) for case in CASES]
    for name in columns[0]:
        print(f"{name:<22}" + "".join(f"{column[name]:>18}" for column in columns))


if __name__ == "__main__":
    main()
