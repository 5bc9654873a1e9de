"""An echo server whose `key.data` is what to call: a function, or a bound method."""

import selectors
from functools import partial

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


class Connection:
    def __init__(self, sel, sock):
        self.sel, self.sock, self.outb = sel, sock, b""
        self.sel.register(sock, READ, self.readable)

    def readable(self):
        data = self.sock.recv(1000)
        if data:
            self.outb += data
            self.sel.modify(self.sock, WRITE, self.writable)
        else:
            self.sel.unregister(self.sock)
            self.sock.close()

    def writable(self):
        self.outb = self.outb[self.sock.send(self.outb) :]
        if not self.outb:
            self.sel.modify(self.sock, READ, self.readable)


def accept(sel, lsock):
    conn, _ = lsock.accept()
    conn.setblocking(False)
    Connection(sel, conn)


def serve(lsock, sel):
    """Echo until nobody is left."""
    sel.register(lsock, READ, partial(accept, sel, lsock))
    while True:
        for key, _ in sel.select():
            key.data()
        if len(sel.get_map()) == 1 and key.fileobj is not lsock:
            return
