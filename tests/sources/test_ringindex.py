"""Where the rows of one connection stand is found without reading what was never written."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from connscope.probe.ring import Ring
from connscope.probe.ringed import RingProbe
from connscope.running.surroundings import MEMORY
from connscope.sources import ringindex
from connscope.sources.ringfile import RingFile
from connscope.sources.ringindex import RingIndex


@pytest.fixture
def memory() -> Iterator[str]:
    """A folder in memory, where a file takes as much as was touched of it."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield folder


@pytest.mark.skipif(not os.path.isdir(MEMORY), reason="files in memory are elsewhere here")
def test_what_a_forked_process_never_wrote_takes_no_memory_when_it_is_looked_at(memory: str) -> None:
    ring = Ring(memory)
    ring.fork(1)  # as its child does it: memory is taken when it is written to
    probe = RingProbe(ring)
    rows = [probe.meet(fd, "accepted") for fd in range(2 * ringindex.ROWS + 1)]
    file = RingFile(Path(ring.path))
    index = RingIndex(file)
    assert [index.find(row.conn) for row in rows] == [(row.row_at, [row.at]) for row in rows]
    assert file.path.stat().st_blocks * 512 < file.path.stat().st_size // 4
    file.close()
