"""How fast records become facts and facts a picture. `python -m tests.bench.ledger_speed`.

The records are real: an echo server under load writes one batch, as it would between two looks of the screen. Each step
is timed by itself, the best of many rounds; the last line is all that one tick of the pump costs.
"""

import argparse
import gc
import json
import socket
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack

from connscope.events import Fact
from connscope.journal import Journal
from connscope.ledger import Ledger
from connscope.probe.accelerated import taken
from connscope.probe.core import Probe
from connscope.pump import Pump
from connscope.servers import echo
from connscope.sources.reader import Reader
from connscope.sources.servers import START
from connscope.sources.thread import ThreadSource
from connscope.sources.translate import Record, Translator

BATCH = 15_000
CONNECTIONS = 50
SIZE = 64
ROUNDS = 30


def recorded() -> tuple[Probe, list[Record]]:
    """What the echo server writes down while fifty clients send and receive: one batch of it, without a gap."""
    source = ThreadSource("echo")
    lsock = echo.listen("127.0.0.1", 0, new_socket=source.new_socket)
    address = lsock.getsockname()
    START["echo"](source, lsock, "")
    with ExitStack() as stack:
        stack.callback(source.stop)
        clients = [stack.enter_context(socket.create_connection(address)) for _ in range(CONNECTIONS)]
        while len(source.probe.channel) < BATCH:
            for client in clients:
                client.sendall(b"x" * SIZE)
            for client in clients:
                client.recv(SIZE, socket.MSG_WAITALL)
        batch = taken(source.probe.channel)[:BATCH]
    return source.probe, batch


class Again:
    """A source that always has the same news."""

    name = "again"

    def __init__(self, probe: Probe, batch: list[Record]) -> None:
        self.probe, self.batch = probe, batch

    def drain(self) -> list[Fact]:
        """The batch, read anew."""
        self.probe.channel.clear()
        self.probe.channel.extend(self.batch)
        return Reader(self.probe).read(0)

    def stop(self) -> None:
        """There is nothing to end."""


def best(step: Callable[[], object]) -> float:
    """Seconds, of the round that was disturbed least."""
    times = []
    for _ in range(ROUNDS):
        gc.collect()
        before = time.perf_counter()
        step()
        times.append(time.perf_counter() - before)
    return min(times)


def folded(facts: list[Fact]) -> Ledger:
    """The picture that these make."""
    ledger = Ledger()
    for fact in facts:
        ledger.apply(fact)
    return ledger


def ticked(source: Again) -> Pump:
    """All that one look at that source does."""
    pump = Pump(Ledger(), Journal())
    pump.sources.append(source)
    pump.tick()
    return pump


def measured(probe: Probe, batch: list[Record]) -> dict[str, float]:
    """Seconds of each step, for one batch."""
    translator = Translator(probe.places)
    facts = [translator.fact(record) for record in batch]
    again = Again(probe, batch)
    return {
        "translate": best(lambda: [translator.fact(record) for record in batch]),
        "apply": best(lambda: folded(facts)),
        "read (gaps and translate)": best(again.drain),
        "tick (read, apply, journal)": best(lambda: ticked(again)),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true", help="facts a second of each step, as JSON")
    as_json = parser.parse_args().json
    probe, batch = recorded()
    took = measured(probe, batch)
    if as_json:
        print(json.dumps({name.partition(" ")[0]: len(batch) / seconds for name, seconds in took.items()}))
        return
    translator = Translator(probe.places)
    kinds = Counter(type(translator.fact(record)).__name__ for record in batch)
    print(f"{len(batch)} records: " + ", ".join(f"{count} {name}" for name, count in kinds.items() if count > 100))
    for name, seconds in took.items():
        print(f"{name:<28} {seconds * 1e3:6.1f} ms   {len(batch) / seconds:12,.0f} facts/s")


if __name__ == "__main__":
    main()
