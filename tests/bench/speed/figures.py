"""What runs came to, and what is made of several: the least, the median and the most; ratios run by run. All pure."""

import statistics
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

BUSY = 0.9
"""From this share of its core on a process has no time to spare."""


class Run(NamedTuple):
    """One server under one load, once."""

    turn: int
    load: str
    peer: str
    per_second: float
    """Messages."""
    cpu: float
    """µs of the server's CPU for each."""
    p50: float
    p99: float
    most: float
    """ms from a message to its echo; 0 where none came back whole."""
    server_share: float
    load_share: float
    """Of a core."""
    seconds: float
    errors: int
    """Connections that were lost, and bytes that were not those sent."""


class Spread(NamedTuple):
    """Of several runs."""

    least: float
    median: float
    most: float


def spread(values: Iterable[float]) -> Spread:
    """Raises ValueError where there is none."""
    known = sorted(values)
    if not known:
        raise ValueError("nothing was measured")
    return Spread(known[0], statistics.median(known), known[-1])


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value that this share of all was within."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def made_of(turn: int, load: str, peer: str, size: int, told: dict[str, float]) -> Run:
    """A run from what the load program tells. Bytes are counted, so that half an echo is half a message."""
    messages, seconds = told["bytes"] / size, max(told["seconds"], 1e-9)
    return Run(
        turn=turn,
        load=load,
        peer=peer,
        per_second=messages / seconds,
        cpu=told["cpu_ns"] / messages / 1_000 if messages else 0.0,
        p50=told["p50_ns"] / 1e6,
        p99=told["p99_ns"] / 1e6,
        most=told["max_ns"] / 1e6,
        server_share=told["cpu_ns"] / seconds / 1e9,
        load_share=told["load_cpu_ns"] / seconds / 1e9,
        seconds=seconds,
        errors=int(told["errors"] + told["wrong"]),
    )


def of(runs: Iterable[Run], load: str, peer: str) -> list[Run]:
    """Those of one peer under one load."""
    return [run for run in runs if run.load == load and run.peer == peer]


def ratios(ours: list[Run], theirs: list[Run], figure: Callable[[Run], float]) -> list[float]:
    """Ours by theirs, of the same turn each; what is 0 was not measured."""
    beside = {run.turn: figure(run) for run in theirs}
    return [figure(run) / beside[run.turn] for run in ours if beside.get(run.turn) and figure(run)]


def is_held_up_by_the_load(runs: list[Run]) -> bool:
    """Whether the load had no time to spare and the server had: then it could have done more."""
    return statistics.median(r.load_share for r in runs) >= BUSY > statistics.median(r.server_share for r in runs)
