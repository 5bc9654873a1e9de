"""What somebody's program is doing at present, whatever moment is shown, in a few words. Pure."""

from collections.abc import Iterator
from typing import NamedTuple

from connscope.connections import Program
from connscope.events import UNKNOWN, Waiting
from connscope.stepping import CLIENTS, PACED, RUNNING
from connscope.tui.look import Part
from connscope.tui.program_view import ProgramView
from connscope.tui.widgets.header import program_state
from connscope.units import SECOND

LONG_NS = SECOND
"""Who has waited for so long is said to wait: a program that serves does it again and again for moments."""
PATIENCE_NS = 3 * SECOND
"""A process that has not begun to tell by then never will."""
BUSY = 0.05
"""With so much of a core a program does something, though some of its threads wait."""


class Doing(NamedTuple):
    """One state."""

    glyph: str
    words: str
    role: str
    over: bool = False

    @property
    def part(self) -> Part:
        """As the header has it."""
        return f"{self.glyph} {self.words}", self.role


def doing(view: ProgramView) -> Doing:
    """What it does."""
    session = view.session
    program = session.ledger.programs.get(session.name)
    if session.is_between:
        return Doing("◌", "starting anew", "mark")
    if program is not None and not program.running:
        return ended(program)
    if program is None or not session.is_watched:
        late = program is not None and view.present - program.started_at > PATIENCE_NS
        return Doing("▶", "running, not watched", "warn") if late else Doing("◌", "starting", "mark")
    stepping = view.stepping
    if stepping.mode == RUNNING:
        waits = waiting(view)
        return Doing("▶", f"waiting in {waits}()" if waits else "running", "good")
    if stepping.mode == PACED or stepping.whose == CLIENTS or stepping.held is not None:
        ((text, role),) = program_state(view)
        glyph, _, words = text.partition(" ")
        return Doing(glyph, words + threads(view), role)
    waits = waiting(view, 0)
    return Doing("❚❚", f"waiting in {waits}()" if waits else "stopping", "mark")


def ended(program: Program) -> Doing:
    """How it came to its end."""
    if program.signal:
        return Doing("✕", f"killed by {program.signal}", "bad", True)
    error = f" · {program.error}" if program.error else ""
    if program.code == UNKNOWN:
        return Doing("✕" if error else "■", f"ended{error}", "bad" if error else "text", True)
    fine = not program.code and not error
    return Doing("■" if fine else "✕", f"ended (code {program.code}){error}", "text" if fine else "bad", True)


def waiting(view: ProgramView, since_ns: int = LONG_NS) -> str:
    """The call in which it waits, if all that it does is to wait there; else empty."""
    session, now = view.session, view.present
    loops = [loop for loop in session.loops_in(session.ledger) if not loop.ended and loop.loops + loop.asleep_since]
    if any(not loop.asleep_since or now - loop.asleep_since < since_ns for loop in loops):
        return ""
    if loops:
        return "select"
    calls = [each.call for each in waits(view) if now - each.at >= since_ns]
    return calls[0] if calls and view.rates.cpu < BUSY else ""


def waits(view: ProgramView) -> Iterator[Waiting]:
    """The threads of all processes that are in a call that waits."""
    for program in view.session.observed_in(view.session.ledger):
        yield from program.waiting.values()


def threads(view: ProgramView) -> str:
    """How many stand still, where that is not all there is to say."""
    session = view.session
    held = sum(len(program.standing) for program in session.observed_in(session.ledger))
    there = session.threads
    if there > 1 and view.stepping.whose != CLIENTS:
        return f" · {held} of {there} threads held"
    return f" · {held} threads held" if held > 1 else ""
