"""The door of a run is looked after without waiting, whatever there is to be had."""

import os
import resource
import socket
from pathlib import Path

import pytest

from connscope.sources.door import MOST, Door


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


@pytest.mark.parametrize("words", [b"[" * 60_000 + b"\n", b"x" * (2 * MOST), b"\xff\n", b"{}\n"])
def test_who_says_what_no_held_thread_would_is_let_go_of(words: bytes, tmp_path: Path) -> None:
    door = Door(tmp_path)
    with socket.socket(socket.AF_UNIX) as visitor:
        visitor.connect(str(door.path))
        visitor.setblocking(False)
        door.attend()
        while words and len(door.selector.get_map()) == 2:
            words = words[visitor.send(words[:30_000]) :]
            door.attend()
        door.attend()
        assert len(door.selector.get_map()) == 1
    door.close()
