"""A picture of what was seen: how soon keys are painted and facts are folded. All pure.

Not only what half or nearly all were within, but what any share was: a screen that is held up now and then looks
another than one that is a little slow all the time.
"""

from collections.abc import Sequence

from tests.bench.screen import goals
from tests.bench.screen.figures import Seen, by_name
from tests.bench.speed.curves import Curve, Picture, Point, svg
from tests.bench.speed.figures import spread
from tests.bench.speed.plots import BLUE, GREEN, GREY

MILLISECONDS = (2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300)
LOOKS = {
    goals.KEY_BUSY: ("key, full load", BLUE, ""),
    goals.KEY_IDLE: ("key, idle", GREY, ""),
    goals.LAG: ("fact to fold", GREEN, "7 4"),
}
"""Name, colour and dashes of what is drawn."""


def share_within(values: Sequence[float], limit: float) -> float:
    """Per cent of them."""
    return 100 * sum(value <= limit for value in values) / len(values)


def curve(name: str, turns: Sequence[Sequence[float]]) -> Curve:
    """One thing, of several turns."""
    says, colour, dashes = LOOKS[name]
    spreads = [(limit, spread(share_within(values, limit) for values in turns)) for limit in MILLISECONDS]
    points = [Point(limit, seen.median, seen.least, seen.most) for limit, seen in spreads]
    return Curve(says, colour, points, name == goals.KEY_BUSY, dashes)


def pictures(seen: Sequence[Seen], where: str) -> dict[str, str]:
    """The files, by their names; none where none of it was seen."""
    turns = [by_name(each for each in seen if each.turn == turn) for turn in sorted({each.turn for each in seen})]
    found = {name: [named[name] for named in turns if name in named] for name in LOOKS}
    curves = [curve(name, each_turn) for name, each_turn in found.items() if each_turn]
    under = f"{goals.SMALL.title} with the screen open; medians, least and most of {len(turns)} turns · {where}"
    picture = Picture("Until it is seen: per cent within so many ms", under, "ms", curves)
    return {"speed-screen.svg": svg(picture)} if curves else {}
