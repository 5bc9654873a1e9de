"""The ring file as its writer has it: a piece of shared memory in which a record is one packing of numbers.

It takes no descriptor of the program's, starts no thread, makes no system call once it is open, and never waits: who
does not read in time finds out from the numbers what was overwritten. A forked child gets a file of its own at the
same place in memory.
"""

from __future__ import annotations

import os
import struct
import sys
from array import array
from collections import deque
from itertools import count
from threading import Lock
from time import monotonic_ns

from . import layout as l
from .typed import Any, Deque, List, Sequence, Tuple

MOST_PROBES = 64
"""Of one process, one after the other: each `exec` begins another."""
LARGEST = (1 << 63) - 1
ENTRY = struct.Struct("@I").pack
MAP_SHARED, MAP_PRIVATE = 1, 2
SPARE = 4
"""So many times its own size has to be free where the file is made, if all that are there were full."""


class Ring:
    """One file, mapped. OSError if it cannot be had; then nothing is left behind."""

    def __init__(self, folder: str, records: int = l.RECORDS, room: int = l.SOCKETS) -> None:
        self.folder, self.room = folder, room
        self.records, self.mask = records, records - 1
        self.places = l.places(records, room)
        self.address = 0
        self.first = self.places.records
        self.fresh = count(1)
        self.next = self.fresh.__next__
        self.unnamed: Deque[Tuple[int, bytes]] = deque()
        self.naming = Lock()
        self.path, self.n, self.process = "", 0, 0
        self.begin()
        self.memory = memory_at(self.address, self.places.size)
        self.head(1, 0, 0)

    @property
    def title(self) -> str:
        """How it is called: the process, and which of its probes this is."""
        return f"{self.process}-{self.n}"

    def begin(self, address: int = 0) -> None:
        """Make the file, and map it, over what is mapped there if an address is given."""
        if not has_room(self.folder, self.places.size):
            raise OSError(28, f"there is no room for it in {self.folder}")
        fd, path, n = make(self.folder)
        try:
            os.ftruncate(fd, self.places.size)
            if not address and hasattr(os, "posix_fallocate"):
                # Memory that is not there when it is written to would end the program (SIGBUS). It takes a millisecond;
                # forked children, of which there may be thousands, go by the room that is left when all are full.
                os.posix_fallocate(fd, 0, self.places.size)
            self.address = map_file(fd, self.places.size, address)
        except BaseException:
            os.unlink(path)
            raise
        finally:
            os.close(fd)
        self.path, self.n, self.process = path, n, os.getpid()

    def head(self, first: int, parent: int, thread: int) -> None:
        """Say whose it is; its first bytes come last, for they say that the rest is there."""
        numbers = (l.VERSION, l.RECORD_SIZE, os.getpid(), self.n, l.OPENING, monotonic_ns(), first)
        words = "\0".join(getattr(sys, "orig_argv", ())).encode("utf-8", "replace")[:400]
        rest = (self.records, self.room, parent or os.getppid(), thread, 0, 0, b"", words)
        whole = l.HEADER.pack(l.MAGIC, *numbers, *rest)
        self.memory[8 : len(whole)] = whole[8:]
        self.memory[:8] = whole[:8]

    def fork(self, parent: int) -> None:
        """In a forked child: from now on all goes to a file of its own. OSError if that cannot be had."""
        first = next(self.fresh) + 1
        self.unnamed, self.naming = deque(), Lock()  # a thread that is not here may have had the other
        self.begin(self.address)
        self.head(first, parent, 0)

    def leave(self) -> None:
        """In a forked child that has no file: whatever is still written goes nowhere, least of all to the parent's."""
        map_nothing(self.places.size, self.address)

    def state(self, state: int, failure: str = "") -> None:
        """Say how the probe is."""
        if failure:
            self.memory[l.FAILURE : l.FAILURE + 200] = failure.encode("utf-8", "replace")[:200].ljust(200, b"\0")
        self.memory[l.STATE : l.STATE + 4] = state.to_bytes(4, "little")

    def append(self, record: Sequence[Any]) -> None:
        """Write a record as `records.py` lays it out. Its seq is its number, taken from `fresh`."""
        n, at, call, conn, thread, place, asked, result, errno, took, outb, head = record
        size = min(len(head), 64)
        word = call | (thread & 0xFFFF) << 16 | (errno & 0xFFFF) << 32 | size << 48
        numbers = (at, conn, place, asked, result, took, outb)
        where = self.places.records + (n & self.mask) * l.RECORD_SIZE
        try:
            l.RECORD.pack_into(self.memory, where, n, *numbers, word, head, n)
        except struct.error:
            small = [max(-LARGEST, min(number, LARGEST)) for number in numbers]
            l.RECORD.pack_into(self.memory, where, n, *small, word, head, n)

    def ready(self, answer: List[int], conn: int, thread: int) -> bytes:
        """The end of an answer, for its record; the beginning, if it is long, goes before."""
        first = conn >> 24 << 26
        if len(answer) == 1:
            (each,) = answer
            return ENTRY(each - first if each > 3 else each)
        whole = array("I", [each - first if each > 3 else each for each in answer]).tobytes()
        while len(whole) > 4 * l.READY:
            self.append((next(self.fresh), 0, l.MORE, conn, thread, 0, 0, 0, 0, 0, -1, whole[:64]))
            whole = whole[64:]
        return whole

    def name(self, number: int, text: bytes) -> bool:
        """Add a code object to the names; False if they are full.

        Two threads may do so at once, or one that is interrupted by itself: who comes second leaves it to the first.
        """
        self.unnamed.append((number, text))
        room = True
        while room and self.unnamed and self.naming.acquire(blocking=False):
            try:
                while self.unnamed and room:
                    room = self.write_name(*self.unnamed.popleft())
            finally:
                self.naming.release()
        return room

    def write_name(self, number: int, text: bytes) -> bool:
        """Write it behind the last one; False if there is no room."""
        end = int.from_bytes(self.memory[l.NAMES_END : l.NAMES_END + 4], "little")
        size = l.NAME.size + len(text)
        if end + size > l.NAMES_SIZE:
            return False
        where = self.places.names + end
        l.NAME.pack_into(self.memory, where, len(text), l.CODE, 0, number)
        self.memory[where + l.NAME.size : where + size] = text
        self.memory[l.NAMES_END : l.NAMES_END + 4] = (end + size).to_bytes(4, "little")
        return True


def has_room(folder: str, size: int) -> bool:
    """Whether one more of this size fits there, and the others can still be filled."""
    system = os.statvfs(folder)
    free = system.f_bavail * system.f_frsize - SPARE * size
    there = [name for name in os.listdir(folder) if name.endswith(".ring")]
    if free >= len(there) * size or free < 0:
        return free >= 0
    return free >= sum(unfilled(os.path.join(folder, name)) for name in there)


def unfilled(path: str) -> int:
    """How many bytes of a file have no memory yet; none of one that is gone."""
    try:
        status = os.stat(path)
    except OSError:
        return 0
    return max(0, status.st_size - status.st_blocks * 512)


def make(folder: str) -> Tuple[int, str, int]:
    """A new file for the next probe of this process: its descriptor, its path, and which one it is."""
    for n in range(MOST_PROBES):
        path = os.path.join(folder, f"{os.getpid()}-{n}.ring")
        try:
            return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), 0o600), path, n
        except FileExistsError:
            continue
    raise OSError(17, f"{MOST_PROBES} probes have watched this process already")


def map_file(fd: int, size: int, address: int = 0) -> int:
    """Map a file into memory, there if an address is given; answers where it is. No descriptor is kept."""
    return mapped(size, address, MAP_SHARED, fd)


def map_nothing(size: int, address: int) -> None:
    """Have memory there that is in no file."""
    mapped(size, address, MAP_PRIVATE | (0x20 if sys.platform == "linux" else 0x1000), -1)  # MAP_ANONYMOUS


def mapped(size: int, address: int, flags: int, fd: int) -> int:
    """Map something, there if an address is given; answers where it is."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long)
    fixed = 0x10 if address else 0  # MAP_FIXED, here and on macOS
    found = libc.mmap(address or None, size, 3, flags | fixed, fd, 0)  # PROT_READ | PROT_WRITE
    if found is None or found == ctypes.c_void_p(-1).value:
        raise OSError(ctypes.get_errno(), "it cannot be mapped")
    return int(found)


def memory_at(address: int, size: int) -> memoryview:
    """Mapped memory as bytes that can be written."""
    import ctypes

    return memoryview((ctypes.c_ubyte * size).from_address(address)).cast("B")
