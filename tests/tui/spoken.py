"""Connections by hand told by hand: a story whose conversations go along with its facts, at both ends."""

from connscope import events as ev
from connscope.byhand.conversation import Conversation
from connscope.byhand.otherside import OtherSide
from connscope.events import UNKNOWN
from tests.tui.story import ADDRESS, CLIENTS, Story

OPTIONS = {"NODELAY": 0, "SNDBUF": 2_626_560, "RCVBUF": 131_072, "LINGER": -1}


class Spoken(Story):
    """A server, and one connection by hand to it; each `say` is echoed."""

    def __init__(self, address: str = ADDRESS) -> None:
        super().__init__()
        self.client = self.launches(UNKNOWN, "by hand", address)
        it = self.clients[self.client]
        self.conversation = Conversation(self.client, address, it.end)
        self.conversations = {self.client: self.conversation}
        self.other: OtherSide | None = None
        if address == ADDRESS:
            self.connects(self.client)
            self.other = OtherSide(it.conn)
            self.other.take(self.facts)
        self.conversation.arrived(it.own, dict(OPTIONS))

    def other_side(self, _: int) -> OtherSide | None:
        """The server's end."""
        return self.other

    def say(self, data: bytes) -> None:
        """We send it."""
        it = self.clients[self.client]
        self.conversation.moved(self.at, True, data, len(data), told=True)
        self.call(ev.Sent, it.end, "send", "send", len(data), len(data), 0, data[:64], thread=CLIENTS)

    def answer(self, data: bytes) -> None:
        """The server reads so much at once, and sends it back."""
        told, conn = len(self.facts), self.clients[self.client].conn
        self.receives(conn, data)
        self.call(ev.Sent, conn, "send", "send", len(data), len(data), len(data), data[:64])
        self.outb[conn] = 0
        if self.other is not None:
            self.other.take(self.facts[told:])

    def hear(self, data: bytes) -> None:
        """We read so much at once."""
        it = self.clients[self.client]
        self.conversation.moved(self.at, False, data, len(data), told=True)
        self.call(ev.Received, it.end, "recv", "recv", 65536, len(data), 0, data[:64], thread=CLIENTS)

    def freeze(self) -> None:
        """We do not read."""
        self.conversation.frozen = True
        self.client_freezes(self.client)


def joined() -> Spoken:
    """Two sends that come back in one recv and a bit, and one that waits for a frozen reader."""
    story = Spoken()
    story.later(0.4)
    story.say(b"Hello, World")
    story.say(b"and again")
    story.answer(b"Hello, World")
    story.answer(b"and again")
    story.hear(b"Hello, Worldand")
    story.hear(b" again")
    story.later(2)
    story.freeze()
    story.say(b"who reads this?\n")
    story.answer(b"who reads this?\n")
    story.later(1)
    return story


def silent() -> Spoken:
    """Nothing was said yet."""
    story = Spoken()
    story.later(1)
    return story


def over() -> Spoken:
    """The peer has reset it."""
    story = joined()
    story.conversation.ended(story.at, "reset by the peer")
    story.client_ends(story.client, "reset by the peer")
    story.later(1)
    return story


def strange(chunks: int = 1) -> Spoken:
    """Somebody elsewhere, who says what he likes, again and again."""
    story = Spoken("192.0.2.7:7")
    for number in range(chunks):
        story.hear(b"\x1b]52;c;ZXZpbA==\x07[/] %d" % number)
    story.later(1)
    return story
