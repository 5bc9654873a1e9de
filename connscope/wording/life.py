"""The life of one echo, call by call, as it is seen when `tutorial` is held and stepped. For help and README alike."""

from typing import NamedTuple


class Step(NamedTuple):
    """One call, and what it does."""

    call: str
    says: str
    picture: str = ""
    """The name of the picture that shows it, as the README has them."""


LIFE = (
    Step("select(None)", "One socket is watched, the listening one, for READ. Nobody has knocked, so it sleeps."),
    Step(
        "→ listening R·",
        "A client connects. The kernel shakes hands by itself; that it waits makes the listening socket readable.",
    ),
    Step(
        "accept()", "A new socket for this client, with a descriptor of its own. The listening one goes on.", "accept"
    ),
    Step("setblocking(False)", "From now on no call on it waits: what cannot be done at once raises BlockingIOError."),
    Step(
        "register(READ | WRITE)",
        "select() tells of it from now on. Beside it the program keeps what belongs to it: key.data with its outb.",
        "register",
    ),
    Step(
        "→ client ·W",
        "The kernel has room to send, so WRITE is ready at once. outb is empty: nothing is called, and select() says "
        "the same again, and again. So this server takes a whole core; echo asks for WRITE only while it owes.",
        "spin",
    ),
    Step("→ client RW", "Bytes have come. They wait in the kernel until the program takes them."),
    Step(
        "recv(1024)",
        "Takes what is there, up to so much. The program adds it to outb: those bytes are now owed.",
        "recv",
    ),
    Step(
        "send(outb)",
        "Hands the kernel what it has room for, which may be less than all. What was taken is cut off outb; the rest "
        "waits for the next WRITE.",
        "send",
    ),
    Step(
        'recv → b""',
        "An empty read: the client will send no more. It is no error; READ stays ready until the socket is closed.",
    ),
    Step("unregister, close", "In this order: once closed, the descriptor may be another connection's."),
)
