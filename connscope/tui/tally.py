"""How far all of our own clients are: a launch of thousands at a glance. Pure: it knows the ledger, and no screen."""

from collections import Counter
from itertools import takewhile

from connscope.ledger import Ledger
from connscope.states import OPEN, PEER_DONE
from connscope.tui.client_cells import WELL_BEHAVED, ended_by, outcome
from connscope.units import exact

SAID = ("failed", "frozen", "open", "connecting", "to come", "all back", "as meant", "stopped", "closed")
"""Each is counted once, but for the frozen, which are open too."""


class Tally:
    """How far all of them are. There may be thousands: a look is at those that are new, on their way, or in doubt."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        """The picture that is counted; another, when another moment is shown."""
        self.to_come = 0
        """Those that were asked for and have not begun."""
        self.begun = 0
        """How many had at most, in any picture: in the past fewer have, and they come no second time."""
        self.connected: set[int] = set()
        self.counts: dict[str, int] = {}
        self.begin()

    def begin(self) -> None:
        """Nobody of this picture was looked at."""
        self.counted = self.ledger
        self.known: dict[int, tuple[str, str]] = {}
        """Where each goes, and how it behaves,"""
        self.kinds: Counter[tuple[str, str]] = Counter()
        """and how many there are of each such kind."""
        self.on_their_way: set[int] = set()
        self.ended: dict[int, str] = {}
        """What came of each that is over."""
        self.in_doubt: set[int] = set()
        """Those of them that failed: it may turn out that somebody meant them to."""

    def take(self) -> None:
        """Count anew."""
        begun = max(self.begun, self.ledger.clients_begun)
        self.to_come, self.begun = max(0, self.to_come - (begun - self.begun)), begun
        if self.counted is not self.ledger:
            self.begin()
        self.meet(list(takewhile(lambda number: number not in self.known, reversed(self.ledger.clients))))
        self.judge()
        self.connected.update(filter(self.has_connected, self.on_their_way))
        self.on_their_way -= self.connected
        self.counts = {
            **Counter(self.ended.values()),
            "frozen": len(self.ledger.frozen),
            "open": len(self.connected),
            "connecting": len(self.on_their_way),
        }

    def meet(self, fresh: list[int]) -> None:
        """Take these in, and let go of those that are not kept any more."""
        clients = self.ledger.clients
        for number in fresh:
            kind = self.known[number] = clients[number].address, clients[number].behaviour
            self.kinds[kind] += 1
        if len(fresh) == len(clients):
            self.connected &= clients.keys()
        self.on_their_way.update(number for number in fresh if number not in self.connected)
        for number in self.known.keys() - clients.keys() if len(self.known) > len(clients) else ():
            self.kinds[self.known.pop(number)] -= 1
            self.ended.pop(number, None)
            for those in (self.on_their_way, self.connected, self.in_doubt):
                those.discard(number)

    def judge(self) -> None:
        """See what came of each that has ended since, and of those in doubt."""
        since = takewhile(lambda number: number not in self.ended, reversed(self.ledger.ended_clients))
        for number in {*since, *self.in_doubt}:
            client = self.ledger.clients[number]
            self.ended[number] = outcome(client, ended_by(client, self.ledger))
            self.connected.discard(number)
            self.on_their_way.discard(number)
            if client.error and self.ledger.connection_of(client) is not None:
                self.in_doubt.add(number)
            else:
                self.in_doubt.discard(number)

    @property
    def targets(self) -> bool:
        """Whether they go to several places."""
        return len({address for (address, _), many in self.kinds.items() if many and address}) > 1

    @property
    def behaviours(self) -> bool:
        """Whether any behaves in a way that is to be said."""
        return any(many and behaviour not in ("", WELL_BEHAVED) for (_, behaviour), many in self.kinds.items())

    def has_connected(self, number: int) -> bool:
        """Whether its connect went well, as far as it is known before it ends."""
        conn = self.ledger.connection_of(self.ledger.clients[number])
        return conn is not None and conn.state in (OPEN, PEER_DONE)

    @property
    def words(self) -> list[str]:
        """The same as a line's words, those for which there must be room first: what is wrong, then what goes on."""
        if not self.known and not self.to_come:
            return []
        counts = {**self.counts, "to come": self.to_come}
        return [f"{exact(counts[state])} {state}" for state in SAID if counts.get(state) or state == "open"]
