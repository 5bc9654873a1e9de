"""A real terminal: what appears, and that nothing a peer sends does more than be shown."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.tui.scenes import HOSTILE
from tests.tui.terminal import Terminal, terminal

OWNED = b"\x1b]0;owned\x07"
"""Sets the title."""


@contextmanager
def opened(*arguments: str, size: tuple[int, int] = (80, 24)) -> Iterator[Terminal]:
    """connscope, once its first screen is there."""
    with terminal("--port", "0", *arguments, size=size) as it:
        it.until_shown("asleep in select()", "q quit", "▶ running")
        yield it


def echoed(sock: socket.socket, data: bytes) -> None:
    """Send, and wait until all of it is back."""
    sock.sendall(data)
    left = len(data)
    while left:
        left -= len(sock.recv(65536))


@pytest.mark.parametrize("policy", ["echo", "tutorial"])
def test_hostile_bytes_change_only_the_cells_that_show_them(policy: str) -> None:
    with opened("--policy", policy) as it, it.connected() as sock:
        title = it.screen.title
        for data in (*HOSTILE, b"\x1b" * 1_000_000):
            echoed(sock, data)
        it.until_shown("977 K")
        it.type("2")
        it.until_shown("where are the bytes?")
        it.type("\x1b[6~")  # they stand below
        echoed(sock, OWNED)
        it.until_shown("·]0;owne")
        assert it.screen.title == title
        assert [data for data in (*HOSTILE, OWNED, b"\x1b]52", b"\x1b[2J") if data in it.raw] == []
        assert [it.text().count(corner) for corner in "╭╮╰╯"] == [2, 2, 2, 2]


def test_a_key_that_is_typed_ahead_of_the_screen_holds_the_program_and_ends_nothing() -> None:
    with terminal("--port", "0", size=(80, 24)) as it:
        it.type(" ")
        it.until_shown("waiting in select()")
        it.type(" ")
        it.until_shown("running")
        it.type("q")
        assert it.end() == 0


def test_a_space_behind_a_slash_is_text_and_holds_nobody() -> None:
    with opened() as it, it.connected():
        it.until_shown("1 open")
        it.type("/ a b")
        it.until_shown("match “ a b”")
        assert "▶ running" in it.text()
