"""What the kernel holds of the connections that somebody looks at, asked from the screen's thread.

The program is not disturbed, and not waited for: a held one is asked as one that runs. Both ends of a connection are
asked in one go, so that their numbers can be laid side by side.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from selectors import EVENT_READ
from typing import TYPE_CHECKING, NamedTuple

from connscope.connections import Connection
from connscope.events import ConnId, Fact, KernelSampled
from connscope.kernel import UNKNOWN, Kernel
from connscope.picture import Picture
from connscope.sources import Source
from connscope.sources.ends import Account, End, Ours, Theirs
from connscope.sources.theirs import has, processes_of
from connscope.sources.thread import ThreadSource

if TYPE_CHECKING:
    from connscope.sources.inodes import Inodes
    from connscope.sources.unseen import UnseenTraffic

CHOSEN_NS = 100_000_000
"""The chosen connection is asked about once in each such span at most,"""
VISIBLE_NS = 5 * CHOSEN_NS
"""the others that are seen in each of these,"""
CLOCKS_NS = 1_000_000_000
"""and what only the clock has changed is told once in these."""

PASSING = frozenset({"at", "still", "rtt"})
"""What may change though nothing has happened."""
CLOCKS = frozenset({"rwnd_limited", "sndbuf_limited"})
"""These grow for as long as something waits, though nothing moves."""


class Look(NamedTuple):
    """What one end was seen to be, by the program's account and by the kernel's."""

    account: Account
    kernel: Kernel


class Sampler:
    """Asks about what is watched, as often as it may, and tells what has changed."""

    def __init__(self, sources: list[Source]) -> None:
        self.sources = sources
        self.visible: tuple[ConnId, ...] = ()
        self.chosen: ConnId = 0
        self.spans: dict[int, int] = {}
        """The last span of each length in which somebody was asked."""
        self.told: dict[ConnId, KernelSampled] = {}
        self.has_news = False
        """Whether the last samples tell more than that time passes."""
        self.may_stir = False
        """Whether any that was asked last may change though its program sleeps."""

    def watch(self, visible: Iterable[ConnId], chosen: ConnId) -> None:
        """Ask about these from now on, and about no others."""
        self.visible, self.chosen = tuple(visible), chosen

    def samples(self, picture: Picture) -> list[Fact]:
        """What is to be told now; both ends of a connection are told of together. And what has gone past the probes."""
        now, self.has_news = time.monotonic_ns(), False
        elsewhere = any(processes_of(source) for source in self.sources)
        if elsewhere:
            self.inodes.learn(now)
        wanted = [self.chosen] if self.is_time(now, CHOSEN_NS) else []
        if everybody := self.is_time(now, VISIBLE_NS):
            wanted += self.visible
        told: list[Fact] = []
        seen: set[ConnId] = set()
        for ends in self.conversations(picture, wanted):
            seen.update(end.conn.id for end in ends)
            facts = [] if self.rests(ends) else sampled(ends)
            if facts and self.are_news(facts):
                self.told.update((fact.conn, fact) for fact in facts)
                told += facts
        if everybody:
            self.told = {conn: fact for conn, fact in self.told.items() if conn in seen}
            self.may_stir = any(may_stir(picture, fact) for fact in self.told.values())
        return told + self.unseen.look(picture, now) if elsewhere else told

    @cached_property
    def inodes(self) -> "Inodes":
        """What is known of the sockets of other processes: who watches none does not wait for what that takes."""
        from connscope.sources.inodes import Inodes

        return Inodes()

    @cached_property
    def unseen(self) -> "UnseenTraffic":
        """What goes past the probes in them."""
        from connscope.sources.unseen import UnseenTraffic

        return UnseenTraffic(self.sources, self.inodes)

    def close(self) -> None:
        """Ask nothing more."""
        for part in (vars(self).get("unseen"), vars(self).get("inodes")):
            if part is not None:
                part.close()

    def rests(self, ends: list[End]) -> bool:
        """Whether its queues are empty as they were: both ends are here, and nothing came or went since."""
        told = [self.told.get(end.conn.id) for end in ends if end.conn.id != self.chosen]
        return len(told) == 2 and all(
            fact is not None
            and fact.still
            and fact.unread == fact.unacked == 0
            and (account := end.account()) is not None
            and account[:3] == (fact.bytes_in, fact.bytes_out, fact.injected)
            for end, fact in zip(ends, told, strict=True)
        )

    def is_time(self, now: int, span: int) -> bool:
        """Whether a new span has begun."""
        before, self.spans[span] = self.spans.get(span), now // span
        return before != now // span

    def conversations(self, picture: Picture, wanted: Sequence[ConnId]) -> Iterator[list[End]]:
        """The ends that can be asked of each conversation that is wanted, each once."""
        seen: set[ConnId] = set()
        for conn_id in wanted:
            conn = picture.connections.get(conn_id)
            if conn is None or conn_id in seen or conn.role not in ("accepted", "connected"):
                continue
            other = picture.partner(conn)
            seen |= {conn_id, other.id if other is not None else conn_id}
            ends = [(conn, other)] if other is None else [(conn, other), (other, conn)]
            yield [it for end, partner in ends if (it := self.found(end, partner)) is not None]

    def found(self, conn: Connection, partner: Connection | None) -> End | None:
        """One end, if whoever sees it can be asked; what lives in an unwatched process cannot."""
        for source in self.sources:
            if isinstance(source, ThreadSource):
                row = source.probe.rows.get(conn.id) if not source.probe.failure else None
                if row is not None:
                    return Ours(conn, row, source.probe, partner)
            elif (process := has(processes_of(source), conn.id)) is not None:
                return Theirs(conn, process, self.inodes, partner)
        return None

    def are_news(self, facts: list[KernelSampled]) -> bool:
        """Whether anything but time has passed since these ends were told of; or enough of it, if something waits."""
        before = [self.told.get(fact.conn) for fact in facts]
        changed = any(differ(one, other, PASSING | CLOCKS) for one, other in zip(before, facts, strict=True))
        settled = any(one and other.still > one.still for one, other in zip(before, facts, strict=True))
        self.has_news = self.has_news or changed or settled
        return changed or settled or self.is_late(before, facts)

    def is_late(self, before: list[KernelSampled | None], facts: list[KernelSampled]) -> bool:
        """Whether it is time again to tell of the chosen connection for how long it has been held up."""
        return any(
            fact.conn == self.chosen and one and fact.at - one.at >= CLOCKS_NS and differ(one, fact, PASSING)
            for one, fact in zip(before, facts, strict=True)
        )


def differ(one: KernelSampled | None, other: KernelSampled, but_for: frozenset[str]) -> bool:
    """Whether they say something else, but for these fields."""
    return one is None or alike(one, but_for) != alike(other, but_for)


def alike(fact: KernelSampled, but_for: frozenset[str]) -> list[object]:
    """All that it says, but for these fields."""
    return [getattr(fact, name) for name in KernelSampled.__struct_fields__ if name not in but_for]


# One conversation.


def sampled(ends: list[End]) -> list[KernelSampled]:
    """Both ends, or the one that is here, at one moment; nothing where one was closed meanwhile.

    A call that is about to be counted waits for Python's lock, which is ours: to look again at once would show the
    same, and to let go of the lock would keep the screen waiting.
    """
    at = time.monotonic_ns()
    looks, again = [look(end) for end in ends], [look(end) for end in ends]
    if None in looks or None in again:
        return []
    still = all(map(at_rest, ends, looks, again))
    return [told(at, end, it, still) for end, it in zip(ends, looks, strict=True) if it is not None]


def look(end: End) -> Look | None:
    """One end now; None if its descriptor is no longer its own, or the kernel does not tell."""
    account = end.account()
    kernel = end.kernel() if account is not None else None
    return Look(account, kernel) if account is not None and kernel is not None else None


def at_rest(end: End, one: Look | None, other: Look | None) -> bool:
    """Whether nothing moved between two looks, nor is about to be counted by a call that has not come back."""
    return one is not None and other is not None and extent(one) == extent(other) and accounted(end, one)


def extent(it: Look) -> tuple[int, ...]:
    """All of it that moves."""
    kernel = it.kernel
    return *it.account, kernel.unread, kernel.unacked, kernel.taken, kernel.given


def accounted(end: End, it: Look) -> bool:
    """Whether program and kernel say the same of what went in and out, as far as the kernel says.

    A call that waits to come back has done its work, and is not counted. Bytes that were put in by hand are not the
    program's, and urgent ones count apart; in the stream they are skipped, unless the reader wants them in line. Of TLS
    the program counts what is said, and the kernel what that becomes.
    """
    if end.conn.secured is not None:
        return True
    passed_in, passed_out = end.conn.unseen
    bytes_in, bytes_out, injected, _ = it.account
    into, out = it.kernel.taken - bytes_in - passed_in, it.kernel.given - bytes_out - injected - passed_out
    skipped = end.partner.urgent if end.partner is not None else 0
    return (it.kernel.taken == UNKNOWN or 0 <= into <= skipped) and (
        it.kernel.given == UNKNOWN or 0 <= out <= end.conn.urgent
    )


def may_stir(picture: Picture, fact: KernelSampled) -> bool:
    """Whether that end holds something, or takes in what nobody is told of that is watched."""
    conn = picture.connections[fact.conn]
    is_told = picture.partner(conn) is not None or (conn.watch & EVENT_READ and not conn.paused)
    return not (is_told and fact.still and fact.unread == fact.unacked == 0)


def told(at: int, end: End, it: Look, still: bool) -> KernelSampled:
    """As a fact."""
    into, out, injected, outb = it.account
    return KernelSampled(at, end.conn.id, into, out, outb, still, *it.kernel[:11], injected)
