"""What help says on the page of a connection by hand. Made from the same tables as the page."""

from collections.abc import Sequence

from connscope.tui.byhand_keys import HOW, SAY, STREAM
from connscope.tui.command import Command
from connscope.tui.screens.help import Section

FIRST = "A connection by hand: you say the bytes, and see each call that carries them. Esc goes back, and it stays."

PLACES = {SAY: "Keys in the line", STREAM: "Keys in the stream", HOW: "Keys in the fields"}

FIELDS = {
    "text": r"what is typed, as UTF-8; \n \r \t \0 \xff are bytes, \\ is a backslash",
    "hex": "two digits for each byte; blanks do not count",
    "file": r"the path of a file: all of its bytes; \xff and the like where its name cannot be typed",
    "pieces": "so many bytes at a time; empty: all at once, as far as the kernel takes them",
    "every": "so many seconds between two pieces, and between two times",
    "times": "the whole again and again; s in the stream hushes it",
    "expect": "what has to come within so many seconds after the last byte left: the echo, bytes, the end, or nothing",
}

MARKS = {
    "▶ · ◀": "a send of ours · a recv of ours: one line is one call",
    "▷ · ◁": "the server's recv · the server's send, where the server is this one",
    "= send 1 + 3 of send 2": "what a recv was made of. TCP keeps no messages: only the order of the bytes is sure",
    "❆ frozen": "it does not read: what comes waits in the kernel, then at the other side",
    "◐ peer done · ◑ half-closed": "the other side says no more · we say no more",
    "◌ closing": "its close lingers: it waits for what is unsent",
    "unsent": "said, and not yet taken by the kernel",
    "✓ · ✗": "what was expected came · did not, and where it differs first",
    "nodelay": "whether small sends go out at once, or may wait for what was not acknowledged",
    "sndbuf · rcvbuf": "the kernel's buffers, as it counts them: Linux doubles what is asked for",
    "linger": "how long a close waits for what is unsent; with 0 it is a reset",
}


def sections(commands: Sequence[Command]) -> list[Section]:
    """The keys by where they hold, then the words."""
    keys = [
        (heading, {command.key: command.help for command in commands if place in command.where})
        for place, heading in PLACES.items()
    ]
    return [*keys, ("What is said, and how", FIELDS), ("What the marks and words mean", MARKS)]
