"""Our own test clients: what each was to do, and what came of it. Its calls are told as anybody's."""

from connscope.events.fact import Fact


class ClientFact(Fact):
    """Something that happened to one of our own clients."""

    client: int
    """Its number: `client-7` is 7."""


class ClientBegan(ClientFact):
    """It asked for a connection from `own` to `address`. Its total, in bytes, is −1 where it is to go on for ever."""

    own: str
    address: str
    behaviour: str
    """Its behaviours by their names, with ` + ` between two of them."""
    msg_total: int


class ClientActed(ClientFact):
    """One of its behaviours has made itself felt so many times by now; told ten times a second at most."""

    behaviour: str
    times: int


class ClientFroze(ClientFact):
    """It does not read from now on: what comes waits in the kernel."""


class ClientThawed(ClientFact):
    """It reads again."""


class ClientEnded(ClientFact):
    """It is over: the bytes that it meant to say, sent, and got back. No error: it ended as it was meant to."""

    own: str
    msg_total: int
    """−1 if that is not known: it was not it that told of its end."""
    sent: int
    recv_total: int
    error: str
    note: str = ""
    """How it was meant to end, where that is not with all its bytes back as they were sent."""
