"""Everything at once for a while, with the screen open: `python -m tests.bench.soak --minutes 2`.

Clients of many kinds come and go, from other processes and from inside, and somebody presses keys. Then all of them
go, and it is judged: whether memory grew, descriptors and threads are as before, totals agree with what the clients say
to the byte, nothing of theirs arrived at the terminal raw, and nobody fell. Exit code 1 if not.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from connscope.units import amount, exact
from tests.bench.soak.accounts import disagreements
from tests.bench.soak.crowds import Crowds, Outcome
from tests.bench.soak.figures import Figures, Sample, slope
from tests.bench.soak.person import Person
from tests.bench.soak.witnesses import Witnesses
from tests.faults.on_a_screen import SIZE, address_on
from tests.faults.telling import Told, telling

MINUTES = 2.0
LOOK_BACK_SECONDS = 5.0
TOLD_EVERY_SECONDS = 30.0
PATIENCE_SECONDS = 45.0
"""For those that are there when no more come."""
CHANCE_MIB = 8.0
"""By so much memory differs between any two moments: a journal of some 200,000 facts is let go of in pieces."""
MOST_SAID = 20


class Soak:
    """The load, the keys, and how the process takes them."""

    def __init__(self, person: Person, crowds: Crowds) -> None:
        self.person = person
        self.crowds = crowds
        self.figures = Figures(person.it.process.pid)
        self.before = self.after = self.figures.look()
        self.settled: list[Sample] = []
        self.looked_back = self.said = time.monotonic()

    def run(self, minutes: float) -> list[str]:
        """All come and go for so long, and then they go; answers what is wrong with that."""
        self.until(lambda: False, 60 * minutes, more=True)
        self.settled = self.figures.settled
        self.person.rest()
        gone = self.until(lambda: not self.crowds.are_there, PATIENCE_SECONDS, more=False)
        self.until(lambda: self.figures.look().descriptors <= self.before.descriptors, 5, more=False)
        self.after = self.figures.look()
        return [] if gone else ["clients are still there that should have ended"]

    def until(self, over: Callable[[], bool], seconds: float, *, more: bool) -> bool:
        """Go on until it is so, or for so long; answers which. More clients come, and keys are pressed, or not."""
        deadline = time.monotonic() + seconds
        while not over():
            if time.monotonic() > deadline:
                return False
            self.crowds.tend(more=more)
            self.person.tend(acting=more)
            self.look()
        return True

    def look(self) -> None:
        """At the process, and at what has arrived."""
        now = time.monotonic()
        self.figures.tend()
        if now >= self.looked_back + LOOK_BACK_SECONDS:
            self.looked_back = now
            self.person.look_back()
        if now >= self.said + TOLD_EVERY_SECONDS:
            self.said = now
            sample = self.figures.samples[-1]
            print(f"after {60 * sample.minute:6.0f} s: {took(sample)}", flush=True)

    def grown(self) -> Iterator[str]:
        """What leaks."""
        before, after = self.before, self.after
        if after.descriptors > before.descriptors or after.threads > before.threads:
            yield "descriptors or threads are left behind"
        if slope(self.settled) > most_grown(self.settled):
            yield "memory grows"

    def report(self) -> None:
        """What it took."""
        grows, chance = slope(self.settled), most_grown(self.settled)
        print(f"before all:     {took(self.before)}")
        print(f"after all:      {took(self.after)}")
        print(f"memory in the second half: {grows:+.2f} MiB a minute; up to {chance:.2f} may be chance")
        print("rounds: " + " · ".join(f"{crowd.name} {crowd.rounds}" for crowd in self.crowds.crowds))
        print(f"keys pressed {self.person.pressed} times, {amount(self.person.read)} read from the terminal")


def took(sample: Sample) -> str:
    """In a line."""
    return f"{sample.mib:6.1f} MiB · {sample.descriptors:4} descriptors · {sample.threads} threads"


def most_grown(settled: list[Sample]) -> float:
    """MiB a minute that mean nothing: the shorter the time, the more."""
    return CHANCE_MIB / max(settled[-1].minute - settled[0].minute, 0.1)


def run(minutes: float, folder: Path) -> list[str]:
    """All of it; answers what is wrong."""
    with telling(SIZE) as telltale:
        it = telltale.it
        address, person = address_on(it), Person(it, folder)
        with closing(Witnesses(address)) as witnesses, closing(Crowds(address, folder)) as crowds:
            person.warm_up(address)
            soak = Soak(person, crowds)
            wrong = soak.run(minutes)
            witnesses.speak()
            wrong += witnesses.look(it)
            it.type("q")
            code = it.end()
            person.look_back()
            outcomes = [*crowds.outcomes, *witnesses.outcomes]
        soak.report()
        summed_up(telltale.told, outcomes)
        wrong += [f"it ended with {code}"] if code else []
        return [*wrong, *person.seen, *soak.grown(), *disagreements(telltale.told, outcomes)]


def summed_up(told: Told, outcomes: list[Outcome]) -> None:
    """What came of it."""
    whole = sum(outcome.whole for outcome in outcomes)
    print(f"{exact(len(outcomes))} clients from outside, {exact(len(told.clients))} from inside", end="")
    print(f"; of {exact(whole)} every byte is known to have come back")
    print(f"received {exact(told.moved[0])}, sent back {exact(told.moved[1])} bytes", end="")
    print(f"; {exact(len(told.rows))} rows compared, {exact(told.left_out)} facts left out")


def main() -> int:
    """Run, print, and answer the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--minutes", type=float, default=MINUTES)
    with tempfile.TemporaryDirectory() as folder:
        wrong = run(parser.parse_args().minutes, Path(folder))
    for each in wrong[:MOST_SAID]:
        print(f"WRONG: {each}")
    print(f"{exact(len(wrong))} things are wrong" if wrong else "all is well")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
