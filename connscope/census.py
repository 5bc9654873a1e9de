"""The census: what is counted while connections and clients come, go and change, so that nobody looks at all of them.

Whoever changes a role or says whether there is room does it here. Each count says what a look at all would find.
"""

from connscope.connections import Connection
from connscope.events import ConnId
from connscope.paged import Paged


class Census:
    """What holds of which, by id or number."""

    def __init__(self) -> None:
        self.turnover = 0
        """Moves when one comes or goes, begins or ends, or turns out to be another: until then lists of them hold."""
        self.closed: dict[ConnId, None] = {}
        """Those that are over and still kept, oldest first."""
        self.served: dict[ConnId, None] = {}
        """Those that came in."""
        self.full: dict[ConnId, None] = {}
        """Those whose kernel has no room."""
        self.clients_begun = 0
        """So many of our own clients were ever told of."""
        self.frozen: dict[int, None] = {}
        """Of our own clients those that do not read,"""
        self.ended_clients: Paged[int, None] = Paged()
        """those that have ended, the first to end first,"""
        self.clients_at: Paged[str, int] = Paged()
        """and the last at each own address."""

    def take_role(self, conn: Connection, role: str) -> None:
        """Say what it is."""
        conn.role = role
        self.turnover += 1
        if role == "accepted":
            self.served[conn.id] = None
        else:
            self.served.pop(conn.id, None)

    def fill(self, conn: Connection, full: bool) -> None:
        """Say whether its kernel has no room."""
        conn.full = full
        if full:
            self.full[conn.id] = None
        else:
            self.full.pop(conn.id, None)

    def strike(self, conn_id: ConnId) -> None:
        """It is not kept any more."""
        self.turnover += 1
        for those in (self.closed, self.served, self.full):
            those.pop(conn_id, None)
