"""A source in this process: a program in a daemon thread, watched by a probe that is handed to it.

The program is a function. It gets its selector and its socket class from here, is stopped the way a person stops it,
and when it dies of an exception, that is a fact like any other.
"""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from heapq import merge
from itertools import count
from typing import Any

from connscope import events as ev
from connscope.events import ConnId, Fact
from connscope.probe.attach import probed_selector, probed_socket
from connscope.probe.core import Probe
from connscope.probe.counting import Counting
from connscope.probe.hands import Hands
from connscope.probe.keeper import NOBODY, Keeper
from connscope.sources.gate import at_the_gate
from connscope.sources.hands import deed
from connscope.sources.obituary import sentence
from connscope.sources.reader import Reader
from connscope.sources.thrifty import Thrift, ThriftyReader
from connscope.text import visible
from connscope.wishes import ConnectionWish, GateWish, Wish

IDS = count(1)
"""Ids for everything that is watched in this process: no two programs' connections share one."""

ASLEEP_NS = 50_000_000
"""From then on a thread in `select()` is said to sleep."""

SAMPLE_NS = 500_000_000
STOP_SECONDS = 1.0
CLOSING_SECONDS = 5.0
"""So long may it take where one socket after the other is closed: thousands are not closed in a moment."""


def interrupt() -> None:
    """What a person at the keyboard does to a program."""
    raise KeyboardInterrupt


class ThreadSource:
    """One program in a thread; `new_socket` and `selector` are to be handed to it. OSError: no descriptor is left."""

    def __init__(self, name: str, probe: Probe | None = None) -> None:
        self.name = name
        self.address = ""
        self.lsock: Any = None
        """A server's listening socket."""
        self.probe = probe or Probe(ids=IDS)
        self.new_socket = probed_socket(self.probe)
        self.selector: Any = probed_selector(self.probe)()
        if self.probe.failure:  # it could neither be seen nor be stopped
            self.selector.close()
            raise OSError(self.probe.failure)
        self.keeper = Keeper(self.probe, only=NOBODY)
        self.hands = Hands(self.probe, self.selector)
        self.reader = Reader(self.probe, name)
        self.thrift: Thrift | None = None
        """How much may be told, if that is not everything."""
        self.thread: threading.Thread | None = None
        self.running = False
        """Whether its end is still to be told."""
        self.error = ""
        self.ended_at = 0
        self.news: list[Fact] = []
        self.clock: int | None = None
        self.cpu = 0
        self.sampled_at = 0
        self.retired = False
        self.asleep_told = 0
        self.end_program: Callable[[], None] = lambda: self.selector.loop.errands.ask(interrupt)

    def be_thrifty(self, thrift: Thrift) -> None:
        """Tell no more calls than it has means for; before the program runs."""
        self.thrift = thrift
        self.reader = ThriftyReader(self.probe, self.name, thrift, self.cpu_used)
        self.selector.loop.counting = Counting(self.probe, self.new_socket)

    @property
    def loop(self) -> ConnId:
        """The id of the program's loop."""
        conn: ConnId = self.selector.loop.conn
        return conn

    def run(self, program: Callable[[], object], address: str = "", stop: Callable[[], None] | None = None) -> None:
        """Run the program in a thread of its own. `stop` ends it; without one it gets KeyboardInterrupt."""
        self.address = visible(address)
        self.end_program = stop or self.end_program
        thread = threading.Thread(target=self.live, args=(program,), name=f"connscope {self.name}", daemon=True)
        self.news.append(ev.Started(time.monotonic_ns(), self.name, self.address))
        thread.start()
        self.thread, self.running = thread, True

    def live(self, program: Callable[[], object]) -> None:
        """The thread's whole life."""
        self.keeper.only = threading.get_ident()
        try:
            if hasattr(time, "pthread_getcpuclockid"):
                self.clock = time.pthread_getcpuclockid(threading.get_ident())
            program()
        except BaseException as reason:
            self.error = sentence(reason)
        finally:
            self.keeper.retire()
            self.clock = None  # it may soon be another thread's
            self.cpu = time.thread_time_ns()
            self.ended_at = time.monotonic_ns()
            self.selector.close()
            self.selector.loop.stir()

    @property
    def is_alive(self) -> bool:
        """Whether the program goes on, or is still ending."""
        return self.thread is not None and self.thread.is_alive()

    def count_open(self) -> int:
        """Connections that it has accepted and not closed."""
        return sum(row.role == "accepted" for row in list(self.probe.rows.values()))

    def look(self, conn: ConnId) -> None:
        """Have it told (`OutbSeen`) what the program's `outb` for that connection holds."""
        self.ask(partial(self.probe.look, conn))

    def ask(self, errand: Callable[[], None]) -> None:
        """Have it done in the program's thread, also while that is held; if the thread is over, nothing is."""
        if self.running:
            self.selector.loop.errands.ask(errand)
            self.keeper.nudge()

    def do(self, wish: Wish) -> None:
        """What is wished at the gate, or of a connection; every other wish is somebody else's."""
        if isinstance(wish, GateWish):
            at_the_gate(self.keeper, wish)
        elif isinstance(wish, ConnectionWish):
            self.ask(deed(self.hands, wish))

    def stop(self) -> None:
        """End the program, within a second, or as soon as it has closed what it has open.

        If it does not listen it is abandoned, and dies with this process.
        """
        self.keeper.retire()
        if self.thread is None:
            self.selector.close()
            return
        if self.thread.is_alive():
            self.end_program()
            self.let_close(self.thread)
        if self.thread.is_alive():
            interrupt_anywhere(self.thread)
            self.thread.join(STOP_SECONDS / 2)

    def let_close(self, thread: threading.Thread) -> None:
        """Wait as long as ever fewer are open: the listening socket may be the last, and its address is wanted next."""
        latest = time.monotonic() + CLOSING_SECONDS
        before, left = sys.maxsize, len(self.probe.rows)
        while thread.is_alive() and left < before and time.monotonic() < latest:
            thread.join(STOP_SECONDS / 2)
            before, left = left, len(self.probe.rows)

    def drain(self) -> list[Fact]:
        """All facts since the last time, oldest first; `Ended` is the last of all."""
        now = time.monotonic_ns()
        # Asked first: what a thread that is over has done is all there to be read.
        over = self.running and self.thread is not None and not self.thread.is_alive()
        facts, self.news = self.news, []
        told = self.beside()
        facts += self.reader.read(now, last=over)
        if told:
            facts = list(merge(facts, told, key=lambda fact: fact.at))
        facts += self.asleep(now)
        facts += self.sampled(now)
        if over:
            self.running = False
            facts.append(ev.CpuSampled(self.ended_at, self.name, self.cpu))
            facts.append(ev.Ended(self.ended_at, self.name, self.error))
        return facts

    def wake_once(self, wake: Callable[[], None]) -> bool:
        """Have this called when the program goes on; answers whether it is known to sleep in `select()`, or is over."""
        loop = self.selector.loop
        loop.wake = wake  # first: who is seen to sleep after that will find it
        since = loop.asleep_since
        return not self.running or (since > 0 and since == self.asleep_told and not self.probe.failure)

    def beside(self) -> list[Fact]:
        """What the program tells besides its calls; taken before their records, so that what it speaks of is there."""
        return []

    def asleep(self, now: int) -> Iterator[Fact]:
        """Whether the thread has been in `select()` for a while; told once for each sleep."""
        loop = self.selector.loop
        since = loop.asleep_since
        if since and since != self.asleep_told and now - since >= ASLEEP_NS:
            self.asleep_told = since
            yield ev.Asleep(since, loop.conn, loop.timeout, *loop.counts)

    def sampled(self, now: int) -> Iterator[Fact]:
        """What the thread has cost, twice a second; and once, that the probe has failed."""
        if self.probe.failure and not self.retired:
            self.retired = True
            yield ev.Retired(now, visible(self.probe.failure, 200))
        if now >= self.sampled_at + SAMPLE_NS and (cpu := self.cpu_used()) is not None:
            self.sampled_at = now
            yield ev.CpuSampled(now, self.name, cpu)

    def cpu_used(self) -> int | None:
        """Nanoseconds that the thread has had so far; None where that cannot be told, or it is over."""
        clock = self.clock
        with suppress(OSError):  # it is just over
            return time.clock_gettime_ns(clock) if clock is not None else None
        return None


def interrupt_anywhere(thread: threading.Thread) -> None:
    """As `interrupt`, but wherever the thread is in its own code: one that does not come back to `select()`."""
    import ctypes  # rarely needed, and not everywhere there

    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(KeyboardInterrupt))
