"""A picture of curves, as SVG written by hand: logarithmic to the right, each curve named at its end. All pure.

It is drawn on nothing, in colours that a light page and a dark one both bear; those of text and lines follow the
reader's. The palette is Okabe's and Ito's, which the colour-blind tell apart; names and dashes say the same.
"""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 64, 168, 74, 52
ROW = 15
"""Between two names."""

STYLE = """
text { font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #57606a }
.title { font-size: 16px; font-weight: 600; fill: #24292f }
.line { stroke: #8c959f; stroke-opacity: .35 }
.axis { stroke: #8c959f }
.name { font-weight: 500 }
.ours { font-weight: 700; fill: #24292f }
.leader { stroke-opacity: .45; stroke-width: .8; fill: none }
@media (prefers-color-scheme: dark) { text { fill: #9ea7b3 } .title, .ours { fill: #e6edf3 } }
"""


class Point(NamedTuple):
    """Where a curve goes through, and how far its runs were apart."""

    x: float
    y: float
    least: float
    most: float


class Curve(NamedTuple):
    """One server's."""

    name: str
    colour: str
    points: Sequence[Point]
    ours: bool = False
    dashes: str = ""


class Picture(NamedTuple):
    """What is drawn, and what it says."""

    title: str
    subtitle: str
    to_the_right: str
    curves: Sequence[Curve]
    doubling: bool = False
    """Whether it is logarithmic upwards, too."""


class Scale:
    """From figures to the page: x logarithmic; y from 0 up to a round number, or logarithmic from one to another."""

    def __init__(self, picture: Picture) -> None:
        points = [point for curve in picture.curves for point in curve.points]
        self.xs = sorted({point.x for point in points})
        self.doubling = picture.doubling
        least, most = min(point.least for point in points), max(point.most for point in points)
        self.ys = one_two_five(least, most) if picture.doubling else round_numbers(most)

    def x(self, value: float) -> float:
        first, last = math.log(self.xs[0]), math.log(self.xs[-1])
        share = (math.log(value) - first) / (last - first) if last > first else 0.5
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(self, value: float) -> float:
        low, high, at = self.ys[0], self.ys[-1], value
        if self.doubling:
            low, high, at = math.log(low), math.log(high), math.log(value)
        return round(HEIGHT - BOTTOM - (at - low) / (high - low) * (HEIGHT - TOP - BOTTOM), 1)


def one_two_five(least: float, most: float) -> list[float]:
    """1, 2 and 5 times powers of ten, around these."""
    powers = range(math.floor(math.log10(least)), math.ceil(math.log10(most)) + 1)
    steps = [factor * 10.0**power for power in powers for factor in (1, 2, 5)]
    low = max(step for step in steps if step <= least)
    high = min(step for step in steps if step >= most and step > low)
    return [step for step in steps if low <= step <= high]


def round_numbers(most: float) -> list[float]:
    """From 0 in five steps or so to what is not less than that."""
    step = round_step(most / 5)
    return [number * step for number in range(math.ceil(most / step) + 1)]


def round_step(about: float) -> float:
    """1, 2 or 5 times a power of ten, not less than that."""
    power = 10.0 ** math.floor(math.log10(about))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= about * 0.999)


def short(value: float) -> str:
    """A number at an axis."""
    return f"{value / 1_000:g} k" if value >= 10_000 else f"{value:,g}"


def apart(wanted: Sequence[float], least: float, lowest: float) -> list[float]:
    """Heights in the same order from the top, as near as can be to those wanted, none nearer to another than that."""
    placed: list[float] = []
    for height in wanted:
        placed.append(max(height, placed[-1] + least) if placed else height)
    limit = lowest
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - least
    return placed


def svg(picture: Picture) -> str:
    """The whole picture."""
    scale = Scale(picture)
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{escape(picture.title)}</title>",
        f"<style>{STYLE}</style>",
        f'<text class="title" x="{LEFT - 44}" y="26">{escape(picture.title)}</text>',
        f'<text x="{LEFT - 44}" y="46">{escape(picture.subtitle)}</text>',
        *grid(scale, picture.to_the_right),
        *(line for curve in sorted(picture.curves, key=lambda each: each.ours) for line in drawn_curve(scale, curve)),
        *names(scale, picture.curves),
        "</svg>",
    ]
    return "\n".join(drawn) + "\n"


def grid(scale: Scale, to_the_right: str) -> Iterator[str]:
    """Quiet lines, numbers, and what is to the right."""
    left, right, bottom = LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM
    for number, value in enumerate(scale.ys):
        y = scale.y(value)
        kind = "line" if number else "axis"
        yield f'<line class="{kind}" x1="{left}" y1="{y}" x2="{right}" y2="{y}"/>'
        yield f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{short(value)}</text>'
    for value in scale.xs:
        x = scale.x(value)
        yield f'<line class="axis" x1="{x}" y1="{bottom}" x2="{x}" y2="{bottom + 5}"/>'
        yield f'<text x="{x}" y="{bottom + 19}" text-anchor="middle">{value:,.0f}</text>'
    yield f'<text x="{(left + right) / 2}" y="{bottom + 40}" text-anchor="middle">{escape(to_the_right)}</text>'


def drawn_curve(scale: Scale, curve: Curve) -> Iterator[str]:
    """From the least to the most a thin line, through the medians a thick one."""
    colour, width = curve.colour, 3.2 if curve.ours else 1.8
    way = " ".join(f"{scale.x(point.x)},{scale.y(point.y)}" for point in curve.points)
    dashes = f' stroke-dasharray="{curve.dashes}"' if curve.dashes else ""
    yield f'<g stroke="{colour}" fill="{colour}"><title>{escape(curve.name)}</title>'
    for point in curve.points:
        x = scale.x(point.x)
        low, high = scale.y(point.least), scale.y(point.most)
        yield f'<line x1="{x}" y1="{low}" x2="{x}" y2="{high}" stroke-opacity=".5"/>'
    yield f'<polyline points="{way}" fill="none" stroke-width="{width}" stroke-linejoin="round"{dashes}/>'
    for point in curve.points:
        yield f'<circle cx="{scale.x(point.x)}" cy="{scale.y(point.y)}" r="{width + 0.6:.1f}" stroke="none"/>'
    yield "</g>"


def names(scale: Scale, curves: Sequence[Curve]) -> Iterator[str]:
    """Beside the end of each curve its name, with a piece of it; a thin line leads there."""
    ordered = sorted((curve for curve in curves if curve.points), key=lambda curve: scale.y(curve.points[-1].y))
    wanted = [scale.y(curve.points[-1].y) for curve in ordered]
    for curve, end, place in zip(ordered, wanted, apart(wanted, ROW, HEIGHT - BOTTOM), strict=True):
        x, at = scale.x(curve.points[-1].x) + 6, WIDTH - RIGHT + 24
        width, dashes = (3.2 if curve.ours else 1.8), f' stroke-dasharray="{curve.dashes}"' if curve.dashes else ""
        yield f'<g stroke="{curve.colour}"><path class="leader" d="M{x},{end} L{at},{place:.1f}"/>'
        yield f'<path d="M{at},{place:.1f} h18" stroke-width="{width}"{dashes}/></g>'
        kind = "ours" if curve.ours else "name"
        yield f'<text class="{kind}" x="{at + 24}" y="{place + 4:.1f}">{escape(curve.name)}</text>'
