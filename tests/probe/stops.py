"""A program at a gate: it runs in threads of its own, and a test waits for its stops."""

import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from connscope.probe import records as r
from connscope.probe.keeper import Keeper
from tests.probe.witness import CALLS, records

PATIENCE_SECONDS = 5
MOMENT_SECONDS = 0.001

BY_THE_WAY = {"OUTB", "DATA", "HELD", "RELEASED"}
"""Records of no calls."""


class Stop(NamedTuple):
    """Where a thread stands."""

    call: str
    conn: int = 0
    asked: int = 0
    loop: int = 0
    outb: int = -1
    head: bytes = b""
    after: bool = False
    point: int = 0


def stop_of(record: dict[str, Any]) -> Stop:
    """A HELD record, taken apart."""
    what = record["result"]
    call, after, point = CALLS[what & 0xFF], bool(what >> 8 & 1), what >> 16
    return Stop(call, record["conn"], record["asked"], record["took"], record["outb"], record["head"], after, point)


class Program:
    """The one thread that a keeper may hold. What comes of its calls is in `outcome`, an exception too."""

    def __init__(self, keeper: Keeper, script: Callable[[], object]) -> None:
        self.keeper, self.probe, self.script = keeper, keeper.probe, script
        self.outcome: object = None
        self.told: list[dict[str, Any]] = []
        """All records since it began."""
        records(self.probe)
        self.since = 0
        """How many of them there were when it was last said to go on."""
        self.thread = threading.Thread(target=self.live, daemon=True)
        self.thread.start()

    def live(self) -> None:
        self.keeper.only = threading.get_ident()
        try:
            self.outcome = self.script()
        except BaseException as reason:
            self.outcome = reason

    def until(self, condition: Callable[[], object]) -> None:
        """Wait until this is so."""
        patience = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < patience, "it does not come about"
            self.thread.join(MOMENT_SECONDS)

    def held(self) -> bool:
        """Whether it stands still, as far as records say."""
        self.told += records(self.probe)
        ends = [each["call"] for each in self.told[self.since :] if each["call"] in (r.HELD, r.RELEASED)]
        return ends[-1:] == [r.HELD]

    def stop(self) -> Stop:
        """Where it stands, once it does."""
        self.until(self.held)
        return stop_of(next(each for each in reversed(self.told) if each["call"] == r.HELD))

    def goes_on(self, wish: Callable[[], object]) -> None:
        """Wish something by which it goes on from where it stands."""
        assert self.held()
        self.since = len(self.told)
        wish()

    def step(self, *mode: int) -> Stop:
        """Go on to the next stop."""
        self.goes_on(lambda: self.keeper.step(*mode))
        return self.stop()

    def made(self) -> list[str]:
        """The calls that it has made since it was last said to go on."""
        self.told += records(self.probe)
        names = [CALLS[each["call"]] for each in self.told[self.since :]]
        return [name for name in names if name not in BY_THE_WAY]

    def end(self) -> object:
        """Let go of it; what came of it in the end."""
        self.keeper.go()
        self.thread.join(PATIENCE_SECONDS)
        assert not self.thread.is_alive()
        self.told += records(self.probe)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


def standing(keeper: Keeper) -> int:
    """How many threads stand still."""
    return sum(1 for visitor in list(keeper.visitors.values()) if visitor.since)
