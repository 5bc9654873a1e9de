"""Ten thousand clients that misbehave in a dozen ways, for a minute: `python -m tests.bench.misbehaving`.

On a real terminal, loaded as a population. Meanwhile keys are pressed, and a stranger outside asks for an echo again
and again. In the end every client's outcome is accounted for, and no descriptor is left behind.
"""

import re
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from connscope.launches import PRESETS
from connscope.launches.population import written_population
from tests.bench.launches import CURSOR, cursor_line
from tests.bench.pressure import as_cursor, p99, seconds_to_paint
from tests.faults.on_a_screen import address_on
from tests.tui.terminal import Terminal, terminal

SIZE = (120, 40)
CROWD = 10_000
MESSAGES, EVERY_SECONDS = 13, 4.0
"""Of each client: nearly a minute of talk."""
SECONDS = 60.0
PATIENCE_SECONDS = 60.0
"""For those that are still there then, and are told to end."""
OVER = ("all back", "as meant", "failed", "stopped", "closed")


def population() -> str:
    """The mixed preset's ways to misbehave, at a pace that two cores bear."""
    mixed = PRESETS["mixed"].launch
    return written_population(replace(mixed, num_conns=CROWD, repeat=MESSAGES, every=EVERY_SECONDS, deadline=120.0))


@contextmanager
def stranger(address: tuple[str, int]) -> Iterator[list[float]]:
    """Somebody outside who says a line, waits for its echo, and says the next: the milliseconds of each."""
    took: list[float] = []
    enough = threading.Event()

    def talk() -> None:
        with socket.create_connection(address, timeout=30) as sock:
            while not enough.wait(0.1):
                began = time.perf_counter()
                sock.sendall(b"are you there?")
                left = len(b"are you there?")
                while left:
                    left -= len(sock.recv(left))
                took.append(1000 * (time.perf_counter() - began))

    thread = threading.Thread(target=talk)
    thread.start()
    try:
        yield took
    finally:
        enough.set()
        thread.join()


def descriptors(it: Terminal) -> int:
    return len(list(Path(f"/proc/{it.process.pid}/fd").iterdir()))


def launch(it: Terminal, folder: str) -> None:
    """As a person does: the form, the file, enter."""
    path = Path(folder) / "mixed.toml"
    path.write_text(population(), "utf-8")
    it.type("L")
    it.until_shown("enter launch")
    it.type("\x0f")  # ctrl+o
    it.until_shown("population.toml")
    it.type("\x15" + str(path) + "\r")  # in place of what stands there
    it.until_shown(f"{CROWD:,} connections to")
    it.type("\r")


def pressed(it: Terminal, until: float) -> list[float]:
    """Keys until then, from each to what it paints: milliseconds."""
    it.type("5g")
    it.until(lambda: cursor_line(it))
    first, colour, took = cursor_line(it), b"48;2;%d;%d;%d" % tuple(bytes.fromhex(CURSOR)), []
    while time.monotonic() < until:
        for key, line in (("j", first + 1), ("k", first)):
            took.append(1000 * seconds_to_paint(it, key, as_cursor(line, colour)))
            pause = time.monotonic() + 0.2
            while (left := pause - time.monotonic()) > 0:
                it.read(left)
    return took


def accounted(it: Terminal) -> dict[str, int]:
    """How many ended in which way, by the words on the screen."""
    text = it.text()
    found = {word: re.search(rf"([\d,]+) {word}", text) for word in OVER}
    return {word: int(match[1].replace(",", "")) for word, match in found.items() if match}


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, terminal("--port", "0", size=SIZE) as it:
        it.in_colour()
        address = address_on(it)
        before = descriptors(it)
        launch(it, folder)
        it.until_shown(" open")
        began = time.monotonic()
        with stranger(address) as echoes:
            took = pressed(it, began + SECONDS)
        it.type("\x18w")  # ctrl+x; and room for all that is said of them
        while sum(accounted(it).values()) < CROWD:
            if time.monotonic() > began + SECONDS + PATIENCE_SECONDS:
                raise SystemExit(f"not every client is accounted for: {accounted(it)}\n{it.text()}")
            it.read(0.2)
        ended = time.monotonic() - began - SECONDS
        while descriptors(it) > before + 4 and time.monotonic() < began + SECONDS + PATIENCE_SECONDS:
            it.read(0.2)
        print(f"{CROWD:,} clients · after {SECONDS:.0f} s told to end, over after {ended:.1f} s more")
        print("outcomes: " + " · ".join(f"{count:,} {word}" for word, count in accounted(it).items()))
        print(f"key to paint       p50 {statistics.median(took):5.0f} ms   p99 {p99(took):5.0f} ms, of {len(took)}")
        print(
            f"a stranger's echo  p50 {statistics.median(echoes):5.1f} ms   p99 {p99(echoes):5.1f} ms, of {len(echoes)}"
        )
        print(f"descriptors: {before} before · {descriptors(it)} after")


if __name__ == "__main__":
    main()
