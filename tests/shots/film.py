"""A film of the screen as one SVG that plays by itself, without script and without anything from elsewhere.

Frames hang below each other like a strip of film that an animation pulls past the window. A line that is the same in
many frames is drawn once and used again.
"""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple
from xml.sax.saxutils import escape

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

CELL_WIDTH, CELL_HEIGHT, FONT_SIZE = 8.4, 17, 14
MARGIN = 8
GROUND, INK = "#11141b", "#dfe5ee"

WORDS = re.compile(r"\S+(?: \S+)*")
"""What may stand in one text: more than one space between words, an SVG does not keep."""

Line = Sequence[Segment]


class Frame(NamedTuple):
    """What is seen for a while."""

    lines: list[Line]
    seconds: float


def coloured(style: Style | None) -> tuple[str, str, bool]:
    """Ink, ground, and whether it is bold."""
    if style is None:
        return INK, GROUND, False
    ink = style.color.get_truecolor().hex if style.color else INK
    ground = style.bgcolor.get_truecolor().hex if style.bgcolor else GROUND
    return (ground, ink, bool(style.bold)) if style.reverse else (ink, ground, bool(style.bold))


def drawn(line: Line) -> str:
    """A line as SVG, its top at 0: first the grounds, then the letters, each run as wide as its cells."""
    grounds, letters, x = [], [], 0
    for look, run in groupby(line, key=lambda segment: coloured(segment.style)):
        ink, ground, bold = look
        text = "".join(segment.text for segment in run)
        width = cell_len(text)
        if ground != GROUND:
            place = f'x="{x * CELL_WIDTH:.1f}" width="{width * CELL_WIDTH:.1f}"'
            grounds.append(f'<rect {place} height="{CELL_HEIGHT}" fill="{ground}"/>')
        weight = ' class="b"' if bold else ""
        for words in WORDS.finditer(text):
            left = (x + cell_len(text[: words.start()])) * CELL_WIDTH
            place = f'x="{left:.1f}" textLength="{cell_len(words[0]) * CELL_WIDTH:.1f}"'
            letters.append(f'<text y="13" {place} fill="{ink}"{weight}>{escape(words[0])}</text>')
        x += width
    return "".join(grounds + letters)


def keyframes(frames: list[Frame], height: float) -> str:
    """When the strip is pulled on, in percent of the whole."""
    total, at, steps = sum(frame.seconds for frame in frames), 0.0, []
    for number, frame in enumerate(frames):
        steps.append(f"{100 * at / total:.3f}%{{transform:translateY({-number * height}px)}}")
        at += frame.seconds
    return "@keyframes film{" + "".join(steps) + "}"


def film(frames: list[Frame]) -> str:
    """The whole picture."""
    columns = max(sum(segment.cell_length for segment in line) for line in frames[0].lines)
    width, height = columns * CELL_WIDTH, len(frames[0].lines) * CELL_HEIGHT
    known: dict[str, int] = {}
    strip = []
    for number, frame in enumerate(frames):
        uses = []
        for row, line in enumerate(frame.lines):
            if svg := drawn(line):
                uses.append(f'<use href="#l{known.setdefault(svg, len(known))}" y="{row * CELL_HEIGHT}"/>')
        strip.append(f'<g transform="translate(0 {number * height})">{"".join(uses)}</g>')
    lines = "".join(f'<g id="l{number}">{svg}</g>' for svg, number in known.items())
    seconds = sum(frame.seconds for frame in frames)
    outer = f'viewBox="0 0 {width + 2 * MARGIN:.0f} {height + 2 * MARGIN:.0f}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {outer}><style>'
        f"text{{font:{FONT_SIZE}px Cascadia Code,DejaVu Sans Mono,Menlo,Consolas,monospace;white-space:pre}}"
        f".b{{font-weight:bold}}.film{{animation:film {seconds:.1f}s steps(1,end) infinite}}{keyframes(frames, height)}"
        f"</style><defs>{lines}</defs>"
        f'<rect width="100%" height="100%" rx="8" fill="{GROUND}"/>'
        f'<svg x="{MARGIN}" y="{MARGIN}" width="{width:.1f}" height="{height}" overflow="hidden">'
        f'<g class="film">{"".join(strip)}</g></svg></svg>\n'
    )
