"""Our own test clients in a process of their own: where descriptors are few, each process has as many again.

Wishes go to it as lines of JSON, facts come back likewise; whoever drains it cannot tell it from a thread. The other
end of both pipes is this same file, run as a program. It ends when nobody holds the pipes any more.
"""

import os
import subprocess
import sys
import threading
import time
from collections import deque
from contextlib import suppress
from itertools import count
from pathlib import Path

import msgspec

from connscope import events as ev
from connscope.clients.plans import Addresses
from connscope.descriptors import allow_many
from connscope.events import NOWHERE, OURS_FROM, UNKNOWN, ConnId, Fact
from connscope.sources.clients import ClientSource
from connscope.text import visible
from connscope.wishes import LaunchClients, Wish
from connscope.wishes import decoder as wish_decoder

IDS_EACH = 1 << 40
IDS_FROM = OURS_FROM + IDS_EACH
"""The sockets of the first such process are numbered from here on, those of the second from so many more: none has the
number of one in another process."""
HERE = str(Path(__file__).parents[2])

DRAIN_SECONDS = 0.05
STOP_SECONDS = 1.0
ENOUGH = 50_000
"""Facts that nobody has taken yet; then the process has to wait, and its probe leaves out and counts."""


class OutsideSource:
    """The process, seen from here."""

    name = "clients outside"
    generations = count(1)

    def __init__(self) -> None:
        self.facts: deque[Fact] = deque()
        self.taken = threading.Event()
        self.asked: set[int] = set()
        """Clients that are to begin,"""
        self.open: set[int] = set()
        """those that have and are not over,"""
        self.sockets: set[ConnId] = set()
        """and what they hold open."""
        self.stopping = False
        self.process = subprocess.Popen(
            # -P: a student's own socket.py in the current folder is not the library's.
            [sys.executable, "-P", "-m", __name__, str(OURS_FROM + next(self.generations) * IDS_EACH)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl-C at the terminal is ours, and not its
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (HERE, os.environ.get("PYTHONPATH"))))},
        )
        self.reader = threading.Thread(target=self.read, name="connscope clients outside", daemon=True)
        self.reader.start()

    @property
    def to_come(self) -> int:
        """Clients that were asked for and have not begun."""
        return len(self.asked)

    def launch(self, wish: LaunchClients, _: Addresses) -> None:
        """Have them started there, where the host is resolved anew."""
        self.do(wish)

    def do(self, wish: Wish) -> None:
        """Have it done soon; if the process has ended, never."""
        assert self.process.stdin is not None
        if isinstance(wish, LaunchClients):
            self.asked |= set(range(wish.first, wish.first + wish.num_conns))
        with suppress(OSError, ValueError):  # broken, or closed already
            self.process.stdin.write(msgspec.json.encode(wish) + b"\n")
            self.process.stdin.flush()

    def read(self) -> None:
        """The life of the thread that takes in what the process tells."""
        assert self.process.stdout is not None
        as_fact = ev.decoder().decode
        with self.process.stdout as lines, suppress(msgspec.DecodeError):  # it may be killed in the middle of a line
            for line in lines:
                self.take_in(as_fact(line))
        if not self.stopping:
            self.mourn()

    def take_in(self, fact: Fact) -> None:
        """Keep a fact for the next drain, and who is there."""
        self.facts.append(fact)
        match fact:
            case ev.ClientBegan():
                self.asked.discard(fact.client)
                self.open.add(fact.client)
            case ev.ClientEnded():
                self.asked.discard(fact.client)
                self.open.discard(fact.client)
            case ev.Opened():
                self.sockets.add(fact.conn)
            case ev.Closed():
                self.sockets.discard(fact.conn)
        if len(self.facts) > ENOUGH:
            self.taken.clear()
            self.taken.wait(STOP_SECONDS)

    def mourn(self) -> None:
        """Tell that the process has ended unasked, and with it its sockets and its clients, also those to come."""
        now, code = time.monotonic_ns(), self.process.wait()
        why = f"its process was ended by signal {-code}" if code < 0 else f"its process ended with code {code}"
        self.facts += [ev.Closed(now, conn, 0, NOWHERE, UNKNOWN, True) for conn in sorted(self.sockets)]
        self.facts += [ev.ClientEnded(now, client, "", UNKNOWN, 0, 0, why) for client in sorted(self.open | self.asked)]
        self.facts.append(ev.Ended(now, self.name, why))
        self.asked, self.open, self.sockets = set(), set(), set()
        assert self.process.stdin is not None
        with suppress(OSError):
            self.process.stdin.close()

    def drain(self) -> list[Fact]:
        """All facts since the last time."""
        facts = [self.facts.popleft() for _ in range(len(self.facts))]
        self.taken.set()
        return facts

    def stop(self) -> None:
        """Close its pipe, which ends it; what does not end within a second is killed."""
        assert self.process.stdin is not None
        self.stopping = True
        with suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.taken.set()
        self.reader.join(STOP_SECONDS)


def main() -> None:
    """The process: do what the lines wish, tell what happens, until they end."""
    allow_many()
    source = ClientSource("clients outside", count(int(sys.argv[1])))
    ended = threading.Event()
    threading.Thread(target=listen, args=(source, ended), daemon=True).start()
    with suppress(BrokenPipeError):
        while not ended.wait(DRAIN_SECONDS):
            tell(source.drain())
        source.stop()
        tell(source.drain())


def listen(source: ClientSource, ended: threading.Event) -> None:
    """Do what the lines wish."""
    as_wish = wish_decoder().decode
    try:
        for line in sys.stdin.buffer:
            try:
                source.do(as_wish(line))
            except (OSError, ValueError, KeyError) as error:
                source.news.append(ev.Printed(time.monotonic_ns(), visible(str(error), 160)))
    finally:
        ended.set()


def tell(facts: list[Fact]) -> None:
    """Write them, a line each."""
    rest = memoryview(b"".join(msgspec.json.encode(fact) + b"\n" for fact in facts))
    while rest:
        rest = rest[os.write(1, rest) :]


if __name__ == "__main__":
    main()
