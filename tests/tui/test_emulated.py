"""What the emulator of tests takes a shorter way for looks as pyte says."""

import pyte
import pytest

from tests.tui.emulated import Emulated, Picture
from tests.tui.scenes import HOSTILE

SIZE = (20, 4)
WRITTEN = [
    b"\x1b[2;3Hhere\x1b[38;2;1;2;3mthere\x1b[0m",
    b"\x1b[7mreversed\x1b[27m\x1b[1;48;2;9;9;9mbold\x1b[0m plain",
    b"exactly twenty cells" + b"and on the next line",
    b"more than a line: " * 3,
    b"\x1b[?7l" + b"without an end: " * 3,
    b"\x1b[4minserted\x1b[1;1H\x1b[4hin front",
    b"\x1b(0lqqqqk\x1b(B \x0elqqk\x0f",
    "── ▔ ▁ é ❯ 名前 e\u0301 👍 ░▒▓ ╭╮".encode(),
    *HOSTILE,
]


def picture(screen: pyte.Screen, stream: pyte.ByteStream, *pieces: bytes) -> tuple[object, ...]:
    """What is shown then, the reversed cells, and where the cursor is."""
    for piece in pieces:
        stream.feed(piece)
    columns, lines = SIZE
    reversed_ones = [(y, x) for y in range(lines) for x in range(columns) if screen.buffer[y][x].reverse]
    return screen.display, reversed_ones, (screen.cursor.y, screen.cursor.x), screen.title, screen.dirty


@pytest.mark.parametrize("written", WRITTEN)
def test_it_looks_as_pyte_says_wherever_it_is_cut_in_two(written: bytes) -> None:
    for cut in range(len(written)):
        ours, its = Picture(*SIZE), pyte.Screen(*SIZE)
        pieces = written[:cut], written[cut:]
        assert picture(ours, Emulated(ours), *pieces) == picture(its, pyte.ByteStream(its), *pieces)
