"""Full load on an echo server: connections that each have a message under way all the time.

It runs in a process of its own, so that nobody who looks at the server has to share a processor's time slice with it:
`python -m tests.faults.load PORT CONNECTIONS SIZE`. Each line on its stdin is answered by one on its stdout; the line
"rest" lets every message come home first, "again" has each connection that rests say one more. The end of its stdin is
its end, and so is that of its server: of what it was to answer then nothing can come.
"""

import os
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

from connscope.descriptors import allow_many
from tests.faults.peers import Address, connect


class Tally(NamedTuple):
    """How many messages had come home at a moment of the monotonic clock."""

    at: float
    last: float
    """When the last of them came, which of a server that stands still is when it stopped."""
    of_each: list[int]
    """By connection, in the order in which they connected."""

    @property
    def messages(self) -> int:
        return sum(self.of_each)

    def per_second_since(self, before: "Tally") -> float:
        return (self.messages - before.messages) / (self.at - before.at)


class Load:
    """That process, seen from outside. Asked when its server has gone it raises ConnectionError."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.ports = [int(port) for port in self.answer().split()]
        """The clients' ends, in the order in which they connected."""

    def so_far(self) -> Tally:
        """What has come home by now."""
        return self.told("how many?")

    def rest(self) -> Tally:
        """Everything that was ever sent has come home, and no more is sent."""
        return self.told("rest")

    def again(self) -> Tally:
        """Each that rests has said one more message, and it has come home."""
        return self.told("again")

    def told(self, what: str) -> Tally:
        assert self.process.stdin
        # Past its buffer: what is kept there would break whoever closes the pipe.
        os.write(self.process.stdin.fileno(), f"{what}\n".encode())
        at, last, *of_each = self.answer().split()
        return Tally(float(at), float(last), [int(messages) for messages in of_each])

    def answer(self) -> str:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise ConnectionError("the load has ended: its server has gone")
        return line


@contextmanager
def loaded(address: Address, *, connections: int, size: int = 64) -> Iterator[Load]:
    """The server at its limit."""
    words = [str(word) for word in (address[1], connections, size)]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.load", *words],
        cwd=Path(__file__).parents[2], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        try:
            yield Load(process)
        finally:
            process.kill()


class Senders:
    """The process from inside."""

    def __init__(self, port: int, connections: int, size: int) -> None:
        self.sel = selectors.DefaultSelector()
        self.message = b"Message 1 from client.".ljust(size, b".")
        self.resting = False
        self.last = time.monotonic()
        self.sel.register(sys.stdin, selectors.EVENT_READ)
        self.peers = [connect(("127.0.0.1", port)) for _ in range(connections)]
        self.away = connections
        """Messages that are under way."""
        self.states = [SimpleNamespace(left=size, home=0) for _ in self.peers]

    def begin(self) -> None:
        print(*(peer.getsockname()[1] for peer in self.peers), flush=True)
        for peer, state in zip(self.peers, self.states, strict=True):
            peer.sendall(self.message)
            self.sel.register(peer, selectors.EVENT_READ, state)

    def send_for_ever(self) -> None:
        """Each message that has come home is followed by the next, until the server has gone."""
        with suppress(ConnectionError):
            while True:
                for key, _ in self.sel.select():
                    if key.data is None:
                        self.asked(sys.stdin.readline())
                    else:
                        self.served(key.fileobj, key.data)

    def served(self, peer: socket.socket, state: SimpleNamespace) -> None:
        data = peer.recv(state.left)
        if not data:
            raise ConnectionError
        state.left -= len(data)
        if state.left:
            return
        state.home += 1
        self.last = time.monotonic()
        if self.resting:
            self.away -= 1
            self.tell_when_home()
            return
        state.left = len(self.message)
        peer.sendall(self.message)

    def asked(self, what: str) -> None:
        if not what:
            sys.exit()
        self.resting = self.resting or what == "rest\n"
        if what == "again\n":
            self.say_one_more()
        self.tell_when_home()

    def say_one_more(self) -> None:
        self.away = len(self.peers)
        for peer, state in zip(self.peers, self.states, strict=True):
            state.left = len(self.message)
            peer.sendall(self.message)

    def tell_when_home(self) -> None:
        if not (self.resting and self.away):
            print(time.monotonic(), self.last, *(state.home for state in self.states), flush=True)


if __name__ == "__main__":
    allow_many()
    senders = Senders(*map(int, sys.argv[1:]))
    senders.begin()
    senders.send_for_ever()
