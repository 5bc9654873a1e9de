"""How what a program writes is laid out in rows, and that only what is new is looked at."""

import pytest

from connscope.running.console import Console
from connscope.text import cells
from connscope.tui.printout import CURSOR, Printout, Row, folded


def rows(printout: Printout) -> list[str]:
    return [printout[place] for place in range(len(printout))]


def taken(data: bytes, width: int = 10, wanted: str = "", *, runs: bool = False) -> list[str]:
    console, printout = Console(), Printout()
    console.feed(data)
    printout.take(console, width, wanted, runs=runs)
    return rows(printout)


def test_a_line_is_broken_where_a_terminal_breaks_it() -> None:
    assert taken(b"0123456789abc\nshort\n") == ["0123456789", "abc", "short"]


def test_an_empty_line_is_a_row() -> None:
    assert taken(b"one\n\ntwo\n") == ["one", "", "two"]


@pytest.mark.parametrize("width", [2, 3, 10, 80])
@pytest.mark.parametrize("text", ["", "ab", "日本語日本語", "a日b本c語" * 20, "ü" * 41, "x" * 4_000])
def test_no_row_is_wider_than_the_room_and_no_character_is_lost(text: str, width: int) -> None:
    pieces = [text[start:end] for start, end in folded(text, width)]
    assert "".join(pieces) == text
    assert max(map(cells, pieces)) <= width


def test_the_line_that_the_program_is_at_comes_last_with_a_cursor_while_it_runs() -> None:
    assert taken(b"one\nYour name: ", 20, runs=True) == ["one", f"Your name: {CURSOR}"]
    assert taken(b"one\nYour name: ", 20) == ["one", "Your name: "]
    assert taken(b"0123456789", runs=True) == ["0123456789", CURSOR]
    assert taken(b"one\n") == ["one"]


def test_a_filter_lets_lines_through_whole() -> None:
    assert taken(b"GET /\nan error is 0123456789\nGET /x\n", wanted="Error") == ["an error i", "s 01234567", "89"]
    assert taken(b"one\nan error", wanted="error") == ["an error"]


def test_what_is_new_is_added_and_what_was_there_is_left_alone() -> None:
    console, printout = Console(), Printout()
    console.feed(b"one\n")
    printout.take(console, 10, "", runs=False)
    first = printout.rows[0]
    console.feed(b"two\n")
    assert printout.take(console, 10, "", runs=False) == 0
    assert rows(printout) == ["one", "two"]
    assert printout.rows[0] is first


def test_rows_go_with_the_lines_that_the_console_lets_go_of() -> None:
    console, printout = Console(lines=3), Printout()
    console.feed(b"0123456789abc\ntwo\nthree\n")
    printout.take(console, 10, "", runs=False)
    console.feed(b"four\n")
    assert printout.take(console, 10, "", runs=False) == 2
    assert rows(printout) == ["two", "three", "four"]
    assert (printout.lines, printout.rows[0]) == (3, Row(1, 0, 3))
    console.feed(b"x\n" * 100)
    printout.take(console, 10, "", runs=False)
    assert rows(printout) == ["x", "x", "x"]


def test_a_row_whose_line_has_gone_since_is_empty() -> None:
    console, printout = Console(lines=1), Printout()
    console.feed(b"one\n")
    printout.take(console, 10, "", runs=False)
    console.feed(b"two\n")
    assert (printout[0], printout.line_at(0)) == ("", "")


def test_other_room_another_filter_or_another_console_begins_anew() -> None:
    console, printout = Console(), Printout()
    console.feed(b"0123456789\nx\n")
    printout.take(console, 10, "", runs=False)
    printout.take(console, 5, "", runs=False)
    assert rows(printout) == ["01234", "56789", "x"]
    printout.take(console, 5, "x", runs=False)
    assert (rows(printout), printout.lines) == (["x"], 1)
    printout.take(Console(), 5, "", runs=False)
    assert rows(printout) == []


def test_a_row_knows_its_line() -> None:
    console, printout = Console(), Printout()
    console.feed(b"one\n0123456789abc\n$ ")
    printout.take(console, 10, "", runs=True)
    assert [printout.number_at(place) for place in range(4)] == [0, 1, 1, 2]
    assert [printout.line_at(place) for place in (1, 2, 3)] == ["0123456789abc", "0123456789abc", "$ "]
    assert [printout.place_of(number) for number in (0, 1, 2)] == [0, 1, 3]
