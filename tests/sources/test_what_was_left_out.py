"""After records were left out, in whatever way, the picture equals what was really done, and nothing counts twice."""

import socket
from collections import deque
from contextlib import ExitStack
from itertools import count
from threading import Thread

import hypothesis.strategies as st
from hypothesis import given, settings

from connscope.connections import Connection
from connscope.events import Dropped
from connscope.ledger import Ledger
from connscope.probe.accelerated import taken
from connscope.probe.attach import probed_socket
from connscope.probe.core import Probe
from connscope.probe.hands import Hands
from connscope.sources.reader import RESYNC_NS, Reader

LOOK_NS = RESYNC_NS // 4

Numbers = tuple[int, int, int, int, int, int]
"""Bytes in and out, recvs, sends, bytes put in by hand, and urgent ones."""


class Truth:
    """What one accepted socket has really done."""

    def __init__(self) -> None:
        self.bytes_in = self.bytes_out = self.recvs = self.sends = self.injected = self.urgent = 0
        self.over = self.cleared = False


class World:
    """A server's calls on real sockets, one at a time; a reader of their records, some of them lost; and the truth."""

    def __init__(self, stack: ExitStack, rows_kept: int) -> None:
        self.stack = stack
        self.probe = Probe(ids=count(1))
        self.probe.gone = deque(maxlen=rows_kept)
        self.new_socket, self.hands = probed_socket(self.probe), Hands(self.probe, None)
        self.reader, self.ledger, self.now = Reader(self.probe), Ledger(), 0
        self.late = 0
        self.truth: dict[int, Truth] = {}
        self.pairs: list[tuple[socket.socket, socket.socket]] = []
        self.lsock = stack.enter_context(self.new_socket())
        self.lsock.bind(("127.0.0.1", 0))
        self.lsock.listen()

    def accept(self, _: int) -> None:
        client = self.stack.enter_context(socket.create_connection(self.lsock.getsockname()))
        conn, _ = self.lsock.accept()
        self.stack.enter_context(conn)
        self.pairs.append((client, conn))
        self.truth[conn.row.conn] = Truth()

    def receive(self, number: int) -> None:
        client, conn = self.chosen(number)
        if conn is not None:
            client.sendall(b"x" * (number % 700 + 1))
            truth = self.truth[conn.row.conn]
            truth.bytes_in += len(conn.recv(1024))
            truth.recvs += 1

    def send(self, number: int) -> None:
        _, conn = self.chosen(number)
        if conn is not None:
            truth = self.truth[conn.row.conn]
            truth.bytes_out += conn.send(b"x" * (number % 300 + 1))
            truth.sends += 1

    def inject(self, number: int) -> None:
        _, conn = self.chosen(number)
        if conn is not None:
            self.hands.inject(conn.row.conn, b"x" * (number % 50 + 1))
            self.truth[conn.row.conn].injected += number % 50 + 1

    def shout(self, number: int) -> None:
        _, conn = self.chosen(number)
        if conn is not None:
            self.truth[conn.row.conn].urgent += conn.send(b"!", socket.MSG_OOB)

    def close(self, number: int) -> None:
        client, conn = self.chosen(number)
        if conn is not None:
            self.truth[conn.row.conn].over = True
            self.pairs.remove((client, conn))
            conn.close()

    def chosen(self, number: int) -> tuple[socket.socket | None, socket.socket | None]:
        return self.pairs[number % len(self.pairs)] if self.pairs else (None, None)

    def lose(self, number: int) -> None:
        """All records but one of so many are left out."""
        waiting = taken(self.probe.channel)
        self.probe.channel.extend(record for record in waiting if record[0] % (number % 12 + 1) == 0)

    def look(self, _: int = 0) -> None:
        self.now += LOOK_NS
        self.late = 0
        for fact in self.reader.read(self.now):
            self.ledger.apply(fact)

    def look_early(self, number: int) -> None:
        """The last calls are counted, but their records are written only before the next look."""
        fresh = max(0, len(self.probe.channel) - self.late)
        late = [self.probe.channel.pop() for _ in range(min(number % 5, fresh))]
        self.look()
        self.probe.channel.extend(reversed(late))
        self.late = len(late)

    def clear(self, _: int) -> None:
        """The user takes the closed rows away."""
        for conn_id in self.ledger.closed:
            self.truth[conn_id].cleared = True
        self.ledger.forget_closed()

    def settle(self) -> None:
        """One more call, so that the last gap shows; then wait until the table is due."""
        self.lsock.setblocking(False)
        for _ in range(RESYNC_NS // LOOK_NS + 1):
            self.look()

    def shown(self, over: bool) -> dict[int, Numbers]:
        conns = self.ledger.connections.values()
        return {conn.id: numbers(conn) for conn in conns if conn.role == "accepted" and conn.over == over}

    def done(self, over: bool) -> dict[int, Numbers]:
        return {conn: numbers(truth) for conn, truth in self.truth.items() if truth.over == over and not truth.cleared}


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("accept", "receive", "send", "inject", "shout", "close"),
                *("lose", "look", "look_early", "look_early", "clear"),
            ]
        ),
        st.integers(0, 1000),
    ),
    min_size=30,
    max_size=60,
)


def lived_through(stack: ExitStack, steps: list[tuple[str, int]], rows_kept: int = 1000) -> World:
    world = World(stack, rows_kept)
    for number in range(4):
        world.accept(number)
    for step, number in steps:
        getattr(world, step)(number)
    world.settle()
    return world


def numbers(one: Connection | Truth) -> Numbers:
    return one.bytes_in, one.bytes_out, one.recvs, one.sends, one.injected, one.urgent


@settings(max_examples=60)
@given(STEPS)
def test_every_connection_has_its_exact_numbers_whatever_was_left_out(steps):
    with ExitStack() as stack:
        world = lived_through(stack, steps)
        assert (world.shown(over=False), world.shown(over=True)) == (world.done(over=False), world.done(over=True))


@settings(max_examples=60)
@given(STEPS)
def test_totals_are_exact_even_if_the_table_had_let_go_of_closed_rows(steps):
    with ExitStack() as stack:
        world = lived_through(stack, steps, rows_kept=3)
        done = [numbers(truth) for truth in world.truth.values()]
        assert (world.ledger.bytes_in, world.ledger.bytes_out) == (sum(n[0] for n in done), sum(n[1] for n in done))
        assert world.shown(over=False) == world.done(over=False)


def test_connections_that_closed_unseen_end_even_if_the_table_had_let_go_of_their_rows():
    with ExitStack() as stack:
        world = World(stack, rows_kept=3)
        for number in range(10):
            world.accept(number)
        world.look()
        for number in range(10):
            world.receive(number)
            world.close(number)
        world.probe.channel.clear()
        world.settle()
        assert (len(world.shown(over=True)), world.shown(over=False)) == (10, {})
        assert world.ledger.bytes_in == sum(truth.bytes_in for truth in world.truth.values()) > 0


def test_what_was_left_out_is_counted():
    with ExitStack() as stack:
        world = World(stack, rows_kept=3)
        world.accept(0)
        world.look()
        for _ in range(7):
            world.send(0)
        world.probe.channel.clear()
        world.settle()
        assert world.ledger.left_out == 7


def test_the_table_is_told_twice_a_second_at_most():
    with ExitStack() as stack:
        world = World(stack, rows_kept=3)
        world.accept(0)
        told = []
        for number in range(40):
            world.send(number)
            world.send(number)
            world.probe.channel.popleft()
            world.now += RESYNC_NS // 10
            told += [fact for fact in world.reader.read(world.now) if type(fact) is Dropped]
        assert len(told) == 4


def test_a_row_with_two_threads_tallies_is_told_as_one():
    with ExitStack() as stack:
        world = World(stack, rows_kept=3)
        world.accept(0)
        world.receive(5)
        other = Thread(target=world.receive, args=(5,))
        other.start()
        other.join()
        world.probe.channel.clear()
        world.settle()
        assert world.shown(over=False) == world.done(over=False)
