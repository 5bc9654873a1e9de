"""Connections by hand: each says what a person has it say, when he does, in one selectors loop for any number.

`service` and the loop as everyone knows them; then what a person asks for while the loop runs. Every call that moves
bytes is told, one by one: TCP has no messages, and here that is seen. It must know of no probe and of no server.
"""

import selectors
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable

from .aloud import read_aloud
from .endpoint import READ, WRITE
from .line import Line
from .lingering import Lingering
from .options import attempt, check, options_of
from .plans import Addresses, Froze, Outcome, Thawed, parse, reason, resolve
from .speech import Saying
from .tidings import Arrived, Closing, Moved, OptionsRead, Owes, PeerDone, Shut, Tidings
from .unwatched import Unwatched
from .wakeups import Letterbox, Timetable

MOST_READ = 65536


class ByHand:
    """Connects, sends what it is told to, reads what comes. Good for one `run`, which closes everything when it ends.

    `tell` gets all that happens, in the loop's thread; an `Outcome` is the last of each connection.
    """

    def __init__(
        self,
        *,
        sel: selectors.BaseSelector | None = None,
        new_socket: Callable[[int, int], socket.socket] = socket.socket,
        clock: Callable[[], float] = time.monotonic,
        log: Callable[[str], object] = print,
        tell: Callable[[Tidings], object] = lambda _: None,
    ) -> None:
        self._sel = sel or selectors.DefaultSelector()
        self._new_socket, self._clock, self._log, self._tell = new_socket, clock, log, tell
        self._lines: dict[int, Line] = {}
        self._timetable = Timetable()
        self._unwatched = Unwatched(self._sel)
        self._letterbox = Letterbox(self._sel)
        self._lingering = Lingering(self._letterbox.post)
        self._stopping = False

    def _connect(self, line: Line) -> None:
        if self._stopping:
            self._end(line, "stopped before it began")
            return
        self._log(f"starting connection {line.connid} to {line.addresses[0][1]}")
        try:
            line.connect(self._new_socket, lambda: self._tell(line.began()))
        except OSError as error:
            self._fail(line, error)
        else:
            self._settle(line)

    def service(self, key: selectors.SelectorKey, mask: int) -> None:
        """One call for each thing that is ready; an error ends this connection only."""
        line: Line = key.data
        try:
            if not line.address:
                line.arrive()
                self._tell(Arrived(line.connid, line.own, options_of(line.sock)))
            if mask & READ:
                self._receive(line)
            if mask & WRITE and line.outb:
                self._send(line)
        except BlockingIOError:
            pass  # readiness is a hint, not a promise
        except OSError as error:
            self._fail(line, error)
            return
        self._settle(line)

    def _receive(self, line: Line) -> None:
        recv_data = line.sock.recv(MOST_READ)
        self._log(f"received {recv_data!r} on connection {line.connid}")
        line.peer_done = not recv_data
        line.recv_total += len(recv_data)
        self._tell(Moved(line.connid, False, recv_data, len(recv_data)) if recv_data else PeerDone(line.connid))

    def _send(self, line: Line) -> None:
        sent = line.sock.send(line.outb)
        self._log(f"sent {sent} of {len(line.outb)} bytes on connection {line.connid}")
        data = bytes(line.outb[:sent])
        del line.outb[:sent]  # unlike a slice, this moves nothing
        line.sent_total += sent
        self._tell(Moved(line.connid, True, data, sent))

    def _settle(self, line: Line) -> None:
        """See to what it needs next; whoever has done something to it calls this."""
        line.speak(self._clock())
        if line.address and line.all_said and not line.shut:
            try:
                line.sock.shutdown(socket.SHUT_WR)
            except OSError as error:
                self._fail(line, error)
                return
            line.shut = True
            self._tell(Shut(line.connid))
        if line.shut and line.peer_done:
            self._end(line, "")
            return
        line.watch(self._sel, line.events())
        self._unwatched.mind(line)
        self._timetable.put(line.connid, line.due_at())

    def _fail(self, line: Line, error: OSError) -> None:
        if line.may_try_on():
            line.let_go(self._sel)
            self._connect(line)
        else:
            self._end(line, reason(error))

    def _end(self, line: Line, error: str) -> None:
        self._log(f"closing connection {line.connid}")
        self._timetable.remove(line.connid)
        self._lines.pop(line.connid, None)
        outcome = line.outcome(error)
        if self._let_go(line, lambda: self._tell(outcome)):
            self._tell(Closing(line.connid))

    def _let_go(self, line: Line, over: Callable[[], object]) -> bool:
        self._unwatched.remove(line)
        # A close may linger, and a loop may not.
        return self._lingering.close(line.sock, lambda: line.let_go(self._sel), over)

    def run(self, *, forever: bool = False) -> None:
        """Service the connections until none is left, or for ever, until `stop`."""
        try:
            self._letterbox.deliver()
            while self._lines or ((forever or self._lingering) and not self._stopping):
                for key, mask in self._sel.select(self._timetable.patience(self._clock())):
                    if key.data is None:
                        self._letterbox.drain()
                    elif key.data is self._unwatched:
                        for line, error in self._unwatched.broken():
                            self._fail(line, error)
                    else:
                        self.service(key, mask)
                for connid in self._timetable.due(self._clock()):
                    self._settle(self._lines[connid])
                self._letterbox.deliver()
            self._lingering.give_up()
        finally:
            self.close()

    def close(self) -> None:
        """Let go of everything at once, without outcomes; `run` does so in the end."""
        for line in list(self._lines.values()):  # others may open more of them meanwhile
            self._let_go(line, lambda: None)
        self._lines.clear()
        self._unwatched.close()
        self._letterbox.close()
        self._sel.close()

    # What a person asks for, from any thread. Who asks something of a connection that is over asks for nothing.

    def open(
        self, connid: int, host: str, port: int, addresses: Addresses | None = None, *, small_pipes: bool = False
    ) -> None:
        """Connect to there, and be called so from now on; errors as in `resolve`, if that was not done already."""
        self._lines[connid] = Line(connid, addresses or resolve(host, port), small_pipes)
        self._ask(connid, self._connect)

    def say(self, connid: int, data: bytes, piece: int = 0, every: float = 0.0, times: int = 1) -> None:
        """As in `Saying`. Raises ValueError for what cannot be said, be it too much or too late."""
        saying, line = Saying(data, piece, every, times), self._lines.get(connid)
        if line is None:
            raise ValueError("the connection is over")
        line.speech.add(saying)
        self._ask(connid, self._owe)

    def said(self, connid: int) -> int | None:
        """How many bytes it has been told to say, but for those that were taken back; None once it is over."""
        line = self._lines.get(connid)
        return line.speech.said if line else None

    def hush(self, connid: int) -> None:
        """Say nothing of what has not begun to go out; the rest of a piece that has goes."""
        if line := self._lines.get(connid):
            line.speech.hush()
            self._ask(connid, self._owe)

    def half_close(self, connid: int) -> None:
        """Say nothing that comes later, and shut down the sending when all before is gone."""
        if line := self._lines.get(connid):
            line.speech.finish()
            self._ask(connid, self._owe)

    def freeze(self, connid: int) -> None:
        """Have it read nothing until `thaw`."""
        self._ask(connid, lambda line: self._turn(line, frozen=True))

    def thaw(self, connid: int) -> None:
        """Have it read all that comes."""
        self._ask(connid, lambda line: self._turn(line, frozen=False))

    def end(self, connid: int) -> None:
        """Close it at once; what is unsent stays so, and what came and was not read makes of it a reset."""
        self._ask(connid, lambda line: self._end(line, ""))

    def reset(self, connid: int) -> None:
        """Reset it at once."""
        self._ask(connid, self._reset)

    def set_option(self, connid: int, name: str, value: int) -> None:
        """Ask the kernel for it; what it gave is told. Raises ValueError as `options.check` does."""
        check(name, value)
        self._ask(connid, lambda line: self._tell_options(line, attempt(line.sock, name, value)))

    def read_options(self, connid: int) -> None:
        """Have it told what they are."""
        self._ask(connid, lambda line: self._tell_options(line, ""))

    def end_all(self) -> None:
        """Close all there are."""
        lines = list(self._lines.values())
        self._letterbox.post(lambda: self._end_these(lines))

    def stop(self) -> None:
        """Close all, and end `run`. A signal handler may call it too."""
        self._stopping = True
        self.end_all()

    def _end_these(self, lines: list[Line]) -> None:
        for line in lines:
            if line.connid in self._lines:
                self._end(line, "")

    def _ask(self, connid: int, deed: Callable[[Line], None]) -> None:
        def letter() -> None:
            if line := self._lines.get(connid):
                deed(line)

        self._letterbox.post(letter)

    def _owe(self, line: Line) -> None:
        self._tell(Owes(line.connid, line.unsent, line.speech.finished))
        self._settle(line)

    def _turn(self, line: Line, *, frozen: bool) -> None:
        if line.frozen is not frozen:
            line.frozen = frozen
            self._tell((Froze if frozen else Thawed)(line.connid))
            self._settle(line)

    def _reset(self, line: Line) -> None:
        attempt(line.sock, "LINGER", 0)
        self._end(line, "")

    def _tell_options(self, line: Line, complaint: str) -> None:
        self._tell(OptionsRead(line.connid, options_of(line.sock), complaint))


def main(arguments: list[str]) -> int:
    """Run alone: HOST PORT. 0 if it ended in good order, 1 if not, 2 for arguments that make no sense."""
    room, errors = threading.Event(), []

    def tell(news: object) -> None:
        room.set()
        errors.extend([news.error] if isinstance(news, Outcome) else [])

    client = ByHand(tell=tell)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: client.stop())
    try:
        if len(arguments) != 2:
            raise ValueError("two arguments are needed: HOST PORT")
        client.open(1, *parse([*arguments, "1"])[:2])
    except (OSError, ValueError) as error:
        client.close()
        print(f"cannot connect to {' '.join(arguments)!a:.60}: {reason(error)}", file=sys.stderr)
        return 2
    threading.Thread(target=read_aloud, args=(client, room), daemon=True).start()
    client.run()
    print(f"connection 1: {errors[0] or 'ended in good order'}")
    return 1 if errors[0] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
