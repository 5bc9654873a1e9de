"""The one whose messages take a while to leave."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from random import Random
from typing import TYPE_CHECKING

from .behaviour import DAY, Behaviour, between

if TYPE_CHECKING:
    from ..manners import Manners
    from ..plans import Plan


@dataclass
class Latency(Behaviour):
    """Each message leaves so many seconds after its time, give or take the jitter; none overtakes another."""

    name = "latency"
    delay: float = field(default=0.1, metadata=between(0, DAY))
    jitter: float = field(default=0.05, metadata=between(0, DAY))
    chance: Random = field(default_factory=Random, init=False, repr=False, compare=False)
    every: float = field(default=0.0, init=False)
    leaves_at: float = field(default=inf, init=False)
    """The next message with the least delay there is, which grows with its own time and not with that of the one
    before. So nothing has to be kept of those that are under way."""
    last_at: float = field(default=-inf, init=False)

    def amended(self, plan: Plan) -> Plan:
        """Their pace stays as it is."""
        self.every = plan.every
        return plan

    def begin(self, conn: Manners, now: float) -> None:
        """Its own chance, the same in every run."""
        self.chance = Random(conn.connid)

    def begins(self, conn: Manners, now: float) -> None:
        """Not yet; the next one may be on its way long before this one has left."""
        if self.leaves_at == inf:
            self.leaves_at = now + self.delay - self.jitter
        else:
            # Who could not send does not make up for it.
            self.leaves_at += max(0.0, now - max(self.leaves_at, self.last_at))
        self.last_at = max(now, self.leaves_at + self.chance.uniform(0, 2 * self.jitter))
        self.leaves_at += self.every
        conn.postpone(self.last_at)
        conn.talk.speak_at(self.leaves_at, now)
        conn.felt(self)
