"""Hostile bytes, made visible, in a terminal emulator: it shows them and does nothing else."""

import pyte
import pytest

from connscope.text import cells, visible

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


class Terminal(pyte.Screen):
    """Twelve rows of somebody else's text, the cursor among them, and a note of every answer it gives."""

    def __init__(self):
        super().__init__(80, 12)
        self.answers = []
        stream = pyte.Stream(self)
        stream.feed("\r\n".join(["#" * 80] * 12))
        stream.feed("\x1b[5;11H")
        self.feed = stream.feed

    def write_process_input(self, data):
        self.answers.append(data)

    def all_it_shows(self):
        return (
            self.display,
            (self.cursor.y, self.cursor.x),
            self.title,
            self.icon_name,
            self.mode,
            self.answers,
        )


def with_text(text: str) -> tuple[object, ...]:
    """All that a terminal should show when this text, and nothing else, was written at its cursor."""
    display, _, *rest = Terminal().all_it_shows()
    display[4] = "#" * 10 + text + "#" * (70 - cells(text))
    return display, (4, 10 + cells(text)), *rest


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_hostile_bytes_change_only_the_cells_that_show_them(raw):
    terminal = Terminal()
    terminal.feed(visible(raw, 60))
    assert terminal.all_it_shows() == with_text(visible(raw, 60))


@pytest.mark.parametrize("name", ["cursor home and clear", "title (OSC 2), string terminator", "C1 as text", "Zalgo"])
def test_the_emulator_would_have_told_without_the_gate(name):
    text = HOSTILE[name] if isinstance(HOSTILE[name], str) else HOSTILE[name].decode()
    terminal = Terminal()
    terminal.feed(text)
    assert terminal.all_it_shows() != with_text(visible(text))
