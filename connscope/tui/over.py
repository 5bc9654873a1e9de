"""Why a connection by hand is over, or as good as over, in a sentence.

A server that died is named only where the two ended together.
"""

from connscope.byhand.conversation import PEER_DONE, Conversation
from connscope.session import Session
from connscope.tui.look import Part

OPENS = "i, in the stream, opens another"
DEAF = "◐ The server's end is closed, and reads no more · in the stream, c closes ours"


def over(it: Conversation, session: Session, ours: bool, how: str) -> Part:
    """The sentence with its role; none while it goes on. `ours`: it went to our server; `how`: by what we ended it."""
    deaf = is_deaf(it, session)
    if not (it.over or deaf):
        return ("", "")
    if ours and (died := died_with(it, session)):
        return (f"✕ {session.name} {died} · esc, then r starts it again", "bad")
    if deaf:
        return (DEAF, "warn")
    if it.error:
        return (f"✕ Over: {it.error} · {OPENS}", "bad")
    return (f"■ Over{f': {how}' if how else ', in good order'} · {OPENS}", "text")


def is_deaf(it: Conversation, session: Session) -> bool:
    """Whether the server's end is closed though ours is not: what is said there is answered by a reset, if at all."""
    # The kernel tells us of that reset only when something is said after it; and frozen we do not even read the end.
    other = session.other_side(it.number)
    return (it.state == PEER_DONE or it.frozen) and other is not None and bool(other.closed_at)


def died_with(it: Conversation, session: Session) -> str:
    """What became of the server, if its end of this one was open when its last trip began; empty if not."""
    program = session.ledger.programs.get(session.name)
    if program is None or program.running:
        return ""
    other, loop = session.other_side(it.number), session.ledger.loops.get(session.loop)
    if other is not None and loop is not None:
        together = not other.closed_at or other.closed_at >= loop.woke_at
    else:
        together = it.ended_at >= program.ended_at
    died = f"died: {program.error.partition(':')[0]}" if program.error else "has ended"
    return died if together else ""
