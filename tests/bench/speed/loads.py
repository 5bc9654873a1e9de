"""What is asked of the servers: one table, a line each. Which peers are asked, and what the load program is told."""

from collections.abc import Mapping
from typing import NamedTuple

BARE, PROBED, SERVED = "echo, bare", "echo, probed", "serve --quiet"
IN_PYTHON = "echo, probed in Python"
"""Without what of the probe is in C, if anything is."""
TUTORIAL, PRINTING = "tutorial", "tutorial, printing"
STREAMS, PROTOCOL = "asyncio streams", "asyncio Protocol"
UV_STREAMS, UV_PROTOCOL = "uvloop streams", "uvloop Protocol"
C = "C epoll"

ALL = (PROBED, IN_PYTHON, SERVED, BARE, TUTORIAL, PRINTING, STREAMS, PROTOCOL, UV_STREAMS, UV_PROTOCOL, C)
DEEP = tuple(peer for peer in ALL if peer not in (IN_PYTHON, TUTORIAL, PRINTING))
"""Without the tutorial's server, which takes one client a loop, and looks at all the others in each."""
QUIET = tuple(peer for peer in ALL if peer not in (IN_PYTHON, PRINTING))

CROWD, TEN_THOUSAND = 8_000, 10_000
AT_ONCE = 16
"""Messages on their way of a connection that does not wait for each echo."""

SIZES = {"64 B": 64, "1 KiB": 1024, "64 KiB": 65536}


class Load(NamedTuple):
    """One thing that is asked of each of its peers in turn."""

    group: str
    title: str
    options: Mapping[str, float | str]
    peers: tuple[str, ...] = QUIET
    simple: bool = True
    """Whether the load in Python can do it, too."""

    @property
    def connections(self) -> int:
        """How many of them talk."""
        return int(self.options["active"])


def exchanging(connections: int, size: str, window: int = 1) -> Load:
    """A message on each connection, then another as soon as its echo is back; or several on their way at once."""
    group = "pipelined" if window > 1 else "connections" if size == "64 B" else "sizes"
    title = f"{connections:,} × {size}{f', {window} at once' if window > 1 else ''}"
    peers = DEEP if connections == TEN_THOUSAND else ALL if connections == 100 and size == "64 B" else QUIET
    options = {"active": connections, "size": SIZES[size], "window": window, "warm": 65536, "lead": 0.05}
    return Load(group, title, options, peers)


def every_exchange() -> list[Load]:
    """All numbers of connections, sizes and depths; it takes an hour."""
    return [
        exchanging(connections, size, window)
        for window in (1, AT_ONCE)
        for size in SIZES
        for connections in (1, 10, 100, 1_000, TEN_THOUSAND)
    ]


IDLE = {"active": 10, "idle": 900, "size": 64, "warm": 65536, "lead": 0.05}

LOADS = (
    *(exchanging(connections, "64 B") for connections in (1, 10, 100, 1_000, TEN_THOUSAND)),
    *(exchanging(connections, "1 KiB") for connections in (1, 100, 1_000)),
    *(exchanging(connections, "64 KiB") for connections in (1, 10, 100)),
    *(exchanging(connections, "64 B", AT_ONCE) for connections in (1, 100, 1_000)),
    *(exchanging(100, size, AT_ONCE) for size in ("1 KiB", "64 KiB")),
    Load("idle", "10 active of 910", IDLE),
    Load("idle", "10 active of 910, 20 messages/s each", {**IDLE, "pace": 20}, simple=False),
    Load("accepts", "connect, echo, close; 64 at once", {"mode": "storm", "active": 64, "count": 1_500}),
    Load("accepts", f"{CROWD:,} connect at once, one echo each", {"mode": "crowd", "active": CROWD}, DEEP),
    Load(
        "slow",
        "10 active beside 10 slow readers",
        {"active": 10, "slow": 10, "flood": 1 << 23, "rate": 65536, "lead": 0.6, "limit": 4},
        simple=False,
    ),
    Load(
        "bulk", "bulk: 4 × 64 KiB, 16 at once", {"active": 4, "size": 65536, "window": 16, "warm": 65536, "lead": 0.05}
    ),
)

SHOWN = (
    "100 × 64 B",
    "1 × 64 B",
    "10,000 × 64 B",
    "10 × 64 KiB",
    "100 × 64 B, 16 at once",
    "10 active of 910",
    "10 active of 910, 20 messages/s each",
    f"{CROWD:,} connect at once, one echo each",
    "10 active beside 10 slow readers",
    "bulk: 4 × 64 KiB, 16 at once",
)
"""A page shows these of all loads."""
DRAWN = {f"{connections:,} × 64 B": connections for connections in (1, 10, 100, 1_000, TEN_THOUSAND)}
"""And these are its pictures, by the number of connections."""
QUICK = (*SHOWN, *DRAWN)
"""What is measured if there is little time,"""
SELDOM = (f"{TEN_THOUSAND:,} × 64 B", f"{CROWD:,} connect at once, one echo each")
"""and of that these in every second turn only: so many take as long to come as ten other loads."""

GROUPS = tuple(dict.fromkeys(load.group for load in LOADS))


def chosen(groups: list[str], *, full: bool = False, quick: bool = False) -> list[Load]:
    """The loads of these groups, or of all; `full`: every exchange there is, `quick`: what a page shows and no more."""
    loads = [load for load in LOADS if load.title in QUICK or not quick]
    if full:
        loads = [
            *every_exchange(),
            *(load for load in LOADS if load.group not in ("connections", "sizes", "pipelined")),
        ]
    return [load for load in loads if not groups or load.group in groups]
