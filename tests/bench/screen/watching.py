"""A terminal that is read while something else goes on, and what it was seen to get meanwhile."""

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.tui.terminal import Terminal

ASKS, ANSWERS = b"\x1b[?2026$p", "\x1b[?2026;2$y"
"""Whether the terminal wants to be told where a frame begins and ends; that it does, as most do by now."""
FRAME = b"\x1b[?2026h"
LOOKS_EVERY = 0.05
DRAWS_WITHIN = 60.0


class Moment(NamedTuple):
    """What there was so far."""

    at: int
    """ns of the monotonic clock."""
    cpu: int
    """ns that the thread which draws has used."""
    written: int
    """Bytes."""
    frames: int


class Drawn(NamedTuple):
    """What the screen did from one moment to another."""

    share: float
    """Of a core, by the thread that draws."""
    bytes_per_second: float
    frames_per_second: float


def wants_frames(it: Terminal) -> None:
    """Have it told where each frame begins: then they can be counted."""
    it.until(lambda: ASKS in it.raw)
    it.type(ANSWERS)


def cpu_of_screen(it: Terminal) -> int:
    """ns; Textual draws in the main thread."""
    pid = it.process.pid
    return int(Path(f"/proc/{pid}/task/{pid}/schedstat").read_text("ascii").split()[0])


class Frames:
    """Counts them in what was written, each byte once."""

    def __init__(self, it: Terminal) -> None:
        self.it, self.seen, self.up_to = it, 0, len(it.raw)

    def so_far(self) -> int:
        begin = max(0, self.up_to - len(FRAME) + 1)  # one may have come in two pieces
        self.seen += self.it.raw.count(FRAME, begin)
        self.up_to = len(self.it.raw)
        return self.seen


def moments(it: Terminal, process: "subprocess.Popen[str]") -> list[Moment]:
    """Read the terminal until that process is over, and look at it again and again."""
    frames = Frames(it)
    found: list[Moment] = []
    while process.poll() is None:
        it.read(LOOKS_EVERY)
        if not found or time.monotonic_ns() >= found[-1].at + LOOKS_EVERY * 1e9:
            found.append(Moment(time.monotonic_ns(), cpu_of_screen(it), len(it.raw), frames.so_far()))
    return found


def last_seconds(found: Sequence[Moment], seconds: float) -> list[Moment]:
    """The moments of the last so many seconds."""
    return [moment for moment in found if moment.at >= found[-1].at - seconds * 1e9]


def drawn(found: Sequence[Moment]) -> Drawn:
    """Between the first and the last. Raises ValueError if there are no two."""
    if len(found) < 2:
        raise ValueError("too short to see anything")
    first, last = found[0], found[-1]
    seconds = (last.at - first.at) / 1e9
    return Drawn(
        (last.cpu - first.cpu) / 1e9 / seconds,
        (last.written - first.written) / seconds,
        (last.frames - first.frames) / seconds,
    )


def until_drawn(it: Terminal, words: str) -> None:
    """Read until that is on the screen, however long ten thousand take to come. Raises TimeoutError."""
    over = time.monotonic() + DRAWS_WITHIN
    while words not in it.text():
        if time.monotonic() > over:
            raise TimeoutError(f"{words!r} was never drawn")
        it.until_over(0.1)
