"""Our end of a terminal: nothing is lost or mixed up, and neither side is held up more than at any terminal."""

import os
import tty
from contextlib import suppress

import pytest

from connscope.running.terminal import AT_ONCE, MOST_TYPED, Terminal
from tests.running.children import until

AHEAD = 1 << 17
SYSTEM_KEEPS = 1 << 16
"""At most, in one direction."""


@pytest.fixture
def program(monkeypatch):
    """The other end, as a program has it that never waits."""
    monkeypatch.setattr("connscope.running.terminal.MOST_AHEAD", AHEAD)
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    os.set_blocking(theirs, False)
    terminal = Terminal(ours)
    yield terminal, theirs
    terminal.close()
    with suppress(OSError):
        os.close(theirs)


def numbered(size: int) -> bytes:
    return b"".join(b"%07d\n" % number for number in range(size // 8))


def written(fd: int, data: bytes) -> int:
    """How much of it there was room for."""
    with suppress(BlockingIOError):
        return os.write(fd, data)
    return 0


def all_of(terminal: Terminal) -> bytes:
    return b"".join(iter(terminal.read, b""))


def test_so_much_is_read_ahead_and_then_the_program_waits_and_all_comes_in_order(program):
    terminal, theirs = program
    data, sent = numbered(4 * AHEAD), 0

    def is_full() -> bool:
        nonlocal sent
        came = written(theirs, data[sent : sent + 4000])
        sent += came
        return not came and sent >= AHEAD

    until(is_full)
    assert sent < AHEAD + AT_ONCE + SYSTEM_KEEPS
    came = bytearray()

    def is_all_there() -> bool:
        nonlocal sent
        sent += written(theirs, data[sent : sent + 4000])
        came.extend(terminal.read())
        return len(came) == len(data)

    until(is_all_there)
    assert came == data


def test_no_read_gives_more_than_a_screen_can_bear_at_once(program):
    terminal, theirs = program
    data, sent = numbered(AHEAD), 0
    while sent < len(data):
        sent += written(theirs, data[sent:])
    reads = list(iter(terminal.read, b""))
    assert (b"".join(reads), max(map(len, reads)) <= AT_ONCE) == (data, True)


def test_what_the_program_has_just_written_is_there_at_once(program):
    terminal, theirs = program
    for number in range(50):
        os.write(theirs, b"%d" % number)
        assert terminal.read() == b"%d" % number


def test_what_is_typed_and_not_taken_is_kept_within_bounds_and_comes_in_order(program):
    terminal, theirs = program
    data = numbered(4 * MOST_TYPED)
    accepted = 0
    while more := terminal.write(data[accepted:]):
        accepted += more
    assert MOST_TYPED <= accepted <= MOST_TYPED + SYSTEM_KEEPS
    came = bytearray()

    def is_all_there() -> bool:
        assert terminal.read() == b""
        with suppress(BlockingIOError):
            came.extend(os.read(theirs, 4096))
        return len(came) >= accepted

    until(is_all_there)
    assert came == data[:accepted]


def test_what_was_typed_and_not_taken_is_forgotten_when_it_is_interrupted(program):
    terminal, theirs = program
    accepted = 0
    while more := terminal.write(b"x" * MOST_TYPED):
        accepted += more
    terminal.interrupt()
    came = bytearray()

    def is_interrupted() -> bool:
        terminal.read()
        with suppress(BlockingIOError):
            came.extend(os.read(theirs, 4096))
        return came.endswith(b"\x03")

    until(is_interrupted)
    assert len(came) <= accepted - MOST_TYPED + 1


def test_once_it_is_to_discard_the_program_never_waits_and_the_youngest_is_kept(program):
    terminal, theirs = program
    terminal.discard()
    data, sent = numbered(3 * AHEAD), 0

    def is_all_written() -> bool:
        nonlocal sent
        sent += written(theirs, data[sent : sent + 4000])
        return sent == len(data)

    until(is_all_written)
    os.close(theirs)
    until(lambda: terminal.is_over)
    kept = all_of(terminal)
    assert len(kept) <= AHEAD
    assert (terminal.left_out + len(kept), kept) == (len(data), data[-len(kept) :])


def test_when_all_have_closed_it_the_rest_can_be_read_and_typing_does_no_harm(program):
    terminal, theirs = program
    os.write(theirs, b"goodbye")
    os.close(theirs)
    until(lambda: terminal.is_over)
    terminal.write(b"anybody there?\n")
    terminal.resize(10, 10)
    assert (terminal.read(), terminal.read()) == (b"goodbye", b"")


def test_whatever_is_asked_of_it_when_it_is_closed_has_no_effect(program):
    terminal, _ = program
    terminal.close()
    terminal.close()
    terminal.write(b"x")
    terminal.resize(10, 10)
    terminal.interrupt()
    terminal.end_of_input()
    terminal.discard()
    assert terminal.read() == b""
