"""Our own test clients in a process of their own: many take neither the screen's time nor this process's descriptors.

Wishes go to it as lines of JSON, facts come back likewise; whoever drains it cannot tell it from a thread. What runs
there is in `sparing.py`; the other end of both pipes is this same file, run as a program. It ends when nobody holds the
pipes any more.
"""

import fcntl
import gc
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path

import msgspec

from connscope import events as ev
from connscope.clients.plans import Addresses
from connscope.descriptors import allow_many
from connscope.events import NOWHERE, OURS_FROM, UNKNOWN, ConnId, Fact
from connscope.sources.ear import Ear
from connscope.sources.sparing import SparingClients
from connscope.text import visible
from connscope.wishes import ClientWish, LaunchClients, Wish
from connscope.wishes import decoder as wish_decoder

IDS_EACH = 1 << 40
IDS_FROM = OURS_FROM + IDS_EACH
"""The sockets of the first such process are numbered from here on, those of the second from so many more: none has the
number of one in another process."""
HERE = str(Path(__file__).parents[2])

DRAIN_SECONDS = 0.05
CYCLES_EVERY = 50_000
"""Python looks for cycles there once in so many new objects. Its usual 700 are a few connections, which are in none."""

STOP_SECONDS = 1.0
PIPE = 1 << 20
"""Bytes that a pipe holds if the system allows it, and that are taken out of it at once: when it is full the process
has to wait, and its probe leaves out and counts."""


class OutsideSource:
    """The process, seen from here."""

    name = "clients outside"
    generations = count(1)

    def __init__(self) -> None:
        self.asked: set[int] = set()
        """Clients that are to begin,"""
        self.open: set[int] = set()
        """those that have and are not over,"""
        self.sockets: set[ConnId] = set()
        """and what they hold open."""
        self.over = False
        """Whether nothing more comes from there."""
        self.last: list[Fact] = []
        """What is still to be told then."""
        self.process = subprocess.Popen(
            # -P: a student's own socket.py in the current folder is not the library's.
            [sys.executable, "-P", "-m", __name__, str(OURS_FROM + next(self.generations) * IDS_EACH)],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl-C at the terminal is ours, and not its
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (HERE, os.environ.get("PYTHONPATH"))))},
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.into, self.out = self.process.stdin, self.process.stdout
        for pipe in (self.into, self.out):
            os.set_blocking(pipe.fileno(), False)
            widen(pipe.fileno())
        self.ear: Ear | None = None
        """Whoever hears that something comes from there; nobody until that is wanted."""
        self.telling = threading.Lock()
        self.untold = bytearray()
        """Wishes that the pipe has not taken yet."""
        self.rest = b""
        """The beginning of a line whose end has not come."""

    @property
    def to_come(self) -> int:
        """Clients that were asked for and have not begun."""
        return len(self.asked)

    @property
    def running(self) -> bool:
        """Whether it can be wished of anything."""
        return not self.over and self.process.poll() is None

    def launch(self, wish: LaunchClients, _: Addresses) -> None:
        """Have them started there, where the host is resolved anew."""
        self.do(wish)

    def do(self, wish: Wish) -> None:
        """Have it done soon; if the process has ended, never."""
        if isinstance(wish, LaunchClients):
            self.asked |= set(range(wish.first, wish.first + wish.num_conns))
        with self.telling:
            self.untold += msgspec.json.encode(wish) + b"\n"
        if not isinstance(wish, ClientWish):  # which may be one of thousands: they go together
            self.tell()

    def tell(self) -> None:
        """Hand on as many wishes as the pipe takes."""
        with self.telling:
            if not self.untold:
                return
            try:
                taken = self.into.write(bytes(self.untold[:PIPE])) or 0
            except (OSError, ValueError):  # broken, or closed already
                taken = len(self.untold)
            del self.untold[:taken]

    # What comes back.

    def wake_once(self, wake: Callable[[], None]) -> bool:
        """Have this called when something comes; answers whether nothing is on its way there."""
        if not self.over:
            self.ear = self.ear or Ear(self.out.fileno())
            self.ear.call_once(wake)
        return self.over or not self.untold

    def drain(self) -> list[Fact]:
        """All facts since the last time, as far as they have come."""
        if self.over:
            last, self.last = self.last, []
            return last
        self.tell()
        facts = self.read()
        for fact in facts:
            self.keep_in_mind(fact)
        return facts + self.mourning() if self.over else facts

    def read(self) -> list[Fact]:
        """What the pipe holds."""
        try:
            data = os.read(self.out.fileno(), PIPE)
            self.over = not data
            lines, newline, self.rest = (self.rest + data).rpartition(b"\n")
            return ev.decoder().decode_lines(lines + newline)
        except BlockingIOError:
            return []
        except (OSError, msgspec.DecodeError):  # nobody but us writes there
            self.over = True
            return []

    def keep_in_mind(self, fact: Fact) -> None:
        """Who is there."""
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

    def mourning(self) -> list[Fact]:
        """That the process has ended unasked, and with it its sockets and its clients, also those to come."""
        code = self.bury()
        now = time.monotonic_ns()
        why = f"its process was ended by signal {-code}" if code < 0 else f"its process ended with code {code}"
        facts: list[Fact] = [ev.Closed(now, conn, 0, NOWHERE, UNKNOWN, True) for conn in sorted(self.sockets)]
        facts += [ev.ClientEnded(now, client, "", UNKNOWN, 0, 0, why) for client in sorted(self.open | self.asked)]
        self.asked, self.open, self.sockets = set(), set(), set()
        return [*facts, ev.Ended(now, self.name, why)]

    def stop(self) -> None:
        """Close its pipes, which ends it; what does not end within a second is killed. Its end is told, and no more."""
        if not self.over:
            self.last.append(ev.Ended(time.monotonic_ns(), self.name, ""))
        self.over = True
        self.bury(STOP_SECONDS)

    def bury(self, seconds: float = 0.0) -> int:
        """Leave nothing of it; one that still lives has so long to end. Answers its exit code."""
        if self.ear is not None:
            self.ear.close()
            self.ear = None
        with suppress(OSError):
            self.into.close()
        self.out.close()
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


def widen(pipe: int) -> None:
    """Have a pipe hold more, where the system allows it."""
    with suppress(OSError, AttributeError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE)


# From here on it is the process.


def main() -> None:
    """Do what the lines wish, tell what happens, until they end."""
    allow_many()
    gc.set_threshold(CYCLES_EVERY)
    source = SparingClients("clients outside", count(int(sys.argv[1])))
    ended = threading.Event()
    threading.Thread(target=listen, args=(source, ended), daemon=True).start()
    untold: list[Fact] = []
    with suppress(BrokenPipeError):
        while not ended.wait(DRAIN_SECONDS):
            untold = told_now(untold + source.drain())
    source.stop()


def told_now(facts: list[Fact]) -> list[Fact]:
    """Tell these; answers what can wait until something happens: how much CPU it took that nothing did."""
    if all(isinstance(fact, ev.CpuSampled) for fact in facts):
        return facts[-1:]
    tell(facts)
    return []


def listen(source: SparingClients, ended: threading.Event) -> None:
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
    rest = memoryview(msgspec.json.Encoder().encode_lines(facts))
    while rest:
        rest = rest[os.write(1, rest) :]


if __name__ == "__main__":
    main()
