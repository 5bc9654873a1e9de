"""An echo server whose `key.data` is an object made by `make`, which keeps what is owed in its own way."""

import selectors
from dataclasses import dataclass

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


class Plain:
    """Everybody's class."""

    def __init__(self):
        self.outb = b""


@dataclass
class Data:
    """A dataclass."""

    outb: bytes = b""


class Slotted:
    """No `__dict__`."""

    __slots__ = ("outb",)

    def __init__(self):
        self.outb = b""


class Guarded:
    """A property, which counts who looks."""

    looks = 0

    def __init__(self):
        self.owed = b""

    @property
    def outb(self):
        Guarded.looks += 1
        return self.owed

    @outb.setter
    def outb(self, value):
        self.owed = value


class Mapping(dict):
    """A dict that can be asked for attributes, and counts who asks."""

    looks = 0

    def __init__(self):
        super().__init__(owed=b"")

    def __getattr__(self, name):
        Mapping.looks += 1
        return self["owed"]

    def __setattr__(self, name, value):
        self["owed"] = value


def accept(sel, lsock, make):
    conn, _ = lsock.accept()
    conn.setblocking(False)
    sel.register(conn, READ, make())


def service(sel, sock, data, mask):
    if mask & READ:
        received = sock.recv(1000)
        if not received:
            sel.unregister(sock)
            sock.close()
            return
        data.outb = data.outb + received
        sel.modify(sock, WRITE, data)
    if mask & WRITE:
        owed = data.outb
        data.outb = owed[sock.send(owed) :]
        sel.modify(sock, READ, data)


def serve(lsock, sel, make):
    """Echo until nobody is left."""
    sel.register(lsock, READ, None)
    while True:
        for key, mask in sel.select():
            if key.data is None:
                accept(sel, lsock, make)
            else:
                service(sel, key.fileobj, key.data, mask)
        if len(sel.get_map()) == 1 and key.fileobj is not lsock:
            return
