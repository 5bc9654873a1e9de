"""Code objects that are written down by several threads at once, each whole and once."""

import sys
from pathlib import Path
from threading import Thread

from connscope.probe.layout import NAMES_SIZE
from connscope.probe.ring import Ring
from connscope.sources.ringfile import RingFile

THREADS, EACH = 4, 300


def name_some(ring: Ring, first: int) -> None:
    for number in range(first, first + EACH):
        assert ring.name(number, b"%d.py\0f%d\0" % (number, number))


def test_names_that_are_written_at_once_are_all_there(tmp_path: Path) -> None:
    ring = Ring(str(tmp_path), records=16, room=16)
    threads = [Thread(target=name_some, args=(ring, 1 + turn * EACH)) for turn in range(THREADS)]
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
    finally:
        for thread in threads:
            thread.join()
        sys.setswitchinterval(usual)
    file = RingFile(next(tmp_path.glob("*.ring")))
    file.names.read()
    assert file.names.functions == {number: f"f{number}" for number in range(1, 1 + THREADS * EACH)}
    file.close()


def test_where_two_find_no_room_at_once_neither_goes_on_looking_for_it(tmp_path: Path) -> None:
    ring = Ring(str(tmp_path), records=16, room=16)
    ring.unnamed.append((1, bytes(NAMES_SIZE)))  # as another thread does in between
    assert not ring.name(2, bytes(NAMES_SIZE))
