"""Stands in for the echo server's source where the code pane is pictured: so short, and so old, that pictures last."""

import selectors

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


def accept_wrapper(sel, lsock):
    """Take one client in."""
    sock, _ = lsock.accept()
    sock.setblocking(False)
    sel.register(sock, READ, data=bytearray())


def service_connection(sel, key, mask):
    """Receive what has come, send what is owed."""
    sock, outb = key.fileobj, key.data
    if mask & READ:
        received = sock.recv(4096)
        if not received:
            close_connection(sel, sock)
            return
        outb += received
    if outb:
        sent = sock.send(outb)
        del outb[:sent]
    sel.modify(sock, READ | WRITE if outb else READ, outb)


def close_connection(sel, sock):
    """Unregister first."""
    sel.unregister(sock)
    sock.close()


def serve(sel, lsock):
    """Echo for ever."""
    sel.register(lsock, READ)
    while True:
        for key, mask in sel.select():
            if key.data is None:
                accept_wrapper(sel, key.fileobj)
            else:
                service_connection(sel, key, mask)
