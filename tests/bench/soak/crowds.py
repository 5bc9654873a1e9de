"""Clients of many kinds, each kind a `connscope client` in a process of its own, started anew when it is over."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from connscope.launches import Launch
from connscope.launches.messages import EXAMPLE
from connscope.launches.population import written_population
from connscope.launches.spelling import read_groups
from tests.faults.peers import Address
from tests.hostile import SAID


class Kind(NamedTuple):
    """Clients that do the same: what, and how many seconds after they are gone the next of them come."""

    launch: Launch
    pause: float = 1.0
    torn: bool = False
    """Whether they leave so that nobody can know how much of the last that they said was read."""


def launch(num_conns: int, groups: str = "", **options: object) -> Launch:
    """To no particular place."""
    return Launch("", 0, num_conns, groups=read_groups(groups) if groups else (), **options)  # type: ignore[arg-type]


KINDS = {
    "steady": Kind(launch(150, messages=(b"A line of sixty-four bytes, one every tenth of a second, and so on.",),
                          repeat=150, every=0.1)),
    "bursts": Kind(launch(20, "burst:messages=20,every=1", messages=EXAMPLE, repeat=100)),
    "slow readers": Kind(launch(10, "slow-reader:rate=8K,thaw=8", random_bytes=8192, repeat=20, small_pipes=True)),
    "half-closes": Kind(launch(10, "half-closes:size=1M,thaw=0.5", messages=EXAMPLE), pause=6),
    "split and dripped": Kind(launch(10, "split:pieces=3,gap=0.02,count=5 | drip:bytes=16,every=0.02,count=5",
                                     messages=EXAMPLE, repeat=20, every=0.5)),
    "hostile": Kind(launch(10, messages=tuple(SAID), repeat=3, every=0.1)),
    "a storm": Kind(launch(400, messages=EXAMPLE), pause=8),
    "resets": Kind(launch(20, "resets:after=32K", random_bytes=4096, repeat=40, every=0.05), pause=4, torn=True),
    "leave unread": Kind(launch(20, "leaves-unread", messages=EXAMPLE, repeat=5), pause=4, torn=True),
}  # fmt: skip
"""Together some 2,000 messages a second, in rounds of a few seconds each."""


class Outcome(NamedTuple):
    """What one client says of itself."""

    kind: str
    address: str
    sent: int
    back: int
    error: str

    @property
    def whole(self) -> bool:
        """Whether all that it said is known to have been read, and to have come back."""
        torn = KINDS[self.kind].torn if self.kind in KINDS else False
        return not torn and not self.error and self.sent == self.back


class Crowd:
    """One kind, one round after the other."""

    def __init__(self, name: str, kind: Kind, address: Address, folder: Path) -> None:
        self.name, self.kind = name, kind
        self.population = folder / f"{name}.toml"
        self.population.write_text(written_population(kind.launch), "utf-8")
        self.said = folder / f"{name}.json"
        words = ["client", address[0], str(address[1]), "--json", "--population", str(self.population)]
        self.command = [sys.executable, "-m", "connscope", *words]
        self.process: subprocess.Popen[bytes] | None = None
        self.due = 0.0
        self.rounds = 0
        self.outcomes: list[Outcome] = []

    def tend(self, now: float, *, more: bool) -> None:
        """Take down what those say that are over; start the next if it is time."""
        if self.process is not None and self.process.poll() is not None:
            self.process, self.due = None, now + self.kind.pause
            self.outcomes += self.told()
        if self.process is None and more and now >= self.due:
            self.begin()

    def begin(self) -> None:
        """One more round."""
        self.rounds += 1
        quiet = {**os.environ, "PYTHONWARNINGS": "error"}
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(self.command, stdout=said, stderr=subprocess.STDOUT, env=quiet)

    def told(self) -> list[Outcome]:
        """A line each; what is no such line is a complaint, and nobody's."""
        outcomes = []
        for line in self.said.read_text("utf-8").splitlines():
            if not line.startswith("{"):
                outcomes.append(Outcome(self.name, "", 0, 0, line))
            elif (fields := json.loads(line))["type"] == "Outcome":
                told = (fields["address"], fields["sent"], fields["recv_total"], fields["error"])
                outcomes.append(Outcome(self.name, *told))
        return outcomes

    def end(self) -> None:
        """At once."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


class Crowds:
    """All kinds."""

    def __init__(self, address: Address, folder: Path) -> None:
        self.crowds = [Crowd(name, kind, address, folder) for name, kind in KINDS.items()]

    def tend(self, *, more: bool) -> None:
        """Keep them coming, or let them go."""
        now = time.monotonic()
        for crowd in self.crowds:
            crowd.tend(now, more=more)

    @property
    def are_there(self) -> bool:
        """Whether any are."""
        return any(crowd.process is not None for crowd in self.crowds)

    @property
    def outcomes(self) -> list[Outcome]:
        """Of all that are over."""
        return [outcome for crowd in self.crowds for outcome in crowd.outcomes]

    def close(self) -> None:
        """Leave no process behind."""
        for crowd in self.crowds:
            crowd.end()
