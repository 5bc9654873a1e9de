"""A walk through a server: what is said, heard, put in and ended from point to point, and what came of it.

`points` has the law that holds at each of them.
"""

from collections import deque
from contextlib import ExitStack
from random import Random
from typing import Any, NamedTuple

from connscope.connections import Connection
from connscope.stations import PLACES
from connscope.wishes import Go, Hold
from tests.sources.points import BY_HAND, Peer, TwoSided, compare, two_sided

MOST_SAID, MOST_HEARD, MOST_PUT_IN = 6_000, 4_000, 2_000
FEW = 200
"""Bytes that a client who shouts says at once: its pipes must not fill, for urgent bytes count when they have come."""


class Figures(NamedTuple):
    """What came of it."""

    points: int
    """At each of them all was compared."""
    held: list[tuple[int, int, int, int, int]]
    bytes_back: int
    put_in: int
    lost: int
    left_out: int
    """Records that nobody ever read."""

    def filled(self) -> list[int]:
        """At how many points each place had something."""
        return [sum(1 for held in self.held if held[place]) for place in range(len(PLACES))]


def walk(policy: str, points: int, clients: int = 6, seed: int = 1, stride: int = 1) -> Figures:
    """So many points at which nothing moves, some calls apart; in the end every byte comes back that is not lost."""
    dice, held = Random(seed), list[tuple[int, int, int, int, int]]()
    with two_sided(policy) as server, ExitStack() as stack:
        server.source.do(Hold())
        peers = [Peer(server) for _ in range(clients)]
        for peer in peers:
            stack.enter_context(peer.sock)
        server.stop()
        deeds = Deeds(server, policy, peers, dice)
        while len(held) < points:
            for _ in range(stride):
                deeds.next(len(held) / points)
                server.step(meanwhile=deeds.wake)
            deeds.is_all_back(deeds.listens)
            held += [it.held for it in compare(server, peers)]
            deeds.put_in(dice.choice([*peers, deeds.listens]))
            held += [it.held for it in compare(server, peers)]
        server.let_go(Go())
        for peer in peers:
            server.until(lambda peer=peer: peer.gone or deeds.is_all_back(peer))
        ends = server.accepted()
        totals = sum(end.injected for end in ends), sum(end.lost for end in ends), server.ledger.left_out
        return Figures(len(held), held, sum(peer.got for peer in peers), *totals)


def lose(channel: deque[Any]) -> None:
    """The older records: as long as there is no later one, nobody can know that any is missing."""
    while len(channel) > 1:
        channel.popleft()


class Deeds:
    """What clients and hands do, one thing before each step."""

    def __init__(self, server: TwoSided, policy: str, peers: list[Peer], dice: Random) -> None:
        self.server, self.dice = server, dice
        self.robust = policy == "echo"
        """It reads urgent bytes in line, and bears to be reset."""
        self.peers = peers
        self.listens, self.finishes, self.closes, self.shouts, *_ = peers
        """The first says next to nothing: with it all is at rest."""

    def next(self, part: float) -> None:
        """Somebody says something or hears; the greater part of the way is behind, the more has ended."""
        peer = self.dice.choice([peer for peer in self.peers if not (peer.gone or peer is self.listens)])
        chance = self.dice.random()
        if part > 0.5 and not self.finishes.done:
            self.finishes.finish()
        elif part > 0.75 and not self.closes.gone and (self.robust or self.is_all_back(self.closes)):
            self.closes.close()
        elif peer.done or chance < 0.4:
            peer.hear(self.dice.randint(1, MOST_HEARD))
        elif peer is self.shouts:
            self.shout(peer)
        else:
            peer.say(self.dice.randbytes(self.dice.randint(1, MOST_SAID)))
        if self.dice.random() < 0.2:
            lose(self.server.clients.probe.channel)

    def put_in(self, peer: Peer) -> None:
        """By hand, twice; every other time what tells of the first is left out."""
        conn = self.conn_of(peer)
        if conn is not None and not conn.over and (self.robust or not peer.gone):
            self.server.ask(conn)  # now that all is acknowledged: of whom nothing waits nobody asks again
            for _ in range(2):
                self.server.put_in(conn, BY_HAND * self.dice.randint(1, MOST_PUT_IN))
            if self.dice.random() < 0.5:
                lose(self.server.source.probe.channel)

    def shout(self, peer: Peer) -> None:
        """Say little, and some of it urgently, once all before is back."""
        if self.is_all_back(peer):
            if self.robust and self.dice.random() < 0.5:
                peer.shout()
            peer.say(self.dice.randbytes(self.dice.randint(1, FEW)))

    def wake(self) -> None:
        """Give a server that sleeps something to do."""
        if self.server.source.selector.loop.asleep_since and not self.say("wake up"):
            for peer in self.peers:
                if not peer.gone:
                    peer.hear(MOST_HEARD)

    def say(self, words: str) -> bool:
        """Whether anybody could."""
        return any(
            peer.say(words.encode()) for peer in reversed(self.peers) if not peer.done and peer is not self.shouts
        )

    def conn_of(self, peer: Peer) -> Connection | None:
        """The server's end."""
        return next((conn for conn in self.server.accepted() if conn.address == peer.own), None)

    def is_all_back(self, peer: Peer) -> bool:
        """Whether it has heard all that can ever come of what was said and put in so far."""
        conn = self.conn_of(peer)
        while peer.hear(1 << 20):
            pass
        return conn is not None and peer.got == len(peer.said) + conn.injected - conn.lost
