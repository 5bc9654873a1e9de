"""What a program writes to its terminal, folded into lines of visible text.

No terminal is played: colours, titles and other escape sequences are left out, a return begins the line anew, and a
program that draws on the whole screen is only told from others. It must not know where the bytes come from.
"""

import re

from connscope.running.line import MOST_CELLS, Line
from connscope.text import visible

MOST_LINES = 10_000
MOST_CHARACTERS = 4_000_000
"""In all lines together, so that ten thousand lines of the longest kind do not take a hundred megabytes."""

LONGEST_SEQUENCE = 64
"""Of a sequence that begins at the end of a read so much is kept; what is longer is no sequence."""

MOVES = 10
"""So many absolute moves or erasures are forgiven: whoever clears the screen once makes three."""

ALTERNATE_SCREENS = {b"47", b"1047", b"1049"}

_TOKEN = re.compile(
    rb"(?P<text>[^\x08\t\r\x1b]+)"
    rb"|(?P<control>[\x08\t\r])"
    rb"|\x1b\[(?P<parameters>[0-?]{0,56})[ -/]{0,4}(?P<final>[@-~])"
    # A title, a link, a picture: up to BEL or the ESC of its end. A stray one hides no more than its line.
    rb"|\x1b[\]PX^_](?P<string>[^\x07\x18\x1a\x1b]*)(?P<end>[\x07\x18\x1a]?)"
    rb"|\x1b[ -/]{0,4}[0-OQ-WYZ\\`-~]"
    rb"|(?P<stray>\x1b)"
)
_REST_OF_STRING = re.compile(rb"[^\x07\x18\x1a\x1b]*[\x07\x18\x1a]?")
_UNFINISHED = re.compile(
    rb"(?:\x1b(?:[ -/]*|\[[0-?]*[ -/]*)|[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z"
)
_COLOUR = re.compile(rb"\x1b\[[0-9;:]{0,56}m")
_SPECIAL = re.compile(rb"[\x08\t\r\x1b]")


class Console:
    """The lines that a program has written, the youngest of them, and the one that it is at."""

    def __init__(self, lines: int = MOST_LINES) -> None:
        self.lines: list[str] = []
        """Whole lines, oldest first, in visible characters."""
        self.first = 0
        """The number of the oldest of them: how many were let go of."""
        self.full_screen = False
        """Whether it draws on the whole screen, so that lines make no sense."""
        self._most = lines
        self._characters = 0
        self._line = Line()
        self._unfinished = b""
        self._in_string = False
        self._moves = 0

    @property
    def partial(self) -> str:
        """The line that has not ended: a prompt, a progress bar."""
        return self._line.text

    def feed(self, data: bytes) -> list[str]:
        """Take what was written next; answers the lines that it ended."""
        data = self._unfinished + data
        tail = _UNFINISHED.search(data, max(0, len(data) - LONGEST_SEQUENCE))
        self._unfinished = tail[0] if tail else b""
        *whole, rest = data[: len(data) - len(self._unfinished)].split(b"\n")
        ended = [self._ended(raw) for raw in whole]
        self._take(rest)
        self._keep(ended)
        return ended

    def end(self) -> list[str]:
        """Nothing more will come: what was not ended is a line now, if there is any."""
        self._take(self._unfinished)
        self._unfinished = b""
        return self.feed(b"\n") if not self._line.is_new() else []

    def _ended(self, raw: bytes) -> str:
        """The line that ends with these bytes."""
        raw = raw.rstrip(b"\r")
        pieces = _COLOUR.split(raw)  # nearly all lines are plain, or coloured and no more
        if self._line.is_new() and not self._in_string and not any(map(_SPECIAL.search, pieces)):
            text = visible("".join(map(visible, pieces)), MOST_CELLS)
        else:
            self._take(raw)
            text = self._line.text
        self._line.clear()
        self._in_string = False
        return text

    def _take(self, raw: bytes) -> None:
        """Go on in the line with bytes that hold no line end."""
        start = 0
        if self._in_string and (rest := _REST_OF_STRING.match(raw)):
            start = rest.end()
            self._in_string = start == len(raw) and raw[-1:] not in (b"\x07", b"\x18", b"\x1a")
        for token in _TOKEN.finditer(raw, start):
            self._obey(token)
            self._in_string = token["string"] is not None and not token["end"] and token.end() == len(raw)

    def _obey(self, token: re.Match[bytes]) -> None:
        if text := token["text"] or token["stray"]:
            self._line.write(text)
        elif token["control"] == b"\t":
            self._line.tab()
        elif token["control"] == b"\b":
            self._line.back()
        elif token["control"] == b"\r":
            self._line.return_()
        elif token["final"]:
            self._control(token["final"], token["parameters"])

    def _control(self, final: bytes, parameters: bytes) -> None:
        """What matters of a control sequence."""
        if final == b"K":
            self._line.erase(parameters)
        elif final == b"G" and parameters in (b"", b"1"):
            self._line.return_()
        elif final in b"HfJd":
            self._moves += 1
            self.full_screen = self.full_screen or self._moves > MOVES
        elif final in b"hl" and parameters[:1] == b"?" and ALTERNATE_SCREENS.intersection(parameters[1:].split(b";")):
            self.full_screen = final == b"h"
            self._line.clear()

    def _keep(self, ended: list[str]) -> None:
        """Add them to the lines, and let the oldest go."""
        self.lines += ended
        self._characters += sum(map(len, ended))
        over = max(0, len(self.lines) - self._most)
        self._characters -= sum(map(len, self.lines[:over]))
        while self._characters > MOST_CHARACTERS:
            self._characters -= len(self.lines[over])
            over += 1
        del self.lines[:over]
        self.first += over
