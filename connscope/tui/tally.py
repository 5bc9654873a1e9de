"""How far all of our own clients are: a launch of thousands at a glance. Pure: it knows the ledger, and no screen."""

from collections import Counter

from connscope.connections import Client
from connscope.ledger import Ledger
from connscope.states import OPEN, PEER_DONE
from connscope.tui.client_cells import WELL_BEHAVED, ended_by, outcome
from connscope.units import exact

SAID = ("failed", "frozen", "open", "connecting", "to come", "all back", "as meant", "stopped", "closed")
"""Each is counted once, but for the frozen, which are open too."""


class Tally:
    """How far all of them are. A socket is looked at only until it has connected: there may be thousands."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        """The picture that is counted; another, when another moment is shown."""
        self.known: set[int] = set()
        self.connected: set[int] = set()
        self.to_come = 0
        """Those that were asked for and have not begun."""
        self.counts: dict[str, int] = {}
        self.targets = self.behaviours = False

    def take(self) -> None:
        """Count anew."""
        clients = self.ledger.clients
        self.to_come = max(0, self.to_come - len(clients.keys() - self.known))
        self.known = set(clients)
        self.connected &= self.known
        self.connected |= {each for each in self.known - self.connected if self.has_connected(clients[each])}
        ended = {
            client.id: outcome(client, ended_by(client, self.ledger)) for client in clients.values() if client.ended_at
        }
        opened = len(self.connected - ended.keys())
        self.counts = {
            **Counter(ended.values()),
            "frozen": sum(client.frozen for client in clients.values()),
            "open": opened,
            "connecting": len(self.known) - len(ended) - opened,
        }
        self.targets = len({client.address for client in clients.values() if client.address}) > 1
        self.behaviours = bool({client.behaviour for client in clients.values()} - {"", WELL_BEHAVED})

    def has_connected(self, client: Client) -> bool:
        """Whether its connect went well, as far as it is known before it ends."""
        conn = None if client.ended_at else self.ledger.connection_of(client)
        return conn is not None and conn.state in (OPEN, PEER_DONE)

    @property
    def words(self) -> list[str]:
        """The same as a line's words, those for which there must be room first: what is wrong, then what goes on."""
        if not self.known and not self.to_come:
            return []
        counts = {**self.counts, "to come": self.to_come}
        return [f"{exact(counts[state])} {state}" for state in SAID if counts.get(state) or state == "open"]
