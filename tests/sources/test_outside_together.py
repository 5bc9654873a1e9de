"""A process with a probe in it, asked about and touched from outside."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from connscope.events import EndedByHand, Injected, KernelSampled
from connscope.sources import inodes
from connscope.wishes import EndConnection, Inject
from tests.sources.puppet import Puppet
from tests.sources.watched_puppet import Sitting, sitting_over, watched_puppet

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells and lends")


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Puppet, Path]]:
    folder = tmp_path_factory.mktemp("run")
    with watched_puppet(folder) as process:
        yield process, folder


@pytest.fixture
def sitting(process: tuple[Puppet, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Sitting]:
    monkeypatch.setattr(inodes, "WALKS_NS", 0)
    monkeypatch.setattr(inodes, "SHARE", 0)
    with sitting_over(*process) as it:
        yield it


def test_program_and_kernel_count_the_same_and_what_waits_is_seen(sitting: Sitting):
    client, conn = sitting.accepted()
    with client:
        client.send(bytes(500))
        sitting.process("sock.recv(200); sock.send(bytes(30))")
        assert len(client.recv(100)) == 30
        sitting.sampler.watch((conn.id,), conn.id)
        sitting.until(lambda: sitting.ledger.connections[conn.id].kernel)
        (*_, told) = sitting.told(KernelSampled)
        assert (told.unread, told.bytes_in, told.bytes_out, told.still, told.state) == (300, 200, 30, True, "ESTAB")


def test_what_is_put_in_and_ended_by_hand_is_told_and_no_motion(sitting: Sitting):
    client, conn = sitting.accepted()
    with client:
        sitting.source.do(Inject(conn.id, b"by hand"))
        sitting.source.do(EndConnection(conn.id, "half-close"))
        assert (client.recv(100), client.recv(100)) == (b"by hand", b"")
        sitting.sampler.watch((), conn.id)
        sitting.until(lambda: sitting.ledger.connections[conn.id].kernel)
        now = sitting.ledger.connections[conn.id]
        assert (now.injected, now.cut, now.bytes_out, now.kernel[-1].injected) == (7, "half-close", 0, 7)
        assert now.kernel[-1].still
        assert [fact.error for kind in (Injected, EndedByHand) for fact in sitting.told(kind)] == ["", ""]
        sitting.source.do(Inject(987_654, b"nobody"))


def test_a_row_is_found_without_the_others_also_in_the_place_of_one_that_is_gone(sitting: Sitting):
    client, conn = sitting.accepted()
    (child,) = sitting.source.processes.values()
    with client:
        for _ in range(100):  # more than there is room for at once
            sitting.process("socket.socket().close()")
        sitting.process("more = [socket.socket() for _ in range(20)]; _ = None")
        sitting.look()
        rows = {row.conn: row for row in child.rows() if row.ended != "closed"}
        assert len(rows) >= 22
        assert {each: child.row(each) for each in rows} == rows
        assert child.row(conn.id) == rows[conn.id]
        sitting.process("sock.send(b'x')")
        found = child.row(conn.id)
        assert found is not None
        assert found.bytes_out == 1
        assert child.row(max(rows) + 1) is None
    sitting.process("[each.close() for each in more]")


def test_what_another_thread_has_done_is_found_within_a_second(sitting: Sitting):
    client, conn = sitting.accepted()
    (child,) = sitting.source.processes.values()
    with client:
        assert child.row(conn.id) is not None
        sitting.process(
            "import threading; it = threading.Thread(target=sock.send, args=(bytes(9),)); it.start(); it.join()"
        )
        child.table.index.tallied_at = 0
        found = child.row(conn.id)
        assert found is not None
        assert (found.bytes_out, len(found.tallies)) == (9, 2)
