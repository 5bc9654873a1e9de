"""The programs that are measured under the probe and without: `python tests/bench/guests.py NAME` prints its port."""

import asyncio
import selectors
import socket
import sys
from contextlib import suppress
from types import SimpleNamespace

BUFFER = 65536
READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


def serve_selectors() -> None:
    """The usual way with selectors: an outb for each connection, sent at once, the rest when it can be."""
    sel = selectors.DefaultSelector()
    lsock = socket.create_server(("127.0.0.1", 0), backlog=1000)
    lsock.setblocking(False)
    print(lsock.getsockname()[1], flush=True)
    sel.register(lsock, READ, None)
    while True:
        for key, mask in sel.select():
            if key.data is None:
                accept(sel, key.fileobj)
            else:
                serve(sel, key.fileobj, key.data, mask)


def accept(sel: selectors.BaseSelector, lsock: socket.socket) -> None:
    conn, address = lsock.accept()
    conn.setblocking(False)
    sel.register(conn, READ, SimpleNamespace(address=address, outb=b""))


def serve(sel: selectors.BaseSelector, sock: socket.socket, data: SimpleNamespace, mask: int) -> None:
    if mask & READ:
        received = sock.recv(BUFFER)
        if not received:
            sel.unregister(sock)
            sock.close()
            return
        data.outb += received
    if data.outb:
        with suppress(BlockingIOError):
            data.outb = data.outb[sock.send(data.outb) :]
        wanted = READ | WRITE if data.outb else READ
        if wanted != sel.get_key(sock).events:
            sel.modify(sock, wanted, data)


def serve_streams() -> None:
    """asyncio's streams."""
    asyncio.run(streams())


async def streams() -> None:
    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(BUFFER):
                writer.write(data)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(one, "127.0.0.1", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


SERVERS = {"selectors": serve_selectors, "streams": serve_streams}

if __name__ == "__main__":
    SERVERS[sys.argv[1]]()
