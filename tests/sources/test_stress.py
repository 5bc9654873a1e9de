"""With eight threads, a small ring and no reader all is counted, and what was lost is known to the record."""

from pathlib import Path

from tests.sources.stress import THREADS, Known, stressed

CALLS = 5_000
"""Of each thread."""


def test_after_forty_thousand_calls_that_nobody_read_all_totals_and_losses_are_exact(tmp_path: Path) -> None:
    sockets, closed = 2 * THREADS + 2, 2 * THREADS
    calls, size = CALLS * THREADS, CALLS * THREADS // 2
    assert stressed(tmp_path, CALLS, records=4096) == Known(calls + sockets + closed, calls, (size, size), "")
