"""Programs of other shapes run unchanged. Outb is told where it lies open, and the program's code never runs for it."""

import asyncio
import selectors
import socket
import threading
from functools import partial

import pytest

from connscope.probe.attach import probed_selector
from tests.probe.witness import Seen, listening, records, seen
from tests.programs import with_asyncio, with_callbacks, with_dicts, with_objects, with_tuples

MESSAGES = (b"hello", b"x" * 100)

# Each program, and how many bytes its outb held at each send.
PROGRAMS = {
    "a tuple": (with_tuples.serve, [-1, -1]),
    "a callback": (with_callbacks.serve, [-1, -1]),
    "a dict": (with_dicts.serve, [5, 100]),
    "a plain object": (partial(with_objects.serve, make=with_objects.Plain), [5, 100]),
    "a dataclass": (partial(with_objects.serve, make=with_objects.Data), [5, 100]),
    "slots": (partial(with_objects.serve, make=with_objects.Slotted), [-1, -1]),
    "properties": (partial(with_objects.serve, make=with_objects.Guarded), [-1, -1]),
    "a dict with attributes": (partial(with_objects.serve, make=with_objects.Mapping), [-1, -1]),
}


def echoed(serve, new_socket, sel) -> list[bytes]:
    """What comes back of the messages."""
    with listening(new_socket) as lsock, sel:
        server = threading.Thread(target=serve, args=(lsock, sel))
        server.start()
        with socket.create_connection(lsock.getsockname(), timeout=5) as client:
            back = []
            for message in MESSAGES:
                client.sendall(message)
                back.append(client.recv(len(message), socket.MSG_WAITALL))
        server.join()
        return back


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_echoes_as_before_and_its_outb_is_told_where_it_is_open(probe, new_socket, sel, name):
    serve, lengths = PROGRAMS[name]
    assert echoed(serve, socket.socket, selectors.DefaultSelector()) == list(MESSAGES)
    assert echoed(serve, new_socket, sel) == list(MESSAGES)
    told = [each for each in seen(probe) if each.call == "SEND"]
    assert told == [
        Seen("SEND", told[0].conn, len(message), len(message), outb=length, head=message[:64])
        for message, length in zip(MESSAGES, lengths, strict=True)
    ]


@pytest.mark.parametrize("kind", [with_objects.Guarded, with_objects.Mapping])
def test_the_programs_properties_run_as_often_as_without_a_probe(new_socket, sel, kind):
    looks = []
    for kinds in ((socket.socket, selectors.DefaultSelector()), (new_socket, sel)):
        kind.looks = 0
        echoed(partial(with_objects.serve, make=kind), *kinds)
        looks.append(kind.looks)
    assert looks[0] == looks[1] > 0


def run(sel, lsock=None) -> list[bytes]:
    """The asyncio program, on a loop that uses this selector."""
    loop = asyncio.SelectorEventLoop(sel)
    try:
        return loop.run_until_complete(with_asyncio.converse(MESSAGES, lsock))
    finally:
        loop.close()


def test_asyncio_on_a_probed_selector_is_seen_to_watch_but_not_to_move_bytes(probe):
    assert run(probed_selector(probe)()) == list(MESSAGES)
    told = seen(probe)
    watching = {"REGISTER", "MODIFY", "UNREGISTER", "SELECT", "IDLE", "CLOSE_SELECTOR"}
    assert {"REGISTER", "UNREGISTER", "SELECT"} < {each.call for each in told} <= watching
    assert {each.head for each in told if each.call == "REGISTER"} == {b"other"}  # asyncio registers numbers
    assert not probe.rows


def test_asyncio_given_a_probed_listening_socket_is_seen_to_serve(probe, new_socket):
    lsock = listening(new_socket)
    lsock.setblocking(False)
    assert run(probed_selector(probe)(), lsock) == list(MESSAGES)
    told = seen(probe)
    accepted = next(each.conn for each in told if each.call == "ACCEPT" and not each.errno)
    own = [each for each in told if each.conn == accepted]
    assert [each.call for each in own if each.call in ("ACCEPT", "REGISTER", "UNREGISTER", "CLOSE")] == [
        "ACCEPT",
        "REGISTER",
        "UNREGISTER",
        "CLOSE",
    ]
    [row] = [row for row in probe.gone if row.role == "accepted"]
    assert row.totals()[1:3] == (105, 105)
    assert [each.head for each in own if each.call == "SEND"] == [message[:64] for message in MESSAGES]


def test_asyncios_own_calls_are_placed_in_asyncio(probe, new_socket):
    lsock = listening(new_socket)
    lsock.setblocking(False)
    records(probe)
    run(probed_selector(probe)(), lsock)
    files = {probe.places.line(each["place"])[0] for each in records(probe)}
    assert files
    assert all("asyncio" in file or file == __file__ for file in files)
