"""A selectors echo server and its client in one, as plain as can be: five words there and back, then the end."""

import selectors
import socket
import threading
from types import SimpleNamespace


def talk(address):
    with socket.create_connection(address) as client:
        for _ in range(5):
            client.sendall(b"hello")
            client.recv(100)


def serve(lsock, sel):
    while True:
        for key, _ in sel.select():
            if key.data is None:
                conn, _ = lsock.accept()
                conn.setblocking(False)
                sel.register(conn, selectors.EVENT_READ, SimpleNamespace(outb=b""))
            elif data := key.fileobj.recv(100):
                key.fileobj.send(data)
            else:
                sel.unregister(key.fileobj)
                key.fileobj.close()
                return


def main():
    with socket.create_server(("127.0.0.1", 0)) as lsock, selectors.DefaultSelector() as sel:
        lsock.setblocking(False)
        sel.register(lsock, selectors.EVENT_READ, None)
        client = threading.Thread(target=talk, args=(lsock.getsockname(),))
        client.start()
        serve(lsock, sel)
        client.join()
    print("done")


if __name__ == "__main__":
    main()
