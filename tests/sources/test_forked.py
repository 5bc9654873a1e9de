"""Processes that are forked: what each was born with, and what each has done itself."""

from pathlib import Path

from tests.sources.watched import folded, run, sources

FORKING = """
import os, socket
lsock = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(lsock.getsockname())
server, _ = lsock.accept()
client.send(b"to the parent")
server.recv(100)
if os.fork():
    os.wait()
    client.recv(100)
else:
    server.send(b"from the child")
"""


def test_a_child_counts_its_own_bytes_on_what_it_was_born_with_between_the_same_two_ends(tmp_path: Path) -> None:
    ended = run(tmp_path, "-c", FORKING)
    assert (ended.returncode, ended.stderr) == (0, "")
    parent, child = sorted(sources(tmp_path), key=lambda source: source.reader.is_inherited)
    ends = []
    for source in (parent, child):
        conns = folded(source.drain()).connections.values()
        (listening,) = (conn.address for conn in conns if conn.role == "listening")
        (accepted,) = (conn for conn in conns if conn.role == "accepted")
        assert accepted.own == listening
        ends.append((accepted.own, accepted.address, accepted.bytes_in, accepted.bytes_out))
    assert ends == [(*ends[0][:2], 13, 0), (*ends[0][:2], 0, 14)]
