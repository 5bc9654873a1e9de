"""Whatever the processes of a run lay down where they are looked for is found."""

import os
import time
from pathlib import Path

from connscope.events import Unwatched
from connscope.sources.processes import Processes


def test_who_comes_while_the_clock_of_files_stands_still_is_found(tmp_path: Path) -> None:
    processes, found = Processes(tmp_path, "program"), []
    stood = time.time_ns() + 10**11  # however long the test takes it is a moment ago
    for pid in (5, 6):
        (tmp_path / f"{pid}.why").write_text("no room")
        os.utime(tmp_path, ns=(stood, stood))
        found += [fact.pid for fact in processes.drain() if isinstance(fact, Unwatched)]
    assert found == [5, 6]
