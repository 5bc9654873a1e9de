"""What `echo` does that `tutorial` does not: the lines in either file, what goes wrong without them, what shows it.

Content only: it must not know how it is laid out, and it launches nothing. Every figure was measured.
"""

from typing import NamedTuple

from connscope.tui.spots import Place, Spot

SIDES = ("tutorial", "echo")
"""The policy that goes wrong, and the one that does not, in the order in which they stand."""


class Demonstration(NamedTuple):
    """What a person wants to see: this client at that server, and where to look."""

    policy: str
    behaviour: str
    watch_for: str


class Difference(NamedTuple):
    """One thing that `echo` does."""

    title: str
    wrong: str
    """The sentence that begins with "Without it, "."""
    places: tuple[Place, ...]
    behaviour: str = ""
    """Of the client that shows it; empty where none does."""
    watch_for: tuple[str, str] = ("", "")
    """Where to look, on either side."""
    instead: str = ""
    """What there is to do where no client shows it."""

    def demonstration(self, policy: str) -> Demonstration | None:
        """What shows it by that policy; None where nothing does."""
        if not self.behaviour:
            return None
        return Demonstration(policy, self.behaviour, self.watch_for[SIDES.index(policy)])


IN, SERVICE, WATCH = "accept_wrapper", "service_connection", "adjust_watch"

DIFFERENCES = (
    Difference(
        "WRITE is watched only while bytes are owed",
        "select() never sleeps, as a socket with room to send is always ready for WRITE: one silent client makes the"
        " loop spin, 500,000 times a second unobserved, at 90 % of a core.",
        (
            Place(Spot(IN, "sel.register("), Spot(IN, "self.sel.register(")),
            Place(None, Spot(WATCH, "if owed:", "watch |= WRITE")),
            Place(None, Spot(WATCH, "elif watch != key.events:", "self.sel.modify(")),
        ),
        "silent",
        (
            "cpu: full, and loops/s: all idle",
            "cpu: 0 %, the loop sleeps in select()",
        ),
    ),
    Difference(
        "An error ends one connection only",
        "one reset ends the server and every other connection with it: recv() or send() raises, and nobody expects it.",
        (
            Place(Spot(SERVICE, "recv_data = sock.recv("), Spot(SERVICE, "try:", "count = sock.recv_into(")),
            Place(
                Spot(SERVICE, "sent = sock.send("), Spot(SERVICE, "except BlockingIOError:", "self.close_connection(")
            ),
        ),
        "resets",
        (
            "the header: the server has died; r restarts",
            "its row: reset; all others go on",
        ),
    ),
    Difference(
        "A peer that is done still gets its bytes",
        "a peer that has sent its last byte is closed at once, and what outb still holds is lost behind a clean end of"
        " stream: 5 of 8 MiB, when it sent before it read.",
        (
            Place(Spot(SERVICE, "else:", "sock.close()"), Spot(SERVICE, "else:", "data.peer_done = True")),
            Place(None, Spot(WATCH, "if owed >= HIGH_WATER or data.peer_done:", "watch = 0")),
            Place(None, Spot(WATCH, "if not watch:", "self.close_connection(")),
        ),
        "half-closes",
        (
            "its row: it stands still a second or two, then half-closes; bytes are lost",
            "its row: peer done, then closed; nothing lost",
        ),
    ),
    Difference(
        "outb has a bound",
        "a peer that sends and never reads is read all the same, and what it is owed grows in outb until the memory is"
        " full.",
        (
            Place(
                Spot(SERVICE, "data.outb += recv_data"),
                Spot(WATCH, "if owed <= LOW_WATER:", "watch = 0"),
            ),
            Place(None, Spot("", "HIGH_WATER =", "LOW_WATER =")),
        ),
        "floods",
        (
            "outb in its row: it only grows",
            "outb in its row: it stops at some 256 K",
        ),
    ),
    Difference(
        "outb is neither copied nor printed",
        "each KiB that comes copies all of outb, and each send copies the rest and prints the whole: with 16 MiB owed,"
        " 9 ms for that KiB and 46 ms for a line of log.",
        (
            Place(Spot(IN, "data = SimpleNamespace("), Spot(IN, "data = SimpleNamespace(")),
            Place(Spot(SERVICE, "data.outb += recv_data"), Spot("echo", "data.outb += fresh[sent:]")),
            Place(
                Spot(SERVICE, 'log("echoing"', "data.outb = data.outb[sent:]"),
                Spot(SERVICE, "del data.outb["),
            ),
        ),
        "floods",
        (
            "outb: it grows ever more slowly, at full cpu",
            "outb: full at once, and then cpu at rest",
        ),
    ),
    Difference(
        "One buffer of 256 KiB takes what comes",
        "a MiB takes 1,024 calls of recv(), each with a new object for its KiB, instead of as few as 4.",
        (
            Place(
                Spot(SERVICE, "recv_data = sock.recv(", "data.outb += recv_data"),
                Spot(SERVICE, "count = sock.recv_into(", "self.echo("),
            ),
            Place(None, Spot("__init__", "self.buffer =")),
        ),
        "floods",
        (
            "the events: 1,024 bytes a recv",
            "the events: up to 262,144 bytes a recv",
        ),
    ),
    Difference(
        "Up to 64 clients are let in per loop",
        "each loop lets one client in and serves everybody else before the next: the last of 2,000 who knock together"
        " waits for 2,000 loops.",
        (Place(Spot(IN, "conn, addr = sock.accept()"), Spot(IN, "for _ in range(ACCEPTS_PER_LOOP):", "continue")),),
        instead="From outside, at either server: connscope client HOST PORT 2000",
    ),
    Difference(
        "4,096 clients may wait at the door",
        "128 may wait, and whoever comes then knocks again after 1 s, 2 s, 4 s: 2,000 at once were in after 8 to 40 s"
        " instead of 0.1 s.",
        (
            Place(Spot("listen", "lsock.listen()"), Spot("listen", "lsock.listen(BACKLOG)")),
            Place(None, Spot("", "BACKLOG =")),
        ),
        instead="From outside, at either server: connscope client HOST PORT 2000",
    ),
    Difference(
        "It sends first, and asks for WRITE after",
        "each echo costs three calls more, modify(), select() and modify() again; or WRITE stays watched for life, as"
        " in tutorial, and the loop spins.",
        (
            Place(
                Spot(SERVICE, "if mask & selectors.EVENT_WRITE:", "sent = sock.send("),
                Spot("echo", "sent = 0 if data.outb else", "data.outb += fresh[sent:]"),
            ),
            Place(None, Spot(SERVICE, "if count:", "self.echo(")),
        ),
        instead="With one client (l), see the events of echo: recv, send, and no modify.",
    ),
    Difference(
        "With no descriptor left, accepting pauses",
        "an accept() that finds no descriptor free ends the server; caught and nothing more, whoever waits at the door"
        " would wake every loop in vain.",
        (
            Place(
                Spot(IN, "conn, addr = sock.accept()"), Spot(IN, "except OSError as error:", "self.pause_accepting(")
            ),
            Place(None, Spot("pause_accepting", "self.sel.unregister(", "self.accept_again_at =")),
        ),
        instead="No client for this one: it would take this screen's last descriptor, too.",
    ),
    Difference(
        "No urgent byte is lost, no echo waits",
        "an urgent byte is never received, and a small echo waits up to 40 ms until the peer has acknowledged the one"
        " before.",
        (Place(None, Spot("listen", "# Urgent bytes stay in line.", "lsock.setsockopt(socket.IPPROTO_TCP")),),
        instead="No client for this one: it is a matter of one byte, and of 40 ms.",
    ),
    Difference(
        "It can be told to stop",
        "a loop asleep in select() hears nobody: nothing ends it but Ctrl-C, and that in the main thread only.",
        (
            Place(None, Spot("serve", "self.sel.register(self.wakeup")),
            Place(
                Spot("serve", "except KeyboardInterrupt:", "log("), Spot("serve", "elif key.data is STOP:", "return")
            ),
            Place(None, Spot("stop", "with contextlib.suppress", "self.waker.send(")),
        ),
        instead="No client for this one: p and r end echo that way.",
    ),
)
"""In the order in which one would teach them; those that a client shows come first."""
