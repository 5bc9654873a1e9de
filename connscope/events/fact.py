"""What every fact is: a small typed struct, and the few words that its fields are made of."""

import msgspec

ConnId = int

OURS_FROM: ConnId = 1 << 53
"""The sockets and loops of our own test clients are numbered from here on; by that the two sides are told apart."""
PROCESS_BITS = 30
"""So many bits count within the probe of one process; above them stands the process's number."""
Place = tuple[str, int]
"""File and line of a call in the program's source."""

NOWHERE: Place = ("", 0)
UNKNOWN = -1
"""A number that cannot be known, such as the length of `outb` where the program keeps none."""


def process_of(conn: ConnId) -> int:
    """The process in which that socket or loop lives; 0 for this one."""
    return conn >> PROCESS_BITS if conn < OURS_FROM else 0


class Fact(msgspec.Struct, tag_field="type", tag=True, gc=False):
    """Something that happened."""

    at: int
    """Monotonic nanoseconds; for a call, when it returned."""
