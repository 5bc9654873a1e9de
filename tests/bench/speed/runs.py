"""The measuring itself: in each turn every load is put to each of its servers, one after the other.

A machine that slows down slows all of them. All servers are there for a whole turn; each rests while another works.
"""

import subprocess
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack
from typing import NamedTuple

from tests.bench.speed import loads
from tests.bench.speed.asking import LIMIT, answer, asking
from tests.bench.speed.cores import available
from tests.bench.speed.figures import Run, made_of
from tests.bench.speed.loads import Load
from tests.bench.speed.programs import STAND_IN, Programs
from tests.bench.speed.served import Absent, Server, command


class Plan(NamedTuple):
    """What is measured, and for how long."""

    loads: Sequence[Load]
    turns: int
    seconds: float
    """Of each run of a load that goes by time."""
    within: float
    """Seconds for everything: no turn but the first is begun that could not end by then, and none goes on after it."""
    seldom: Collection[str] = ()
    """Titles of the loads that are put in every second turn only."""


class TimeIsUp(Exception):
    """There is none left."""


class Measuring:
    """All turns; `runs` grows, `words` says what a reader has to know."""

    def __init__(self, plan: Plan, programs: Programs, uvloop: str, told: Callable[[str], None]) -> None:
        self.plan, self.programs, self.uvloop, self.told = plan, programs, uvloop, told
        self.runs: list[Run] = []
        self.over = 0.0
        self.words = [programs.word] if programs.word else []
        cores = available()
        self.server_core = cores[0] if cores else None
        self.load_core = cores[-1] if cores else None
        if len(cores) < 2:
            self.say("servers and load share a core, or wander: only figures of CPU mean much")

    def say(self, word: str) -> None:
        """Once."""
        if word not in self.words:
            self.words.append(word)
            self.told(word)

    def measure(self) -> None:
        """Turn after turn, while there is time for another."""
        self.over = time.monotonic() + self.plan.within
        longest = 0.0
        for turn in range(self.plan.turns):
            at = time.monotonic()
            if turn and at + longest * 1.1 > self.over:
                self.say(f"{turn} of {self.plan.turns} turns: there was no time for more")
                return
            try:
                self.turn(turn)
            except TimeIsUp:
                self.say(f"time was up amid turn {turn + 1} of {self.plan.turns}")
                return
            longest = max(longest, time.monotonic() - at)
            self.told(f"turn {turn + 1} of {self.plan.turns}: {time.monotonic() - at:.0f} s")

    def turn(self, number: int) -> None:
        """Each load once, for each server; who comes first differs from turn to turn. Raises TimeIsUp."""
        with ExitStack() as stack:
            servers = dict(self.started(stack))
            for load in self.loads(number):
                if not load.simple and self.programs.load == STAND_IN:
                    self.say(f"not without a C compiler: {load.title}")
                    continue
                peers = [peer for peer in load.peers if peer in servers]
                first = number % len(peers) if peers else 0
                for peer in peers[first:] + peers[:first]:
                    if time.monotonic() > self.over:
                        raise TimeIsUp
                    self.put(number, load, servers[peer])

    def loads(self, turn: int) -> list[Load]:
        """Those of a turn."""
        return [load for load in self.plan.loads if not (turn % 2 and load.title in self.plan.seldom)]

    def started(self, stack: ExitStack) -> Iterator[tuple[str, Server]]:
        """The servers that this plan asks, as far as they can be had."""
        wanted = {peer for load in self.plan.loads for peer in load.peers}
        for peer in (peer for peer in loads.ALL if peer in wanted):
            try:
                argv = command(peer, self.programs, self.uvloop)
                yield peer, stack.enter_context(Server(peer, argv, self.server_core))
            except Absent as reason:
                self.say(f"{peer}: {reason}")

    def put(self, turn: int, load: Load, server: Server) -> None:
        """One load to one server. What cannot be measured is said, and the next one goes on."""
        try:
            server.rest()
            told = self.asked(load, server)
        except (Absent, OSError, ValueError, subprocess.SubprocessError) as error:
            self.say(f"{server.peer}, {load.title}: {type(error).__name__}: {error!s:.120}")
            server.end()
            return
        self.runs.append(made_of(turn, load.title, server.peer, int(load.options.get("size", 64)), told))
        if told["errors"] or told["wrong"] or told["owed"]:  # it may be dead, or busy for a long time
            server.end()

    def asked(self, load: Load, server: Server) -> dict[str, float]:
        """What the load program tells."""
        options = {"seconds": self.plan.seconds, "limit": LIMIT, **load.options, "port": server.port, "pid": server.pid}
        with asking(self.programs, self.load_core, options) as process:
            return answer(process, float(options["limit"]) + 10)
