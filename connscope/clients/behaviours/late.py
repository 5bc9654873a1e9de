"""The one that takes its time before the first word."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .behaviour import DAY, Behaviour, between

if TYPE_CHECKING:
    from ..manners import Manners


@dataclass
class Late(Behaviour):
    """Says its first message only so many seconds after it has connected."""

    name = "late"
    by: float = field(default=1.0, metadata=between(0, DAY))
    has_begun: bool = field(default=False, init=False)

    def connected(self, conn: Manners, now: float) -> None:
        """Nothing leaves before."""
        conn.postpone(now + self.by)

    def begins(self, conn: Manners, now: float) -> None:
        """The first one was late."""
        if not self.has_begun:
            self.has_begun = True
            conn.felt(self)
