"""Many calls in many threads with a small ring, all at once, and what is known of them afterwards."""

from pathlib import Path
from typing import NamedTuple

from connscope import events as ev
from tests.sources.watched import folded, run, sources

THREADS = 8

PROGRAM = """
import os, socket, sys, threading
sys.setswitchinterval(1e-5)
calls = int(sys.argv[1])
shared = socket.socketpair()
def converse(one, other):
    for _ in range(calls // 4):
        one.send(b"x")
        other.recv(1)
        shared[0].send(b"y")
        shared[1].recv(1)
threads = [threading.Thread(target=converse, args=socket.socketpair()) for _ in range(int(sys.argv[2]))]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
os._exit(0)
"""


class Known(NamedTuple):
    """What a reader who comes late finds."""

    records: int
    """Told, or told to be missing."""
    calls: int
    """Counted, in all connections."""
    bytes: tuple[int, int]
    failure: str


def stressed(folder: Path, calls: int, records: int) -> Known:
    """So many calls in each thread, and nobody reads before it is over."""
    ended = run(folder, "-c", PROGRAM, str(calls), str(THREADS), records=records)
    assert (ended.returncode, ended.stderr) == (0, "")
    (source,) = sources(folder)
    rows, facts = source.rows(), source.drain()
    lost = sum(fact.count for fact in facts if isinstance(fact, ev.Dropped))
    seen = sum(isinstance(fact, ev.CallFact | ev.Woke | ev.LoopEnded) for fact in facts)
    failures = [fact.error for fact in facts if isinstance(fact, ev.Retired)]
    moved = sum(row.bytes_in for row in rows), sum(row.bytes_out for row in rows)
    ledger = folded(facts)
    assert (ledger.bytes_in, ledger.bytes_out) == moved
    return Known(lost + seen, sum(row.counts[2] + row.counts[3] for row in rows), moved, "".join(failures))
