"""A probe that fails takes itself off and says why; the program goes on as if nothing had been."""

import selectors
import socket
import struct
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from connscope.probe import errands, loops
from connscope.probe.attach import probed_selector, probed_socket
from connscope.probe.core import Probe
from connscope.probe.ring import Ring
from connscope.probe.ringed import RingProbe
from tests.probe.witness import accepted, given, listening, records

pytestmark = pytest.mark.usefixtures("either")

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


class Channel(list):
    """A channel that takes nothing from the moment it is broken."""

    broken = False

    def append(self, record):
        if self.broken:
            raise RuntimeError("the channel is broken")
        super().append(record)


def breakable(broken: bool = False) -> Probe:
    """A probe whose every record fails once its channel is broken."""
    probe = Probe()
    probe.channel = Channel()  # type: ignore[assignment]
    probe.channel.broken = broken
    return probe


def conversation(sel, conn, peer):
    """Every call once. Answers what came of it."""
    sel.register(conn, READ, SimpleNamespace(outb=b""))
    peer.sendall(b"hello")
    ready = [mask for _, mask in sel.select()]
    received = conn.recv(3), conn.recv_into(bytearray(100)), conn.send(b"x"), conn.sendall(b"y"), conn.sendmsg([b"z"])
    sel.modify(conn, WRITE, None)
    sel.unregister(conn)
    conn.setblocking(False)
    with pytest.raises(BlockingIOError):
        conn.recv(5)
    conn.shutdown(socket.SHUT_WR)
    error = conn.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    return ready, received, peer.recv(10), error, conn.detach() > 0


EXPECTED = ([READ], (b"hel", 2, 1, None, 1), b"xyz", 0, True)

STEPS = {
    "register": lambda conn, _, sel: sel.register(conn, READ).events,
    "select": lambda _, __, sel: sel.select(0),
    "modify": lambda conn, _, sel: (sel.register(conn, READ), sel.modify(conn, WRITE).events)[1],
    "unregister": lambda conn, _, sel: (sel.register(conn, READ), sel.unregister(conn).events)[1],
    "recv": lambda conn, peer: (peer.sendall(b"x"), conn.recv(5))[1],
    "recv with a flag": lambda conn, peer: (peer.sendall(b"x"), conn.recv(5, socket.MSG_PEEK))[1],
    "recv_into": lambda conn, peer: (peer.sendall(b"x"), conn.recv_into(bytearray(100)))[1],
    "send": lambda conn: conn.send(b"x"),
    "sendall": lambda conn: conn.sendall(b"x"),
    "sendmsg": lambda conn: conn.sendmsg([b"x"]),
    "setblocking": lambda conn: conn.setblocking(True),
    "getsockopt": lambda conn: conn.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR),
    "shutdown": lambda conn: conn.shutdown(socket.SHUT_WR),
    "close": lambda conn: conn.close(),
    "detach": lambda conn: socket.close(conn.detach()),
    "a new one": lambda conn: type(conn)().close(),
    "accept": lambda conn: [end.close() for end in accepted(type(conn))],
    "log": lambda _, __, sel: sel.loop.probe.log("x") if hasattr(sel, "loop") else None,
    "a new selector": lambda _, __, sel: type(sel)().close(),
    "close of a selector": lambda _, __, sel: sel.close(),
}


def run(step, sel, kind, just_before=lambda: None):
    """What a step answers on a connection of this kind."""
    conn, peer = accepted(kind)
    with sel, conn, peer:
        just_before()
        return given(step, conn, peer, sel)


@pytest.mark.parametrize("name", STEPS)
def test_a_failure_of_ours_in_any_call_is_not_the_programs(name):
    probe = breakable()

    def fail():
        probe.channel.broken = True

    answer = run(STEPS[name], probed_selector(probe)(), probed_socket(probe), fail)
    assert answer == run(STEPS[name], selectors.DefaultSelector(), socket.socket)
    assert probe.failure == "RuntimeError: the channel is broken"


def test_a_program_whose_probe_fails_at_once_goes_on_unchanged():
    probe = breakable(broken=True)
    conn, peer = accepted(probed_socket(probe))
    with probed_selector(probe)() as sel, conn, peer:
        assert conversation(sel, conn, peer) == EXPECTED
    assert probe.failure == "RuntimeError: the channel is broken"


def test_the_wrappers_are_off_once_the_probe_has_failed():
    probe = breakable(broken=True)
    new_socket = probed_socket(probe)
    selector = probed_selector(probe)
    new_socket().close()
    assert [name for name in vars(new_socket) if hasattr(socket.socket, name) and not name.startswith("__")] == []
    assert {name for name in vars(selector) if not name.startswith("_")} == {"select", "close"}
    assert new_socket.recv is socket.socket.recv


def test_a_socket_made_after_the_failure_is_a_plain_one_in_all_but_its_class():
    probe = breakable(broken=True)
    new_socket = probed_socket(probe)
    new_socket().close()
    probe.channel.broken = False
    conn, peer = accepted(new_socket)
    with conn, peer:
        peer.sendall(b"hello")
        assert conn.recv(5) == b"hello"
    assert not probe.rows


def test_the_first_reason_is_kept():
    probe = Probe()
    probe.retire(ValueError("first"))
    probe.retire(ValueError("second"))
    assert probe.failure == "ValueError: first"


def test_errands_are_still_done_and_descriptors_given_back_after_a_failure():
    probe = Probe()
    sel = probed_selector(probe)()
    reader, writer = sel.loop.errands.reader, sel.loop.errands.writer
    probe.retire(RuntimeError("for the test"))
    done: list[int] = []
    sel.loop.errands.ask(lambda: done.append(1))
    thread = threading.Thread(target=lambda: sel.loop.errands.ask(stop), daemon=True)

    def stop():
        raise KeyboardInterrupt

    thread.start()
    with pytest.raises(KeyboardInterrupt):
        sel.select()
    thread.join()
    assert done == [1]
    assert sel.select(0.01) == []
    sel.close()
    assert (reader.fileno(), writer.fileno()) == (-1, -1)


def test_a_selector_that_gets_no_pair_for_errands_works_without(monkeypatch, ends):
    def none(*_):
        raise OSError(24, "Too many open files")

    probe = Probe()
    monkeypatch.setattr(errands.socket, "socketpair", none)
    with probed_selector(probe)() as sel:
        monkeypatch.undo()
        conn, _ = ends
        sel.register(conn, WRITE)
        done: list[int] = []
        sel.loop.errands.ask(lambda: done.append(1))
        assert len(sel.select()) == 1
        assert done == [1]
    assert probe.failure == "OSError: [Errno 24] Too many open files"


def test_a_gate_that_fails_lets_the_call_pass_and_retires_the_probe():
    def stop(call, row, *_):
        raise RuntimeError("the gate is broken")

    probe = Probe()
    probe.gate.stop = stop
    conn, peer = accepted(probed_socket(probe))
    probe.gate.closed[:] = [1] * len(probe.gate.closed)
    with conn, peer:
        peer.sendall(b"hello")
        assert conn.recv(5) == b"hello"
    assert probe.failure == "RuntimeError: the gate is broken"


def test_threads_that_fail_at_once_retire_it_together():
    probe = breakable(broken=True)
    new_socket = probed_socket(probe)
    failed = threading.Barrier(8)

    def fail():
        failed.wait()
        new_socket().close()

    threads = [threading.Thread(target=fail) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert probe.failure == "RuntimeError: the channel is broken"


def test_what_interrupts_the_program_is_not_a_failure(probe, ends):
    conn, _ = ends

    def interrupt(call, row, *_):
        raise KeyboardInterrupt

    probe.gate.stop = interrupt
    probe.gate.closed[:] = [1] * len(probe.gate.closed)
    with pytest.raises(KeyboardInterrupt):
        conn.recv(1)
    probe.gate.closed[:] = [0] * len(probe.gate.closed)
    assert records(probe) == []


def test_a_loop_that_cannot_be_written_down_still_answers(monkeypatch):
    probe = Probe()
    monkeypatch.setattr(loops.Loop, "answered", None)
    with listening(socket.socket) as lsock, probed_selector(probe)() as sel:
        sel.register(lsock, READ)
        assert sel.select(0) == []
    assert probe.failure.startswith("TypeError")


class Stop(Exception):
    """The program's own, by which it ends a thread of its."""


def test_an_error_of_the_programs_that_another_thread_has_had_raised_in_us_goes_on_its_way(tmp_path: Path) -> None:
    probe = RingProbe(Ring(str(tmp_path), records=16, room=16))
    with pytest.raises(Stop):
        probe.retire(Stop())
    assert probe.failure == ""
    probe.retire(struct.error("ours"))
    assert probe.failure == "error: ours"
