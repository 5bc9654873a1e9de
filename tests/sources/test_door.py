"""The door of a run is looked after without waiting, whatever there is to be had."""

import os
import resource
import socket
from pathlib import Path

from connscope.sources.door import Door


def test_who_knocks_while_no_descriptor_is_left_waits_and_we_do_not(tmp_path: Path) -> None:
    door = Door(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with socket.socket(socket.AF_UNIX) as knocks:
        knocks.connect(str(door.path))
        lowest = os.dup(0)
        os.close(lowest)
        resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, hard))
        try:
            door.attend()
            assert len(door.selector.get_map()) == 1
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        door.attend()
        assert len(door.selector.get_map()) == 2
    door.close()
