"""Our own test clients as a source: one loop in a thread for any number of connections."""

from contextlib import ExitStack
from typing import Any

from connscope.clients.multiconn import MultiConn
from connscope.sources.thread import ThreadSource


class ClientSource(ThreadSource):
    """Clients that are launched while the loop runs."""

    def __init__(self) -> None:
        super().__init__("clients")
        with ExitStack() as undo:
            undo.callback(self.selector.close)
            # What it prints, its calls say too.
            self.clients = MultiConn(sel=self.selector, new_socket=self.new_socket, log=lambda *_: None)
            undo.callback(self.clients.close)
            self.run(lambda: self.clients.run(forever=True), stop=self.clients.stop)
            undo.pop_all()

    def launch(self, host: str, port: int, num_conns: int, **options: Any) -> None:
        """Start so many connections; the options are those of `MultiConn.start_connections`."""
        self.clients.launch(host, port, num_conns, **options)
