"""What the kernel has of sockets of any process, asked by what they are: `NETLINK_SOCK_DIAG`, as `ss` asks.

Nothing is borrowed for it, so that nobody's `close` waits for us. A TCP socket is asked about by its addresses and the
kernel's own cookie: one that is another's by now is not mistaken for it. These are learned by a walk through all TCP
sockets of the system, which is read piece by piece. Linux only; elsewhere nothing is known.
"""

import struct
import sys
from collections.abc import Callable, Collection, Generator, Iterator
from contextlib import suppress
from functools import cache
from socket import AF_INET, AF_INET6, SOCK_RAW, socket
from typing import Any
from weakref import finalize

from connscope.kernel import END_CAME, STATES, UNKNOWN, Kernel, tcp_kernel

AF_NETLINK, SOCK_DIAG, BY_FAMILY, TCP, AF_UNIX = 16, 4, 20, 6, 1
REQUEST, DUMP, MSG_DONTWAIT = 0x1, 0x300, 0x40
ERROR, DONE = 2, 3
ALL_BUT_TIME_WAIT = 0xFFFFFFFF & ~(1 << 6)
EVERY_STATE = 0xFFFFFFFF
INFO, MEMORY = 2, 7
QUEUES, UNIX_MEMORY = 4, 5
SHOW_QUEUES, SHOW_MEMORY = 0x10, 0x20

HEADER = struct.Struct("=IHHII")
INET = struct.Struct("=BBBxI48s")
UNIX = struct.Struct("=BBxxIIIII")
ATTRIBUTE = struct.Struct("=HH").unpack_from
KIND, WORD = struct.Struct("=H").unpack_from, struct.Struct("=I").unpack_from
TWO, FOUR = struct.Struct("=II").unpack_from, struct.Struct("=IIII").unpack_from
STATE, ADDRESSES, UNREAD, UNACKED, INODE, ATTRIBUTES = 1, slice(4, 52), 56, 60, 68, 72
"""Where they stand in `struct inet_diag_msg` (linux/inet_diag.h),"""
UNIX_STATE, UNIX_ATTRIBUTES = 2, 16
"""and in `struct unix_diag_msg` (linux/unix_diag.h)."""
PIECE = 32_768
"""Bytes that are read at once: some 260 sockets."""

Request = bytes
"""How to ask about one socket, as often as one likes."""


def request(family: int, addresses: bytes) -> Request:
    """About the TCP socket with these addresses and this cookie, as the kernel wrote them."""
    shown = 1 << (INFO - 1) | 1 << (MEMORY - 1)
    return message(INET.pack(family, TCP, shown, EVERY_STATE, addresses), REQUEST)


def message(body: bytes, flags: int) -> bytes:
    """With its header."""
    return HEADER.pack(HEADER.size + len(body), BY_FAMILY, flags, 1, 0) + body


class Asker:
    """Asks about one socket at a time. Where the system has no such thing, about none."""

    def __init__(self) -> None:
        self.sock: socket | None = None
        """From the first question on."""
        self.close: Callable[[], object] = lambda: None
        """Asks nothing more; done as well when nobody holds this any more."""
        self.answer: Any = None
        """What answers are written into, from the first question on."""

    def tcp(self, asked: Request, inode: int) -> Kernel | None:
        """What is known of it; None if it is no more, or has got other addresses."""
        answer = self.exchange(asked)
        return tcp_of(answer) if len(answer) >= ATTRIBUTES and WORD(answer, INODE)[0] == inode else None

    def unix(self, inode: int) -> Kernel | None:
        """What is known of a Unix socket; None if there is none."""
        body = UNIX.pack(AF_UNIX, 0, EVERY_STATE, inode, SHOW_QUEUES | SHOW_MEMORY, EVERY_STATE, EVERY_STATE)
        answer = self.exchange(message(body, REQUEST))
        return unix_of(answer) if len(answer) >= UNIX_ATTRIBUTES else None

    def exchange(self, asked: bytes) -> bytes:
        """The answer without its header; empty if there is none."""
        if self.sock is None:
            self.sock = opened()
            if self.sock is None:
                return b""
            self.close = finalize(self, self.sock.close)
            self.answer = room()
        size = exchange()(self.sock.fileno(), asked, self.answer)
        return self.answer.raw[HEADER.size : size] if size > 0 and KIND(self.answer, 4)[0] == BY_FAMILY else b""


class Walk:
    """One walk through all TCP sockets, in search of these inodes; `found` has the requests for those that it met."""

    def __init__(self, wanted: Collection[int]) -> None:
        self.wanted = frozenset(wanted)
        self.found: dict[int, Request] = {}
        self.over = False
        self.pieces = self.walk()

    def step(self) -> None:
        """Read one piece; `over` says whether there are more."""
        with suppress(OSError):  # the system has no room for the answer: what is found is found
            if next(self.pieces, False):
                return
        self.over = True

    def close(self) -> None:
        """Read no more."""
        self.pieces.close()
        self.over = True

    def walk(self) -> Generator[bool, None, None]:
        """From one piece to the next."""
        for family in (AF_INET, AF_INET6):
            sock = opened()
            if sock is None:
                return
            with sock:
                asked = INET.pack(family, TCP, 0, ALL_BUT_TIME_WAIT, bytes(48))
                sock.send(message(asked, REQUEST | DUMP))
                while self.read(sock, family):
                    yield True

    def read(self, sock: socket, family: int) -> bool:
        """Take in one piece; whether there are more."""
        piece, at = sock.recv(PIECE), 0
        while at + HEADER.size <= len(piece):
            size, kind, *_ = HEADER.unpack_from(piece, at)
            if kind in (DONE, ERROR):
                return False
            body = at + HEADER.size
            inode = WORD(piece, body + INODE)[0]
            if inode in self.wanted:
                addresses = piece[body + ADDRESSES.start : body + ADDRESSES.stop]
                self.found[inode] = request(family, addresses)
            at += size + 3 & ~3
        return True


def opened() -> socket | None:
    """A way to ask, if there is one."""
    try:
        sock = socket(AF_NETLINK, SOCK_RAW, SOCK_DIAG) if sys.platform == "linux" else None
        if sock is not None:
            sock.setblocking(False)
            sock.connect((0, 0))
    except OSError:
        return None
    return sock


def room() -> Any:
    """Where an answer has room."""
    import ctypes  # as in `exchange`

    return ctypes.create_string_buffer(4096)


@cache
def exchange() -> Callable[[int, bytes, Any], int]:
    """Asks and reads the answer, which is there at once, without letting go of Python's lock."""
    import ctypes  # the screen is there sooner without

    libc = ctypes.PyDLL(None)

    def there_and_back(fd: int, asked: bytes, answer: Any) -> int:
        if libc.send(fd, asked, len(asked), MSG_DONTWAIT) < 0:
            return UNKNOWN
        return int(libc.recv(fd, answer, len(answer), MSG_DONTWAIT))

    return there_and_back


def attributes(answer: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """What follows the fixed part, each with its kind."""
    while at + 4 <= len(answer):
        size, kind = ATTRIBUTE(answer, at)
        if size < 4:
            return
        yield kind, answer[at + 4 : at + size]
        at += size + 3 & ~3


def tcp_of(answer: bytes) -> Kernel:
    """What an answer says of a TCP socket. The end of the peer's stream is among what is unread, and is no byte."""
    said = dict(attributes(answer, ATTRIBUTES))
    state = STATES[answer[STATE]] if answer[STATE] < len(STATES) else ""
    unread, unacked = WORD(answer, UNREAD)[0], WORD(answer, UNACKED)[0]
    if state == "LISTEN":  # what waits to be accepted, and for how much there is room
        unread = unacked = UNKNOWN
    _, rcvbuf, _, sndbuf = FOUR(said[MEMORY]) if len(said.get(MEMORY, b"")) >= 16 else (UNKNOWN,) * 4
    info = said.get(INFO, b"")
    return tcp_kernel(info, state, unread - (unread > 0 and state in END_CAME), unacked, sndbuf, rcvbuf)


def unix_of(answer: bytes) -> Kernel:
    """What an answer says of a Unix socket. What it has sent is counted there in memory, and not in bytes."""
    said = dict(attributes(answer, UNIX_ATTRIBUTES))
    state = STATES[answer[UNIX_STATE]] if answer[UNIX_STATE] < len(STATES) else ""
    unread, _ = TWO(said[QUEUES]) if len(said.get(QUEUES, b"")) >= 8 else (UNKNOWN,) * 2
    _, rcvbuf, _, sndbuf = FOUR(said[UNIX_MEMORY]) if len(said.get(UNIX_MEMORY, b"")) >= 16 else (UNKNOWN,) * 4
    return Kernel(unread=UNKNOWN if state == "LISTEN" else unread, sndbuf=sndbuf, rcvbuf=rcvbuf, state=state)
