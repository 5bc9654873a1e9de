"""A source in this process: a program in a daemon thread, watched by a probe that is handed to it.

The program is a function. It gets its selector and its socket class from here, is stopped the way a person stops it, and when it
dies of an exception, that is a fact like any other.
"""

import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

from connscope import events as ev
from connscope.events import ConnId, Fact
from connscope.probe import records as r
from connscope.probe.attach import probed_selector, probed_socket
from connscope.probe.core import Probe
from connscope.sources.exact import Gaps, Snapshot
from connscope.sources.translate import Record, Translator, shown_path
from connscope.text import visible

IDS = count(1)
"""Ids for everything that is watched in this process: no two programs' connections share one."""

ASLEEP_NS = 50_000_000
"""From then on a thread in `select()` is said to sleep."""

RESYNC_NS = 500_000_000
"""How often the exact table is told at most, while records keep being left out."""

SAMPLE_NS = 500_000_000
STOP_SECONDS = 1.0


def interrupt() -> None:
    """What a person at the keyboard does to a program."""
    raise KeyboardInterrupt


class ThreadSource:
    """One program in a thread. `new_socket` and `selector` are what to hand to it."""

    def __init__(self, name: str, probe: Probe | None = None) -> None:
        self.name = name
        self.address = ""
        self.probe = probe or Probe(ids=IDS)
        self.new_socket = probed_socket(self.probe)
        self.selector: Any = probed_selector(self.probe)()
        self.thread: threading.Thread | None = None
        self.clock: int | None = None
        self.translator = Translator(self.probe.places)
        self.gaps = Gaps()
        self.open: set[ConnId] = set()
        self.news: deque[Fact] = deque()
        self.snapshot: Snapshot | None = None
        self.left_out = 0
        self.resync_at = 0
        self.sampled_at = 0
        self.retired = False
        self.asleep_told = 0
        self.end_program: Callable[[], None] = lambda: self.selector.loop.errands.ask(interrupt)

    @property
    def loop(self) -> ConnId:
        """The id of the program's loop."""
        conn: ConnId = self.selector.loop.conn
        return conn

    def run(self, program: Callable[[], object], address: str = "", stop: Callable[[], None] | None = None) -> None:
        """Run the program in a thread of its own. `stop` ends it; without one it gets KeyboardInterrupt."""
        self.address = visible(address)
        self.end_program = stop or self.end_program
        self.news.append(ev.Started(time.monotonic_ns(), self.name, self.address))
        self.thread = threading.Thread(target=self.live, args=(program,), name=f"connscope {self.name}", daemon=True)
        self.thread.start()

    def live(self, program: Callable[[], object]) -> None:
        """The thread's whole life."""
        if hasattr(time, "pthread_getcpuclockid"):
            self.clock = time.pthread_getcpuclockid(threading.get_ident())
        error = ""
        try:
            program()
        except KeyboardInterrupt:
            pass
        except BaseException as reason:
            error = sentence(reason)
        self.news.append(ev.Ended(time.monotonic_ns(), self.name, error))

    def stop(self) -> None:
        """End the program, within a second; if it does not listen it is abandoned, and dies with this process."""
        if self.thread is not None and self.thread.is_alive():
            self.end_program()
            self.thread.join(STOP_SECONDS)

    def drain(self) -> list[Fact]:
        """All facts since the last time, oldest first."""
        now = time.monotonic_ns()
        news = [self.news.popleft() for _ in range(len(self.news))]
        facts: list[Fact] = [fact for fact in news if type(fact) is ev.Started]
        facts += map(self.translator.fact, self.take())
        facts += self.made_up_for(now)
        facts += self.asleep(now)
        facts += self.sampled(now)
        return facts + [fact for fact in news if type(fact) is not ev.Started]

    def take(self) -> list[Record]:
        """The records that wait, but for those that a snapshot has counted already."""
        popleft = self.probe.channel.popleft
        batch = [popleft() for _ in range(len(self.probe.channel))]
        self.left_out += self.gaps.missing(batch)
        snapshot, self.snapshot = self.snapshot, None
        if snapshot is not None:
            batch = [record for record in batch if not snapshot.has_counted(record)]
        for record in batch:
            if record[2] in LIFE and not record[8]:
                (self.open.discard if record[2] == r.CLOSE else self.open.add)(record[3])
        return batch

    def made_up_for(self, now: int) -> Iterator[Fact]:
        """After records were left out: how many, and what the exact table says instead."""
        if not self.left_out or now < self.resync_at:
            return
        self.resync_at = now + RESYNC_NS
        self.snapshot = Snapshot(self.probe, now)
        yield ev.Dropped(now, self.left_out)
        yield from self.snapshot.facts
        for conn in self.open - self.snapshot.told:
            yield ev.Closed(now, conn, 0, ev.NOWHERE, ev.UNKNOWN, False)
        self.left_out, self.open = 0, self.snapshot.open

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
        if self.clock is not None and now >= self.sampled_at + SAMPLE_NS:
            self.sampled_at = now
            with suppress(OSError):  # the thread is over
                yield ev.CpuSampled(now, self.name, time.clock_gettime_ns(self.clock))


LIFE = frozenset({r.OPEN, r.ACCEPT, r.CLOSE})


def sentence(reason: BaseException) -> str:
    """An exception in one line: what it is, what it says, and where in the program it came from."""
    said = visible(f"{type(reason).__name__}: {reason}", 160)
    frames = [
        frame for frame in traceback.extract_tb(reason.__traceback__) if "probe" not in Path(frame.filename).parts
    ]
    return f"{said} · {shown_path(frames[-1].filename)}:{frames[-1].lineno}" if frames else said
