"""Each fact in words: the call, how much, and what that means, for the event pane and for `serve` alike.

It knows no connection but by what a fact says of it, and neither clock nor screen. Texts in a fact are visible already.
"""

from connscope.events import Fact
from connscope.wording import calls, clients, gate, hands, loops, programs
from connscope.wording.calls import LETTERS
from connscope.wording.said import Said, Words

__all__ = ["LETTERS", "WORDS", "Said", "said"]

WORDS: Words = {**calls.WORDS, **loops.WORDS, **programs.WORDS, **clients.WORDS, **gate.WORDS, **hands.WORDS}


def said(fact: Fact) -> Said:
    """The fact as (call, amount, note)."""
    return WORDS[type(fact)](fact)
