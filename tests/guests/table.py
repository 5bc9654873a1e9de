"""What is said of each guest: bytes as strace and as connscope counted them, and what was not seen."""

from collections import Counter
from dataclasses import dataclass, field

from tests.guests.moved import Moved
from tests.guests.strace import Strace
from tests.guests.told import Told

HEADING = ("program", "connections", "bytes (strace)", "bytes (connscope)", "not told by calls", "same output")


@dataclass
class Verdict:
    """A guest, run bare and watched."""

    guest: str
    connections: int
    moved: int
    """Bytes, in and out, of all ends."""
    told: int
    unseen: int
    """What was told to be missing."""
    why: str
    """What is known to be missing, and why; empty where nothing is."""
    same_output: bool
    wrong: list[str] = field(default_factory=list)
    """What is not as it should be, in sentences."""

    def cells(self) -> tuple[str, ...]:
        """As in the heading."""
        missing = self.moved - self.told
        numbers = (f"{self.connections}", f"{self.moved:,}", f"{self.told:,}")
        return (
            self.guest,
            *numbers,
            f"{missing:,}: {self.why}" if missing else "–",
            "yes" if self.same_output else "NO",
        )


def both(moved: Moved) -> int:
    """Bytes in and out, urgent ones too."""
    return moved.bytes_in + moved.bytes_out + moved.urgent


def shown(moved: Moved) -> str:
    """In a sentence."""
    urgent = f", {moved.urgent} urgent" if moved.urgent else ""
    return f"{moved.bytes_in} in, {moved.bytes_out} out{urgent}"


def differences(counted: Strace, said: Told) -> list[str]:
    """Each connection of which connscope told other numbers than strace, with what it told to be missing."""
    found = []
    for ends in {**counted.moved, **said.moved}:
        one, other = counted.moved.get(ends, Moved()), said.moved.get(ends, Moved())
        unseen = said.unseen.get(ends, Moved())
        if one - other - unseen:
            calls = ", ".join(sorted(one.calls))
            unsaid = f" and {shown(unseen)} unseen" if unseen else ""
            found.append(
                f"port {ends.port}, peer {ends.peer}: strace {shown(one)} ({calls}); told {shown(other)}{unsaid}"
            )
    return found


def judged(guest: str, why: str, counted: Strace, said: Told, same_output: bool) -> Verdict:
    """The verdict, with all that is wrong."""
    moved = sum(map(both, counted.moved.values())) + both(counted.unplaced)
    told = sum(map(both, said.moved.values())) + both(said.nameless)
    unseen = sum(map(both, said.unseen.values()))
    verdict = Verdict(guest, len(counted.moved), moved, told, unseen, why, same_output)
    wrong = verdict.wrong
    wrong += [] if counted.moved else ["strace saw no connection"]
    wrong += [] if why else differences(counted, said)
    wrong += [f"all is told, and yet it is said that {why}"] if why and moved == told else []
    wrong += [f"more is told than there was: {told:,} of {moved:,}"] if told > moved else []
    wrong += [f"strace does not know whose: {shown(counted.unplaced)}"] if counted.unplaced else []
    wrong += [f"told of sockets without a peer: {shown(said.nameless)}"] if said.nameless else []
    wrong += [f"the probe took itself off: {said.failure}"] if said.failure else []
    wrong += [f"{each} × not watched: {process}" for process, each in Counter(said.unwatched).items()]
    wrong += [] if same_output else ["bare and watched it said or answered something else"]
    return verdict


def markdown(verdicts: list[Verdict]) -> str:
    """A table for the README."""
    rows = [HEADING, ("---",) * len(HEADING), *(verdict.cells() for verdict in verdicts)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def columns(cells: tuple[str, ...]) -> str:
    """A line for a terminal."""
    name, connections, moved, told, missing, same = cells
    return f"{name:<22}{connections:>12}{moved:>16}{told:>19}  {missing:<40}{same}"
