"""The other side of most guests: plain sockets that wait, in threads, and compare every byte that comes back."""

import socket
import sys
import threading

SIZES = (1, 64, 1000, 4096, 65536, 3, 20000)
"""Of the messages of one connection, one after the other."""
CONNECTIONS = 6


def message(number, size):
    """Bytes that differ from those of other connections."""
    return (b"%d of connection " % number * size)[:size]


def exactly(sock, size):
    """So many bytes, or all until the end."""
    parts = []
    while size and (part := sock.recv(min(size, 50000))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def converse(port, number, wrap=None, sizes=SIZES):
    """One connection: send, and read it back; the bytes that were."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as plain, wrap(plain) if wrap else plain as sock:
        for size in sizes:
            sock.sendall(message(number, size))
            if exactly(sock, size) != message(number, size):
                raise ValueError(f"connection {number}: {size} bytes did not come back as they were sent")
    return sum(sizes)


class Clients:
    """Some connections at once, each in a thread."""

    def __init__(self, port, count=CONNECTIONS, talk=converse, **more):
        self.echoed = {}
        self.threads = [threading.Thread(target=self.run, args=(talk, port, n, more)) for n in range(count)]

    def run(self, talk, port, number, more):
        self.echoed[number] = talk(port, number, **more)

    def start(self):
        for thread in self.threads:
            thread.start()
        return self

    def join(self):
        """Wait for them, and tell."""
        for thread in self.threads:
            thread.join()
        print(f"{len(self.echoed)} of {len(self.threads)} connections, {sum(self.echoed.values())} bytes came back")
        if len(self.echoed) < len(self.threads):
            raise SystemExit(1)


if __name__ == "__main__":
    Clients(int(sys.argv[1])).start().join()
