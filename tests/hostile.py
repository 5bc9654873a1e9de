"""What peers say to do harm to a terminal, and what of all that arrives at one is not ours and not inert."""

import re
from base64 import b64decode

from connscope.text import visible
from tests.tui.terminal import Terminal

PAYLOADS = {
    "clipboard": b"\x1b]52;c;ZXZpbA==\x07",
    "title": b"\x1b]2;owned\x1b\\",
    "link": b"\x1b]8;;http://example.com\x1b\\click\x1b]8;;\x1b\\",
    "colour and clear": b"\x1b[31mred\x1b[2J\x1b[H",
    "modes": b"\x1b[?1000l\x1b[?2004l\x1bc",
    "a question": b"\x1b[6n\x1b[>c\x05",
    "never ended": b"\x1bP+q544e",
    "feeds": b"a\x08\x08\x0b\x0c\x0eb\x7f",
    "C1 as text": "\x9d2;owned\x9c\x9b2J".encode(),
    "C1 as bytes": b"\x9b31m\x9d2;owned\x9c",
    "reading order": "\u202egnp.exe\u202c\u2066 אבג".encode(),
    "nothing to see": "e\u0301\u200b\u200d\ufeff\u2028".encode(),
    "markup": b"[/] [@click=app.quit]x[/] [bold red]",
}
"""Short ones, of which the first bytes tell which it is."""

HOSTILE = {
    "colour, then a new line": b"\x1b[31mred\x1b[0m\r\n",
    "cursor home and clear": b"\x1b[2J\x1b[H\x1b[3J",
    "scrolling region and reset": b"\x1b[1;2r\x1bM\x1bc",
    "alternate screen": b"\x1b[?1049h\x1b[?25l",
    "clipboard (OSC 52)": b"\x1b]52;c;ZXZpbA==\x07",
    "title (OSC 2), string terminator": b"\x1b]2;owned\x1b\\",
    "link (OSC 8)": b"\x1b]8;;http://example.com\x1b\\click\x1b]8;;\x1b\\",
    "a question it would answer": b"\x1b[c\x1b[6n\x1b[>q\x05",
    "device control (DCS), never ended": b"\x1bP+q544e",
    "C1 as raw bytes": b"\x9b31m\x9d2;owned\x9c\x90q\x85\x84",
    "C1 as text": "\x9b2J\x9d2;owned\x9c\x85\x8d",
    "backspaces, tabs, feeds": b"ab\b\b\b\tc\v\f\a\x0e\x0f",
    "other alphabet": b"\x1b(0lqqqk\x0elqk",
    "NUL and DEL": b"a\x00b\x7fc",
    "byte order marks": b"\xef\xbb\xbfa\xff\xfe",
    "overlong ESC and NUL": b"\xc0\x9b\xe0\x80\x9b\xc0\x80",
    "cut and stray bytes": b"\xe2\x82 \xf0\x9f\x98 \x80 \xf5\xff",
    "surrogates in UTF-8": b"\xed\xa0\xbd\xed\xb8\x80",
    "surrogates in text": "\ud83d\ude00 \udc9b",
    "bidi overrides": "abc\u202egnp.exe\u202c",
    "bidi isolates and marks": "\u2066a\u2067b\u2068c\u2069\u200e\u200f\u061c",
    "right-to-left letters": "אבג ١٢٣ ܐ 256 K",
    "a family of emoji": "👨\u200d👩\u200d👧 ❤\ufe0f 1\ufe0f\u20e3",
    "skin tones and flags": "👋🏽 ✌🏿 🇩🇪🇫🇷 \U0001f3f4\U000e0067\U000e007f",
    "Zalgo": "Z\u0310\u0322a\u0336\u035cl\u0489go\u20dd",
    "nothing to see": "a\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u115f\u3164\uffa0\u2800z",
    "spaces that are none": "a\u00a0b\u2003c\u3000d\u1680",
    "line and paragraph separators": "a\u2028b\u2029c\u0085d",
    "Hangul in pieces": "\u1112\u1161\u11ab 한글",
    "wide": "日本語 ｆｕｌｌ ｶﾞ",
    "markup": "[/] [@click=app.quit]x[/] [bold red] \\[",
    "private use and tags": "\ue0b0\U000f0000\U000e0041\U0010ffff",
}
"""Of every kind that is known, as bytes or as text."""


def as_bytes(text: bytes | str) -> bytes:
    """As a peer says it: a lone surrogate too."""
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")


SAID = list(dict.fromkeys(map(as_bytes, (*PAYLOADS.values(), *HOSTILE.values()))))
"""All of them, as bytes."""

OURS = re.compile(
    r"\x1b\[(?:0|(?:[1-9];)*[34]8;2;\d+;\d+;\d+(?:;48;2;\d+;\d+;\d+)?)m"  # a colour
    r"|\x1b\[\d+;\d+H|\r\n"  # a place
    r"|\x1b\[\?(?:7|25|100[03456]|101[56]|1049|2004|2026|2048)[hl]|\x1b\[\?20(?:26|48)\$p|\x1b\[(?:>\d+|<)u"  # modes
    r"|\x1b\]22;\w+\x07"  # the mouse's pointer
    r"|\x1b\]52;c;(?P<copied>[\w+/=]*)\x07"
)
"""Everything but text that connscope sends when nobody has come."""


FRAME_ENDS = b"\x1b[0m"


def unseemly(it: Terminal, since: int = 0) -> list[str]:
    """What arrived that should not have: text that is not inert, and copied text that is not. Whole frames only."""
    start, end = (it.raw.rfind(FRAME_ENDS, 0, at) + len(FRAME_ENDS) for at in (since, len(it.raw)))
    arrived = bytes(it.raw[start if since else 0 : end]).decode()
    copied = [b64decode(found["copied"]).decode() for found in OURS.finditer(arrived) if found["copied"]]
    texts = [*OURS.split(arrived)[::2], *(line for text in copied for line in text.split("\n"))]
    return [text for text in texts if visible(text) != text]
