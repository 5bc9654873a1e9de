"""Facts as lines: JSON for programs, columns for people, or nothing.

It knows neither where facts come from nor where lines go.
"""

import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Protocol

import msgspec

from connscope import events as ev
from connscope.events import ConnId, Fact
from connscope.wording import said

MILLISECOND, SECOND = 1_000_000, 1_000_000_000


class Transcript(Protocol):
    """What is written: one greeting, then lines."""

    tells_calls: bool
    """Whether anything is written of what the program calls."""

    def greeting(self, address: str) -> bytes:
        """The first line: where the server listens."""

    def lines(self, facts: Iterable[Fact]) -> bytes:
        """Any number of facts, each a line, perhaps not all of them."""


class Json:
    """One object for each fact, in UTF-8. Its bytes are base64, its texts visible already."""

    tells_calls = True

    def __init__(self, _: str) -> None:
        self.encoder = msgspec.json.Encoder()

    def greeting(self, address: str) -> bytes:
        """The version of what follows, and the address."""
        return self.encoder.encode({"connscope": 1, "listening": address}) + b"\n"

    def lines(self, facts: Iterable[Fact]) -> bytes:
        """Every fact."""
        return self.encoder.encode_lines(facts)


class Quiet:
    """The greeting, and then nothing."""

    tells_calls = False

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding

    def greeting(self, address: str) -> bytes:
        """As for people."""
        return f"listening on {address}\n".encode(self.encoding, "replace")

    def lines(self, facts: Iterable[Fact]) -> bytes:  # noqa: ARG002 - a Transcript
        """None of them."""
        return b""


class Columns(Quiet):
    """For people: when, who, which call, how much, and what it means."""

    tells_calls = True

    def __init__(self, encoding: str) -> None:
        super().__init__(encoding)
        self.names: dict[ConnId, str] = {}
        """What each open connection is called: its peer's address, once a fact has told it."""
        self.wall_clock_offset = time.time_ns() - time.monotonic_ns()

    def lines(self, facts: Iterable[Fact]) -> bytes:
        """All but readings of the CPU clock, two a second, in which nothing happens."""
        return "".join(self.line(fact) for fact in facts if type(fact) is not ev.CpuSampled).encode(
            self.encoding, "replace"
        )

    def line(self, fact: Fact) -> str:
        """One fact."""
        call, how_much, note = said(fact)
        seconds, rest = divmod(fact.at + self.wall_clock_offset, SECOND)
        when = f"{time_of_day(seconds)}.{rest // MILLISECOND:03}"
        return f"{when}  {self.who(fact):<21}  {call:<11}  {how_much:<15}  {note}".rstrip() + "\n"

    def who(self, fact: Any) -> str:
        """Whose doing it is."""
        kind = type(fact)
        if kind in SPEAKERS:
            return SPEAKERS[kind]
        if not hasattr(fact, "conn"):
            return str(fact.program)
        conn: ConnId = fact.conn
        name = NAMING[kind](fact) if kind in NAMING else ""
        if name:
            self.names[conn] = name
        name = self.names.get(conn, f"#{conn}")
        if kind is ev.Closed or (kind is ev.Known and fact.ended == "closed"):
            self.names.pop(conn, None)
        return name


SPEAKERS: dict[type[Fact], str] = {
    ev.Woke: "loop",
    ev.Idled: "loop",
    ev.Asleep: "loop",
    ev.LoopEnded: "loop",
    ev.Printed: "program",
    ev.Dropped: "probe",
    ev.Retired: "probe",
}
"""Who speaks where no connection does."""

NAMING: dict[type[Fact], Callable[[Any], str]] = {
    ev.Opened: lambda fact: f"fd {fact.fd}",
    ev.Bound: lambda fact: fact.address,
    ev.Listening: lambda fact: fact.address,
    ev.Accepted: lambda fact: fact.address,
    ev.Connecting: lambda fact: fact.address,
    ev.Registered: lambda fact: fact.kind,
    ev.Known: lambda fact: fact.address or fact.role,
}
"""Facts that say what a connection is called from then on; empty where they do not."""


@lru_cache(maxsize=16)
def time_of_day(seconds: int) -> str:
    """The local time of one second."""
    return time.strftime("%H:%M:%S", time.localtime(seconds))
