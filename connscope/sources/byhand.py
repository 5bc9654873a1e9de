"""Connections by hand as a source: what is told of them becomes facts, and a conversation of each, call by call.

The conversations are filled when it is drained, and belong to whoever drains it.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any

from connscope import events as ev
from connscope import wishes
from connscope.byhand.conversation import CLOSING, Conversation
from connscope.clients import tidings
from connscope.clients.byhand import ByHand
from connscope.clients.plans import Addresses, Began, Froze, Outcome, Thawed
from connscope.clients.stopwatch import Stopwatch
from connscope.events import UNKNOWN, ConnId, Fact
from connscope.probe.core import Probe
from connscope.sources.clients import FACTS, IDS
from connscope.sources.gate import GATE_WISHES, at_the_gate
from connscope.sources.thread import ThreadSource
from connscope.sources.waiting import Waiting
from connscope.text import visible
from connscope.wishes import Wish

MOST_OVER = 20
"""Conversations that are over and stay; then the oldest go."""
TRANSFERS: dict[type[Fact], bool] = {ev.Sent: True, ev.HalfClosed: True, ev.Received: False, ev.PeerFinished: False}
"""Which calls are told, and which way they go."""


class HandSource(ThreadSource):
    """Connections that are opened, and do what they are told to, while the loop runs. `conversations` are by number."""

    def __init__(self, conversations: dict[int, Conversation] | None = None) -> None:
        super().__init__("clients by hand", Probe(ids=IDS))
        self.conversations = {} if conversations is None else conversations
        self.stopwatch = Stopwatch()
        """The time that counts for what is expected of any of them."""
        self.waiting = Waiting()
        self.taken: list[tuple[int, Any]] = []
        self.calls: deque[Any] = deque()
        """Facts of calls; those that were told of before their time are still to be heard of."""
        self.latest: dict[tuple[ConnId, bool], Any] = {}
        """Of each connection and direction the last call that facts have told of."""
        self.mine: set[int] = set()
        """Those that are not over, by number,"""
        self.conns: dict[int, ConnId] = {}
        """and the socket of each, as facts name it."""
        self.made: Any = None
        """The socket that was made last."""
        with ExitStack() as undo:
            undo.callback(self.selector.close)
            self.clients = ByHand(
                sel=self.selector,
                new_socket=self.make,
                clock=self.keeper.clock,
                log=lambda *_: None,
                tell=self.tell,
            )
            undo.callback(self.clients.close)
            self.run(lambda: self.clients.run(forever=True), stop=self.clients.stop)
            undo.pop_all()

    # In the loop's thread.

    def make(self, family: int, kind: int) -> Any:
        """A probed socket; the next that begins is its."""
        self.made = self.new_socket(family, kind)
        return self.made

    def tell(self, news: Any) -> None:
        """Take down what happened."""
        if isinstance(news, Began):
            self.conns[news.connid] = self.made.row.conn
        self.waiting.add(time.monotonic_ns(), news)

    # For whoever drains it.

    @property
    def to_come(self) -> int:
        """Those that were asked for and have no socket yet."""
        return max(0, len(self.mine) - len(self.conns))

    def open(
        self, number: int, host: str, port: int, addresses: Addresses | None = None, *, small_pipes: bool = False
    ) -> None:
        """Begin one of this number; errors as in `plans.resolve`, if that was not done already."""
        # First, for it may tell of itself before this is over.
        self.conversations[number] = Conversation(number, visible(f"{host}:{port}"), stopwatch=self.stopwatch)
        self.mine.add(number)
        try:
            self.clients.open(number, host, port, addresses, small_pipes=small_pipes)
        except (OSError, ValueError):
            del self.conversations[number]
            self.mine.discard(number)
            raise

    def do(self, wish: Wish) -> None:
        """Have it done soon. Raises ValueError for what cannot be."""
        DOINGS[type(wish)](self, wish)

    def wake_once(self, wake: Callable[[], None]) -> bool:
        """As any program, unless one is open: what is expected of that becomes late by itself."""
        return super().wake_once(wake) and not self.mine

    def beside(self) -> list[Fact]:
        """What is told as a fact; the rest is for the conversations."""
        self.taken = self.waiting.take()
        return [FACTS[type(news)](at, news.connid, news) for at, news in self.taken if type(news) in FACTS]

    def drain(self) -> list[Fact]:
        """All facts since the last time, and the conversations as they are by now."""
        now = time.monotonic_ns()
        facts = super().drain()
        self.converse(facts)
        self.judge(now)
        if self.thread is not None and not self.running:
            facts += self.mourn()
        over = [each.number for each in list(self.conversations.values()) if each.over]
        for number in over[:-MOST_OVER]:
            del self.conversations[number]
        return facts

    def mourn(self) -> list[Fact]:
        """Of those that the thread could not end, as it ended before: each is over."""
        numbers = list(self.mine)
        left = [self.conversations[number] for number in numbers if number in self.conversations]
        self.mine.difference_update(numbers)
        for it in left:
            it.ended(self.ended_at, self.error or "its loop was ended")
        at = self.ended_at
        return [ev.ClientEnded(at, it.number, it.own, UNKNOWN, it.sent, it.received, it.error) for it in left]

    def converse(self, facts: Iterable[Fact]) -> None:
        """Fold what was told, each call beside the fact that tells of it."""
        self.calls += [fact for fact in facts if type(fact) in TRANSFERS]
        for at, news in self.taken:
            while self.calls and self.calls[0].at <= at:
                call = self.calls.popleft()
                self.latest[call.conn, TRANSFERS[type(call)]] = call
            conversation = self.conversations.get(news.connid)
            if conversation is not None:
                FOLDS[type(news)](self, conversation, at, news)
        self.taken = []

    def judge(self, now: int) -> None:
        """Say of each what is late: all that came until then is in it."""
        for number in list(self.mine):
            if (it := self.conversations.get(number)) is not None:
                it.judged(now)

    def count(self, it: Conversation) -> None:
        """Have it know how much was said by now, also what was not told of yet."""
        if (said := self.clients.said(it.number)) is not None:
            it.said = said

    def told_at(self, conversation: Conversation, at: int, outgoing: bool, size: int) -> tuple[int, bool]:
        """When the fact says that the call returned that was told of at that time, and whether there is one."""
        fact = self.latest.pop((conversation.conn, outgoing), None)
        told = fact is not None and getattr(fact, "size", 0) == size
        return (fact.at, True) if told else (at, False)


def say(source: HandSource, wish: wishes.Say) -> None:
    """What is said next comes behind it, whether or not it was told of yet."""
    source.clients.say(wish.client, wish.data, wish.piece, wish.every, wish.times)
    source.count(source.conversations[wish.client])


def moved(source: HandSource, it: Conversation, at: int, news: tidings.Moved) -> None:
    """Bytes went out or came in."""
    at, told = source.told_at(it, at, news.outgoing, news.size)
    it.moved(at, news.outgoing, news.data, news.size, calls=news.calls, told=told)


def began(source: HandSource, it: Conversation, _: int, news: Began) -> None:
    """It has a socket; another one when another address is tried."""
    it.conn, it.own, it.address = source.conns.get(news.connid, 0), visible(news.own), visible(news.peer)


def owes(source: HandSource, it: Conversation, at: int, news: tidings.Owes) -> None:
    """More was said, or some of it was taken back."""
    it.unsent, it.finishing = news.unsent, news.finishing
    source.count(it)
    it.look_whether_all_left(at)


def options_read(_: HandSource, it: Conversation, __: int, news: tidings.OptionsRead) -> None:
    """What they are."""
    it.options, it.complaint = news.values, visible(news.complaint, 160)


def peer_done(source: HandSource, it: Conversation, at: int, _: tidings.PeerDone) -> None:
    """The peer has said its last."""
    at, told = source.told_at(it, at, False, 0)
    it.peer_done(at, told=told)


def shut(source: HandSource, it: Conversation, at: int, _: tidings.Shut) -> None:
    """We have."""
    at, told = source.told_at(it, at, True, 0)
    it.shut(at, told=told)


def ended(source: HandSource, it: Conversation, at: int, news: Outcome) -> None:
    """It is over."""
    source.mine.discard(news.connid)
    source.conns.pop(news.connid, None)
    for outgoing in (True, False):
        source.latest.pop((it.conn, outgoing), None)
    it.ended(at, visible(news.error, 160))


def closing(_: HandSource, it: Conversation, __: int, ___: tidings.Closing) -> None:
    """Its close lingers."""
    it.state, it.frozen = CLOSING, False


def freeze(_: HandSource, it: Conversation, __: int, news: Froze | Thawed) -> None:
    """It does not read, or reads again."""
    it.frozen = isinstance(news, Froze)


FOLDS: dict[type[Any], Callable[[HandSource, Conversation, int, Any], None]] = {
    Began: began,
    Froze: freeze,
    Thawed: freeze,
    Outcome: ended,
    tidings.Arrived: lambda _, it, __, news: it.arrived(visible(news.own), news.options),
    tidings.Moved: moved,
    tidings.PeerDone: peer_done,
    tidings.Shut: shut,
    tidings.Owes: owes,
    tidings.Closing: closing,
    tidings.OptionsRead: options_read,
}

DOINGS: dict[type[Wish], Callable[[HandSource, Any], None]] = {
    wishes.Say: say,
    wishes.HushClient: lambda it, wish: it.clients.hush(wish.client),
    wishes.HalfCloseClient: lambda it, wish: it.clients.half_close(wish.client),
    wishes.ResetClient: lambda it, wish: it.clients.reset(wish.client),
    wishes.SetClientOption: lambda it, wish: it.clients.set_option(wish.client, wish.name, wish.value),
    wishes.ReadClientOptions: lambda it, wish: it.clients.read_options(wish.client),
    wishes.EndClient: lambda it, wish: it.clients.end(wish.client),
    wishes.FreezeClient: lambda it, wish: it.clients.freeze(wish.client),
    wishes.ThawClient: lambda it, wish: it.clients.thaw(wish.client),
    wishes.EndClients: lambda it, _: it.clients.end_all(),
    wishes.SuspendDeadlines: lambda it, _: it.stopwatch.stand(time.monotonic_ns()),
    wishes.ResumeDeadlines: lambda it, _: it.stopwatch.run_on(time.monotonic_ns()),
    **dict.fromkeys(GATE_WISHES, lambda it, wish: at_the_gate(it.keeper, wish)),
}
