"""What a person can do to the server's side of a connection: how it is offered, what it costs, and the wish for it.

Pure: it knows no screen, and fulfils nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from connscope.connections import Connection
from connscope.units import exact
from connscope.wishes import ConnectionWish, EndConnection, Inject, ResumeReading, SetPipes, StopReading

FRAGILE = "tutorial"
"""The server whose calls expect no error: one that is raised ends it."""
READ = 1
AT_ONCE = {"echo": 262_144, "tutorial": 1024}
"""How much each server still reads, at most, before it hears of an end by a send that fails."""


class Deed(NamedTuple):
    """One of them."""

    key: str
    """In the menu."""
    command: str
    """By which a keymap gives it a key of its own."""
    label: str
    says: str
    """What it comes to."""
    doing: str
    """To be said when it is under way, with whom it is done to."""
    help: str
    """A sentence, for palette and help."""
    wishes: Callable[[int, Any], ConnectionWish]
    """For one connection, from what was asked for besides, if anything was."""
    ends: bool = False
    """Whether something may be lost by it."""
    needs: str = ""
    """What must be true of the sitting, a name in `Session`; else it cannot be done there."""

    @property
    def bare(self) -> str:
        """Its label where nothing more is promised."""
        return self.label.rstrip("…")

    @property
    def briefly(self) -> str:
        """What it comes to, where there is more to be said."""
        return self.says.replace(":", ";").partition(";")[0]


DEEDS = {
    "inject": Deed(
        "i",
        "inject",
        "inject…",
        "put bytes in towards the client, between two sends",
        "Putting bytes in towards {}",
        "Put bytes in towards a client, between two sends.",
        Inject,
    ),
    "stop": Deed(
        "s",
        "stop-reading",
        "stop reading",
        "select() does not tell the server of what comes",
        "Stopping the reading from {}",
        "Have select() not tell of what a client sends.",
        lambda conn, _: StopReading(conn),
        needs="can_stop_reading",
    ),
    "resume": Deed(
        "g",
        "resume-reading",
        "go on reading",
        "select() tells it again",
        "Reading from {} again",
        "Have select() tell of it again.",
        lambda conn, _: ResumeReading(conn),
        needs="can_stop_reading",
    ),
    "half-close": Deed(
        "h",
        "half-close",
        "half-close",
        "send no more; the connection ends when more comes",
        "Half-closing {}: when more comes, the connection ends",
        "Send a client no more; when more comes, the connection ends.",
        lambda conn, _: EndConnection(conn, "half-close"),
        ends=True,
    ),
    "close": Deed(
        "c",
        "close",
        "close",
        "an end both ways; the server reads it, and closes",
        "Closing {}",
        "End a connection both ways, as if its client had.",
        lambda conn, _: EndConnection(conn, "close"),
        ends=True,
    ),
    "reset": Deed(
        "r",
        "reset",
        "reset",
        "gone without a goodbye: ECONNRESET at both ends",
        "Resetting {}",
        "End a connection without a goodbye.",
        lambda conn, _: EndConnection(conn, "reset"),
        ends=True,
    ),
    "buffers": Deed(
        "b",
        "buffers",
        "buffers…",
        "how much the kernel holds of it, each way",
        "Asking for other buffers of {}: the kernel fits them to the traffic no more",
        "Ask the kernel for other buffers for a connection, which it then fits to the traffic no more.",
        lambda conn, size: SetPipes(conn, size, size),
    ),
}
"""By their names, as the menu lists them."""


# Whom it is done to.


def touchable(conns: Iterable[Connection]) -> list[Connection]:
    """Those of them to which something can be done."""
    return [conn for conn in conns if conn.role in ("accepted", "connected") and not conn.over]


def why_not(conns: Sequence[Connection], called: Callable[[Connection], str]) -> str:
    """Why nothing can be done to any of these."""
    if not conns:
        return "No connection is chosen."
    if len(conns) > 1:
        return f"All {exact(len(conns))} are over: there is nothing to be done to them."
    (conn,) = conns
    if conn.role == "listening":
        return "That is the listening socket, no connection: there is nothing to be done to it."
    if conn.role == "opened" and not conn.over:
        return f"{called(conn)} has no peer that is known: there is nothing to be done to it."
    return f"{called(conn)} is over: there is nothing to be done to it."


def offered(conns: Sequence[Connection], policy: str) -> dict[str, str]:
    """The names of what can be done to them, each with what it comes to there."""
    paused = sum(conn.paused for conn in conns)
    senseless = {"stop": paused == len(conns), "resume": not paused}
    return {name: comes_to(name, conns, policy) for name in DEEDS if not senseless.get(name)}


def comes_to(name: str, conns: Sequence[Connection], policy: str) -> str:
    """What it is and, if the server dies of it, that: in as many cells as a menu has on the smallest usual screen."""
    death = dies(name, conns, policy)
    return f"{DEEDS[name].briefly} · {death}" if death else DEEDS[name].says


def apt(name: str, conns: Iterable[Connection]) -> list[Connection]:
    """Those of them to which it would not be done in vain."""
    wanted = {"stop": False, "resume": True}.get(name)
    return [conn for conn in conns if wanted is None or conn.paused is wanted]


def in_general(words: str) -> str:
    """What is said of a server of ours and its clients, said of somebody's own program and its peers."""
    return words.replace("server", "program").replace("client", "peer")


# What it costs.


def owed(conn: Connection) -> int:
    """Bytes that the server has taken and still owes: in outb, or in hand on their way there."""
    return max(0, conn.outb, conn.owed if conn.echoes else 0)


def unread(conn: Connection) -> int:
    """Bytes that wait in the kernel for the server, as far as anybody has looked."""
    return max(0, conn.kernel[-1].unread) if conn.kernel else 0


def unsent(conn: Connection) -> int:
    """Bytes that wait in the kernel for the client, as far as anybody has looked."""
    return max(0, conn.kernel[-1].unacked) if conn.kernel else 0


def left_unread(conn: Connection, policy: str) -> bool:
    """Whether the server, when it closes, leaves something unread: then its close is a reset, and takes all."""
    reads = AT_ONCE.get(policy, 0) if conn.watch & READ and not conn.paused else 0
    return unread(conn) > reads


def dies(name: str, conns: Sequence[Connection], policy: str) -> str:
    """In a few words when the server dies of it, if it does."""
    if policy != FRAGILE or not DEEDS[name].ends or not conns:
        return ""
    if name == "reset" or any(owed(conn) or unread(conn) for conn in conns):
        return f"{FRAGILE} dies of it"
    return f"{FRAGILE} dies when more comes" if name == "half-close" else ""


def cost(name: str, conns: Sequence[Connection], policy: str) -> str:
    """What is lost by it, with its number, and whether the server is; empty if it may simply be done."""
    if not DEEDS[name].ends:
        return ""
    sizes = {
        "owed": sum(map(owed, conns)),
        "not read yet": sum(map(unread, conns)),
        "not delivered yet": sum(unsent(conn) for conn in conns if name == "reset" or left_unread(conn, policy)),
    }
    lost = in_words({where: size for where, size in sizes.items() if size})
    return ". ".join(filter(None, (lost, dies(name, conns, policy))))


def in_words(sizes: dict[str, int]) -> str:
    """How many bytes that are, and what they are at."""
    if not sizes:
        return ""
    total = sum(sizes.values())
    many, they = (f"{exact(total)} bytes are", "they are") if total != 1 else ("1 byte is", "it is")
    parts = [f"{exact(size)} {where}" for where, size in sizes.items()]
    return f"{many} lost: " + (", ".join(parts) if len(parts) > 1 else f"{they} {next(iter(sizes))}")
