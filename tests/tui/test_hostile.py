"""Hostile bytes, payloads × places, on a real terminal: of all that arrives there, what is not ours is plain text."""

import json
import os
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from connscope.launches.messages import written
from connscope.text import visible
from tests.faults.on_a_screen import SIZE, address_on
from tests.faults.peers import Address, ask, connect
from tests.tui.terminal import ITS_OWN, Terminal, terminal

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


class Watched(NamedTuple):
    """connscope, with a peer."""

    it: Terminal
    address: Address


@pytest.fixture
def watched() -> Iterator[Watched]:
    with terminal("--port", "0", size=(SIZE[0], 60)) as it:  # the bytes are below the stations
        address = address_on(it)
        with connect(address) as first:
            ask(first)
            it.until_shown("1 open")
            yield Watched(it, address)


# Places: what has to be done for a payload to get there. Each leaves the screen as it was.


def sent_by_a_peer(watched: Watched) -> None:
    """The first bytes are in the detail."""
    it, address = watched
    for payload in PAYLOADS.values():
        with connect(address) as peer:
            ask(peer, payload)
            title = "╭─ {}:{} · where".format(*peer.getsockname())
            it.until(lambda: title in it.text() or it.type("1G"))  # noqa: B023 - goes to the newest, once it is there
            it.until_shown("last sent", payload[:8].hex(" "))


COPIES = (("1y", "y"), ("1y", "h"), ("1y", "r"), ("1y", "s"), ("3y", ""), ("4y", ""))
"""What asks for a copy, and the choice of what: row, bytes, story; a line of source, an event."""


def copied_with_it(watched: Watched) -> None:
    """And that it was copied is told."""
    it = watched.it
    for asking, choice in COPIES:
        before = len(it.raw)
        it.type(asking)
        it.until(lambda: not choice or "╭─ Copy ─" in it.text())  # noqa: B023 - asked here and now
        it.type(choice)
        it.until(lambda: b"\x1b]52;c;" in it.raw[before:])  # noqa: B023
        it.until_shown("Copied")
        it.until(lambda: "╭─ Copy ─" not in it.text())
    it.type("1")


def pasted_into_the_filter(watched: Watched) -> None:
    fill(watched.it, "/", "show what contains…")


def pasted_into_the_filter_of_events(watched: Watched) -> None:
    fill(watched.it, "4/", "show what contains…")
    watched.it.type("1")


def pasted_into_the_palette(watched: Watched) -> None:
    fill(watched.it, "\x10", "Search for commands…")


def said_by_hand(watched: Watched) -> None:
    """And come back: in the line, in the stream, as hex, copied, and in the line again."""
    it = watched.it
    it.type("i")
    it.until_shown("enter connect")
    it.type("\r")
    it.until_shown("Nothing has been said yet.")
    for number, payload in enumerate(PAYLOADS.values(), 1):
        it.type(written([payload]) + "\r")
        it.until_shown(f"◀ recv {number} ")
    it.type("\tG")
    for choice in "yhrs":
        before = len(it.raw)
        it.type("y")
        it.until(lambda: "╭─ Copy ─" in it.text())
        it.type(choice)
        it.until(lambda: b"\x1b]52;c;" in it.raw[before:])  # noqa: B023 - asked here and now
        it.until(lambda: "╭─ Copy ─" not in it.text())
    it.type("e")
    it.until_shown("enter say it")
    leave(it, "enter say it")


def fill(it: Terminal, keys: str, placeholder: str) -> None:
    """Open an input, paste everything, as a terminal does: it cannot know what is hostile, and speaks UTF-8."""
    it.type(keys)
    it.until_shown(placeholder)
    for number, payload in enumerate(PAYLOADS.values()):
        it.type(f"\x1b[200~{payload.decode('utf-8', 'ignore')}\x1b[201~ <{number}>")
        if number % 4 == 0:  # so many are seen at once
            it.until_shown(f"<{number}>")
    it.type("\x16")  # what was copied last, however many lines that is
    leave(it, f"<{number}>")


def leave(it: Terminal, words: str) -> None:
    """An input, in which these words are."""
    it.type("\x1b")
    it.until(lambda: words not in it.text())


PLACES: list[Callable[[Watched], None]] = [
    sent_by_a_peer,
    copied_with_it,
    pasted_into_the_filter,
    pasted_into_the_filter_of_events,
    pasted_into_the_palette,
    said_by_hand,
]


def test_nothing_hostile_arrives_raw_wherever_it_is_sent_copied_or_pasted(watched: Watched) -> None:
    found = {}
    for get_there in PLACES:
        since = len(watched.it.raw)
        get_there(watched)
        found[get_there.__name__] = unseemly(watched.it, since)
    assert {place: texts for place, texts in found.items() if texts} == {}
    assert watched.it.screen.title == ";default"  # the emulator takes the pointer's shape for a title


def test_a_byte_that_is_no_utf_8_at_the_keyboard_ends_nothing(watched: Watched) -> None:
    it = watched.it
    os.write(it.master, b"\x9b\xff\xc0")
    it.type("?")
    it.until_shown("─ Help ")
    leave(it, "─ Help ")
    assert unseemly(it) == []


# What is said on the shell's own screen.

NOWHERE = "{}" + "x" * 64
"""A host for which nobody needs to be asked: no name has a part that is so long."""

COMMAND_LINES = (
    ("{}",),
    ("--{}",),
    ("--host", NOWHERE),
    (f"--host={NOWHERE}", "--port", "0"),
    ("--port", "{}"),
    ("--policy", "{}"),
    ("--help={}",),
    ("serve", "{}"),
    ("serve", "--host", NOWHERE),
    ("serve", "--policy", "{}"),
    ("client", NOWHERE, "1", "1"),
    ("client", "127.0.0.1", "{}", "1"),
    ("client", "127.0.0.1", "1", "{}"),
    ("client", "127.0.0.1", "1", "1", "--deadline", "{}"),
)

ALL_OF_THEM = (
    ITS_OWN
    + """
import json, sys
from connscope import cli
for words in json.loads(sys.argv[1]):
    try:
        code = cli.main(words)
    except SystemExit as ended:
        code = ended.code
    print(code, flush=True)
"""
)
"""Runs one command line after the other, and says how each ended."""


def test_nothing_hostile_arrives_raw_when_a_command_line_is_refused() -> None:
    texts = [payload.decode("utf-8", "surrogateescape") for payload in PAYLOADS.values()]
    lines = [[word.format(text) for word in words] for words in COMMAND_LINES for text in texts]
    with terminal(json.dumps(lines), program=ALL_OF_THEM, size=SIZE) as it:
        assert it.end() == 0
        said = bytes(it.raw).decode().splitlines()
        assert {line for line in said if visible(line) != line} == set()
        assert [line for line in said if line.isdigit()] == ["2"] * len(lines)


FALLING = (
    ITS_OWN
    + """
import sys
from connscope.__main__ import main
from connscope.tui.view import View

def fall(self, changed, of_a_peer=sys.argv.pop()):
    raise ValueError(of_a_peer)

View.advance = fall
sys.exit(main())
"""
)
"""connscope with a fault: what it raises quotes what a peer sent, as a parser of markup would."""


def test_nothing_hostile_arrives_at_all_when_it_crashes(tmp_path: Path) -> None:
    texts = [payload.decode("utf-8", "surrogateescape") for payload in PAYLOADS.values()]
    with terminal("--port", "0", "".join(texts), program=FALLING, size=SIZE, XDG_STATE_HOME=str(tmp_path)) as it:
        assert it.end() == 1
        told = bytes(it.raw).decode().rpartition("\x1b[?1049l")[2]
        assert "ValueError" in told
        assert [text for text in OURS.split(told)[::2] if visible(text) != text] == []
        assert [name for name, text in zip(PAYLOADS, texts, strict=True) if visible(text) in told or text in told] == []
