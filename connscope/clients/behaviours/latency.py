"""The one whose messages take a while to leave."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from .behaviour import DAY, Behaviour, between

if TYPE_CHECKING:
    from ..manners import Manners


@dataclass
class Latency(Behaviour):
    """Each message leaves so many seconds after its time, give or take the jitter; none overtakes another."""

    name = "latency"
    delay: float = field(default=0.1, metadata=between(0, DAY))
    jitter: float = field(default=0.05, metadata=between(0, DAY))
    chance: Random = field(default_factory=Random, init=False, repr=False, compare=False)

    def begin(self, conn: Manners, now: float) -> None:
        """Its own chance, the same in every run."""
        self.chance = Random(conn.connid)

    def begins(self, conn: Manners, now: float) -> None:
        """Not yet."""
        conn.postpone(now + self.delay + self.chance.uniform(-self.jitter, self.jitter))
        conn.felt(self)
