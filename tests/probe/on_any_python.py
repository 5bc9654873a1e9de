"""The core of the probe's tests for an interpreter that has nothing but the standard library, run by hand.

`python3.9 tests/probe/on_any_python.py` loads the probe under a private name, as a program under watch would get it.
"""

import asyncio
import importlib.util
import selectors
import socket
import sys
import threading
import types
from pathlib import Path

HERE = Path(__file__).resolve()
PROBE = HERE.parents[2] / "connscope" / "probe"


def load():
    """The probe as a package of another name."""
    spec = importlib.util.spec_from_file_location(
        "_under_watch", PROBE / "__init__.py", submodule_search_locations=[str(PROBE)]
    )
    package = sys.modules["_under_watch"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)
    return [
        importlib.import_module(f"_under_watch.{name}")
        for name in ("core", "attach", "records", "keeper", "points", "hands")
    ]


core, attach, records, keeper, points, hands = load()
READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


def echo(lsock, sel):
    """A small echo server with an outb, until its first client has gone."""
    buffer = bytearray(4096)
    sel.register(lsock, READ, None)
    while True:
        for key, mask in sel.select():
            if key.data is None:
                conn, _ = lsock.accept()
                conn.setblocking(False)
                sel.register(conn, READ, types.SimpleNamespace(outb=bytearray()))
                continue
            if mask & READ:
                size = key.fileobj.recv_into(buffer)
                if not size:
                    sel.unregister(key.fileobj)
                    key.fileobj.close()
                    return
                key.data.outb += memoryview(buffer)[:size]
                sel.modify(key.fileobj, READ | WRITE, key.data)
            if mask & WRITE:
                del key.data.outb[: key.fileobj.send(key.data.outb)]
                sel.modify(key.fileobj, READ, key.data)


def served(kind):
    """Echo through a probed selector of this kind; answers the probe."""
    probe = core.Probe()
    with attach.probed_socket(probe)() as lsock, attach.probed_selector(probe, kind)() as sel:
        lsock.bind(("127.0.0.1", 0))
        lsock.listen()
        server = threading.Thread(target=echo, args=(lsock, sel))
        server.start()
        with socket.create_connection(lsock.getsockname()) as client:
            for size in (1, 64, 65, 4000):
                client.sendall(b"x" * size)
                assert client.recv(size, socket.MSG_WAITALL) == b"x" * size
        server.join()
    return probe


def check_echo(kind):
    """Records, places and totals of an echo server."""
    probe = served(kind)
    assert not probe.failure, probe.failure
    names = [records.CALLS[record[2]] for record in probe.channel]
    assert [record[0] for record in probe.channel if record[4] == 1] == list(
        range(1, 1 + sum(r[4] == 1 for r in probe.channel))
    )
    moved = {way: sum(r[7] for r in probe.channel if records.CALLS[r[2]] == way) for way in ("RECV_INTO", "SEND")}
    assert moved == {"RECV_INTO": 4130, "SEND": 4130}, moved
    assert probe.gone[0].totals()[1:] == (4130, 4130, names.count("RECV_INTO"), names.count("SEND"), 0, 0, 0)
    source = HERE.read_text().splitlines()
    for name, words in (("RECV_INTO", "recv_into(buffer)"), ("SEND", "send(key.data.outb)"), ("ACCEPT", "accept()")):
        place = next(record[5] for record in probe.channel if records.CALLS[record[2]] == name)
        file, line = probe.places.line(place)
        assert Path(file).resolve() == HERE, file
        assert words in source[line - 1], (name, line)
    assert max(record[10] for record in probe.channel if records.CALLS[record[2]] == "SEND") >= 1000


def check_asyncio():
    """asyncio's own loop on a probed selector, serving through a probed socket."""
    probe = core.Probe()

    async def handle(reader, writer):
        writer.write(await reader.readexactly(5))
        await writer.drain()
        writer.close()

    async def converse():
        lsock = attach.probed_socket(probe)()
        lsock.bind(("127.0.0.1", 0))
        server = await asyncio.start_server(handle, sock=lsock)
        reader, writer = await asyncio.open_connection(*lsock.getsockname())
        writer.write(b"hello")
        assert await reader.readexactly(5) == b"hello"
        writer.close()
        await writer.wait_closed()
        server.close()
        await server.wait_closed()

    loop = asyncio.SelectorEventLoop(attach.probed_selector(probe)())
    loop.run_until_complete(converse())
    loop.close()
    assert not probe.failure, probe.failure
    assert [row.totals()[1:3] for row in probe.gone if row.role == "accepted"] == [(5, 5)]


def check_gate():
    """Each call is held before it is made, and after it if it came out so."""
    probe = core.Probe()
    near, far = socket.socketpair()
    with far, attach.probed_socket(probe)(fileno=near.detach()) as conn:
        gate = keeper.Keeper(probe, only=keeper.NOBODY)
        gate.set_points(points.Points([points.Outcome(7, "EOF")]))
        gate.hold()
        thread = threading.Thread(target=converse, args=(conn, far, gate))
        thread.start()
        stops = []
        while thread.is_alive():
            stops += [record[7] for record in taken(probe) if record[2] == records.HELD]
            if sum(1 for visitor in list(gate.visitors.values()) if visitor.since):
                gate.step()
            thread.join(0.001)
    assert not probe.failure, probe.failure
    wanted = [records.SEND, records.RECV, records.RECV, records.RECV | 1 << 8 | 7 << 16]
    assert stops + [record[7] for record in taken(probe) if record[2] == records.HELD] == wanted, stops


def converse(conn, far, gate):
    """To and fro, to the end."""
    gate.only = threading.get_ident()
    conn.send(b"x" * 100)
    far.sendall(far.recv(100))
    far.shutdown(socket.SHUT_WR)
    while conn.recv(100):
        pass


def taken(probe):
    """The records that wait."""
    return [probe.channel.popleft() for _ in range(len(probe.channel))]


def check_hands(kind):
    """Bytes put in, reading stopped and resumed, buffers, and an end; none of it by the program."""
    probe = core.Probe()
    near, far = socket.socketpair()
    with far, attach.probed_socket(probe)(fileno=near.detach()) as conn, attach.probed_selector(probe, kind)() as sel:
        done, number = hands.Hands(probe, sel), conn.row.conn
        sel.register(conn, READ)
        far.sendall(b"some")
        done.inject(number, b"by hand")
        done.stop_reading(number)
        stopped = sel.select(0)
        done.resume_reading(number)
        assert [mask for _, mask in sel.select(5)] == [READ]
        done.pipes(number, 8192, 8192)
        done.cut(number, 1)
        assert far.recv(100) + far.recv(100) == b"by hand"
    assert not probe.failure, probe.failure
    errors = {records.CALLS[record[2]]: record[8] for record in probe.channel if record[2] >= records.INJECT}
    can = kind is not selectors.SelectSelector and hasattr(kind, "_EVENT_READ")
    assert bool(stopped) is not can, stopped
    assert [name for name, error in errors.items() if error] == ([] if can else ["PAUSE"]), errors


def check_failure():
    """A probe that fails takes itself off."""
    probe = core.Probe()
    new_socket = attach.probed_socket(probe)
    probe.retire(RuntimeError("for the test"))
    assert new_socket.recv is socket.socket.recv
    new_socket().close()


def main():
    """Run them all; the first that fails ends it."""
    for kind in ("SelectSelector", "PollSelector", "EpollSelector", "KqueueSelector"):
        if hasattr(selectors, kind):
            check_echo(getattr(selectors, kind))
            check_hands(getattr(selectors, kind))
    check_asyncio()
    check_gate()
    check_failure()
    print("the probe works on Python", sys.version.split()[0])


if __name__ == "__main__":
    main()
