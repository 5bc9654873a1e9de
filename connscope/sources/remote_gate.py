"""The gate of another process, as a person's wishes come there: written into its ring file, for its keeper to read.

A wish says all that holds, as `probe/wished.py` has it. After it is written all flags are set, so that the next call of
any thread comes to the gate, and whoever stands at the door is told: the keeper there does the rest.
"""

import json
from collections.abc import Iterable
from typing import Any

import msgspec

from connscope import wishes
from connscope.events import ConnId
from connscope.probe import layout as l
from connscope.probe.keeper import CALL, LOOP, OPEN, PACE_CALLS, PACE_LOOPS, SERVICE
from connscope.probe.points import EVERY, AtLine
from connscope.sources.door import Door
from connscope.sources.gate import POINTS
from connscope.sources.ringfile import RingFile
from connscope.sources.translate import shown_path
from connscope.wishes import Breakpoint, GateWish

ALL_SET = bytes(call in EVERY for call in range(l.GATE_SIZE))
MODES: dict[type[GateWish], int] = {
    wishes.Hold: CALL,
    wishes.StepCall: CALL,
    wishes.StepLoop: LOOP,
    wishes.StepService: SERVICE,
    wishes.Go: OPEN,
}
GOING_ON = (wishes.StepCall, wishes.StepLoop, wishes.StepService, wishes.Go)
TOO_MANY = "so many breakpoints find no room: take some away"


class Holding(msgspec.Struct):
    """All that holds at a gate; see `probe/wished.py`."""

    mode: int = OPEN
    said: int = 0
    gone: int = 0
    pause: float = 0.0
    points: list[tuple[str, int, Any]] = []
    look: tuple[int, ConnId] = (0, 0)

    def take(self, wish: GateWish, files: Iterable[str] = ()) -> None:
        """From now on this holds as well. Files are those of which the program is known to run code."""
        if isinstance(wish, wishes.SetBreakpoints):
            self.points = [said for point in wish.points for said in spelled(point, files)]
            return
        self.said += 1
        self.gone += isinstance(wish, GOING_ON)
        if isinstance(wish, wishes.Pace):
            self.mode, self.pause = PACE_LOOPS if wish.loops else PACE_CALLS, min(1.0 / wish.rate, 1e6)
        else:
            self.mode = MODES[type(wish)]

    def written(self) -> bytes:
        """As the keeper reads it. Names of files may be no text."""
        return json.dumps(msgspec.to_builtins(self)).encode("ascii")

    def beginning(self) -> "Holding":
        """The same for a process of which nothing was wished so far."""
        return msgspec.structs.replace(self, said=1, gone=int(self.mode == OPEN), look=(0, 0))


def spelled(point: Breakpoint, files: Iterable[str]) -> list[tuple[str, int, Any]]:
    """A breakpoint as a thread there is asked: of a line, by all names that its file may have there."""
    made = POINTS[point.kind](point)
    if not isinstance(made, AtLine):
        return [(type(made).__name__, made.number, made.about)]
    named = [file for file in files if shown_path(file) == point.file]
    return [(AtLine.__name__, point.number, (file, point.line)) for file in named or {point.file, made.about[0]}]


class RemoteGate:
    """That of one process."""

    def __init__(self, ring: RingFile, door: Door) -> None:
        self.ring, self.door = ring, door
        self.holding = Holding()
        self.number = 0
        """Of the latest wish."""

    def begin(self, holding: Holding) -> None:
        """Have it as it is for all of the program."""
        self.holding = holding.beginning()
        self.tell()

    def do(self, wish: GateWish) -> None:
        """Have it so. ValueError, with a sentence, for what cannot be; KeyError for a breakpoint of no kind."""
        before = self.holding.points
        self.holding.take(wish, self.ring.names.files())
        try:
            self.tell()
        except ValueError:
            self.holding.points = before
            raise

    def look(self, conn: ConnId) -> None:
        """Have it told what the program registered with it: by a thread that stands here, or at the next call."""
        if not self.door.ask(self.ring.path.stem, msgspec.json.encode({"look": conn})):
            self.holding.look = (self.holding.look[0] + 1, conn)
            self.tell()

    def tell(self) -> None:
        """Write down what holds."""
        text = self.holding.written()
        if len(text) > l.WISH_SIZE - l.WISH.size:
            raise ValueError(TOO_MANY)
        number, memory = self.number + 1, self.ring.memory
        where = l.WISHES_AT + (number & 1) * l.WISH_SIZE
        l.WISH.pack_into(memory, where, len(text))
        memory[where + l.WISH.size : where + l.WISH.size + len(text)] = text
        memory[l.WISH_AT : l.WISH_AT + 4] = number.to_bytes(4, "little")
        memory[l.GATE_AT : l.GATE_AT + l.GATE_SIZE] = ALL_SET
        self.number = number
        self.door.wished(self.ring.path.stem, number)
