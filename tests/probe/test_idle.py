"""Loops that do nothing are counted, and told as one."""

import selectors
import socket
import threading
from itertools import pairwise

import pytest

from connscope.probe import loops
from connscope.probe import records as r
from connscope.probe.attach import probed_selector
from tests.probe.witness import Seen, calls, given, records, seen

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


@pytest.fixture
def spinning(ends, sel, probe):
    """A selector with a socket that is always ready to be written to."""
    conn, _ = ends
    sel.register(conn, WRITE)
    records(probe)
    return sel, conn


@pytest.fixture
def unhurried(monkeypatch):
    """No run is told because of its age."""
    monkeypatch.setattr(loops, "RUN_NS", 10**15)


@pytest.mark.usefixtures("unhurried")
def test_a_run_of_idle_loops_is_told_as_one_before_the_next_record_of_its_thread(probe, spinning):
    sel, conn = spinning
    ready = [2 << 2 | WRITE]
    for _ in range(100):
        sel.select()
    conn.send(b"x")
    sel.select()
    sel.select()
    sel.unregister(conn)
    loop = sel.loop.conn
    assert seen(probe) == [
        Seen("SELECT", loop, -1, 1, outb=0, head=ready),
        Seen("IDLE", loop, -1, 100, outb=99, head=ready),
        Seen("SEND", 2, 1, 1, head=b"x"),
        Seen("SELECT", loop, -1, 101, outb=99, head=ready),
        Seen("IDLE", loop, -1, 102, outb=100, head=ready),
        Seen("UNREGISTER", 2, loop, 0),
    ]
    assert sel.loop.counts == (102, 100)


def in_vain(conn):
    with pytest.raises(BlockingIOError):
        conn.recv(5)


CALLS = {
    "recv": lambda conn, peer: (peer.send(b"x"), conn.recv(5)),
    "recv with a flag": lambda conn, peer: (peer.send(b"x"), conn.recv(5, socket.MSG_PEEK)),
    "recv_into": lambda conn, peer: (peer.send(b"x"), conn.recv_into(bytearray(100))),
    "recv in vain": in_vain,
    "send": lambda conn: conn.send(b"x"),
    "sendall": lambda conn: conn.sendall(b"x"),
    "setsockopt": lambda conn: conn.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    "getsockopt": lambda conn: conn.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR),
    "shutdown": lambda conn: conn.shutdown(socket.SHUT_WR),
    "close": lambda conn: conn.close(),
    "log": lambda _, __, probe: probe.log("x"),
    "a new one": lambda conn: type(conn)().close(),
}


@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize("name", CALLS)
def test_a_run_is_told_before_any_other_record(probe, spinning, ends, name):
    sel, conn = spinning
    conn.setblocking(False)
    records(probe)
    for _ in range(5):
        sel.select()
    given(CALLS[name], *ends, probe)
    told = records(probe)
    assert [each["call"] for each in told[:2]] == [r.SELECT, r.IDLE]
    assert len(told) > 2
    assert [each["seq"] for each in told] == list(range(told[0]["seq"], told[0]["seq"] + len(told)))
    assert [each["at"] for each in told] == sorted(each["at"] for each in told)


@pytest.mark.usefixtures("unhurried")
def test_another_answer_ends_a_run(probe, spinning, ends):
    sel, conn = spinning
    sel.modify(conn, READ | WRITE)
    records(probe)
    for _ in range(5):
        sel.select()
    ends[1].send(b"x")
    with selectors.DefaultSelector() as plain:
        plain.register(conn.fileno(), READ)
        plain.select(5)
    for _ in range(5):
        sel.select()
    probe.log("done")
    told = seen(probe)
    assert [(each.call, each.result, each.outb) for each in told[:-1]] == [
        ("SELECT", 1, 0),
        ("IDLE", 5, 4),
        ("SELECT", 6, 5),
        ("IDLE", 10, 9),
    ]


def test_a_loop_that_spins_for_ever_tells_its_count_ten_times_a_second(probe, spinning):
    sel, _ = spinning
    told: list[dict] = []
    while len(told) < 5:
        sel.select()
        told += records(probe)
    gaps = [after["at"] - before["at"] for before, after in pairwise(told)]
    assert [each["call"] for each in told] == [r.SELECT] + [r.IDLE] * 4
    assert all(gap >= loops.RUN_NS for gap in gaps)
    assert min(gaps) < 2 * loops.RUN_NS
    assert told[-1]["result"] == sel.loop.counts[0]
    assert told[-1]["outb"] == told[-1]["result"] - 1


def test_slow_idle_loops_are_told_one_by_one(probe, sel, monkeypatch):
    monkeypatch.setattr(loops, "RUN_NS", 10_000_000)
    for _ in range(4):
        sel.select(0.011)
    told = records(probe)
    assert [(each["call"], each["result"], each["outb"]) for each in told] == [
        (r.SELECT, 1, 0),
        (r.IDLE, 2, 1),
        (r.IDLE, 3, 2),
        (r.IDLE, 4, 3),
    ]
    assert all(each["took"] >= 11_000_000 for each in told)


@pytest.mark.usefixtures("unhurried")
def test_a_run_tells_how_long_it_slept_in_all(probe, sel):
    for _ in range(4):
        sel.select(0.03)
    probe.log("done")
    for _ in range(4):
        sel.select(0)
    probe.log("done again")
    slept = [each["took"] for each in records(probe) if each["call"] in (r.SELECT, r.IDLE)]
    assert slept[0] >= 30_000_000
    assert slept[1] >= 90_000_000 > slept[3]


@pytest.mark.usefixtures("unhurried")
def test_two_selectors_in_turns_are_not_idle_since_each_is_a_call_to_the_other(probe, spinning):
    sel, _ = spinning
    with probed_selector(probe)() as other:
        for _ in range(3):
            sel.select()
            other.select(0)
    assert calls(probe) == ["SELECT"] * 6 + ["CLOSE_SELECTOR"]
    assert sel.loop.counts == other.loop.counts == (3, 0)


@pytest.mark.usefixtures("unhurried")
def test_a_selector_that_moves_to_another_thread_stays_exact(probe, spinning):
    sel, _ = spinning

    def spin():
        for _ in range(10):
            sel.select()

    for _ in range(3):
        thread = threading.Thread(target=spin)
        thread.start()
        thread.join()
    spin()
    probe.log("done")
    assert sel.loop.counts[0] == 40
    assert seen(probe)[-2].result == 40


@pytest.mark.usefixtures("unhurried")
def test_what_another_thread_does_does_not_end_a_run(probe, spinning):
    sel, _ = spinning
    for _ in range(5):
        sel.select()
    thread = threading.Thread(target=probe.log, args=("meanwhile",))
    thread.start()
    thread.join()
    for _ in range(5):
        sel.select()
    probe.log("done")
    assert [(each.call, each.result) for each in seen(probe)] == [
        ("SELECT", 1),
        ("LOG", 0),
        ("IDLE", 10),
        ("LOG", 0),
    ]


def test_a_thread_asleep_in_select_can_be_seen_to_sleep(sel):
    ends = threading.Event()
    thread = threading.Thread(target=lambda: [sel.select() for _ in iter(ends.is_set, True)])
    reader, writer = socket.socketpair()
    with reader, writer:
        sel.register(reader, READ)
        thread.start()
        while not sel.loop.asleep_since:
            thread.join(0.001)
        assert sel.loop.timeout == -1
        ends.set()
        writer.send(b"x")
        thread.join()
    assert sel.loop.asleep_since == 0
