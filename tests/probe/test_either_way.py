"""What is in C and the same in Python write the same down, whatever is called: each walk is done by both."""

import socket
from array import array
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connscope.probe.accelerated import PYTHON_ONLY, in_c
from connscope.probe.attach import probed_socket
from connscope.probe.core import Probe
from connscope.probe.counting import Counting
from connscope.probe.gate import Gate
from connscope.probe.records import RECV, RECV_INTO, SEND
from connscope.probe.rows import ENDLESS
from tests.probe.witness import accepted, records

pytestmark = pytest.mark.skipif(not in_c(), reason="not built: there is no compiler")

TIMES = {"at", "place"}
"""They differ from run to run, or are compared as file and line."""


class Number(int):
    """No plain int."""


def released() -> memoryview:
    view = memoryview(bytearray(70))
    view.release()
    return view


SIZES: list[Any] = [0, 1, 63, 64, 65, 5_000, -1, 1 << 70, True, Number(9), 2.5, None, "7"]
ROOMS: list[Callable[[], Any]] = [
    *(lambda n=n: bytearray(n) for n in (0, 1, 64, 4_096)),
    *(lambda n=n: memoryview(bytearray(n)) for n in (1, 70)),
    lambda: memoryview(bytearray(80)).cast("B", (8, 10)),
    lambda: memoryview(bytearray(80))[::2],
    lambda: array("I", [0] * 40),
    released,
    lambda: b"no room at all",
]
SAID: list[Callable[[], Any]] = [
    *(lambda n=n: bytes(range(n)) for n in (0, 1, 64, 65, 200)),
    lambda: bytearray(b"said" * 40),
    lambda: memoryview(b"seen" * 3),
    lambda: memoryview(b"seen" * 30)[::2],
    lambda: array("H", range(50)),
    lambda: "no bytes",
]
HELD: list[Any] = [bytearray(b"owed" * 5), b"fixed", "text", None, 7]

some, flags = st.integers(0, 1_000), st.sampled_from([None, None, None, 0, socket.MSG_PEEK])
steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["recv", "recv_into", "send"]), some, flags),
        st.tuples(st.sampled_from(["says", "holds", "gate", "enough", "elsewhere", "drops"]), some, st.just(0)),
    ),
    max_size=25,
)


class Walk:
    """One probe, one connection, and what is done with them."""

    def __init__(self) -> None:
        self.stopped: list[Any] = []
        self.probe = Probe(Gate(self.stops))
        self.sockets = probed_socket(self.probe)
        self.conn, self.peer = accepted(self.sockets)
        self.conn.setblocking(False)
        self.peer.setblocking(False)
        self.counting = Counting(self.probe, self.sockets)
        self.came: list[Any] = []
        self.other = ThreadPoolExecutor(1)
        records(self.probe)

    def stops(self, call: int, row: Any, asked: Any, given: Any) -> None:
        """At the gate."""
        self.stopped.append((call, row.conn, str(asked), type(given)))

    def take(self, name: str, number: int, flags: int | None) -> None:
        """One step."""
        if name in ("recv", "recv_into", "send"):
            choices: Any = {"recv": SIZES, "recv_into": ROOMS, "send": SAID}[name]
            given = choices[number % len(choices)]
            self.call(name, given if name == "recv" else given(), flags)
        else:
            getattr(self, name)(number)

    def call(self, name: str, given: Any, flags: int | None) -> None:
        """One call, with the flags or without; what came of it, and what is in the buffer now."""
        method = getattr(self.conn, name)
        try:
            more = () if flags is None else (0, flags) if name == "recv_into" else (flags,)
            answer = method(given, *more)
        except Exception as error:
            answer = f"{type(error).__name__}: {error}"
        self.came.append((name, method.__name__, answer, bytes(given) if isinstance(given, bytearray) else None))

    def says(self, number: int) -> None:
        """The peer sends something, or its end."""
        with suppress(BrokenPipeError):  # it has ended before
            if number % 9:
                self.peer.send(bytes([number % 251]) * (number % 200 + 1))
            elif number % 2:
                self.peer.shutdown(socket.SHUT_WR)

    def holds(self, number: int) -> None:
        """What the program has registered with it is this."""
        self.conn.row.hold(None, SimpleNamespace(outb=HELD[number % len(HELD)]) if number % 7 else object())

    def gate(self, number: int) -> None:
        """The gate is closed for one of the calls, or open."""
        call = (RECV, RECV_INTO, SEND)[number % 3]
        self.probe.gate.closed[call] = 1 - self.probe.gate.closed[call]

    def enough(self, number: int) -> None:
        """Calls are counted from now on, or told."""
        thread = self.conn.row.thread
        thread.until = 0 if number % 2 else ENDLESS
        self.counting.is_enough(thread)

    def elsewhere(self, number: int) -> None:
        """Another thread receives or sends."""
        self.says(number)
        name, given = (("recv", 3), ("send", b"of another"))[number % 2]
        self.other.submit(self.call, name, given, None).result()

    def drops(self, number: int) -> None:
        """A reader takes what waits."""
        self.came.append(self.told()) if number % 2 else None

    def told(self) -> list[Any]:
        """The records that wait."""
        return [
            ({name: field for name, field in each.items() if name not in TIMES}, self.probe.places.line(each["place"]))
            for each in records(self.probe)
        ]

    def account(self) -> Any:
        """All that anybody could know afterwards."""
        row, threads = self.conn.row, self.probe.threads.values()
        totals = sorted((thread.index, totals) for thread, totals in row.all_totals())
        numbers = [(thread.index, thread.seq) for thread in threads]
        account = self.came, self.stopped, self.told(), totals, row.outb, numbers, self.probe.failure
        self.conn.close()
        self.peer.close()
        self.other.shutdown()
        return account


def walked(walk: Any) -> Any:
    """What came of it."""
    it = Walk()
    for step in walk:
        it.take(*step)
    return it.account()


@settings(max_examples=150, deadline=None)
@given(walk=steps)
def test_both_say_the_same_of_any_walk(walk: Any):
    with pytest.MonkeyPatch.context() as patch:
        in_the_one = walked(walk)
        patch.setenv(PYTHON_ONLY, "1")
        assert in_the_one == walked(walk)
    assert in_the_one[-1] == ""
