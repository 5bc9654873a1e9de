"""The load where no C compiler is: what `load.c` does but for slow readers and paces, in a process of its own.

`python -m tests.bench.speed.by_python port=PORT [NAME=NUMBER ...]`; the same names, and the same line of JSON.
"""

import json
import selectors
import socket
import sys
import time
from collections import deque
from typing import Any

from connscope.descriptors import allow_many
from tests.bench.speed.cores import cpu_ns
from tests.bench.speed.figures import quantile

PERIOD, CHUNK = 65_521, 1 << 18
PATTERN = memoryview((b"".join(bytes([i * i * 31 >> 3 & 255]) for i in range(PERIOD)) * 6)[: PERIOD + CHUNK])
SLOTS, HELLO, WARMED = 64, 64, 100

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


class Conn:
    """One connection: what it has said, has heard, and may say yet."""

    def __init__(self, number: int) -> None:
        self.start = number * 7919 % PERIOD
        self.base = self.sent = self.got = self.allowed = 0
        self.when: deque[float] = deque()
        """When each message on its way was begun."""
        self.watched = WRITE
        self.began = time.perf_counter()
        self.sock = socket.socket()
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.setblocking(False)

    def said(self, offset: int, size: int) -> memoryview:
        """What stands in its stream there."""
        at = (self.start + offset) % PERIOD
        return PATTERN[at : at + size]


class Talk:
    """All connections, and what came of them."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = {"mode": "exchange", "active": 1, "idle": 0, "size": 64, "window": 1, "warm": 0, **options}
        self.sel = selectors.DefaultSelector()
        self.deadline = time.perf_counter() + float(self.options.get("limit", 10))
        self.length, self.ahead, self.stopping = HELLO, 1, True
        self.took: list[float] = []
        self.echoed = self.errors = self.wrong = self.met = 0

    def lose(self, conn: Conn) -> None:
        self.errors += 1
        self.end(conn)

    def end(self, conn: Conn) -> None:
        self.sel.unregister(conn.sock)
        conn.sock.close()
        conn.sent = conn.allowed = conn.got

    def watch(self, conn: Conn) -> None:
        """Ask for what is missing."""
        wanted = READ | (WRITE if conn.sent < conn.allowed else 0)
        if wanted != conn.watched:
            conn.watched = wanted
            self.sel.modify(conn.sock, wanted, conn)

    def push(self, conn: Conn) -> None:
        """Send once what is allowed and not sent."""
        try:
            taken = conn.sock.send(conn.said(conn.sent, min(CHUNK, conn.allowed - conn.sent)))
        except BlockingIOError:
            taken = 0
        before, conn.sent = conn.sent, conn.sent + taken
        begun = -(-(conn.sent - conn.base) // self.length) - -(-(before - conn.base) // self.length)
        conn.when.extend([time.perf_counter()] * begun)
        self.watch(conn)

    def pull(self, conn: Conn) -> None:
        """Receive once, compare, and allow as much as has come back whole."""
        data = conn.sock.recv(CHUNK)
        if not data or conn.got + len(data) > conn.sent:
            raise ConnectionError("ended, or said what nobody had said")
        self.wrong += data != conn.said(conn.got, len(data))
        before = (conn.got - conn.base) // self.length
        conn.got += len(data)
        after = (conn.got - conn.base) // self.length
        self.echoed += len(data)
        now = time.perf_counter()
        self.took += [now - conn.when.popleft() for _ in range(after - before)]
        if not self.stopping:
            conn.allowed = conn.base + (after + self.ahead) * self.length

    def serve(self, conn: Conn, mask: int) -> None:
        """What is ready; what goes wrong ends it."""
        try:
            if mask & READ:
                self.pull(conn)
            if conn.sent < conn.allowed:
                self.push(conn)
        except OSError:
            self.lose(conn)

    def introduce(self, total: int, slots: int, *, again: bool) -> list[Conn]:
        """Have so many get a first echo; with `again` each is closed then."""
        there: dict[Conn, None] = {}
        begun = 0
        while (there or begun < total) and time.perf_counter() < self.deadline:
            while begun < total and len(there) - self.met * (not again) < slots:
                there[self.begun(begun)] = None
                begun += 1
            for key, mask in self.sel.select(0.1):
                conn: Conn = key.data
                if conn.got < self.length:
                    self.serve(conn, mask)
                    self.greeted(conn, there, again=again)
            if not again and len(there) == self.met and begun == total:
                break
        self.errors = total - self.met
        return list(there)

    def begun(self, number: int) -> Conn:
        """One more that connects."""
        conn = Conn(number)
        conn.allowed = self.length
        conn.sock.connect_ex(("127.0.0.1", int(self.options["port"])))
        self.sel.register(conn.sock, WRITE, conn)
        return conn

    def greeted(self, conn: Conn, there: dict[Conn, None], *, again: bool) -> None:
        """Whether it has its first echo, or is lost."""
        lost = conn.sock.fileno() < 0
        if not lost and conn.got == self.length:
            self.met += 1
            self.took[-1] = time.perf_counter() - conn.began
        if lost or (again and conn.got == self.length):
            del there[conn]
            if not lost:
                self.end(conn)

    def speak(self, conns: list[Conn], size: int, window: int) -> None:
        """From now on messages are of such a length, and so many on their way."""
        self.length, self.ahead = size, window
        for conn in conns:
            conn.base = conn.got
            conn.allowed = conn.base + size * window
            self.serve(conn, 0)

    def until(self, end: float, conns: list[Conn]) -> None:
        """Serve until then; when nothing new is said, until nothing is on its way."""
        while time.perf_counter() < min(end, self.deadline):
            if self.stopping and all(conn.got == conn.allowed for conn in conns):
                return
            for key, mask in self.sel.select(max(0.0, min(0.1, end - time.perf_counter()))):
                self.serve(key.data, mask)


def moment(talk: Talk) -> tuple[float, int, int, int]:
    """Time, CPU of the server and our own, bytes."""
    pid = int(talk.options.get("pid", 0))
    return time.perf_counter(), cpu_ns(pid) if pid else 0, time.process_time_ns(), talk.echoed


def exchange(talk: Talk) -> tuple[Any, Any]:
    """Connect, warm up, and measure for a time. Answers the moments before and after."""
    asked = talk.options
    conns = talk.introduce(int(asked["active"]) + int(asked["idle"]), SLOTS, again=False)[: int(asked["active"])]
    if asked["warm"]:
        talk.speak(conns[:WARMED], int(asked["warm"]), 2)
        talk.until(talk.deadline, conns)
    talk.stopping = False
    talk.speak(conns, int(asked["size"]), int(asked["window"]))
    talk.until(time.perf_counter() + float(asked.get("lead", 0)), conns)
    talk.took.clear()
    before = moment(talk)
    talk.until(before[0] + float(asked.get("seconds", 1)), conns)
    after, took = moment(talk), talk.took
    talk.stopping, talk.took = True, []
    talk.until(talk.deadline, conns)
    talk.took = took
    return before, after


def meet(talk: Talk) -> tuple[Any, Any]:
    """A storm, or a crowd."""
    talk.length, storm = int(talk.options["size"]), talk.options["mode"] == "storm"
    active = int(talk.options["active"])
    before = moment(talk)
    talk.introduce(int(talk.options["count"]) if storm else active, active, again=storm)
    return before, moment(talk)


def main() -> None:
    allow_many()
    pairs = dict(word.split("=", 1) for word in sys.argv[1:])
    talk = Talk({name: value if name == "mode" else float(value) for name, value in pairs.items()})
    before, after = exchange(talk) if talk.options["mode"] == "exchange" else meet(talk)
    took = sorted(talk.took) or [0.0]
    told = {
        "seconds": after[0] - before[0],
        "bytes": after[3] - before[3],
        "cpu_ns": after[1] - before[1],
        "load_cpu_ns": after[2] - before[2],
        "p50_ns": quantile(took, 0.5) * 1e9,
        "p99_ns": quantile(took, 0.99) * 1e9,
        "max_ns": took[-1] * 1e9,
        "timed": len(talk.took),
        "met": talk.met,
        "errors": talk.errors,
        "wrong": talk.wrong,
        "owed": sum(key.data.allowed - key.data.got for key in talk.sel.get_map().values()),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
