"""A student's echo server, for the screens that show somebody's own program."""

import selectors
import socket

sel = selectors.DefaultSelector()


def accept(lsock):
    conn, _ = lsock.accept()
    conn.setblocking(False)
    sel.register(conn, selectors.EVENT_READ, serve)


def serve(conn):
    data = conn.recv(1000)
    if data:
        conn.send(data)
    else:
        sel.unregister(conn)
        conn.close()


def main():
    lsock = socket.socket()
    lsock.bind(("127.0.0.1", 8000))
    lsock.listen()
    sel.register(lsock, selectors.EVENT_READ, accept)
    while True:
        for key, _ in sel.select():
            key.data(key.fileobj)


main()
