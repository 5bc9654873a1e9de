"""Facts told by hand: what a server and its clients do, a call after another, as the sources would report it."""

from dataclasses import dataclass
from itertools import count

from connscope import events as ev
from connscope.events import OURS_FROM, UNKNOWN, ConnId, Fact

SECOND = 1_000_000_000
START = 1_000 * SECOND
PORT = 65432
ADDRESS = f"127.0.0.1:{PORT}"
LOOP, LISTENER = 1, 2
CLIENT_LOOP = OURS_FROM
SERVER, CLIENTS = 1, 2
"""Threads."""
OWN_ENDS = OURS_FROM
"""The ids of our own clients' ends are so much higher than those of the ends that the server has of them."""

LINES = {"accept": 10, "register": 12, "recv": 19, "send": 25, "modify": 27, "close": 33, "begin": 38, "select": 40}
"""Where the files in `served/` make their calls."""


class Story:
    """A server that begins at `START`. Each call takes a microsecond; `later` lets time pass."""

    def __init__(self, policy: str = "echo") -> None:
        self.policy = policy
        self.facts: list[Fact] = []
        self.at = START
        self.ids = count(LISTENER + 1)
        self.ports = count(50_912, 2)
        self.loops = self.idle = 0
        self.outb: dict[ConnId, int] = {}
        self.clients: dict[int, Launched] = {}
        self.ours: set[ConnId] = set()
        """The server's ends of those that have a second end and were not launched."""
        self.begin()

    def tell(self, kind: type[Fact], *fields: object) -> None:
        """Any fact, now."""
        self.facts.append(kind(self.at, *fields))
        self.at += 1_000

    def call(self, kind: type[Fact], conn: ConnId, name: str, *fields: object, thread: int = SERVER) -> None:
        """One of the server's calls, at its place in the source."""
        self.tell(kind, conn, thread, (f"servers/{self.policy}.py", LINES.get(name, 1)), *fields)

    def later(self, seconds: float) -> None:
        """Nothing happens for so long."""
        self.at += round(seconds * SECOND)

    def begin(self) -> None:
        """The server listens."""
        self.tell(ev.Started, self.policy, ADDRESS)
        self.call(ev.Opened, LISTENER, "socket", 5)
        self.call(ev.Bound, LISTENER, "bind", ADDRESS)
        self.call(ev.Listening, LISTENER, "listen", ADDRESS, 100)
        self.call(ev.Registered, LISTENER, "begin", 1, LOOP, UNKNOWN, "")
        self.sleeps()

    def sleeps(self) -> None:
        """Nothing is ready."""
        self.tell(ev.Asleep, LOOP, UNKNOWN, self.loops, self.idle)

    def wakes(self, *ready: tuple[ConnId, int]) -> None:
        """`select()` has answered."""
        self.loops += 1
        place = (f"servers/{self.policy}.py", LINES["select"])
        self.tell(ev.Woke, LOOP, SERVER, place, UNKNOWN, 300_000, self.loops, self.idle, list(ready))

    def spins(self, loops: int) -> None:
        """So many loops for nothing."""
        self.loops += loops
        self.idle += loops
        self.tell(ev.Idled, LOOP, SERVER, (f"servers/{self.policy}.py", LINES["select"]), 400, self.loops, self.idle)

    def holds(self, call: str, conn: ConnId = 0, asked: int = UNKNOWN, *, after: bool = False, point: int = 0) -> None:
        """The server stands still before a call, with what is registered there in view, or after one."""
        if conn in self.outb:
            outb = self.outb[conn]
            self.call(ev.OutbSeen, conn, call, outb, (b"Message 1 from client." * 12)[: min(outb, 256)])
            self.tell(ev.DataSeen, conn, "addr", UNKNOWN, "('127.0.0.1', 50912)", b"")
            self.tell(ev.DataSeen, conn, "inb", 0, "", b"")
        place = (f"servers/{self.policy}.py", LINES.get(call, 1))
        loop = LOOP if call in ("select", "register", "modify") else 0
        outb = self.outb.get(conn, UNKNOWN)
        self.tell(ev.Held, self.policy, SERVER, place, call, after, conn, loop, asked, outb, b"", point)

    def goes_on(self) -> None:
        """Somebody has let it."""
        self.tell(ev.Released, self.policy, SERVER)

    def comes(self, *, ours: bool = False, address: str = "") -> ConnId:
        """A client is let in; one of our own has a second end, which is told of too."""
        conn = next(self.ids)
        address = address or f"127.0.0.1:{next(self.ports)}"
        if ours:
            self.ours.add(conn)
            self.call(ev.Connecting, conn + OWN_ENDS, "connect", address, ADDRESS, "EINPROGRESS", thread=CLIENTS)
        self.wakes((LISTENER, 1))
        self.call(ev.Accepted, conn, "accept", conn + 4, address, LISTENER)
        self.outb[conn] = 0
        self.call(ev.Registered, conn, "register", 1 if self.policy == "echo" else 3, LOOP, 0, "")
        return conn

    def receives(self, conn: ConnId, data: bytes | int) -> None:
        """Bytes come in; a number stands for so many."""
        size, head = (data, b"Message 1 from client." * 3) if isinstance(data, int) else (len(data), data)
        if conn in self.ours:
            self.call(ev.Sent, conn + OWN_ENDS, "send", "send", size, size, UNKNOWN, head[:64], thread=CLIENTS)
        self.wakes((conn, 1))
        self.call(ev.Received, conn, "recv", "recv", 4096, size, self.outb[conn], head[:64])
        self.outb[conn] += size

    def sends(self, conn: ConnId, size: int | None = None) -> None:
        """The kernel takes all of outb, or so much of it."""
        outb = self.outb[conn]
        size = outb if size is None else size
        head = b"Message 1 from client."[:size]
        self.call(ev.Sent, conn, "send", "send", outb, size, outb, head)
        if conn in self.ours:
            self.call(ev.Received, conn + OWN_ENDS, "recv", "recv", size, size, UNKNOWN, head, thread=CLIENTS)
        self.outb[conn] -= size

    def echoes(self, conn: ConnId, data: bytes | int) -> None:
        """In and out again."""
        self.receives(conn, data)
        self.sends(conn)

    def finds_no_room(self, conn: ConnId) -> None:
        """The peer does not read: `send` would have to wait, and from then on only WRITE is watched."""
        self.call(ev.WouldBlock, conn, "send", "send", self.outb[conn], self.outb[conn])
        self.call(ev.Modified, conn, "modify", 2, LOOP, self.outb[conn], "")

    def hears_the_end(self, conn: ConnId) -> None:
        """An empty read."""
        self.wakes((conn, 1))
        self.call(ev.PeerFinished, conn, "recv", self.outb[conn])

    def closes(self, conn: ConnId) -> None:
        """What outb holds is lost."""
        self.call(ev.Unregistered, conn, "close", 0, LOOP, self.outb[conn], "")
        self.call(ev.Closed, conn, "close", self.outb[conn], False)

    def is_reset(self, conn: ConnId) -> None:
        """The peer is gone without a goodbye."""
        self.wakes((conn, 1))
        self.call(ev.Reset, conn, "recv", "recv", "ECONNRESET", self.outb[conn])

    def dies(self, error: str) -> None:
        """The server's thread is over, and its sockets with it."""
        for conn in (LISTENER, *self.outb):
            self.call(ev.Closed, conn, "close", self.outb.get(conn, UNKNOWN), False)
        self.tell(ev.LoopEnded, LOOP)
        self.tell(ev.Ended, self.policy, error)

    def has_used(self, seconds: float) -> None:
        """CPU time of its thread so far."""
        self.tell(ev.CpuSampled, self.policy, round(seconds * SECOND))

    # Our own clients, by their numbers: what they do at their end, and what they tell of themselves.

    def launches(self, msg_total: int = 44, behaviour: str = "well-behaved", address: str = ADDRESS) -> int:
        """One of our clients asks for a connection; nobody has answered."""
        number = len(self.clients) + 1
        conn, own = next(self.ids), f"127.0.0.1:{next(self.ports)}"
        self.clients[number] = Launched(conn, own, msg_total)
        end = self.clients[number].end
        self.call(ev.Opened, end, "socket", conn + 1_000, thread=CLIENTS)
        self.call(ev.Connecting, end, "connect", own, address, "EINPROGRESS", thread=CLIENTS)
        self.tell(ev.ClientBegan, number, own, address, behaviour, msg_total)
        self.call(ev.Registered, end, "register", 3, CLIENT_LOOP, 0, "", thread=CLIENTS)
        return number

    def connects(self, client: int) -> ConnId:
        """Its server lets it in, and it hears of it; answers the server's end."""
        it = self.clients[client]
        self.wakes((LISTENER, 1))
        self.call(ev.Accepted, it.conn, "accept", it.conn + 4, it.own, LISTENER)
        self.outb[it.conn] = 0
        self.call(ev.Registered, it.conn, "register", 1, LOOP, 0, "")
        self.client_wakes((it.end, 2))
        self.call(ev.Connected, it.end, "connect", thread=CLIENTS)
        return it.conn

    def client_wakes(self, *ready: tuple[ConnId, int]) -> None:
        """The clients' `select()` has answered."""
        self.tell(ev.Woke, CLIENT_LOOP, CLIENTS, ("clients/multiconn.py", 30), UNKNOWN, 300_000, 1, 0, list(ready))

    def client_sends(self, client: int, size: int, outb: int | None = None) -> None:
        """Of what it has to send, so much is taken."""
        it = self.clients[client]
        outb = size if outb is None else outb
        it.sent += size
        self.call(ev.Sent, it.end, "send", "send", outb, size, outb, b"Message 1 from client."[:size], thread=CLIENTS)

    def client_receives(self, client: int, size: int) -> None:
        """So much comes back."""
        it = self.clients[client]
        it.back += size
        self.client_wakes((it.end, 1))
        self.call(ev.Received, it.end, "recv", "recv", 65536, size, 0, b"Message 1 from client."[:size], thread=CLIENTS)

    def client_finds_no_room(self, client: int, outb: int) -> None:
        """Its kernel takes nothing of what it has to send."""
        self.call(ev.WouldBlock, self.clients[client].end, "send", "send", outb, outb, thread=CLIENTS)

    def kernels_hold(self, client: int, held: tuple[int, int, int, int], room: tuple[int, int]) -> None:
        """What both kernels hold of one of ours, in the order of the way, and for how much either end has room."""
        it = self.clients[client]
        leaving, arrived, returning, back = held
        received, sent = it.sent - leaving - arrived, it.back + returning + back
        tcp = "ESTAB", 45, 10
        for conn, here in (
            (it.conn, (received, sent, self.outb[it.conn], True, arrived, returning, 2_626_560, 131_072)),
            (it.end, (it.back, it.sent, UNKNOWN, True, back, leaving, 2_626_560, 65_536)),
        ):
            limits = (room[conn == it.conn], 0, 3_200_000 if conn == it.conn else 0, 0)
            self.facts.append(ev.KernelSampled(self.at, conn, *here, *tcp, *limits))
        self.at += 1_000

    def client_freezes(self, client: int) -> None:
        """It does not read."""
        self.tell(ev.ClientFroze, client)

    def client_ends(self, client: int, error: str = "", note: str = "") -> None:
        """It closes, and says what came of it: without an error or a note, that all came back."""
        it = self.clients[client]
        self.call(ev.Closed, it.end, "close", 0, False, thread=CLIENTS)
        total = it.sent if it.msg_total == UNKNOWN else it.msg_total
        sent, back = (it.sent, it.back) if error or note else (total, total)
        self.tell(ev.ClientEnded, client, it.own, total, sent, back, error, note)


@dataclass
class Launched:
    """One of our clients, and how far it is."""

    conn: ConnId
    """The server's end."""
    own: str
    msg_total: int
    sent: int = 0
    back: int = 0

    @property
    def end(self) -> ConnId:
        """The client's own end."""
        return self.conn + OWN_ENDS
