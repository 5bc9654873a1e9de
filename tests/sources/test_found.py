"""Sockets that are made around descriptors in use, or in the midst of an accept: what they were and what they move."""

from pathlib import Path

from connscope import events as ev
from tests.sources.watched import folded, run, told

MAKING = """
import signal, socket
lsock = socket.create_server(("127.0.0.1", 0))
def connect(*_):
    global client
    client = socket.create_connection(lsock.getsockname())
signal.signal(signal.SIGALRM, connect)
signal.setitimer(signal.ITIMER_REAL, 0.01)
server, _ = lsock.accept()
twin = client.dup()
twin.send(b"of a twin")
twin.close()
client.send(b"client")
server = socket.socket(fileno=server.detach())
server.send(b"of one that was detached")
again = lsock.dup()
left, right = socket.socketpair()
socket.fromfd(left.fileno(), socket.AF_UNIX, socket.SOCK_STREAM)
"""


def test_each_knows_both_its_ends_and_counts_for_itself(tmp_path: Path) -> None:
    ended = run(tmp_path, "-W", "ignore", "-c", MAKING)
    assert (ended.returncode, ended.stderr) == (0, "")
    facts = told(tmp_path)
    conns = folded(facts).connections.values()
    listening = {conn.address for conn in conns if conn.role == "listening"}
    (server,) = listening
    (client,) = {conn.own for conn in conns if conn.role == "connected"}
    assert sorted((conn.role, conn.own, conn.address, conn.bytes_out) for conn in conns if conn.bytes_out) == [
        ("accepted", server, client, 24),
        ("connected", client, server, 6),
        ("connected", client, server, 9),
    ]
    found = [fact.role for fact in facts if isinstance(fact, ev.Opened) and fact.role]
    assert found == ["connected", "accepted", "listening"]
