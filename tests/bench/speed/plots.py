"""Pictures of what was measured: `python -m tests.bench.speed.plots [FILE]` draws them into screenshots/."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.bench.machine import short_place
from tests.bench.speed import loads, results
from tests.bench.speed.__main__ import FILE
from tests.bench.speed.curves import Curve, Picture, Point, svg
from tests.bench.speed.figures import Run, of, spread
from tests.bench.speed.goals import cpu, per_second

SCREENSHOTS = Path(__file__).parents[3] / "screenshots"

# Okabe and Ito, a little darker or lighter where they would not be seen on one of the two grounds.
BLUE, ORANGE, GREEN, PINK, SKY, RED, GREY = "#1f83c4", "#d98200", "#0a9a72", "#c06b9c", "#4aa3d8", "#d9601a", "#848d97"

LOOKS: dict[str, tuple[str, str]] = {
    loads.PROBED: (BLUE, ""),
    loads.SERVED: (SKY, "1 5"),
    loads.BARE: (SKY, "7 4"),
    loads.TUTORIAL: (RED, ""),
    loads.STREAMS: (GREEN, ""),
    loads.PROTOCOL: (GREEN, "7 4"),
    loads.UV_STREAMS: (PINK, ""),
    loads.UV_PROTOCOL: (PINK, "7 4"),
    loads.C: (GREY, ""),
}
"""Colour and dashes of each server that is drawn."""


def curve(runs: Sequence[Run], peer: str, figure: Callable[[Run], float]) -> Curve:
    """One server's figure by the number of connections."""
    found = ((connections, of(runs, title, peer)) for title, connections in loads.DRAWN.items())
    spreads = ((connections, spread(map(figure, mine))) for connections, mine in found if mine)
    colour, dashes = LOOKS[peer]
    points = [Point(connections, seen.median, seen.least, seen.most) for connections, seen in spreads]
    return Curve(peer, colour, points, peer == loads.PROBED, dashes)


def pictures(runs: Sequence[Run], where: str) -> dict[str, str]:
    """The files, by their names. Raises ValueError where nothing that they show was measured."""
    turns = max((run.turn for run in runs), default=-1) + 1
    under = f"echoes of 64 B, each connection waits for its own; medians, least and most of {turns} turns · {where}"
    drawn = {}
    for name, title, figure, doubling in (
        ("speed-throughput.svg", "Messages a second", per_second, False),
        ("speed-cpu.svg", "CPU for each message, µs", cpu, True),
    ):
        curves = [curve(runs, peer, figure) for peer in LOOKS]
        shown = [each for each in curves if each.points]
        if not shown:
            raise ValueError("no connections of 64 B were measured")
        drawn[name] = svg(Picture(title, under, "connections", shown, doubling))
    return drawn


def draw(drawn: Mapping[str, str]) -> list[Path]:
    """Put them where the README finds them; answers where that is."""
    for name, picture in drawn.items():
        (SCREENSHOTS / name).write_text(picture, "utf-8")
    return [SCREENSHOTS / name for name in drawn]


def main() -> None:
    """Draw what one file of results holds, and say where."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else FILE
    machine = json.loads(file.read_text("utf-8"))["machine"]
    for path in draw(pictures(results.read(file), short_place(machine))):
        print(path)


if __name__ == "__main__":
    main()
