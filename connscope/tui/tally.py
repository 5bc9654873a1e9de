"""How far all of our own clients are: a launch of thousands at a glance. Pure: it knows the ledger, and no screen."""

from connscope.connections import Client
from connscope.ledger import Ledger
from connscope.states import OPEN, PEER_DONE
from connscope.tui.client_cells import WELL_BEHAVED, ended_by, outcome
from connscope.units import exact


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
        ended = [outcome(client, ended_by(client, self.ledger)) for client in clients.values() if client.ended_at]
        self.counts = {state: ended.count(state) for state in ("all back", "as meant", "failed", "stopped")}
        self.counts["frozen"] = sum(client.frozen for client in clients.values())
        self.targets = len({client.address for client in clients.values() if client.address}) > 1
        self.behaviours = bool({client.behaviour for client in clients.values()} - {"", WELL_BEHAVED})

    def has_connected(self, client: Client) -> bool:
        """Whether its connect went well. Of one that came and went unseen, its bytes tell."""
        if client.ended_at:
            return not client.error or client.sent + client.recv_total > 0
        conn = self.ledger.connection_of(client)
        return conn is not None and conn.state in (OPEN, PEER_DONE)

    @property
    def words(self) -> list[str]:
        """The same as a line's words, those for which there must be room first."""
        total = len(self.known) + self.to_come
        if not total:
            return []
        of = f" of {exact(total)}" if len(self.connected) < total else ""
        counted = [
            f"{exact(self.counts[state])} {state}"
            for state in ("all back", "as meant", "failed", "frozen", "stopped")
            if self.counts.get(state)
        ]
        return [f"{exact(len(self.connected))}{of} connected", *counted]
