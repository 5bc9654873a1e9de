"""The one that says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .behaviour import Behaviour

if TYPE_CHECKING:
    from ..manners import Manners
    from ..plans import Plan


class Silent(Behaviour):
    """Connects, says nothing, and stays."""

    name = "silent"

    def amended(self, plan: Plan) -> Plan:
        """Nothing, whatever the messages are."""
        return plan._replace(messages=(), stay=True)

    def connected(self, conn: Manners, now: float) -> None:
        """From here on nothing is heard of it."""
        conn.felt(self)
