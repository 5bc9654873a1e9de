"""Our end of a connection: how it comes about, address by address, what it is watched for, and how it is let go of.

What every client needs and the famous one left out. It must know neither a loop nor what is said.
"""

import errno
import os
import selectors
import socket
from collections.abc import Callable
from typing import Any

from .options import set_option
from .plans import Addresses, spelled

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
UNDER_WAY = (0, errno.EINPROGRESS, errno.EWOULDBLOCK)  # Windows says the last one
SMALL_PIPE = 4096


class Endpoint:
    """A socket, and what is known of it."""

    def __init__(self, connid: int, addresses: Addresses, small_pipes: bool) -> None:
        self.connid = connid
        self.addresses, self.peer = list(addresses), ()
        """Those that were not tried yet, and the last that was."""
        self.small_pipes = small_pipes
        self.sock: Any = None
        self.watched = 0
        self.own = self.address = ""
        """Our own address, as soon as there is one; and the same once the connection is there."""

    def connect(self, new_socket: Callable[[int, int], Any], begun: Callable[[], object]) -> None:
        """Ask for a connection to the next address; `begun` is called when it was asked for. Raises `OSError`."""
        family, self.peer = self.addresses.pop(0)
        self.sock = new_socket(family, socket.SOCK_STREAM)
        self.sock.setblocking(False)
        if self.small_pipes:
            set_option(self.sock, "SNDBUF", SMALL_PIPE)
            set_option(self.sock, "RCVBUF", SMALL_PIPE)
        code = self.sock.connect_ex(self.peer)
        self.own = spelled(self.sock.getsockname())
        begun()
        if code not in UNDER_WAY:
            raise OSError(code, os.strerror(code))

    def arrive(self) -> None:
        """Whether the connect went well: raises `OSError` if not; else it has an address from now on."""
        if error := self.error():  # a socket turns ready either way; only SO_ERROR tells
            raise error
        own = self.sock.getsockname()
        # Where nobody listens, our own port may be drawn to be that one: TCP meets itself, and echoes well.
        if own[:2] == self.peer[:2]:
            raise ConnectionRefusedError("connection refused")
        self.own = self.address = spelled(own)

    def error(self) -> OSError | None:
        """What its socket has met since this was asked last, if anything."""
        code = self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        return OSError(code, os.strerror(code)) if code else None

    def may_try_on(self) -> bool:
        """Whether another address is left: a name may have several (::1 and 127.0.0.1), and a server listen on one."""
        return bool(self.addresses) and not self.address

    def watch(self, sel: selectors.BaseSelector, events: int) -> None:
        """Have it watched for these. To watch for what cannot be used makes the loop spin."""
        if events and not self.watched:
            sel.register(self.sock, events, data=self)
        elif events and events != self.watched:
            sel.modify(self.sock, events, data=self)
        elif self.watched and not events:
            sel.unregister(self.sock)
        self.watched = events

    def let_go(self, sel: selectors.BaseSelector) -> None:
        """Close its socket, if it has one."""
        self.watch(sel, 0)
        if self.sock:
            self.sock.close()
        self.sock = None
