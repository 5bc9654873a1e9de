"""What only C can get wrong: it keeps what it uses, leaks nothing, and lets go on what is to end the program."""

import gc
import socket
import sys
from types import SimpleNamespace
from typing import Any
from weakref import ref

import pytest

from connscope.probe.accelerated import taken
from connscope.probe.attach import probed_socket
from connscope.probe.core import Probe
from connscope.probe.counting import Counting
from connscope.probe.rows import ENDLESS
from tests.probe.witness import accepted

pytestmark = pytest.mark.usefixtures("either")


class Ends(BaseException):
    """Not a failure."""


@pytest.mark.parametrize("flags", [(), (0,)])
@pytest.mark.parametrize("told", [True, False])
def test_what_ends_the_program_while_a_call_is_noted_goes_on_to_the_program(
    probe: Probe, ends: Any, new_socket: Any, told: bool, flags: tuple[int, ...]
):
    conn, peer = ends

    def look(*_: Any) -> None:
        raise Ends

    probe.gate.looks, probe.gate.look = True, look
    counting = Counting(probe, new_socket)
    conn.row.thread.until = ENDLESS if told else 0
    counting.is_enough(conn.row.thread)
    conn.setblocking(False)
    with pytest.raises(Ends):
        conn.recv(5, *flags)
    peer.close()
    with pytest.raises(Ends):
        conn.recv(5, *flags)


def test_a_key_that_lets_go_of_what_is_held_while_it_is_asked_harms_nobody(probe: Probe, ends: Any):
    conn, peer = ends

    class Key:
        def __hash__(self) -> int:
            return hash("outb")

        def __eq__(self, other: object) -> bool:
            conn.held = {}
            return False

    conn.held = {Key(): 1}
    peer.sendall(b"abc")
    assert conn.recv(3) == b"abc"


def test_a_buffer_that_shrinks_while_a_call_is_noted_retires_the_probe(monkeypatch: pytest.MonkeyPatch):
    probe = Probe()
    room = bytearray(100)

    def part(code: Any) -> int:
        del room[5:]
        return 1 << 24

    monkeypatch.setattr(probe.places, "part", part)
    conn, peer = accepted(probed_socket(probe))
    with conn, peer:
        peer.sendall(b"x" * 80)
        assert conn.recv_into(room) == 80
    assert probe.failure


def test_a_thousand_calls_leave_nothing_behind(probe: Probe, ends: Any):
    conn, peer = ends
    conn.row.hold(None, SimpleNamespace(outb=bytearray(b"owed")))
    conn.setblocking(False)
    room, view = bytearray(100), memoryview(bytearray(100))

    def once() -> None:
        peer.sendall(b"x" * 30)
        conn.recv(10)
        conn.recv_into(room)
        for refused in (lambda: conn.recv(10), lambda: conn.recv_into(view)):
            with pytest.raises(BlockingIOError):
                refused()
        conn.send(b"y" * 70)
        conn.send(view)
        peer.recv(200)
        taken(probe.channel)

    once()
    before = counted()
    for _ in range(1_000):
        once()
    assert abs(counted() - before) < 50


def counted() -> int:
    """Blocks of memory that Python has given out."""
    gc.collect()
    return sys.getallocatedblocks()


def test_a_class_of_sockets_goes_when_nobody_has_it():
    kind: type[socket.socket] | None = probed_socket(Probe())
    gone = ref(kind)
    kind = None
    gc.collect()
    assert gone() is None
