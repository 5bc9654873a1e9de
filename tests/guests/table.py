"""What is said of each guest: bytes as strace and as connscope counted them, and what was not told."""

from collections import Counter
from dataclasses import dataclass, field

from tests.guests.guests import OPENSSL, Guest
from tests.guests.moved import Ends, Moved
from tests.guests.strace import Strace
from tests.guests.told import Told

HEADING = ("program", "connections", "bytes (strace)", "bytes (connscope)", "not told", "same output")


@dataclass
class Verdict:
    """A guest, run bare and watched."""

    guest: Guest
    connections: int
    moved: int
    """Bytes, in and out, of all ends."""
    told: int
    same_output: bool
    wrong: list[str] = field(default_factory=list)
    """What is not as it should be, in sentences."""

    def cells(self) -> tuple[str, ...]:
        """As in the heading."""
        missing = self.moved - self.told
        numbers = (f"{self.connections}", f"{self.moved:,}", f"{self.told:,}")
        untold = f"{missing:,}: {self.guest.why}" if missing else "–"
        return (self.guest.name, *numbers, untold, "yes" if self.same_output else "NO")


def total(moved: dict[Ends, Moved]) -> int:
    """All bytes of all ends."""
    return sum(each.size for each in moved.values())


def shown(moved: Moved) -> str:
    """In a sentence."""
    urgent = f", {moved.urgent} urgent" if moved.urgent else ""
    return f"{moved.bytes_in} in, {moved.bytes_out} out{urgent}"


def expected(guest: Guest, counted: Strace) -> dict[Ends, Moved]:
    """What has to be told of each end."""
    found = counted.moved(without=guest.untold)
    for ends, calls in counted.by_call.items():
        if guest.plain and calls.keys() <= {*OPENSSL}:
            found[ends] = Moved(guest.plain, guest.plain)
    return found


def differences(guest: Guest, counted: Strace, said: Told) -> list[str]:
    """Each end of which something else was told."""
    found, right = [], expected(guest, counted)
    for ends in {**right, **said.moved}:
        one, other = right.get(ends, Moved()), said.moved.get(ends, Moved())
        if one - other:
            calls = ", ".join(sorted(counted.by_call.get(ends, {}))) or "no call"
            where = f"port {ends.port}, peer {ends.peer}"
            found.append(f"{where}: should be {shown(one)} ({calls}), told are {shown(other)}")
    return found


def judged(guest: Guest, counted: Strace, said: Told, same_output: bool) -> Verdict:
    """The verdict, with all that is wrong."""
    moved = total(counted.moved()) + counted.unplaced.size
    verdict = Verdict(guest, len(counted.by_call), moved, total(said.moved) + said.nameless.size, same_output)
    wrong = verdict.wrong
    wrong += [] if counted.by_call else ["strace saw no connection"]
    wrong += differences(guest, counted, said)
    wrong += [f"all is told, though {guest.why}"] if guest.why and verdict.told == moved else []
    wrong += [f"strace does not know whose: {shown(counted.unplaced)}"] if counted.unplaced else []
    wrong += [f"told of sockets without a peer: {shown(said.nameless)}"] if said.nameless else []
    wrong += [f"the probe took itself off: {said.failure}"] if said.failure else []
    wrong += [f"{count} × not watched: {process}" for process, count in Counter(said.unwatched).items()]
    wrong += [] if same_output else ["bare and watched it said or answered something else"]
    return verdict


def markdown(verdicts: list[Verdict]) -> str:
    """A table for the README."""
    rows = [HEADING, ("---",) * len(HEADING), *(verdict.cells() for verdict in verdicts)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def columns(cells: tuple[str, ...]) -> str:
    """A line for a terminal."""
    name, connections, moved, told, untold, same = cells
    return f"{name:<29}{connections:>12}{moved:>15}{told:>18}  {untold:<46} {same}"
