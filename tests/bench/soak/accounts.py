"""What connscope knows in the end beside what the clients say of themselves, to the byte. Pure."""

from collections.abc import Iterator, Sequence

from tests.bench.soak.crowds import Outcome
from tests.faults.telling import Moved, Told

INSIDE = "inside"
"""What connscope's own clients are called here."""


def disagreements(told: Told, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """In a sentence each; nothing if all is exact. A port is used again: the row is that of one who had it."""
    everybody = [*outcomes, *(Outcome(INSIDE, *client) for client in told.clients)]
    had: dict[str, list[Outcome]] = {}
    for outcome in everybody:
        had.setdefault(outcome.address, []).append(outcome)
    for address, moved in told.rows.items():
        if not any(agree(moved, outcome) for outcome in had.get(address, [])):
            yield f"{address} moved {moved}; who had that port: {had.get(address, 'nobody')}"
    if told.moved != told.counted:
        yield f"facts tell of {told.moved} bytes in and out, {told.counted} were counted where it happened"
    if not agree_in_all(told.moved, everybody):
        yield f"{told.moved} bytes in and out in all: the clients say {bounds(everybody)}"
    for outcome in outcomes:
        if outcome.error:
            yield f"went wrong: {outcome}"


def agree(moved: Moved, outcome: Outcome) -> bool:
    """Exactly, or, of who left in the middle of it, as far as anybody can know."""
    into, out = moved
    if outcome.whole:
        return moved == (outcome.sent, outcome.back)
    return outcome.back <= out <= into <= outcome.sent


def agree_in_all(moved: Moved, everybody: Sequence[Outcome]) -> bool:
    """The same of the sums."""
    least, most = bounds(everybody)
    return all(least <= each <= most for each in moved)


def bounds(everybody: Sequence[Outcome]) -> Moved:
    """The least and the most that the server can have received, and sent: the same, if nobody left amid it."""
    return sum(each.back for each in everybody), sum(each.sent for each in everybody)
