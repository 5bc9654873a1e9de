"""A process of its own as a source: what its ring file says is what it did."""

from pathlib import Path

from connscope import events as ev
from connscope.probe import layout as l
from connscope.sources.translate import Record
from tests.sources.watched import PROGRAMS, folded, run, sources, told

ECHO = str(PROGRAMS / "echoes_itself.py")


def test_a_program_runs_as_without_us_and_all_that_it_did_is_told(tmp_path: Path) -> None:
    ended = run(tmp_path, ECHO)
    assert (ended.stdout, ended.stderr, ended.returncode) == ("done\n", "", 0)
    facts = told(tmp_path)
    ledger = folded(facts)
    moved = {conn.role: (conn.bytes_in, conn.bytes_out) for conn in ledger.connections.values()}
    assert moved == {"listening": (0, 0), "accepted": (25, 25), "connected": (25, 25)}
    assert ledger.left_out == 0
    assert {Path(conn.made[0]) for conn in ledger.connections.values()} == {Path(ECHO)}
    assert isinstance(facts[0], ev.Started)
    assert isinstance(facts[-1], ev.Ended)


def test_what_was_overwritten_is_counted_and_the_totals_are_exact(tmp_path: Path) -> None:
    run(tmp_path, ECHO, records=16)
    facts = told(tmp_path)
    dropped = [fact for fact in facts if isinstance(fact, ev.Dropped)]
    calls = [fact for fact in facts if isinstance(fact, ev.CallFact | ev.Woke | ev.LoopEnded)]
    assert sum(fact.count for fact in dropped) + len(calls) >= 43
    ends = {conn.role: (conn.bytes_in, conn.bytes_out) for conn in folded(facts).connections.values()}
    assert ends["accepted"] == ends["connected"] == (25, 25)


def test_whoever_writes_faster_than_we_read_does_not_keep_us(tmp_path: Path) -> None:
    run(tmp_path, ECHO, records=16)
    (source,) = sources(tmp_path)
    endless = source.ring
    endless.number_at = lambda n: n  # type: ignore[method-assign]  # each record is there when it is asked for

    def chunk(_: int) -> list[Record]:
        endless.expected += 10
        return [(0,) * 12] * 10

    endless.chunk = chunk  # type: ignore[method-assign]
    assert len(endless.take(0)) == 40
    source.stop()


def test_a_record_that_a_process_did_not_come_to_write_is_counted_and_all_after_it_are_told(tmp_path: Path) -> None:
    run(tmp_path, ECHO)
    (plain,) = sources(tmp_path)
    (source,) = sources(tmp_path)
    where = source.ring.at.records + 5 * l.RECORD_SIZE
    calls = sum(isinstance(fact, ev.CallFact) for fact in plain.drain())
    source.ring.memory[where : where + 8] = bytes(8)
    facts = source.drain()
    assert [fact.count for fact in facts if isinstance(fact, ev.Dropped)] == [1]
    assert sum(isinstance(fact, ev.CallFact) for fact in facts) == calls - 1
    plain.stop()
    source.stop()


NOT_WAITING = """
import os, socket
one, other = socket.socketpair()
one.setblocking(False)
os.set_blocking(other.fileno(), False)
os._exit(0)
"""


def test_a_row_says_whether_the_calls_on_its_socket_wait(tmp_path: Path) -> None:
    run(tmp_path, "-c", NOT_WAITING)
    (source,) = sources(tmp_path)
    assert [row.flags & l.WAITS for row in source.rows()] == [0, 0]
    source.stop()
