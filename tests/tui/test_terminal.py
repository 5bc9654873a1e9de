"""A real terminal: what appears, and that nothing a peer sends does more than be shown."""

import re
import signal
import socket
import termios
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.tui.scenes import HOSTILE
from tests.tui.terminal import Terminal, terminal

LEFT_ON = re.compile(rb"\x1b\[\?(1049|25|1000|1002|1003|1004|1006|1015|2004)([hl])")
"""Alternate screen, cursor, mouse, focus reports, pasting: switched on or off."""

AS_BEFORE = {b"1049": b"l", b"25": b"h", b"1000": b"l", b"1003": b"l", b"1004": b"l", b"1006": b"l", b"2004": b"l"}

PROMPT_SECONDS = 2.5
OWNED = b"\x1b]0;owned\x07"
"""Sets the title."""


@contextmanager
def opened(*arguments: str, size: tuple[int, int] = (80, 24)) -> Iterator[Terminal]:
    """connscope, once its first screen is there."""
    with terminal("--port", "0", *arguments, size=size) as it:
        it.until_shown("asleep in select()", "q quit", "▶ running")
        yield it


def connected(it: Terminal) -> socket.socket:
    """A client of it: the screen says where it listens."""
    port = re.search(r"nc 127.0.0.1 (\d+)", it.text())
    assert port
    return socket.create_connection(("127.0.0.1", int(port[1])), timeout=5)


def is_as_before(it: Terminal) -> bool:
    """Whether whoever has the terminal next finds it as it was."""
    switches = {mode: state for mode, state in LEFT_ON.findall(bytes(it.raw)) if mode in AS_BEFORE}
    return switches == AS_BEFORE and termios.tcgetattr(it.slave) == it.modes


def test_q_leaves_with_0_and_the_terminal_as_it_was() -> None:
    with opened() as it:
        assert not is_as_before(it)
        it.type("q")
        assert it.end() == 0
        assert is_as_before(it)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_it_with_its_code_and_the_terminal_as_it_was(number: int, code: int) -> None:
    with opened() as it:
        it.signal(number)
        assert it.end(PROMPT_SECONDS) == code
        assert is_as_before(it)


def test_it_is_gone_when_its_terminal_is() -> None:
    with opened() as it:
        it.hang_up()
        assert it.end(PROMPT_SECONDS, reading=False) == 129


def test_it_is_gone_though_nobody_reads_its_terminal() -> None:
    with opened("--policy", "tutorial", size=(250, 80)) as it, connected(it):
        it.until_unread_stays()
        it.signal(signal.SIGTERM)
        assert it.end(PROMPT_SECONDS, reading=False) == 143


def echoed(sock: socket.socket, data: bytes) -> None:
    """Send, and wait until all of it is back."""
    sock.sendall(data)
    left = len(data)
    while left:
        left -= len(sock.recv(65536))


@pytest.mark.parametrize("policy", ["echo", "tutorial"])
def test_hostile_bytes_change_only_the_cells_that_show_them(policy: str) -> None:
    with opened("--policy", policy) as it, connected(it) as sock:
        title = it.screen.title
        for data in (*HOSTILE, b"\x1b" * 1_000_000):
            echoed(sock, data)
        it.until_shown("977 K")
        it.type("2")
        echoed(sock, OWNED)
        it.until_shown("·]0;owne")
        assert it.screen.title == title
        assert [data for data in (*HOSTILE, OWNED, b"\x1b]52", b"\x1b[2J") if data in it.raw] == []
        assert [it.text().count(corner) for corner in "╭╮╰╯"] == [2, 2, 2, 2]
