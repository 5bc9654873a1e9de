"""Processes that are forked: what each was born with, and what each has done itself."""

import os
from pathlib import Path

from connscope import events as ev
from connscope.probe.ring import has_room
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


WITHOUT_A_FILE = """
import os, socket
lsock = socket.create_server(("127.0.0.1", 0))
folder = os.environ["CONNSCOPE_RUN"]
os.rename(folder, folder + ".away")
if os.fork():
    os.wait()
    os.rename(folder + ".away", folder)
    os._exit(0)
del lsock
"""


def test_a_child_that_has_no_file_writes_in_nobodys(tmp_path: Path) -> None:
    ended = run(tmp_path, "-W", "ignore", "-c", WITHOUT_A_FILE)
    assert (ended.returncode, ended.stderr) == (0, "")
    (parent,) = sources(tmp_path)
    assert [(row.role, row.ended) for row in parent.rows()] == [("listening", "")]
    assert [type(fact).__name__ for fact in parent.drain() if isinstance(fact, ev.Closed)] == []


def test_a_file_is_made_only_where_all_that_are_there_can_still_be_filled(tmp_path: Path) -> None:
    system = os.statvfs(tmp_path)
    eighth = system.f_bavail * system.f_frsize // 8
    rings = [tmp_path / f"{number}-0.ring" for number in range(6)]
    for ring in rings:
        ring.touch()
    assert has_room(str(tmp_path), eighth)
    for ring in rings:
        os.truncate(ring, eighth)
    assert not has_room(str(tmp_path), eighth)
    for ring in rings:
        ring.unlink()
    assert has_room(str(tmp_path), eighth)
    assert not has_room(str(tmp_path), 3 * eighth)
