"""All our own clients: in threads of this process, and in a process of their own where there are many.

What runs here shares one lock with the screen, and both ends of a connection take a descriptor. Where a client lives
nobody else needs to know: their numbers are given here, one sequence for all.
"""

import threading
from bisect import bisect_right
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

from connscope import descriptors
from connscope.sources import Source
from connscope.wishes import (
    ClientWish,
    GateWish,
    Go,
    HandWish,
    Hold,
    LaunchClients,
    Pace,
    ResumeDeadlines,
    SetBreakpoints,
    SuspendDeadlines,
    Wish,
)

if TYPE_CHECKING:
    from connscope.byhand.conversation import Conversation
    from connscope.sources.byhand import HandSource
    from connscope.sources.clients import ClientSource
    from connscope.sources.outside import OutsideSource

    Home = ClientSource | OutsideSource | HandSource

MANY = 1_000
"""So many clients may live in this process, where each of their calls can be seen; more would keep the screen busy."""


class Crowd:
    """Clients as they are wished for; each source is begun when it is needed, and then drained with the others."""

    def __init__(self, sources: list[Source]) -> None:
        self.sources = sources
        self.inside: ClientSource | None = None
        self.outside: OutsideSource | None = None
        self.by_hand: HandSource | None = None
        self.conversations: dict[int, Conversation] = {}
        """Of those that are by hand, by their numbers; filled when they are drained."""
        self.homes: list[tuple[int, Home]] = []
        """The first number of each launch, ascending, and where it lives."""
        self.next = 1
        self.lock = threading.Lock()
        self.lasting: dict[str, Wish] = {}
        """What was wished of all last, by what it is about; whoever begins later is told so."""
        self.telling = threading.Lock()
        """That nobody is told what has just been taken back. It is held for moments only, and not for a launch."""

    def launch(
        self, wishes: Sequence[LaunchClients], both_ends_here: bool, prepare: Callable[[], object] = lambda: None
    ) -> None:
        """Start clients, all or none, from any thread. Raises as `Session.launch` does.

        `prepare` is done when nothing can be refused any more, and before anybody connects.
        """
        from connscope.clients.behaviours import in_order  # no start waits for what clients are
        from connscope.clients.plans import resolve
        from connscope.sources.clients import made

        # First, for a name may take its time, and others wait for the lock.
        found = {each: resolve(*each) for each in {(wish.host, wish.port) for wish in wishes}}
        for wish in wishes:
            in_order([made(*each) for each in wish.behaviours])
        with self.lock:
            home = self.home_for(sum(wish.num_conns for wish in wishes), both_ends_here)
            prepare()
            for wish in wishes:
                wish.first, self.next = self.next, self.next + wish.num_conns
                self.homes.append((wish.first, home))
                home.launch(wish, found[wish.host, wish.port])

    def open_by_hand(
        self,
        host: str,
        port: int,
        both_ends_here: bool,
        prepare: Callable[[], object] = lambda: None,
        *,
        small_pipes: bool = False,
    ) -> int:
        """Open a connection by hand, from any thread; answers its number. Raises and prepares as `launch` does."""
        from connscope.clients.plans import resolve  # as in `launch`

        addresses = resolve(host, port)
        with self.lock:
            if self.free() < (2 if both_ends_here else 1):
                raise self.too_many(both_ends_here)
            home = self.hands()
            prepare()
            number, self.next = self.next, self.next + 1
            self.homes.append((number, home))
            home.open(number, host, port, addresses, small_pipes=small_pipes)
            return number

    def home_for(self, num_conns: int, both_ends_here: bool) -> "ClientSource | OutsideSource":
        """Where so many have room: few here, many elsewhere if they can. Raises OSError if they have none."""
        at_home = self.inside.there if self.inside is not None else 0
        here, elsewhere = self.room_here(both_ends_here), self.room_elsewhere(both_ends_here)
        if num_conns <= here and (num_conns + at_home <= MANY or num_conns > elsewhere):
            return self.thread()
        if num_conns <= elsewhere:
            return self.process()
        raise self.too_many(both_ends_here)

    def too_many(self, both_ends_here: bool) -> OSError:
        """What to say where there is no room."""
        files = f"this system lets a process have {descriptors.allowed():,} files open"
        return OSError(0, f"{files}: that is room for {self.most(both_ends_here):,} connections more")

    def free(self) -> int:
        """Descriptors of this process that nobody has or was promised, as if all the promised were for our server."""
        promised = sum((1 if home is self.outside else 2) * home.to_come for home in self.all_homes())
        return max(0, descriptors.free() - promised)

    def room_here(self, both_ends_here: bool) -> int:
        """How many connections more there is room for if the clients live in this process."""
        return self.free() // (2 if both_ends_here else 1)

    def room_elsewhere(self, both_ends_here: bool) -> int:
        """The same if they live in the other."""
        taken = len(self.outside.open) + self.outside.to_come if self.outside is not None else 0
        elsewhere = max(0, descriptors.allowed() - descriptors.SPARE - taken)
        return min(self.free(), elsewhere) if both_ends_here else elsewhere

    def most(self, both_ends_here: bool) -> int:
        """How many connections more can be made at once."""
        return max(self.room_here(both_ends_here), self.room_elsewhere(both_ends_here))

    def do(self, wish: Wish) -> None:
        """What is wished of one of them, or of all. ValueError for what can be done only by hand, or not even so."""
        if not isinstance(wish, ClientWish):
            self.do_with_all(wish)
        elif isinstance(wish, HandWish) and wish.client not in self.conversations:
            raise ValueError(f"client-{wish.client} is not by hand")
        elif at := bisect_right(self.homes, wish.client, key=itemgetter(0)):
            self.homes[at - 1][1].do(wish)

    def do_with_all(self, wish: Wish) -> None:
        """What is wished of all; what lasts, also of those that are to come."""
        with self.telling:
            self.lasting |= lasting(wish)
            for home in self.all_homes():
                home.do(wish)

    def all_homes(self) -> "list[Home]":
        """Wherever clients live now."""
        return [home for home in (self.inside, self.outside, self.by_hand) if home is not None]

    def welcome(self, home: "Home") -> None:
        """Have it drained with the others, and let it know what holds for all."""
        self.sources.append(home)
        with self.telling:
            for wish in self.lasting.values():
                home.do(wish)

    def thread(self) -> "ClientSource":
        """Those in this process; begun anew if its thread has died."""
        if self.inside is None or self.inside.thread is None or not self.inside.thread.is_alive():
            from connscope.sources.clients import ClientSource  # as in `launch`

            self.inside = ClientSource()
            self.welcome(self.inside)
        return self.inside

    def process(self) -> "OutsideSource":
        """Those in the other; begun anew if it has died."""
        if self.outside is None or not self.outside.running:
            from connscope.sources.outside import OutsideSource  # few ever need it

            self.outside = OutsideSource()
            self.welcome(self.outside)
        return self.outside

    def hands(self) -> "HandSource":
        """Those by hand, always in this process; begun anew if their thread has died."""
        if self.by_hand is None or self.by_hand.thread is None or not self.by_hand.thread.is_alive():
            from connscope.sources.byhand import HandSource  # not everybody needs it

            self.by_hand = HandSource(self.conversations)
            self.welcome(self.by_hand)
        return self.by_hand

    def stop(self) -> None:
        """End all clients; what does not end within a second is abandoned or killed."""
        for home in self.all_homes():
            home.stop()


def lasting(wish: Wish) -> dict[str, Wish]:
    """What of a wish holds on, under the name of what it is about; a step leaves everybody held."""
    if isinstance(wish, SuspendDeadlines | ResumeDeadlines):
        return {"deadlines": wish}
    if isinstance(wish, SetBreakpoints):
        return {"breakpoints": wish}
    if isinstance(wish, GateWish):
        return {"gate": wish if isinstance(wish, Go | Pace) else Hold()}
    return {}
