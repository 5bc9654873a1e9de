"""Libraries that use sockets past Python's own calls, known by what a process has in its memory."""

import re
from collections.abc import Iterable

LIBRARIES = (
    ("uvloop", rb"/uvloop/loop\."),
    ("gevent", rb"/gevent/"),
    ("curl", rb"/libcurl|/pycurl\."),
    ("gRPC", rb"/cygrpc\."),
    ("ZeroMQ", rb"/libzmq|/_zmq\."),
    ("libpq (PostgreSQL)", rb"/libpq[.-]"),
    ("the MySQL client library", rb"/libmysqlclient|/libmariadb"),
    ("librdkafka", rb"/librdkafka"),
)
"""What people call them, and by which file one is known."""
MAPPED = re.compile(b"|".join(rb"(%b)" % pattern for _, pattern in LIBRARIES))

OTHERS = "a C extension, or a process that was given it and is not watched"
"""What it may be if it is none of these."""


def mapped(maps: bytes) -> list[str]:
    """Those that are there, in the order of the table."""
    found = {match.lastindex for match in MAPPED.finditer(maps)}
    return [name for number, (name, _) in enumerate(LIBRARIES, 1) if number in found]


def blamed(names: Iterable[str]) -> str:
    """What it may have been, as one says it."""
    return " or ".join(names) or OTHERS
