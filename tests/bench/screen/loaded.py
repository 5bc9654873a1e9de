"""A server at its limit, under a screen and headless: what it does, what the screen takes, how soon a key is painted.

The load is the C program of `tests.bench.speed`, on a core of its own, and has time to spare; the server, with its
screen or without, may run wherever it likes. The terminal is read as it comes, and nothing is emulated meanwhile.
"""

import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.bench.pressure import keys
from tests.bench.screen import goals, inside, watching
from tests.bench.screen.goals import Load
from tests.bench.speed import loads
from tests.bench.speed.asking import LIMIT, answer, asking
from tests.bench.speed.programs import Programs
from tests.bench.speed.served import Server, command
from tests.faults.on_a_screen import SIZE, address_on
from tests.faults.under_test import resident
from tests.tui.terminal import ITS_OWN, Terminal, terminal

NOTED = ITS_OWN + "import sys; from tests.bench.screen.inside import main; sys.exit(main())"
LEAD, WARM = 0.5, 65536
FOR_EVER = 3_600.0
CALM_SECONDS = 1.0
Things = Iterator[tuple[str, float]]


class Bench(NamedTuple):
    """What there is to measure with."""

    programs: Programs
    core: int | None
    """Where the load runs."""
    seconds: float
    """Of each run under load."""
    presses: int
    """Of keys, idle and at full load, in a turn."""
    paints: int
    """First ones of each app, in a turn."""


class OnScreen(NamedTuple):
    """connscope on a terminal, with notes of its pump's ticks."""

    it: Terminal
    port: int
    notes: Path

    @property
    def pid(self) -> int:
        return self.it.process.pid


@contextmanager
def on_screen() -> Iterator[OnScreen]:
    """The screen, open, and nobody there."""
    with ExitStack() as stack:
        notes = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "ticks"
        environment = {inside.NOTES: str(notes)}
        it = stack.enter_context(terminal("--port", "0", program=NOTED, size=SIZE, **environment))
        it.in_colour()
        watching.wants_frames(it)
        yield OnScreen(it, address_on(it)[1], notes)


@contextmanager
def serving(peer: str = loads.SERVED) -> Iterator[Server]:
    """The same server, headless: as `connscope serve --quiet`, or with a probe whose records are thrown away."""
    with Server(peer, command(peer, Programs((), None), ""), None) as server:
        yield server


def options(load: Load, port: int, pid: int, seconds: float) -> dict[str, float | str]:
    """What the load program is told."""
    how = {"active": load.active, "size": load.size, "warm": WARM, "lead": LEAD, "seconds": seconds}
    return {**how, "limit": seconds + LIMIT, "port": port, "pid": pid}


def per_second(told: dict[str, float], load: Load) -> float:
    """Messages. Raises ValueError if anybody was lost."""
    if told["errors"] or told["wrong"]:
        raise ValueError(f"{told['errors']:.0f} connections lost, {told['wrong']:.0f} wrong echoes")
    return told["bytes"] / load.size / told["seconds"]


def without(bench: Bench) -> Things:
    """Each load, headless."""
    for peer, name in ((loads.SERVED, goals.headless), (loads.PROBED, goals.thrown_away)):
        with serving(peer) as server:
            for load in goals.LOADS:
                server.rest()
                told = options(load, server.port, server.pid, bench.seconds)
                with asking(bench.programs, bench.core, told) as process:
                    yield name(load), per_second(answer(process, bench.seconds + 2 * LIMIT), load)


def with_it(bench: Bench) -> Things:
    """Each load under the screen; keys before, and meanwhile; and what all that has happened takes to be kept."""
    with on_screen() as screen:
        before = resident(screen.pid)
        yield from ((goals.KEY_IDLE, took) for took in keys_at_rest(screen, bench.presses))
        for load in goals.LOADS:
            clear(screen.it)
            yield from under(bench, screen, load)
        clear(screen.it)
        yield from ((goals.KEY_BUSY, took) for took in keys_meanwhile(bench, screen, goals.SMALL))
        clear(screen.it)
        if sum(tick.facts for tick in inside.noted(screen.notes, 0, 1 << 63)) >= goals.JOURNAL:
            yield goals.LOG, (resident(screen.pid) - before) / 1e6


def clear(it: Terminal) -> None:
    """Let it come to rest, and take away the rows of those who have gone."""
    it.until_over(CALM_SECONDS)
    it.type("X")
    it.until_over(CALM_SECONDS / 2)


def under(bench: Bench, screen: OnScreen, load: Load) -> Things:
    """One load. What the screen did is that of the seconds in which the load counted."""
    with asking(bench.programs, bench.core, options(load, screen.port, screen.pid, bench.seconds)) as process:
        found = watching.last_seconds(watching.moments(screen.it, process), bench.seconds)
        told = answer(process, LIMIT)
    drawn = watching.drawn(found)
    yield goals.messages(load), per_second(told, load)
    yield goals.cpu(load), 100 * drawn.share
    yield goals.written(load), drawn.bytes_per_second / 1024
    yield goals.frames(load), drawn.frames_per_second
    yield from pumped(inside.noted(screen.notes, found[0].at, found[-1].at), load)


def pumped(ticks: list[inside.Tick], load: Load) -> Things:
    """What the pump did. The first tick is where counting begins."""
    if len(ticks) < 2:
        raise ValueError("the pump hardly ticked")
    seconds = (ticks[-1].ended - ticks[0].ended) / 1e9
    yield goals.taken(load), sum(tick.facts for tick in ticks[1:]) / seconds
    yield goals.left_out(load), (ticks[-1].left_out - ticks[0].left_out) / seconds
    if load is goals.SMALL:
        yield from ((goals.BATCH, took / 1e6) for took in inside.batches(ticks[1:]))
        yield from ((goals.PIECE, (tick.ended - tick.began) / 1e6) for tick in ticks[1:])
        yield from ((goals.LAG, lag / 1e6) for tick in ticks[1:] for lag in tick.lags)


def keys_at_rest(screen: OnScreen, presses: int) -> list[float]:
    """As many rows as under load, and nobody says anything: ms of each key."""
    with ExitStack() as stack:
        for _ in range(goals.SMALL.active):
            stack.enter_context(socket.create_connection(("127.0.0.1", screen.port)))
        screen.it.until_shown(f" {goals.SMALL.active} open")
        return keys(screen.it, presses)


def keys_meanwhile(bench: Bench, screen: OnScreen, load: Load) -> list[float]:
    """At full load: ms of each key."""
    with asking(bench.programs, bench.core, options(load, screen.port, screen.pid, FOR_EVER)):
        screen.it.until_shown(f" {load.active} open")
        screen.it.until_over(LEAD + CALM_SECONDS)
        return keys(screen.it, bench.presses)
