"""Which facts belong to the story that is told: of the server's calls all, of our own clients' what is not said twice.

Pure: the journal's facts in, their numbers out. It must not know who shows them.
"""

from collections.abc import Collection, Container, Iterator

from connscope import events as ev
from connscope.events import OURS_FROM, ConnId, Fact, process_of
from connscope.journal import Journal

SILENT = frozenset(
    {
        *(ev.CpuSampled, ev.Known, ev.Asleep, ev.OutbSeen, ev.DataSeen, ev.Awaiting, ev.Held, ev.Released),
        ev.KernelSampled,
    }
)
"""Facts about the watching, not about what is watched."""

OF_A_CLIENT = {ev.Connecting, ev.Connected, ev.Reset, ev.Failed}
"""What is told of our own clients' end; the rest would say twice what the server's end says."""

OF_A_SOCKET = frozenset(ev.every_fact(ev.CallFact)) - OF_A_CLIENT
OF_A_LOOP = frozenset(kind for kind in ev.every_fact() if "loop" in kind.__struct_fields__) - {ev.Held}


def sifted(
    journal: Journal, since: int, until: int, loop: ConnId, also: Container[ConnId] = ()
) -> Iterator[tuple[int, Fact]]:
    """The program's story from the one number to before the other: a look at each fact, of fifty thousand a second.

    Of loops that of `loop`, or if it is 0 all but our clients'. `also` are ends of ours of which all is told: their
    other ends are not here.
    """
    return (
        (number, fact)
        for number, fact in enumerate(journal.between(since, until), max(since, journal.first))
        if (kind := type(fact)) not in SILENT
        and (kind not in OF_A_SOCKET or fact.conn < OURS_FROM or fact.conn in also)  # type: ignore[attr-defined]
        and (kind not in OF_A_LOOP or (fact.loop == loop if loop else fact.loop < OURS_FROM))  # type: ignore[attr-defined]
    )


NEAR = 50
"""A hold follows its call within so many facts of others."""


class Stepped:
    """The story of the program that is stepped: its calls, what its `select()` answered, and where it was held.

    Of several threads all is told, or only what one of them did, by the number of its process and its own.
    """

    def __init__(self, programs: Collection[str], *, clients: bool, thread: tuple[int, int] | None = None) -> None:
        self.programs, self.clients, self.thread = programs, clients, thread

    def has_call(self, fact: Fact) -> bool:
        """Whether it is one of its calls."""
        if self.thread is not None and self.thread != thread_of(fact):
            return False
        if type(fact) in CALLS:
            return (fact.conn >= OURS_FROM) is self.clients  # type: ignore[attr-defined]
        return type(fact) in ANSWERS and (fact.loop >= OURS_FROM) is self.clients  # type: ignore[attr-defined]

    def begins(self, fact: Fact) -> bool:
        """Whether the program began then: what was done before that was another's."""
        return type(fact) is ev.Started and fact.program in self.programs and not fact.parent

    def has(self, fact: Fact) -> bool:
        """Whether it is one of its calls, or a hold."""
        return fact.program in self.programs if type(fact) is ev.Held else self.has_call(fact)

    def stops_at(self, journal: Journal, number: int) -> bool:
        """Whether somebody who goes through the past stops there: at a hold, or at a call that no hold follows."""
        fact = journal[number]
        if not self.has(fact) or type(fact) is ev.Held:
            return self.has(fact)
        following = (journal[later] for later in range(number + 1, min(journal.end, number + NEAR)))
        return type(next(filter(self.has, following), None)) is not ev.Held


def thread_of(fact: Fact) -> tuple[int, int]:
    """In which process and thread that was done."""
    return process_of(getattr(fact, "conn", 0) or getattr(fact, "loop", 0)), getattr(fact, "thread", 0)


CALLS = frozenset(ev.every_fact(ev.CallFact)) - {ev.OutbSeen}
ANSWERS = (ev.Woke, ev.Idled)
