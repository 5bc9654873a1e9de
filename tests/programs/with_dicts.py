"""An echo server whose `key.data` is a dict, and that asks for WRITE only when it has to."""

import selectors

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


def serve(lsock, sel):
    """Echo until nobody is left."""
    sel.register(lsock, READ)
    while True:
        for key, mask in sel.select():
            sock, data = key.fileobj, key.data
            if data is None:
                conn, address = sock.accept()
                conn.setblocking(False)
                sel.register(conn, READ, {"address": address, "outb": bytearray()})
            elif mask & READ:
                received = sock.recv(1000)
                if not received:
                    sel.unregister(sock)
                    sock.close()
                    return
                data["outb"] += received
                del data["outb"][: sock.send(data["outb"])]
