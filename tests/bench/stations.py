"""A thousand points at which nothing moves, through each server, all compared: `python -m tests.bench.stations`.

At each point the seven stations must say what the clients know and what the kernel tells anybody, whatever is put in by
hand, ends, or is left out. Then clients of
several behaviours run free, and the stations are read as often as they can be: a difference there may be in flight,
and must never be taken for a loss.
"""

import argparse
import time
from collections import Counter

from connscope.serving import ServerSession
from connscope.stations import PLACES
from connscope.units import exact
from connscope.wishes import LaunchClients
from tests.sources.points import readings
from tests.sources.walks import walk

POINTS = 1_000
SECONDS = 10.0
MESSAGE = bytes(range(256)) * 64
CREW = (
    ("well-behaved", {}, 0),
    ("slow-reader", {"rate": 20_000.0}, 0),
    ("stops-reading", {"thaw": 3.0}, 40),
    ("floods", {"size": 2 << 20}, 0),
)
"""Behaviour, its parameters, and how often it says the message; 0 is without end."""


def at_rest(policy: str, points: int, clients: int) -> None:
    """Walk, and print what was seen; the first point that differs ends it."""
    began = time.perf_counter()
    figures = walk(policy, points, clients)
    filled = ", ".join(f"{place} {times}" for place, times in zip(PLACES, figures.filled(), strict=True))
    print(f"{policy}: {figures.points:,} points, at each the sum and every station as clients and kernel know them")
    print(f"  something was in: {filled}; {exact(figures.bytes_back)} bytes came back")
    by_hand = f"{exact(figures.put_in)} bytes were put in by hand, {exact(figures.lost)} in outb were lost"
    print(f"  {by_hand}, {exact(figures.left_out)} records were left out")
    print(f"  {1000 * (time.perf_counter() - began) / figures.points:.1f} ms a point, with all steps to it")


def in_motion(policy: str, seconds: float) -> None:
    """Read while all run; print how many readings were of one moment."""
    seen: Counter[str] = Counter()
    session = ServerSession("127.0.0.1", 0, policy)
    session.start()
    try:
        for name, values, repeat in CREW:
            wish = LaunchClients(session.host, session.port, 1, (MESSAGE,), repeat, stay=True, small_pipes=True)
            wish.behaviours = ((name, values),)
            session.launch(wish)
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            session.tick()
            seen.update("still" if it.still else "in flight" for it in readings(session))
            time.sleep(0.002)
    finally:
        session.stop()
    still = f"{exact(seen['still'])} of one moment"
    print(f"{policy}, free: {exact(seen.total())} readings, {still}, no byte missing")


def main() -> None:
    """Both servers, at rest and in motion."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--points", type=int, default=POINTS)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    how = parser.parse_args()
    for policy in ("echo", "tutorial"):
        at_rest(policy, how.points, how.clients)
    for policy in ("echo", "tutorial"):
        in_motion(policy, how.seconds)


if __name__ == "__main__":
    main()
