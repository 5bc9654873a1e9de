"""What a client is asked to do, and what it tells of it: a `Plan` goes in, `News` and `Outcome` come out.

The words between a client and whoever runs it. They must not know how connections are made or serviced.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from copy import copy
from errno import ENOTCONN
from typing import Any, NamedTuple

from .behaviours import Behaviour, in_order

MESSAGES = (b"Message 1 from client.", b"Message 2 from client.")


Addresses = list[tuple[int, Any]]
"""Of a name: family and address of each."""


class Plan(NamedTuple):
    """Where to connect and what to do there; all but the addresses are the options of a launch."""

    addresses: Addresses
    """As `resolve` finds them: each connection tries them in this order."""
    messages: Sequence[bytes] = MESSAGES
    repeat: int = 1
    """How many times all messages are said in turn; 0 is again and again, until told to end."""
    every: float = 0.0
    """Seconds from one message of a connection to its next; 0 is as soon as the one before is gone."""
    stay: bool = False
    """Keep the connection when all is said and back, until told to end."""
    deadline: float = 30.0
    """Seconds for all that comes back; of a plan without end, with a pace, or with a behaviour, for each message. Time
    in which a connection does not read, or holds back what it says, is not counted, nor time in which the server cannot
    answer."""
    small_pipes: bool = False
    """Ask for kernel buffers so small that a partial send is soon seen."""
    behaviours: Sequence[Behaviour] = ()
    """How to behave, if not well; each connection has copies of its own."""
    echo: bool = True
    """What it says is to come back as it was said. Else whatever comes is right, nothing is late, and all is over when
    it is said, or the server closes."""

    @property
    def total(self) -> int:
        """Bytes that a connection says in all; -1 if that has no end."""
        once = sum(len(message) for message in self.messages)
        return once * self.repeat if self.repeat or not once else -1


class Began(NamedTuple):
    """A connect was asked for; told anew when the next address of a name is tried."""

    connid: int
    own: str
    """Our own end, as far as it is known by now, such as `127.0.0.1:50926`."""
    peer: str
    msg_total: int
    """Bytes that it is going to say; -1 if that has no end."""
    behaviour: str
    """The names of its behaviours, with ` + ` between two of them."""


class Acted(NamedTuple):
    """A behaviour has made itself felt so many times by now; told a few times a second at most, and at last."""

    connid: int
    behaviour: str
    times: int


class Froze(NamedTuple):
    """It reads nothing from now on, by plan or by hand."""

    connid: int


class Thawed(NamedTuple):
    """From now on it reads all that comes, after it read nothing or slowly."""

    connid: int


News = Began | Acted | Froze | Thawed
"""What is told of a connection until its `Outcome`, the last word of all."""


class Outcome(NamedTuple):
    """How a connection ended. For one that could not even begin, nothing else is told."""

    connid: int
    address: str
    """Our own end, such as `127.0.0.1:50926` or `[::1]:50926`; empty if it never connected."""
    msg_total: int
    """Bytes that it was to say; of a plan without end, what it has said."""
    sent: int
    recv_total: int
    error: str
    """Empty when it ended as it was meant to; else what went wrong, in a few words."""
    own: str = ""
    """Our own end, also if it never connected, as far as it was known."""
    note: str = ""
    """How it was meant to end, in a few words, where that is not with every byte back."""
    acted: Mapping[str, int] = {}
    """How often each of its behaviours made itself felt."""

    @property
    def ok(self) -> bool:
        """Whether it ended as it was meant to: every byte came back as it was sent, or a behaviour ended it."""
        return not self.error

    def __str__(self) -> str:
        return f"connection {self.connid}: {self.error or self.note or f'all {self.recv_total:,} bytes came back'}"


def planned(host: str, port: int, **options: Any) -> Plan:
    """The plan of a launch, as its behaviours have it; errors as in `resolve` and `in_order`.

    Who has resolved the host already gives its `addresses`. One that stays says its messages again and again, one a
    second, unless `repeat` and `every` are given.
    """
    if options.get("stay"):
        options = {"repeat": 0, "every": 1.0} | options
    if "addresses" not in options:
        options["addresses"] = resolve(host, port)
    plan = Plan(**options)
    plan = plan._replace(behaviours=[copy(each) for each in in_order(plan.behaviours)])
    for behaviour in plan.behaviours:
        plan = behaviour.amended(plan)
    return plan


def parse(arguments: Sequence[str]) -> tuple[str, int, int]:
    """HOST PORT NUM_CONNS of a command line, or a `ValueError` that says in one line what is wrong."""
    if len(arguments) != 3:
        raise ValueError("three arguments are needed: HOST PORT NUM_CONNS")
    for number in arguments[1:]:
        if not (number.isascii() and number.isdigit() and 0 < int(number[:6]) < 65536):
            raise ValueError(f"not a number from 1 to 65535: {number[:40]!a}")
    return arguments[0], int(arguments[1]), int(arguments[2])


def resolve(host: str, port: int) -> Addresses:
    """Every (family, address) of a name. Raises `OSError` if there is none, `ValueError` for a port beyond TCP."""
    if not 0 < port < 65536:  # glibc would take it modulo 65,536 without a word
        raise ValueError(f"a port is a number from 1 to 65535, not {port}")
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, address) for family, _, _, _, address in found]


def spelled(address: Any) -> str:
    """An address as it is written: `host:port`, `[host]:port`."""
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def reason(error: Exception) -> str:
    """What an error says to a person."""
    # EPIPE: a send after the reset was told; ENOTCONN: a shutdown after it, while nobody looked.
    if isinstance(error, ConnectionResetError | BrokenPipeError) or getattr(error, "errno", 0) == ENOTCONN:
        return "reset by the peer"
    strerror = getattr(error, "strerror", None)
    return strerror.lower() if strerror else str(error)
