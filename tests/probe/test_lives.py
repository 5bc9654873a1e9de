"""The forms of setblocking, register, unregister and close that are written for speed do what the general ones do."""

import selectors
import socket
from collections.abc import Callable
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest

from connscope.probe import records as r
from connscope.probe.attach import probed_selector, probed_socket
from connscope.probe.core import Probe
from connscope.probe.records import FIELDS
from connscope.probe.rows import NOTHING_SELDOM
from connscope.probe.settings import settings
from connscope.probe.sockets import ending
from connscope.probe.watching import watching
from tests.probe.witness import accepted, records

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE

Record = dict[str, Any]
Life = Callable[[Any, Any, Any], object]
"""What is done with both ends of a connection and a selector; the first is probed."""


class Owing:
    """Data of another type than the usual."""

    def __init__(self) -> None:
        self.outb = b"owed"


def usual(conn: Any, _: Any, sel: Any) -> None:
    conn.setblocking(False)
    sel.register(conn, READ, SimpleNamespace(outb=bytearray(b"abc")))
    sel.modify(conn, READ | WRITE, SimpleNamespace(outb=b"d"))
    sel.unregister(conn)
    conn.close()
    conn.close()


def with_other_data(conn: Any, _: Any, sel: Any) -> None:
    sel.register(conn, READ, Owing())
    sel.modify(conn, READ | WRITE, {"outb": b"12"})
    conn.close()
    sel.unregister(conn)


def refused(conn: Any, _: Any, sel: Any) -> None:
    sel.register(conn, READ)
    for wrong in (lambda: sel.register(conn, READ), lambda: sel.register(conn, 8), lambda: sel.register(None, READ)):
        with pytest.raises((KeyError, ValueError)):
            wrong()
    sel.unregister(conn)
    for gone in (lambda: sel.unregister(conn), lambda: sel.modify(conn, READ)):
        with pytest.raises(KeyError):
            gone()
    conn.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        conn.setblocking(False)


def kept_open_by_a_file(conn: Any, _: Any, sel: Any) -> None:
    file = conn.makefile()
    conn.close()
    conn.setblocking(True)
    file.close()


def registered_by_number(conn: Any, peer: Any, sel: Any) -> None:
    sel.register(conn.fileno(), READ, SimpleNamespace(outb=b"x"))
    sel.register(peer, WRITE)
    sel.unregister(peer)
    sel.unregister(conn)
    with conn:
        conn.setblocking(1)


def put_off(conn: Any, _: Any, sel: Any) -> None:
    """Reading is stopped when it is registered."""
    conn.row.paused = True
    sel.register(conn, READ)
    sel.modify(conn, READ | WRITE)
    sel.unregister(conn)
    conn.detach()
    conn.close()


LIVES = (usual, with_other_data, refused, kept_open_by_a_file, registered_by_number, put_off)


def told(life: Life, *, general: bool) -> tuple[list[Record], tuple[Any, ...]]:
    """All records but their times, and what is known of it in the end."""
    probe = Probe()
    sockets, selector = probed_socket(probe), probed_selector(probe)
    if general:
        plain = selector.__mro__[1]
        for kind, forms in ((sockets, {**settings(probe), **ending(probe)}), (selector, watching(probe, plain))):
            for name, form in forms.items():
                setattr(kind, name, form)
    conn, peer = accepted(sockets)
    with peer, selector() as sel:
        row, fd = conn.row, conn.fileno()
        life(conn, peer, sel)
        left = (fd in probe.by_fd, fd in sel.loop.watched, row.conn in probe.rows)
    with suppress(OSError):
        socket.close(fd)  # who detaches it has it
    assert not probe.failure
    known = (row.ended, row.watch, row.outb, row.seldom, row.socket is None)
    return [without_what_differs(each, row.fd) for each in records(probe)], (*known, *left)


def without_what_differs(record: Record, fd: int) -> Record:
    """Its time, its addresses, and which descriptor the system gave."""
    record = {name: record[name] for name in FIELDS if name not in ("at", "took", "head")}
    if record["call"] in (r.OPEN, r.ACCEPT, r.CLOSE):
        record["result"] = record["result"] == fd
    return record


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
def test_the_same_is_recorded_and_known_as_by_the_general_forms(life: Life) -> None:
    assert told(life, general=False) == told(life, general=True)


def test_what_fails_in_us_retires_the_probe_and_not_the_program(probe: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    conn, peer = accepted(probed_socket(probe))
    with peer, conn, probed_selector(probe)() as sel:
        probe.threads.clear()
        with monkeypatch.context() as failing:
            failing.delattr(type(probe.threads), "__missing__")
            assert sel.register(conn, READ).fd == conn.fileno()
        assert "KeyError" in probe.failure
        sel.unregister(conn)
    assert conn.fileno() == -1
    probe.failure = ""


def test_what_nearly_no_socket_has_takes_no_room_in_the_others(probe: Probe) -> None:
    conn, peer = accepted(probed_socket(probe))
    with peer, conn:
        peer.sendall(b"x")
        conn.recv(10)
        row = conn.row
        assert (row.errno, row.injected, row.cut, row.paused, dict(row.others)) == (0, 0, "", False, {})
        assert row.seldom is NOTHING_SELDOM
        row.injected += 3
        assert (row.seldom, NOTHING_SELDOM) == ({"injected": 3}, {})


def test_without_a_reader_calls_are_numbered_and_not_kept() -> None:
    probe = Probe(capacity=0)
    conn, peer = accepted(probed_socket(probe))
    with peer, conn:
        (thread,) = probe.threads.values()
        before = thread.seq
        conn.setblocking(False)
        assert (thread.seq, len(probe.channel)) == (before + 1, 0)
        assert conn.row.address == "{}:{}".format(*peer.getsockname()).encode()
        peer.sendall(b"abc")
        assert conn.recv(10) == b"abc"
    assert (len(probe.gone), probe.rows, thread.bytes_gone) == (0, {}, (3, 0))
