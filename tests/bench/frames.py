"""What one frame costs with a hundred, a thousand and ten thousand rows: `python -m tests.bench.frames`.

The real app over made-up facts, on 120 columns and 40 rows, with no terminal behind it. A frame is CPU of the screen's
thread: to take the news in, to draw the panes, and Textual's part. The sizes take turns, frame by frame. Between two
frames a hundred connections have their turn, or all of them, or twenty go and twenty come, or nothing happens.
"""

import argparse
import asyncio
import gc
import json
import statistics
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from connscope.collecting import YOUNG
from connscope.tui.app import Connscope
from connscope.tui.screens import panes
from tests.bench.held import held
from tests.bench.rows import BUSY, HAPPENS, PAINTED_SECONDS, Frame, Served, opened
from tests.tui.staged import WALL_SECONDS

SIZES = (100, 1_000, 10_000)
FRAMES = 15
GOAL_MS, GOAL_RATIO = 7.0, 1.2
EVENTS = 200_000
NEVER = 3600.0


KINDS = {"strangers": False, "our own clients": True}
"""Whose connections: of our own clients both ends are here, and a row in their pane."""


async def in_turns(ours: bool, frames: int, what: str, sizes: tuple[int, ...] = SIZES) -> dict[int, Frame]:
    """The medians, by size."""
    async with AsyncExitStack() as stack:
        served = [await opened(stack, Served(size, ours=ours)) for size in sizes]
        gc.collect()
        gc.freeze()
        taken: dict[int, list[Frame]] = {size: [] for size in sizes}
        for _ in range(frames + 2):
            for size, it in zip(sizes, served, strict=True):
                HAPPENS[what](it)
                taken[size].append(await it.frame())
    gc.unfreeze()
    return {size: Frame(*map(statistics.median, zip(*each[2:], strict=True))) for size, each in taken.items()}


# What keys do to thousands.


async def took(it: Served, deed: Callable[[], object]) -> float:
    """Milliseconds of CPU until it is seen."""
    began = time.thread_time_ns()
    with it.app._context():
        deed()
    await asyncio.sleep(PAINTED_SECONDS)
    return (time.thread_time_ns() - began) / 1e6


async def by_keys(size: int) -> dict[str, float]:
    """Sorting and filtering so many rows, and looking through a full event log."""
    async with AsyncExitStack() as stack:
        it = await opened(stack, Served(size))
        main, found = it.app.main, {}
        for _ in range(EVENTS // 3 // BUSY):
            it.some()
        it.later()
        it.take_in()
        await asyncio.sleep(PAINTED_SECONDS)
        for key in ("opened", "outb", "in", "echoed", "state", "for", "client", "fd"):
            found[f"sort by {key}"] = await took(it, lambda key=key: main.connections.sort_by(key))
        for wanted in ("127.0.0.1:5", "active", "nobody"):
            found[f"filter {wanted!r}"] = await took(it, lambda wanted=wanted: main.connections.refilter(wanted))
        main.connections.refilter("5")
        found["… a frame, filtered"] = statistics.median([(await filtered(it)).whole for _ in range(FRAMES)])
        main.connections.refilter("")
        for wanted in ("recv", "nobody", ""):
            found |= await sifted(it, wanted)
        for name, line in (("start", 0), ("end", EVENTS)):
            found[f"events: to the {name}"] = await took(it, lambda line=line: main.events.choose(line))
        return found


async def sifted(it: Served, wanted: str) -> dict[str, float]:
    """A filter over the event log: until the newest are there, and until all are."""
    events = it.app.main.events
    began = time.thread_time_ns()
    with it.app._context():
        events.refilter(wanted)
    newest = time.thread_time_ns()
    while events.looks_back:
        await asyncio.sleep(PAINTED_SECONDS)
    took = {"the newest": newest - began, "all of them": time.thread_time_ns() - began}
    return {f"events {wanted!r}, {which}": each / 1e6 for which, each in took.items()}


async def filtered(it: Served) -> Frame:
    """A frame in which a hundred have had their turn."""
    it.some()
    return await it.frame()


async def idle(size: int, seconds: float, ours: bool) -> float:
    """The share of a core that the screen takes in earnest while nothing happens."""
    panes.BEAT_SECONDS = 0.1
    async with AsyncExitStack() as stack:
        it = Served(size, ours=ours)
        began = time.monotonic_ns() - it.story.at
        it.app = Connscope(it.staged, clock=lambda: time.monotonic_ns() - began, wall=lambda: WALL_SECONDS)
        await opened(stack, it)
        await asyncio.sleep(panes.LINGER_SECONDS + 0.5)
        gc.collect()
        gc.freeze()
        used, at = time.thread_time(), time.monotonic()
        await asyncio.sleep(seconds)
        share = (time.thread_time() - used) / (time.monotonic() - at)
    gc.unfreeze()
    panes.BEAT_SECONDS = NEVER
    return share


# All of it.


def frames(args: argparse.Namespace) -> dict[str, Any]:
    """Each kind of clients, and all that can happen."""
    wanted = [what for what in HAPPENS if what in args.what]
    return {
        f"{kind}, {what}": {
            str(size): frame._asdict() | {"whole": frame.whole}
            for size, frame in asyncio.run(in_turns(ours, args.frames, what)).items()
        }
        for kind, ours in KINDS.items()
        if kind in args.kinds
        for what in wanted
    }


def told(found: dict[str, Any]) -> None:
    """As a table."""
    for case, by_size in found.items():
        print(f"\n{case:<32}" + "".join(f"{size + ' rows':>14}" for size in by_size) + "     ratio")
        for part in ("tick", "draw", "paint", "whole"):
            values = [sizes[part] for sizes in by_size.values()]
            ratio = values[-1] / values[0] if values[0] else 0.0
            print(f"  {part:<30}" + "".join(f"{value:>11.2f} ms" for value in values) + f"{ratio:>10.2f}")


async def all_by_name(only: list[str]) -> dict[str, dict[str, float]]:
    """What is one figure each: milliseconds, shares of a core, bytes."""
    found: dict[str, dict[str, float]] = {}
    if "keys" in only:
        found["keys, ms"] = await by_keys(SIZES[-1])
    if "idle" in only:
        found["idle, % of a core"] = {kind: 100 * await idle(SIZES[-1], 5.0, ours) for kind, ours in KINDS.items()}
    if "memory" in only:
        found["memory, B"] = await held()
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--frames", type=int, default=FRAMES)
    parser.add_argument("--what", nargs="*", default=list(HAPPENS))
    parser.add_argument("--kinds", nargs="*", default=list(KINDS))
    parser.add_argument("--only", nargs="*", default=["frames", "keys", "idle", "memory"])
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    panes.BEAT_SECONDS = NEVER
    gc.set_threshold(YOUNG)
    figures: dict[str, Any] = {"goals": {"frame_ms": GOAL_MS, "ratio": GOAL_RATIO}}
    if "frames" in args.only:
        figures["frames"] = frames(args)
        told(figures["frames"])
    for title, named in asyncio.run(all_by_name(args.only)).items():
        figures[title] = named
        print(f"\n{title}, at {SIZES[-1]:,} rows")
        print("\n".join(f"  {name:<34}{value:>10,.1f}" for name, value in named.items()))
    if args.json:
        args.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
