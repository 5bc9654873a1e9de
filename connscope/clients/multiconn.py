"""The tutorial's multi-connection client: any number of connections to an echo server in one selectors loop.

First what everyone knows, `start_connections`, `service_connection` and the loop; then what was missing, each
with its reason. How a connection is made is in `endpoint.py`, what is kept of each in `connection.py`, and what comes
next for it in `roster.py`.
It compares every byte that comes back; it must know of no probe and of no particular server.
"""

import itertools
import selectors
import signal
import socket
import sys
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from .connection import Connection
from .endpoint import READ, WRITE
from .plans import MESSAGES, News, Outcome, Plan, parse, planned, reason
from .roster import Roster
from .stopwatch import Stopwatch
from .wakeups import Letterbox

__all__ = ["MESSAGES", "MultiConn", "Outcome"]

FAREWELL_SECONDS = 0.2
CONNECTS_PER_LOOP = 64  # those that are under way are waiting too
DOOR_SECONDS = 0.01
AT_THE_DOOR = 1024  # so many may have come within a second and not been answered


class MultiConn:
    """Connects, sends, compares. Good for one `run`, which closes everything when it ends.

    `report` gets an `Outcome` for each connection, `tell` what happens to it until then; both in the loop's thread.
    """

    def __init__(
        self,
        *,
        sel: selectors.BaseSelector | None = None,
        new_socket: Callable[[int, int], socket.socket] = socket.socket,
        clock: Callable[[], float] = time.monotonic,
        log: Callable[[str], object] = print,
        report: Callable[[Outcome], object] = lambda _: None,
        tell: Callable[[News], object] = lambda _: None,
    ) -> None:
        self._sel = sel or selectors.DefaultSelector()
        self._new_socket, self._clock, self._log, self._tell = new_socket, clock, log, tell
        self._report = report
        self._outcomes: list[Outcome] = []
        self._goes_on_forever = False
        self._connids = itertools.count(1)
        self._waiting: deque[Plan] = deque()
        self._fresh: list[Connection] = []
        self._answering = Stopwatch()  # one for all: deadlines go by it
        self._roster = Roster(self._sel, send=self._send, clock=clock, log=log, report=self._over, tell=tell)
        self._letterbox = Letterbox(self._sel)
        self._stopping = False

    def start_connections(self, host: str, port: int, num_conns: int, **options: Any) -> None:
        """Have `run` make so many connections; options as in `Plan`, errors as in `planned`."""
        self._waiting += [planned(host, port, **options)] * num_conns

    def _start(self, plan: Plan) -> None:
        conn = Connection(next(self._connids), plan, self._clock(), self._answering)
        self._roster.open[conn.connid] = conn
        self._fresh.append(conn)
        self._connect(conn)

    def _connect(self, conn: Connection) -> None:
        self._log(f"starting connection {conn.connid} to {conn.addresses[0][1]}")
        try:
            conn.connect(self._new_socket, lambda: self._tell(conn.began()))
        except OSError as error:
            self._fail(conn, error)
        else:
            self._roster.settle(conn)

    def service_connection(self, key: selectors.SelectorKey, mask: int) -> None:
        """Take what came back, send what is owed; an error ends this connection only."""
        conn: Connection = key.data
        sock: socket.socket = conn.sock
        try:
            if not conn.address:
                conn.check_connect(self._clock())
            if mask & READ:
                recv_data = sock.recv(conn.bite)
                self._log(f"received {len(recv_data)} bytes on connection {conn.connid}")
                if not recv_data:
                    conn.check_end()
                if conn.misbehaves:
                    conn.has_read(len(recv_data), self._clock())
                conn.talk.came(recv_data)
            if mask & WRITE:
                self._send(conn)
        except BlockingIOError:
            pass  # readiness is a hint, not a promise
        except OSError as error:
            self._fail(conn, error)
            return
        self._roster.settle(conn)

    def _send(self, conn: Connection) -> None:
        if not conn.outb and conn.messages:
            conn.outb += conn.messages.pop(0)
        if part := conn.part(self._clock()) if conn.misbehaves else conn.outb:
            sent = conn.sock.send(part)
            self._log(f"sent {sent} bytes on connection {conn.connid}")
            conn.talk.sent(sent)
            del conn.outb[:sent]  # unlike a slice, this moves nothing
            if conn.misbehaves:
                conn.has_sent(sent, self._clock())

    def run(self, *, forever: bool = False) -> list[Outcome]:
        """Service the connections until none is left; how each ended. For ever, until `stop`, it keeps none of that."""
        self._goes_on_forever = forever
        try:
            self._see_to_wishes()
            while self._waiting or self._roster.open or (forever and not self._stopping):
                for key, mask in self._sel.select(self._patience()):
                    if key.data is None:
                        self._letterbox.drain()
                    else:
                        self.service_connection(key, mask)
                self._roster.look_at_the_clock()
                self._see_to_wishes()
            return self._outcomes
        finally:
            self.close()

    def _over(self, outcome: Outcome) -> None:
        if not self._goes_on_forever:  # else they would be more and more
            self._outcomes.append(outcome)
        self._report(outcome)

    def close(self) -> None:
        """Let go of everything at once, without outcomes; `run` does so in the end."""
        self._roster.close()
        self._letterbox.close()
        self._sel.close()

    # Missing: what if the connect fails?

    def _fail(self, conn: Connection, error: OSError) -> None:
        if conn.may_try_on():
            conn.let_go(self._sel)
            self._connect(conn)
        else:
            self._roster.end(conn, reason(error))

    # Missing: not to come all at once. Whom a server's backlog has no room for is turned away without a word, and tries
    # again only after a second, then after two, then four.

    def _room(self) -> int:
        """How many may come now."""
        if not self._waiting:
            self._fresh.clear()
            return 0
        lately = self._clock() - 1
        self._fresh = [conn for conn in self._fresh if conn.began_at > lately and self._unanswered(conn)]
        return max(0, min(CONNECTS_PER_LOOP, len(self._waiting), AT_THE_DOOR - len(self._fresh)))

    def _unanswered(self, conn: Connection) -> bool:
        return not conn.talk.recv_total and conn.connid in self._roster.open

    def _patience(self) -> float | None:
        """How long `select()` may sleep, in seconds."""
        if not self._waiting:
            return self._roster.patience()
        return 0 if len(self._fresh) < AT_THE_DOOR else DOOR_SECONDS

    # Missing: to hear of wishes while the loop runs, even while it sleeps in select(). These are for other threads;
    # one who asks for a connection that is over, or never was, asks for nothing.

    def launch(self, host: str, port: int, num_conns: int, **options: Any) -> None:
        """As `start_connections`; after `stop` nothing comes of it."""
        plans = [planned(host, port, **options)] * num_conns
        self._letterbox.post(lambda: None if self._stopping else self._waiting.extend(plans))

    def freeze(self, connid: int) -> None:
        """Have it read nothing until `thaw`."""
        self._letterbox.post(lambda: self._freeze(connid, True))

    def thaw(self, connid: int) -> None:
        """Have it read all that comes."""
        self._letterbox.post(lambda: self._freeze(connid, False))

    def end(self, connid: int) -> None:
        """End it soon: echoes in flight get a moment to come in."""
        self._letterbox.post(lambda: self._part_with(connid))

    def end_all(self) -> None:
        """End all there are, also those that have not begun; later ones may be launched."""
        self._letterbox.post(self._part_with_all)

    def suspend_deadlines(self) -> None:
        """Expect nothing in time until `resume_deadlines`: the server cannot answer, and is not to blame."""
        self._letterbox.post(lambda: self._answering.stand(self._clock()))

    def resume_deadlines(self) -> None:
        """Deadlines count again, from where they stood."""
        self._letterbox.post(self._expect_answers)

    def hear_signals(self) -> None:
        """Be woken by every signal, so that a handler may call `stop` at any time; in the main thread only."""
        self._letterbox.hear_signals()

    def stop(self) -> None:
        """End all, and then `run`. A signal handler may call it too."""
        if not self._stopping:
            self._stopping = True
            self.end_all()

    def _see_to_wishes(self) -> None:
        self._letterbox.deliver()
        for _ in range(self._room()):
            self._start(self._waiting.popleft())

    def _freeze(self, connid: int, frozen: bool) -> None:
        if conn := self._roster.open.get(connid):
            conn.rate = 0.0 if frozen else conn.full_rate
            self._roster.settle(conn)

    def _expect_answers(self) -> None:
        self._answering.run_on(self._clock())
        self._roster.look_anew()

    def _part_with(self, connid: int) -> None:
        if conn := self._roster.open.get(connid):
            conn.depart(self._clock() + FAREWELL_SECONDS)
            self._roster.settle(conn)

    def _part_with_all(self) -> None:
        for connid in list(self._roster.open):
            self._part_with(connid)
        while self._waiting:
            conn = Connection(next(self._connids), self._waiting.popleft(), self._clock(), self._answering)
            self._roster.end(conn, "stopped before it began")


def main(arguments: list[str]) -> int:
    """Run alone; 0 if every byte came back, 1 if not, 2 for arguments that make no sense."""
    client = MultiConn(log=lambda _: None, report=print)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: client.stop())
    client.hear_signals()
    try:
        client.start_connections(*parse(arguments))
    except (OSError, ValueError) as error:
        client.close()
        print(f"cannot connect to {' '.join(arguments)!a:.60}: {reason(error)}", file=sys.stderr)
        return 2
    outcomes = client.run()
    good = sum(outcome.ok for outcome in outcomes)
    print(f"{good} of {len(outcomes)} connections got every byte back")
    return 0 if good == len(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
