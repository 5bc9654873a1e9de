"""What a client is asked to do, and what came of it: a `Plan` goes in, an `Outcome` per connection comes out.

The words between a client and whoever runs it. They must not know how connections are made or serviced.
"""

import socket
from collections.abc import Sequence
from typing import Any, NamedTuple

MESSAGES = (b"Message 1 from client.", b"Message 2 from client.")


class Plan(NamedTuple):
    """Where to connect and how to behave there; all but the addresses are the options of a launch."""

    addresses: list[tuple[int, Any]]
    """As `resolve` finds them: each connection tries them in this order."""
    messages: Sequence[bytes] = MESSAGES
    stay: bool = False
    """Send the messages in turn, again and again, until told to stop."""
    every: float = 1.0
    """Seconds from one message of a staying connection to the next."""
    deadline: float = 30.0
    """Seconds for a whole connection or, if it stays, for the echo of each message."""
    small_pipes: bool = False
    """Ask for kernel buffers so small that a partial send is soon seen."""


class Outcome(NamedTuple):
    """How a connection ended."""

    connid: int
    address: str
    """Our own end, such as `127.0.0.1:50926` or `[::1]:50926`; empty if it never connected."""
    msg_total: int
    sent: int
    recv_total: int
    error: str
    """Empty when every byte came back as it was sent; else what went wrong, in a few words."""

    @property
    def ok(self) -> bool:
        """Whether every byte came back."""
        return not self.error

    def __str__(self) -> str:
        return f"connection {self.connid}: {self.error or f'all {self.recv_total} bytes came back'}"


def parse(arguments: Sequence[str]) -> tuple[str, int, int]:
    """HOST PORT NUM_CONNS of a command line, or a `ValueError` that says in one line what is wrong."""
    if len(arguments) != 3:
        raise ValueError("three arguments are needed: HOST PORT NUM_CONNS")
    for number in arguments[1:]:
        if not (number.isascii() and number.isdigit() and 0 < int(number[:6]) < 65536):
            raise ValueError(f"not a number from 1 to 65535: {number[:40]!a}")
    return arguments[0], int(arguments[1]), int(arguments[2])


def resolve(host: str, port: int) -> list[tuple[int, Any]]:
    """Every (family, address) of a name. Raises `OSError` if there is none, `ValueError` for a port beyond TCP."""
    if not 0 < port < 65536:  # glibc would take it modulo 65,536 without a word
        raise ValueError(f"a port is a number from 1 to 65535, not {port}")
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, address) for family, _, _, _, address in found]


def reason(error: Exception) -> str:
    """What an error says to a person."""
    if isinstance(error, ConnectionResetError | BrokenPipeError):  # EPIPE: a send after the reset was told
        return "reset by the peer"
    strerror = getattr(error, "strerror", None)
    return strerror.lower() if strerror else str(error)
