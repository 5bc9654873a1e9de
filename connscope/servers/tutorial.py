"""The famous multi-connection echo server, faults included, so that they can be watched.

A plain selectors program: standard library only, and it does not know that it is watched. Its faults, measured:

- it watches WRITE for life: with one idle client the loop spins, 500,000 times a second, and takes 90 % of a core;
- no call expects an error: one reset ends the server, and every other connection with it;
- a peer that half-closes is closed at once: what `outb` still holds is lost behind a clean end of stream, 5 MiB of
  the 8 that a peer sent before it read; or, with room to send just then, it is sent on the closed socket, which
  ends the server;
- `outb` has no bound, and each KiB that comes copies all of it: a peer that sends and never reads fills the memory.

`echo` has none of them.
"""

import selectors
import signal
import socket
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

NewSocket = Callable[..., socket.socket]
Log = Callable[..., object]  # called as print is


def listen(host: str, port: int, *, new_socket: NewSocket = socket.socket, small_pipes: bool = False) -> socket.socket:
    """Unlike the original it reuses the address, so that a restart finds its port free."""
    lsock = new_socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # where two servers could then share the port
            lsock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        for pipe in (socket.SO_SNDBUF, socket.SO_RCVBUF) if small_pipes else ():
            lsock.setsockopt(socket.SOL_SOCKET, pipe, 4096)
        lsock.bind((host, port))
        lsock.listen()
        lsock.setblocking(False)
    except BaseException:
        lsock.close()
        raise
    return lsock


def accept_wrapper(sel: selectors.BaseSelector, sock: Any, log: Log) -> None:
    """Take one client in, and watch it for READ and WRITE until it is closed."""
    conn, addr = sock.accept()
    log("accepted connection from", addr)
    conn.setblocking(False)
    data = SimpleNamespace(addr=addr, inb=b"", outb=b"")
    sel.register(conn, selectors.EVENT_READ | selectors.EVENT_WRITE, data=data)


def service_connection(sel: selectors.BaseSelector, key: selectors.SelectorKey, mask: int, log: Log) -> None:
    """Receive what has come, send what is owed."""
    sock: Any = key.fileobj
    data = key.data
    if mask & selectors.EVENT_READ:
        recv_data = sock.recv(1024)
        if recv_data:
            data.outb += recv_data
        else:
            log("closing connection to", data.addr)
            sel.unregister(sock)
            sock.close()
    if mask & selectors.EVENT_WRITE:  # noqa: SIM102 - as everyone knows it
        if data.outb:
            log("echoing", repr(data.outb), "to", data.addr)
            sent = sock.send(data.outb)
            data.outb = data.outb[sent:]


def serve(lsock: socket.socket, *, sel: selectors.BaseSelector | None = None, log: Log = print) -> None:
    """Echo until KeyboardInterrupt or the first error. `lsock` is closed then, and so are the connections.

    The original leaves that to the end of its process, which a thread that is to serve again cannot.
    """
    sel = selectors.DefaultSelector() if sel is None else sel
    sel.register(lsock, selectors.EVENT_READ, data=None)
    try:
        while True:
            events = sel.select(timeout=None)
            for key, mask in events:
                if key.data is None:
                    accept_wrapper(sel, key.fileobj, log)
                else:
                    service_connection(sel, key, mask, log)
    except KeyboardInterrupt:
        log("interrupted, exiting")
    finally:
        sockets: list[Any] = [key.fileobj for key in sel.get_map().values()]
        sel.close()
        for sock in sockets:
            sock.close()


def main() -> int:
    """Serve alone, until Ctrl-C or SIGTERM: `python -m connscope.servers.tutorial [HOST [PORT]]`."""
    where = sys.argv[1:] + ["127.0.0.1", "65432"][len(sys.argv) - 1 :]
    try:
        host, port, *more = where
        if more:
            raise ValueError("HOST and PORT are all it takes")
        lsock = listen(host, int(port))
    except (OSError, OverflowError, ValueError) as error:
        print(f"cannot listen on {' '.join(where)!a:.80}: {error}", file=sys.stderr)
        return 2
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    print("listening on {}:{}".format(*lsock.getsockname()), flush=True)
    serve(lsock)
    return 0


if __name__ == "__main__":
    sys.exit(main())
