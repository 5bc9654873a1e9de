"""The tutorial's multi-connection client: any number of connections to an echo server in one selectors loop.

First what everyone knows, `start_connections`, `service_connection` and the loop; then what was missing, each
with its reason. It compares every byte that comes back; it must know of no probe and of no particular server.
"""

import errno
import itertools
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from .conversation import Conversation
from .plans import MESSAGES, Outcome, Plan, parse, reason, resolve
from .wakeups import Letterbox, Timetable

__all__ = ["MESSAGES", "MultiConn", "Outcome"]

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
FAREWELL_SECONDS = 0.2


class MultiConn:
    """Connects, sends, compares. Good for one `run`, which closes everything when it ends."""

    def __init__(
        self,
        *,
        sel: selectors.BaseSelector | None = None,
        new_socket: Callable[[int, int], socket.socket] = socket.socket,
        clock: Callable[[], float] = time.monotonic,
        log: Callable[[str], object] = print,
        report: Callable[[Outcome], object] | None = None,
    ) -> None:
        self._sel = sel or selectors.DefaultSelector()
        self._new_socket, self._clock, self._log, self._report = new_socket, clock, log, report
        self._connids = itertools.count(1)
        self._open: dict[int, SimpleNamespace] = {}
        self._outcomes: list[Outcome] = []
        self._timetable = Timetable()
        self._letterbox = Letterbox(self._sel)
        self._stopping = False

    def start_connections(self, host: str, port: int, num_conns: int, **options: Any) -> None:
        """Begin connections for `run` to service; options as in `Plan`, errors as in `resolve`."""
        self._start(Plan(resolve(host, port), **options), num_conns)

    def _start(self, plan: Plan, num_conns: int) -> None:
        messages = () if plan.stay else plan.messages
        for _ in range(num_conns):
            data = SimpleNamespace(
                connid=next(self._connids),
                msg_total=sum(len(m) for m in messages),
                recv_total=0,
                messages=list(messages),
                outb=b"",
            )
            self._open[data.connid] = data
            self._equip(data, plan)
            self._connect(data)

    def _connect(self, data: SimpleNamespace) -> None:
        family, data.peer = data.addresses.pop(0)
        self._log(f"starting connection {data.connid} to {data.peer}")
        try:
            data.sock = self._new_socket(family, socket.SOCK_STREAM)
            data.sock.setblocking(False)
            if data.small_pipes:
                data.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
                data.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            code = data.sock.connect_ex(data.peer)
            if code not in (0, errno.EINPROGRESS, errno.EWOULDBLOCK):  # Windows says the last one
                raise OSError(code, os.strerror(code))
            self._watch(data)
        except OSError as error:
            self._fail(data, error)

    def service_connection(self, key: selectors.SelectorKey, mask: int) -> None:
        """Take what came back, send what is owed; an error ends this connection only."""
        data = key.data
        sock: socket.socket = data.sock
        try:
            if not data.address:
                self._check_connect(data)
            if mask & READ:
                recv_data = sock.recv(65536)
                self._log(f"received {len(recv_data)} bytes on connection {data.connid}")
                if not recv_data:
                    raise ConnectionError(f"the server closed after {data.talk.progress}")
                data.recv_total += len(recv_data)
                data.talk.came(recv_data)
            if mask & WRITE:
                if not data.outb and data.messages:
                    data.outb = bytearray(data.messages.pop(0))
                if data.outb:
                    sent = sock.send(data.outb)
                    self._log(f"sent {sent} bytes on connection {data.connid}")
                    data.talk.sent(data.outb[:sent])
                    del data.outb[:sent]  # unlike a slice, this moves nothing
        except BlockingIOError:
            pass  # readiness is a hint, not a promise
        except OSError as error:
            self._fail(data, error)
            return
        self._settle(data)

    def run(self, *, forever: bool = False) -> list[Outcome]:
        """Service the connections until none is left, or for ever, until `stop`; how each of them ended."""
        try:
            self._letterbox.deliver()
            while self._open or (forever and not self._stopping):
                for key, mask in self._sel.select(self._timetable.patience(self._clock())):
                    if key.data is None:
                        self._letterbox.drain()
                    else:
                        self.service_connection(key, mask)
                self._look_at_the_clock(self._clock())
                self._letterbox.deliver()
            return self._outcomes
        finally:
            self.close()

    # Missing: to hear of wishes while the loop runs, even while it sleeps in select().

    def launch(self, host: str, port: int, num_conns: int, **options: Any) -> None:
        """As `start_connections`, but from any other thread; after `stop` nothing comes of it."""
        plan = Plan(resolve(host, port), **options)
        self._letterbox.post(lambda: None if self._stopping else self._start(plan, num_conns))

    def stop(self) -> None:
        """End `run` soon, from any thread or a signal handler: echoes in flight get a moment to come in."""
        if not self._stopping:
            self._stopping = True
            self._letterbox.post(self._wind_down)

    def _wind_down(self) -> None:
        # To close on an echo that is on its way would reset the server's end.
        for data in list(self._open.values()):
            data.talk.wind_down(self._clock() + FAREWELL_SECONDS)
            self._timetable.add(data.talk.due_at, data.connid)
            if data.address:
                self._settle(data)

    def close(self) -> None:
        """Let go of everything at once, without outcomes; `run` does so in the end."""
        for data in self._open.values():
            self._let_go(data)
        self._open.clear()
        self._letterbox.close()
        self._sel.close()

    # Missing: whether the connect went well. A socket turns ready either way; only SO_ERROR tells.

    def _check_connect(self, data: SimpleNamespace) -> None:
        code = data.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise OSError(code, os.strerror(code))
        host, port = data.sock.getsockname()[:2]
        # Where nobody listens, our own port may be drawn to be that one: TCP meets itself, and echoes well.
        if (host, port) == data.peer[:2]:
            raise ConnectionRefusedError("connection refused")
        data.address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    def _fail(self, data: SimpleNamespace, error: OSError) -> None:
        # A name may have several addresses (localhost: ::1 and 127.0.0.1), a server listen on one of them.
        if data.addresses and not data.address:
            self._let_go(data)
            self._connect(data)
        else:
            self._end(data, reason(error))

    # Missing: one place where every connection ends, and ends only itself.

    def _settle(self, data: SimpleNamespace) -> None:
        if data.recv_total == data.msg_total and not data.talk.stays:
            self._end(data, "")
        else:
            self._watch(data)

    def _end(self, data: SimpleNamespace, error: str) -> None:
        self._log(f"closing connection {data.connid}")
        self._let_go(data)
        del self._open[data.connid]
        outcome = Outcome(data.connid, data.address, data.msg_total, data.talk.sent_total, data.recv_total, error)
        self._outcomes.append(outcome)
        if self._report:
            self._report(outcome)

    def _let_go(self, data: SimpleNamespace) -> None:
        if data.watched:
            self._sel.unregister(data.sock)
        if data.sock:
            data.sock.close()
        data.sock, data.watched = None, 0

    # Missing: to watch WRITE only while something is to be written. Watched for life, it makes the loop spin.

    def _watch(self, data: SimpleNamespace) -> None:
        events = READ | WRITE if not data.address or data.outb or data.messages else READ
        if not data.watched:
            self._sel.register(data.sock, events, data=data)
        elif events != data.watched:
            self._sel.modify(data.sock, events, data=data)
        data.watched = events

    # Missing: time. What has to be back by when, and when does one that stays speak again?

    def _equip(self, data: SimpleNamespace, plan: Plan) -> None:
        data.addresses, data.address, data.small_pipes = list(plan.addresses), "", plan.small_pipes
        data.sock, data.watched, data.talk = None, 0, Conversation(plan, self._clock())
        self._timetable.add(data.talk.due_at, data.connid)

    def _look_at_the_clock(self, now: float) -> None:
        for connid in self._timetable.due(now):
            if connid in self._open:
                self._attend(self._open[connid], now)

    def _attend(self, data: SimpleNamespace, now: float) -> None:
        if late := data.talk.lateness(now):
            self._end(data, late)
            return
        if message := data.talk.next_message(now):
            data.messages.append(message)
            data.msg_total += len(message)
            self._watch(data)
        self._timetable.add(data.talk.due_at, data.connid)


def main(arguments: list[str]) -> int:
    """Run alone; 0 if every byte came back, 1 if not, 2 for arguments that make no sense."""
    client = MultiConn(log=lambda _: None, report=print)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: client.stop())
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
