"""How far all of our own clients are: a launch of thousands at a glance. Pure: it knows the ledger, and no screen."""

from collections import Counter

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
        self.outcomes: dict[int, str] = {}
        """Of those of whom nothing more can come."""

    def take(self) -> None:
        """Count anew."""
        self.to_come = max(0, self.to_come - len(self.ledger.clients.keys() - self.known.keys()))
        if self.counted is not self.ledger:
            self.begin()
        self.meet()
        ended = self.judge()
        on_their_way = self.known.keys() - self.connected - ended.keys()
        self.connected = (self.connected & self.known.keys()) | set(filter(self.has_connected, on_their_way))
        opened = len(self.connected - ended.keys())
        self.counts = {
            **Counter(ended.values()),
            "frozen": len(self.ledger.frozen),
            "open": opened,
            "connecting": len(self.known) - len(ended) - opened,
        }

    def meet(self) -> None:
        """Take in who has come and who is not kept any more."""
        clients = self.ledger.clients
        for number in clients.keys() - self.known.keys():
            client = clients[number]
            self.known[number] = client.address, client.behaviour
            self.kinds[self.known[number]] += 1
        for number in self.known.keys() - clients.keys():
            self.kinds[self.known.pop(number)] -= 1
            self.outcomes.pop(number, None)

    def judge(self) -> dict[int, str]:
        """What came of each that has ended. Of one that failed it may turn out that somebody meant it to."""
        ended = {}
        for number in self.ledger.ended_clients.keys() - self.outcomes.keys():
            client = self.ledger.clients[number]
            ended[number] = outcome(client, ended_by(client, self.ledger))
            if not client.error or self.ledger.connection_of(client) is None:
                self.outcomes[number] = ended[number]
        return {**self.outcomes, **ended}

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
