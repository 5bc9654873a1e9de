"""The echo server as it should be: the tutorial's two functions, then what they were missing.

A plain selectors program: standard library only, and it does not know that it is watched.
"""

import contextlib
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
STOP = object()  # data of the socket that wakes the loop to end it

BACKLOG = 4096  # 8,000 clients at once are in within 1 s; with a backlog of 100, within 18 s
ACCEPTS_PER_LOOP = 64
ACCEPT_PAUSE_SECONDS = 0.1
BUFFER_SIZE = 256 * 1024
HIGH_WATER = 256 * 1024  # a peer that is owed this much is read no more,
LOW_WATER = 64 * 1024  # until no more than this is left

NewSocket = Callable[..., socket.socket]
Log = Callable[..., object]  # called as print is


def listen(host: str, port: int, *, new_socket: NewSocket = socket.socket, small_pipes: bool = False) -> socket.socket:
    """A non-blocking listening socket. What is set on it here, its connections inherit."""
    lsock = new_socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # where two servers could then share the port
            lsock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Urgent bytes stay in line. Set on a connection, it would be too late for those before accept().
        lsock.setsockopt(socket.SOL_SOCKET, socket.SO_OOBINLINE, 1)
        # An echo does not wait until the peer has acknowledged the one before, which takes up to 40 ms.
        lsock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for pipe in (socket.SO_SNDBUF, socket.SO_RCVBUF) if small_pipes else ():
            lsock.setsockopt(socket.SOL_SOCKET, pipe, 4096)
        lsock.bind((host, port))
        lsock.listen(BACKLOG)
        lsock.setblocking(False)
    except BaseException:
        lsock.close()
        raise
    return lsock


class EchoServer:
    """Echoes to every client of `lsock`, which it owns. What goes wrong on one connection stays there."""

    def __init__(
        self,
        lsock: socket.socket,
        *,
        sel: selectors.BaseSelector | None = None,
        clock: Callable[[], float] = time.monotonic,
        log: Log = print,
    ) -> None:
        self.lsock, self.clock, self.log = lsock, clock, log
        self.sel = selectors.DefaultSelector() if sel is None else sel
        self.buffer = memoryview(bytearray(BUFFER_SIZE))  # one for all: nothing stays in it
        self.short_of_room = False
        self.accept_again_at: float | None = None
        self.wakeup, self.waker = socket.socketpair()
        self.waker.setblocking(False)

    def accept_wrapper(self, sock: Any) -> None:
        """Take in those who wait, but not all at once: those who are in are waiting too."""
        for _ in range(ACCEPTS_PER_LOOP):
            try:
                conn, addr = sock.accept()
            except BlockingIOError:  # nobody waits any more
                self.short_of_room = False
                return
            except ConnectionAbortedError:  # gone before its turn
                continue
            except OSError as error:
                self.pause_accepting(error)
                return
            conn.setblocking(False)
            data = SimpleNamespace(addr=addr, outb=bytearray(), peer_done=False)
            self.sel.register(conn, READ, data=data)

    def service_connection(self, key: selectors.SelectorKey, mask: int) -> None:
        """Receive once and send once at most, so that a busy neighbour keeps nobody waiting."""
        sock: Any = key.fileobj
        data = key.data
        try:
            if mask & READ:
                count = sock.recv_into(self.buffer)
                if count:
                    self.echo(sock, data, self.buffer[:count])
                else:
                    data.peer_done = True
            if mask & WRITE:
                del data.outb[: send_what_fits(sock, data.outb)]
        except BlockingIOError:  # not ready after all
            return
        except OSError:  # a reset ends this connection, and nothing else
            self.close_connection(sock)
            return
        if data.outb or data.peer_done or key.events != READ:
            self.adjust_watch(key)

    def echo(self, sock: Any, data: Any, fresh: memoryview) -> None:
        """Send at once, if nothing is owed from before: to ask for WRITE first costs three calls more."""
        sent = 0 if data.outb else send_what_fits(sock, fresh)
        if sent < len(fresh):
            data.outb += fresh[sent:]

    def adjust_watch(self, key: selectors.SelectorKey) -> None:
        """Watch for what can be used: more makes the loop spin, less lets the peer wait for ever."""
        data, owed = key.data, len(key.data.outb)
        watch = key.events & READ
        if owed <= LOW_WATER:
            watch = READ
        if owed >= HIGH_WATER or data.peer_done:
            watch = 0
        if owed:
            watch |= WRITE
        if not watch:  # the peer is done, and has everything
            self.close_connection(key.fileobj)
        elif watch != key.events:
            self.sel.modify(key.fileobj, watch, data)

    def close_connection(self, sock: Any) -> None:
        """Unregister first: once closed, its descriptor may be another connection's."""
        self.sel.unregister(sock)
        sock.close()

    def pause_accepting(self, error: OSError) -> None:
        """Look away for a moment: with no descriptor free, a client that waits wakes every loop in vain."""
        if not self.short_of_room:  # say it once, not ten times a second
            self.log(f"accepting pauses: {error.strerror}")
        self.short_of_room = True
        self.sel.unregister(self.lsock)
        self.accept_again_at = self.clock() + ACCEPT_PAUSE_SECONDS

    def pause_left(self) -> float | None:
        """How long select() may sleep; None is for ever. A pause that is over ends here."""
        if self.accept_again_at is None:
            return None
        left = max(0.0, self.accept_again_at - self.clock())
        if not left:
            self.sel.register(self.lsock, READ, data=None)
            self.accept_again_at = None
        return left

    def serve(self) -> None:
        """Echo until `stop`; then, or after an error, close all that is open."""
        try:
            self.sel.register(self.lsock, READ, data=None)
            self.sel.register(self.wakeup, READ, data=STOP)
            while True:
                for key, mask in self.sel.select(self.pause_left()):
                    if key.data is None:
                        self.accept_wrapper(key.fileobj)
                    elif key.data is STOP:
                        return
                    else:
                        self.service_connection(key, mask)
        finally:
            sockets: set[Any] = {key.fileobj for key in self.sel.get_map().values()}
            self.sel.close()
            for sock in sockets | {self.lsock, self.wakeup, self.waker}:
                sock.close()

    def stop(self) -> None:
        """End `serve`, from any thread or signal handler, before, during or after it."""
        with contextlib.suppress(OSError):  # woken often enough, or ended
            self.waker.send(b"!")


def send_what_fits(sock: Any, owed: bytearray | memoryview) -> int:
    """How many bytes the kernel took. A full send buffer takes none, which is no error."""
    try:
        return int(sock.send(owed))
    except BlockingIOError:
        return 0


def main() -> int:
    """Serve alone, until Ctrl-C or SIGTERM: `python -m connscope.servers.echo [HOST [PORT]]`."""
    where = sys.argv[1:] + ["127.0.0.1", "65432"][len(sys.argv) - 1 :]
    try:
        host, port, *more = where
        if more:
            raise ValueError("HOST and PORT are all it takes")
        server = EchoServer(listen(host, int(port)))
    except (OSError, OverflowError, ValueError) as error:
        print(f"cannot listen on {' '.join(where)!a:.80}: {error}", file=sys.stderr)
        return 2
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: server.stop())
    print("listening on {}:{}".format(*server.lsock.getsockname()), flush=True)
    server.serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
