"""Processes that are forked: what each was born with, and what each has done itself."""

import os
from pathlib import Path

import pytest

from connscope import events as ev
from connscope.events import process_of
from connscope.probe.ring import has_room
from connscope.sources import descendants
from tests.sources.gated import obeying
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
    assert [fact for fact in parent.drain() if isinstance(fact, ev.Closed)] == []


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


@pytest.mark.parametrize("found", ["in time", "once it is another"])
def test_a_child_that_becomes_what_cannot_be_watched_has_nothing_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: str
) -> None:
    monkeypatch.setattr(descendants, "LOOK_NS", 50_000_000)  # a child becomes another between the second and the last
    with obeying(tmp_path) as guest:
        if found == "once it is another":
            monkeypatch.setattr(guest.source, "find", id)
        guest.say("child = os.fork() or os.execvp('sleep', ['sleep', '60']); print(child, flush=True)")
        pid = int(guest.answer())
        assert guest.answer() == "done"
        guest.until(lambda: pid in {fact.pid for fact in guest.facts if isinstance(fact, ev.Unwatched)})
        if found == "once it is another":
            monkeypatch.undo()
        guest.until(lambda: f"guest·{pid}" not in guest.source.processes)
        lives = [fact for fact in guest.facts if isinstance(fact, ev.Started | ev.Ended) and str(pid) in fact.program]
        assert len(lives) in (0, 2)
        assert {
            conn.fd for conn in guest.ledger.connections.values() if process_of(conn.id) == pid and not conn.over
        } == set()
        guest.does(f"os.kill({pid}, 9); os.waitpid({pid}, 0)")
