"""The tutorial's server as a student copies it. It ends when as many connections have come and gone as it was told."""

import selectors
import socket
import sys
import types

sel = selectors.DefaultSelector()
closed = 0


def accept_wrapper(sock):
    conn, addr = sock.accept()  # Should be ready to read
    print("accepted connection from", addr)
    conn.setblocking(False)
    data = types.SimpleNamespace(addr=addr, inb=b"", outb=b"")
    events = selectors.EVENT_READ | selectors.EVENT_WRITE
    sel.register(conn, events, data=data)


def service_connection(key, mask):
    global closed
    sock = key.fileobj
    data = key.data
    if mask & selectors.EVENT_READ:
        recv_data = sock.recv(1024)  # Should be ready to read
        if recv_data:
            data.outb += recv_data
        else:
            print("closing connection to", data.addr)
            sel.unregister(sock)
            sock.close()
            closed += 1
            return
    if mask & selectors.EVENT_WRITE:  # noqa: SIM102 - as everyone knows it
        if data.outb:
            print("echoing", repr(data.outb), "to", data.addr)
            sent = sock.send(data.outb)  # Should be ready to write
            data.outb = data.outb[sent:]


host, port, expected = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
lsock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
lsock.bind((host, port))
lsock.listen()
print("Listening on", lsock.getsockname(), flush=True)
lsock.setblocking(False)
sel.register(lsock, selectors.EVENT_READ, data=None)

while closed < expected:
    events = sel.select(timeout=None)
    for key, mask in events:
        if key.data is None:
            accept_wrapper(key.fileobj)
        else:
            service_connection(key, mask)
sel.close()
lsock.close()
