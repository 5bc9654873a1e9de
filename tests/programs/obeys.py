"""Does what it is told on its standard input, a line of Python each, and says what came of it.

`one` and `other` are the two ends of a connection, `sel` is a selector, `start` runs functions in threads.
"""

import os  # noqa: F401 - for whoever tells it what to do
import selectors
import signal  # noqa: F401
import socket
import sys
import threading
import time  # noqa: F401
from types import SimpleNamespace


def several(sock):
    sock.send(b"one")
    sock.send(b"two")
    sock.send(b"three")


def start(*scripts, daemon=False):
    """Run them in threads of their own; answers these."""
    threads = [threading.Thread(target=script, daemon=daemon) for script in scripts]
    for thread in threads:
        thread.start()
    return threads


def connected():
    """Both ends of a connection, and the listening socket."""
    lsock = socket.create_server(("127.0.0.1", 0))
    one = socket.create_connection(lsock.getsockname())
    return one, lsock.accept()[0], lsock


def main():
    one, other, lsock = connected()
    sel = selectors.DefaultSelector()
    names = {**globals(), "one": one, "other": other, "lsock": lsock, "sel": sel, "data": SimpleNamespace(outb=b"")}
    print("ready", flush=True)
    for line in sys.stdin:
        try:
            exec(line, names)
        except BaseException as error:
            print(type(error).__name__, flush=True)
        else:
            print("done", flush=True)


if __name__ == "__main__":
    main()
