"""A server stops at the same calls wherever it runs: in a thread of ours, or in a process of its own."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from connscope import events as ev
from connscope.connections import Connection
from connscope.events import ConnId, Held
from connscope.servers import tutorial
from connscope.wishes import Go, Hold, StepCall, StepLoop
from tests.sources.gated import gated
from tests.sources.stepping import stepping

STEPS = [*[StepCall()] * 12, StepLoop(), *[StepCall()] * 4]

Stop = tuple[Any, ...]


def stops(port: int, stop: Callable[[], Held], step: Callable[[Any], Held]) -> list[Stop]:
    """Where it stops while it accepts a client, which has said something already, and answers."""
    met: dict[ConnId, int] = {}

    def seen(held: Held) -> Stop:
        conn, loop = (met.setdefault(each, len(met)) if each else None for each in (held.conn, held.loop))
        return held.call, held.after, conn, loop, held.asked, held.outb, held.head, held.place[1]

    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(b"hello")
        return [seen(stop()), *(seen(step(wish)) for wish in STEPS)]


def port_of(conns: list[Connection]) -> int:
    """Where it listens."""
    (listening,) = (conn for conn in conns if conn.role == "listening")
    return int(listening.address.rpartition(":")[2])


def test_the_tutorial_s_server_stops_at_the_same_calls(tmp_path: Path) -> None:
    with stepping("tutorial") as server:
        here = stops(port_of([*server.ledger.connections.values()]), server.stop, server.step)
    with gated(tmp_path, str(tutorial.__file__), "127.0.0.1", "0") as guest:
        guest.until(lambda: any(isinstance(fact, ev.Asleep) for fact in guest.facts))
        guest.wish(Hold())
        there = stops(port_of([*guest.ledger.connections.values()]), guest.stop, guest.stop)
        guest.wish(Go())
    assert there == here
    assert len({stop[0] for stop in here}) > 5
