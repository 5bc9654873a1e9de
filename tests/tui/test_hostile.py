"""Hostile bytes, payloads × places, on a real terminal: of all that arrives there, what is not ours is plain text."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from connscope.launches.messages import written
from connscope.text import visible
from tests.faults.on_a_screen import SIZE, address_on
from tests.faults.peers import Address, ask, connect
from tests.hostile import OURS, PAYLOADS, unseemly
from tests.tui.terminal import ITS_OWN, Terminal, terminal


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
