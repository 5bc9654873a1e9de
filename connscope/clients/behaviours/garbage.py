"""The one that says what no terminal should see."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import TYPE_CHECKING

from .amounts import repeated
from .behaviour import Behaviour, between

if TYPE_CHECKING:
    from ..manners import Manners
    from ..plans import Plan

HOSTILE = (
    b"\x1b[2J\x1b]0;owned\x07\x1bP+q\x1b\\",  # escapes: clear the screen, set the title, ask the terminal
    bytes(range(32)) + b"\x7f",  # C0, NUL first
    b"\xc2\x9b31m\xc2\x85" + bytes(range(0x80, 0xA0)),  # C1, as UTF-8 and raw
    b"\xff\xfe\xc0\xaf\xed\xa0\x80\xf5\xe2\x82",  # no UTF-8 at all: overlong, surrogate, cut off
    b"\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8b\xef\xbb\xbf",  # bidi, and what has no width
    b"[/][bold][@click=app.quit]x[/]",  # markup
)


@dataclass
class Garbage(Behaviour):
    """Says hostile bytes instead of its messages: escapes, controls, what is no text, bidi, markup."""

    name = "garbage"
    size: int = field(default=256, metadata=between(1, 1 << 20))
    """Bytes of each message."""

    def amended(self, plan: Plan) -> Plan:
        """As many messages, each with another kind of them first."""
        return plan._replace(messages=hostile(self.size, max(1, len(plan.messages))))

    def begins(self, conn: Manners, now: float) -> None:
        """One more of them."""
        conn.felt(self)


def hostile(size: int, count: int) -> tuple[bytes, ...]:
    """So many messages of so many bytes; always the same."""
    kinds = [repeated(HOSTILE[turn:] + HOSTILE[:turn], size) for turn in range(min(count, len(HOSTILE)))]
    return tuple(islice(cycle(kinds), count))
