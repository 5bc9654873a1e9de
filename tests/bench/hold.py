"""How soon a server at full load stands still, and how long a step takes: `python -m tests.bench.hold`.

A hundred connections that each have a message under way all the time, from a process of their own. The main thread of
the server's process wishes, and otherwise sleeps; each time is from just before a wish to the moment at which the
server's thread wrote down that it is held.
"""

import argparse
import statistics
import time

from connscope.probe import records as r
from connscope.sources.servers import serve
from connscope.sources.thread import ThreadSource
from connscope.wishes import GateWish, Go, Hold, StepCall, StepLoop
from tests.faults.load import loaded

CONNECTIONS = 100
HOLDS = 100
STEPS = 5
"""Of each kind, in each hold."""

RUNNING_SECONDS = 0.05
PATIENCE_SECONDS = 5
LOOK_SECONDS = 0.0005


def milliseconds(source: ThreadSource, wish: GateWish) -> float:
    """From the wish to the next stop."""
    told = source.probe.gate.told
    before = max((record[0] for record in told.values()), default=0)
    began = time.monotonic_ns()
    source.do(wish)
    while not any(record[0] > before and record[2] == r.HELD for record in list(told.values())):
        if time.monotonic_ns() > began + PATIENCE_SECONDS * 1e9:
            raise TimeoutError(f"{wish} does not come true")
        time.sleep(LOOK_SECONDS)
    return (max(record[1] for record in told.values()) - began) / 1e6


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--holds", type=int, default=HOLDS)
    took: dict[str, list[float]] = {"hold": [], "next call": [], "next select()": []}
    source = serve("echo", "127.0.0.1", 0)
    try:
        with loaded(("127.0.0.1", int(source.address.rpartition(":")[2])), connections=CONNECTIONS) as load:
            before = load.so_far()
            for _ in range(parser.parse_args().holds):
                time.sleep(RUNNING_SECONDS)
                took["hold"].append(milliseconds(source, Hold()))
                took["next call"] += [milliseconds(source, StepCall()) for _ in range(STEPS)]
                took["next select()"] += [milliseconds(source, StepLoop()) for _ in range(STEPS)]
                source.do(Go())
            per_second = load.so_far().per_second_since(before)
    finally:
        source.stop()
    print(f"{CONNECTIONS} connections, {per_second:,.0f} messages/s with all the stops")
    for what, each in took.items():
        p50, p99 = statistics.median(each), statistics.quantiles(each, n=100)[98]
        print(f"{what:<14} p50 {p50:7.2f} ms   p99 {p99:7.2f} ms   of {len(each)}")


if __name__ == "__main__":
    main()
