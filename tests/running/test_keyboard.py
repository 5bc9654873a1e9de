"""Whether a terminal shows what is typed, asked at its other end."""

import os
import termios
from collections.abc import Iterator

import pytest

from connscope.running.keyboard import NoTerminal, is_echoing


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    master, program = os.openpty()
    yield master, program
    os.close(master)
    os.close(program)


def switch_off(terminal: int, modes: int) -> None:
    settings = termios.tcgetattr(terminal)
    settings[3] &= ~modes
    termios.tcsetattr(terminal, termios.TCSANOW, settings)


def test_a_terminal_shows_what_is_typed_until_somebody_asks_for_a_password(ends: tuple[int, int]) -> None:
    master, program = ends
    assert is_echoing(master)
    switch_off(program, termios.ECHO)
    assert not is_echoing(master)


def test_who_reads_each_key_shows_it_himself(ends: tuple[int, int]) -> None:
    master, program = ends
    switch_off(program, termios.ECHO | termios.ICANON)
    assert is_echoing(master)


def test_of_what_is_no_terminal_or_no_more_it_is_not_known() -> None:
    reads, writes = os.pipe()
    assert is_echoing(reads)
    os.close(reads)
    os.close(writes)
    assert is_echoing(reads)


def test_without_a_terminal_nothing_can_be_typed() -> None:
    sitting = NoTerminal()
    sitting.interrupt()
    sitting.end_input()
    sitting.resize_terminal(80, 24)
    assert (sitting.has_terminal, sitting.console, sitting.is_echoing, sitting.type_in(b"x")) == (False, None, True, 0)
