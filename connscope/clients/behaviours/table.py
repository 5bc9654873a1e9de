"""Which behaviours there are, and which of them go together on one connection.

The rule: each decides some aspects of a connection, and what is decided twice is decided by nobody. Two that share an
aspect do not combine; all others do.
"""

from collections.abc import Sequence
from itertools import combinations

from .bandwidth import Bandwidth
from .behaviour import Behaviour
from .burst import Burst
from .drip import Drip
from .floods import Floods
from .garbage import Garbage
from .half_closes import HalfCloses
from .join import Join
from .late import Late
from .latency import Latency
from .leaves_unread import LeavesUnread
from .limit import Limit
from .resets import Resets
from .silent import Silent
from .slow_reader import SlowReader
from .split import Split
from .stops_reading import StopsReading
from .urgent import Urgent
from .well_behaved import WellBehaved

WORDS = "what it says"
AMOUNT = "how much it says"
START = "when it begins to speak"
PACE = "when its messages leave"
PIECES = "in which pieces it sends"
SPEED = "how fast it sends"
BETWEEN = "what comes between two messages"
READING = "how fast it reads"
END = "how it ends"
ALL = (WORDS, AMOUNT, START, PACE, PIECES, SPEED, BETWEEN, READING, END)

DECIDES: dict[type[Behaviour], tuple[str, ...]] = {
    WellBehaved: ALL,
    Silent: ALL,  # with nothing said, nothing else is seen
    Garbage: (WORDS,),
    SlowReader: (READING,),
    StopsReading: (READING,),
    Drip: (PIECES, SPEED),
    Split: (PIECES,),
    Join: (PACE, PIECES, BETWEEN),  # nothing, and no time either
    Burst: (PACE,),
    Late: (START,),
    Latency: (PACE,),
    Bandwidth: (SPEED, READING),
    Urgent: (BETWEEN,),
    Floods: (AMOUNT, PACE, READING, END),
    HalfCloses: (AMOUNT, PACE, READING, END),
    LeavesUnread: (READING, END),
    Limit: (END,),
    Resets: (END,),
}
"""A line for each, which is its registration, too. Those above amend a plan first: garbage, and then a lot of it."""

BEHAVIOURS: dict[str, type[Behaviour]] = {kind.name: kind for kind in DECIDES}
"""All there are; the docstring of each is the sentence that explains it."""


def clash(names: Sequence[str]) -> str:
    """Which two of these cannot be combined, and why, in one sentence; empty if all can. KeyError: there is none."""
    for one, other in combinations(names, 2):
        if one == other:
            return f"{one} is there twice"
        twice = set(DECIDES[BEHAVIOURS[one]]).intersection(DECIDES[BEHAVIOURS[other]])
        if twice:
            return f"{one} and {other} both decide {min(twice, key=ALL.index)}"
    return ""


def in_order(behaviours: Sequence[Behaviour]) -> list[Behaviour]:
    """As the table has them; who behaves well does nothing. Raises `ValueError` if they cannot be combined."""
    if sentence := clash([each.name for each in behaviours]):
        raise ValueError(sentence)
    order = list(DECIDES)
    ordered = sorted(behaviours, key=lambda each: order.index(type(each)))
    return [each for each in ordered if not isinstance(each, WellBehaved)]
