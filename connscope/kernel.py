"""What the kernel has of one socket, asked from outside, by whoever watches the program that owns it.

A guest as the probe is: it takes nothing out of a queue and no error away (`SO_ERROR` is never read), and it keeps
Python's lock throughout, for to let go of it would have the asker wait five milliseconds for each question. Linux
only; elsewhere, and of what an older kernel does not tell, nothing is known.
"""

import _socket
import struct
import sys
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

UNKNOWN = -1

SIOCINQ, SIOCOUTQ = 0x541B, 0x5411
TCP_INFO, ENOUGH = 11, 512

STATES = (
    *("", "ESTAB", "SYN-SENT", "SYN-RECV", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT", "CLOSE"),
    *("CLOSE-WAIT", "LAST-ACK", "LISTEN", "CLOSING", "SYN-RECV"),
)
"""As `ss` names them, by the kernel's numbers."""
END_SENT = ("FIN-WAIT-1", "LAST-ACK", "CLOSING")
END_CAME = ("CLOSE-WAIT", "LAST-ACK", "CLOSING", "TIME-WAIT")
OPEN_ENDED = ("", "CLOSE", "LISTEN")
"""States in which it cannot be known how the ends of the streams were counted."""

WORD, LONG = struct.Struct("=I").unpack_from, struct.Struct("=Q").unpack_from
RTT, CWND, RETRANSMITS, NOT_SENT, SND_WND = 68, 80, 100, 144, 228
RECEIVED, RWND_LIMITED, SNDBUF_LIMITED, SENT, SENT_AGAIN = 128, 176, 184, 200, 208
"""Where they stand in `struct tcp_info` (linux/tcp.h), which only ever grows."""


class Kernel(NamedTuple):
    """What it has of one socket; −1 for what it does not tell. The first eleven are named as in `KernelSampled`."""

    unread: int = UNKNOWN
    unacked: int = UNKNOWN
    sndbuf: int = UNKNOWN
    rcvbuf: int = UNKNOWN
    state: str = ""
    rtt: int = UNKNOWN
    cwnd: int = UNKNOWN
    snd_wnd: int = UNKNOWN
    retransmits: int = UNKNOWN
    rwnd_limited: int = UNKNOWN
    sndbuf_limited: int = UNKNOWN
    taken: int = UNKNOWN
    """Bytes that were ever read out of it, also by a call that is about to come back,"""
    given: int = UNKNOWN
    """and that were ever written into it."""


def asked(sock: Any) -> Kernel:
    """What the kernel has of this socket now. Never raises, never waits, and calls nothing of the program's."""
    info = option(sock, _socket.IPPROTO_TCP, TCP_INFO, ENOUGH) if sys.platform == "linux" else UNKNOWN
    if not isinstance(info, bytes) or not info:
        return Kernel()
    state = STATES[info[0]] if info[0] < len(STATES) else ""
    return tcp_kernel(
        info,
        state,
        queue(sock, SIOCINQ),
        queue(sock, SIOCOUTQ),
        option(sock, _socket.SOL_SOCKET, _socket.SO_SNDBUF),
        option(sock, _socket.SOL_SOCKET, _socket.SO_RCVBUF),
    )


def tcp_kernel(info: bytes, state: str, unread: int, unacked: int, sndbuf: int, rcvbuf: int) -> Kernel:
    """All of it, from the `struct tcp_info` and what is told beside it."""
    return Kernel(
        unread,
        # What is reckoned there once the connection is no more are numbers of two.
        0 if state == "CLOSE" else unacked,
        sndbuf,
        rcvbuf,
        state,
        number(info, RTT),
        number(info, CWND),
        number(info, SND_WND),
        number(info, RETRANSMITS),
        number(info, RWND_LIMITED, LONG),
        number(info, SNDBUF_LIMITED, LONG),
        taken(info, state, unread),
        given(info, state),
    )


def option(sock: Any, level: int, name: int, size: int = 0) -> Any:
    """One of the socket's options; -1 where it has none."""
    try:
        return _socket.socket.getsockopt(sock, level, name, *((size,) if size else ()))
    except OSError:
        return UNKNOWN


def queue(sock: Any, which: int) -> int:
    """The length of one of its queues; a socket that listens has none."""
    return lengths()(_socket.socket.fileno(sock), which)


@cache
def lengths() -> Callable[[int, int], int]:
    """Asks by the system's own `ioctl`: that of `fcntl` lets go of Python's lock."""
    import ctypes  # the screen is there sooner without

    try:
        ioctl: Any = ctypes.PyDLL(None).ioctl
    except (OSError, AttributeError):
        return lambda *_: UNKNOWN
    ioctl.argtypes = (ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p)

    def length(fd: int, which: int) -> int:
        size = ctypes.c_int()
        return UNKNOWN if fd < 0 or ioctl(fd, which, ctypes.addressof(size)) else size.value

    return length


def number(info: bytes, at: int, kind: Callable[..., tuple[Any, ...]] = WORD) -> int:
    """The number that stands there; -1 if this kernel's struct ends before."""
    size = 8 if kind is LONG else 4
    return int(kind(info, at)[0]) if at + size <= len(info) else UNKNOWN


def taken(info: bytes, state: str, unread: int) -> int:
    """All that came and waits no more. The end of the peer's stream is counted as a byte, and is none."""
    received = number(info, RECEIVED, LONG)
    if UNKNOWN in (received, unread) or state in OPEN_ENDED:
        return UNKNOWN
    return received - (state in END_CAME) - unread


def given(info: bytes, state: str) -> int:
    """All that went out once or is still to go. The end of our stream is counted while it waits for room."""
    sent, again, waits = number(info, SENT, LONG), number(info, SENT_AGAIN, LONG), number(info, NOT_SENT)
    if UNKNOWN in (sent, again, waits) or state in OPEN_ENDED:
        return UNKNOWN
    return sent - again + waits - (waits > 0 and state in END_SENT)
