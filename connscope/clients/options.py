"""The options of a socket that a person may read and set: each a number, by a name that everybody knows."""

import socket
import struct
from contextlib import suppress
from typing import Any, NamedTuple

from .plans import reason

MOST_SECONDS = 10
"""For so long a close may linger."""


class Option(NamedTuple):
    """Where the kernel keeps it, and what may be asked for."""

    level: int
    name: int
    lowest: int
    highest: int


OPTIONS = {
    "NODELAY": Option(socket.IPPROTO_TCP, socket.TCP_NODELAY, 0, 1),
    "SNDBUF": Option(socket.SOL_SOCKET, socket.SO_SNDBUF, 0, 1 << 30),
    "RCVBUF": Option(socket.SOL_SOCKET, socket.SO_RCVBUF, 0, 1 << 30),
    "LINGER": Option(socket.SOL_SOCKET, socket.SO_LINGER, -1, MOST_SECONDS),
}
"""LINGER is in seconds, −1 is off; to linger for no time at all makes of `close` an RST. Linux doubles the size of a
buffer, for its own overhead."""

PAIR = struct.Struct("ii")
"""Whether to linger, and for how long."""


def check(name: str, value: int) -> None:
    """Raises ValueError for an option that there is not, or a value that it cannot have."""
    if name not in OPTIONS:
        raise ValueError(f"{name[:40]!a} is none of {', '.join(OPTIONS)}")
    lowest, highest = OPTIONS[name].lowest, OPTIONS[name].highest
    if not lowest <= value <= highest:
        raise ValueError(f"{name} is a number from {lowest} to {highest:,}, not {value:,}")


def set_option(sock: Any, name: str, value: int) -> None:
    """Ask the kernel for it. It may give something else, or raise `OSError`."""
    option = OPTIONS[name]
    given = PAIR.pack(value >= 0, max(0, value)) if name == "LINGER" else value
    sock.setsockopt(option.level, option.name, given)


def attempt(sock: Any, name: str, value: int) -> str:
    """The same, and what is said if it fails."""
    try:
        set_option(sock, name, value)
    except OSError as error:
        return reason(error)
    return ""


def options_of(sock: Any) -> dict[str, int]:
    """All of them, as the kernel has them; without those that it does not tell of a connection that is gone."""
    values = {}
    for name in OPTIONS:
        with suppress(OSError):
            values[name] = value_of(sock, name)
    return values


def value_of(sock: Any, name: str) -> int:
    """One of them."""
    option = OPTIONS[name]
    if name != "LINGER":
        return int(sock.getsockopt(option.level, option.name))
    lingers, seconds = PAIR.unpack(sock.getsockopt(option.level, option.name, PAIR.size))
    return int(seconds) if lingers else -1
