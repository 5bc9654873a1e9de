"""How soon a key stops a server at full load, and how soon a step is seen: `python -m tests.bench.stopping`.

A hundred connections that each have a message of 64 bytes under way all the time, from a process of their own; the
screen on a terminal of its own, read as it comes. The server has stopped when the last message has come home, as that
process saw it; a step is seen when the header names another call than before.
"""

import argparse
import re
import statistics
import time
from pathlib import Path

from tests.bench.pressure import p99, seconds_to_paint, wait
from tests.faults.load import Load, loaded
from tests.faults.on_a_screen import SIZE, address_on
from tests.tui.terminal import Terminal, terminal

CONNECTIONS = 100
HOLDS = 60
STEPS = 100
HELD_SECONDS = 10.0
PATIENCE = 120.0
SIZES = ((80, 24), (120, 40))
WORDS = {"s": "a call is seen (goal: 30)", "n": "a loop is seen", ",": "one call back is seen"}

MOMENT = re.compile(rb"just did|about to|next was|connscope|select\(")
"""How the lines begin that say where the program stands; every step changes one of them."""


def milliseconds_to_stop(it: Terminal, load: Load) -> float:
    """From the key to the last message that came home, 0 if none came after it."""
    pressed = time.monotonic()
    it.type(" ")
    it.until_shown("held ")
    wait(it, 0.05)
    last = load.so_far().last
    it.type(" ")
    it.until_shown("running")
    wait(it, 0.3)
    return max(0.0, 1000 * (last - pressed))


def milliseconds_to_see(it: Terminal, key: str) -> float:
    """From the key to the bytes that draw the words about the moment anew."""
    took = 1000 * seconds_to_paint(it, key, MOMENT)
    wait(it, 0.05)
    return took


def share_of_cpu(it: Terminal, seconds: float) -> float:
    """Of a core, for the whole process."""
    before = cpu_seconds(it)
    wait(it, seconds)
    return (cpu_seconds(it) - before) / seconds


def cpu_seconds(it: Terminal) -> float:
    """All its threads together."""
    tasks = Path(f"/proc/{it.process.pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def patience(seconds: float) -> tuple[float, str]:
    """Fifty clients of ours, whose deadline is 30 s, and the server held in their midst: CPU, and what came of them."""
    with terminal("--port", "0", size=SIZE) as it:
        address_on(it)
        it.type("L\r")
        it.until_shown("50 clients", "50 open")
        it.type(" ")
        it.until_shown("held ")
        wait(it, 5.0)
        cpu = share_of_cpu(it, seconds)
        it.type(" ")
        it.until_shown("running")
        over = time.monotonic() + 60
        while "50 all back" not in it.text() and time.monotonic() < over:
            wait(it, 1.0)
        outcomes = re.search(r"(\d+ failed · )?\d+ open · \d+ (all back|connecting)[^─]*", it.text())
        return cpu, outcomes[0].strip() if outcomes else "nothing is known of them"


def one_size(size: tuple[int, int], holds: int, held: float) -> None:
    """All at one size of the terminal."""
    with terminal("--port", "0", size=size) as it:
        it.until_shown("asleep in select()", "nc 127.0.0.1")
        with loaded(("127.0.0.1", port_on(it)), connections=CONNECTIONS) as load:
            it.until_shown(f"{CONNECTIONS} open")
            wait(it, 1.0)
            stops = [milliseconds_to_stop(it, load) for _ in range(holds)]
            it.type(" ")
            it.until_shown("held ")
            seen = {key: [milliseconds_to_see(it, key) for _ in range(STEPS)] for key in WORDS}
            it.type("\x1b[F")
            wait(it, 1.0)
            cpu = share_of_cpu(it, held)
            it.text()  # which takes its time, after so many pictures
            it.type(" ")
            it.until_shown("running")
            home = load.rest().of_each
    print(f"{size[0]}x{size[1]}")
    print(
        f"  space stops the server   p50 {statistics.median(stops):5.1f} ms   p99 {p99(stops):5.1f} ms   (goal: 10, 50)"
    )
    for key, took in seen.items():
        print(f"  {WORDS[key]:<24} p50 {statistics.median(took):5.1f} ms   p99 {p99(took):5.1f} ms")
    print(f"  held for {held:g} s            {100 * cpu:5.2f} % of a core   (goal: 1)")
    print(f"  after it all, every byte of {sum(home):,} messages over {len(home)} connections had come back")


def port_on(it: Terminal) -> int:
    """Where the server listens, as the screen has it."""
    found = re.search(r"nc 127.0.0.1 (\d+)", it.text())
    assert found
    return int(found[1])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--holds", type=int, default=HOLDS)
    parser.add_argument("--held", type=float, default=HELD_SECONDS, metavar="SECONDS")
    parser.add_argument("--patience", type=float, default=PATIENCE, metavar="SECONDS")
    wanted = parser.parse_args()
    for size in SIZES:
        one_size(size, wanted.holds, wanted.held)
    cpu, outcomes = patience(wanted.patience)
    print(f"held for {wanted.patience:g} s, our clients waiting   {100 * cpu:5.2f} % of a core; then: {outcomes}")


if __name__ == "__main__":
    main()
