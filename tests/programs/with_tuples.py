"""An echo server whose `key.data` is a tuple: what to call, and what is owed."""

import selectors

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


def accept(sel, key, mask):
    conn, _ = key.fileobj.accept()
    conn.setblocking(False)
    sel.register(conn, READ, (echo, bytearray()))


def echo(sel, key, mask):
    _, outb = key.data
    if mask & READ:
        data = key.fileobj.recv(1000)
        if not data:
            sel.unregister(key.fileobj)
            key.fileobj.close()
            return
        outb += data
    if mask & WRITE:
        del outb[: key.fileobj.send(outb)]
    sel.modify(key.fileobj, READ | WRITE if outb else READ, (echo, outb))


def serve(lsock, sel):
    """Echo until nobody is left."""
    sel.register(lsock, READ, (accept, None))
    while True:
        for key, mask in sel.select():
            key.data[0](sel, key, mask)
        if len(sel.get_map()) == 1 and key.fileobj is not lsock:
            return
