"""The main screen's chosen connection: one for all panes, be it chosen in the table, among clients, or by a command.

When it is drawn is in `panes.py`; this knows no time.
"""

from connscope.connections import Connection
from connscope.tui.screens.arranged import Arranged
from connscope.tui.widgets.clients import Clients
from connscope.tui.widgets.connections import Connections


class Choosing(Arranged):
    """Everything at once, about one connection."""

    looked_at = (0, 0, 0)
    """The chosen one, and what it had moved, when somebody looked behind it last."""

    def look_closer(self) -> None:
        """Have what is behind the chosen connection read when it has changed; of the others a length is enough."""
        conn = self.view.ledger.connections.get(self.view.chosen)
        if conn is None or conn.over or not self.session.has_more(conn):
            return
        moment = (conn.id, conn.bytes_in, conn.bytes_out)
        if moment != self.looked_at:
            self.looked_at = moment
            self.session.look(conn.id)

    def choose(self, conn_id: int) -> None:
        """Put the cursor on a connection, or on that of our client whose end it is."""
        conn = self.view.ledger.connections.get(conn_id)
        if conn is not None:
            self.point_at(self.view.ledger.partner(conn) or conn if conn.role == "connected" else conn)

    def point_at(self, end: Connection) -> None:
        """Choose it, and put the table's cursor there if it is in the table; whoever calls this draws what shows it."""
        self.view.chosen = end.id
        if end.id in self.connections.members:
            self.connections.choose(self.connections.rows.index(end.id))

    def on_connections_chosen(self, message: Connections.Chosen) -> None:
        """The other panes follow the cursor, if they have not gone there before it."""
        if message.conn != self.view.chosen:
            self.view.chosen = message.conn
            self.code.show()
            self.show_chosen()

    def on_clients_chosen(self, message: Clients.Chosen) -> None:
        """The table follows."""
        self.choose_client(message.client)

    def choose_client(self, number: int) -> bool:
        """Choose the server's end; where that is not ours, the client's own. Answers whether there is any."""
        ledger = self.view.ledger
        client = ledger.clients.get(number)
        conn = ledger.connection_of(client) if client is not None else None
        if conn is not None:
            self.point_at(ledger.partner(conn) or conn)
            self.show_chosen()
        return conn is not None

    def show_chosen(self) -> None:
        """Draw what is told of it; where the program is held on no connection, that is outb too."""
        self.detail.show()
        self.way.show()
        self.moment.update()

    def look_at(self, pane: str) -> None:
        """Where no conversation is chosen yet, who comes to the clients looks at that of the one under the cursor."""
        comes = pane == "clients" != self.pane
        super().look_at(pane)
        chosen = self.view.ledger.connections.get(self.view.chosen)
        if comes and (chosen is None or chosen.role == "listening"):
            self.choose_client(self.clients.chosen)
