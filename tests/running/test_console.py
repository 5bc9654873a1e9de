"""What a program writes to its terminal becomes lines of visible text, whatever it writes and however it is cut."""

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connscope.running.console import MOST_CHARACTERS, MOVES, Console
from connscope.running.line import MOST_CELLS
from connscope.text import cells, visible


def folded(*chunks: bytes) -> tuple[list[str], str]:
    """The lines, and the one that has not ended."""
    console = Console()
    for chunk in chunks:
        console.feed(chunk)
    return console.lines, console.partial


@pytest.mark.parametrize(
    ("written", "lines", "partial"),
    [
        (b"hello\r\nworld\r\n", ["hello", "world"], ""),
        (b"hello\nworld", ["hello"], "world"),
        (b"\r\n\n\r\r\n", ["", "", ""], ""),
        (b"name: ", [], "name: "),
        (b"10%\r20%\r100%\r\n", ["100%"], ""),
        (b"working\r", [], "working"),
        (b"working\rdone", [], "done"),
        (b"working\r\x1b[K", [], ""),
        (b"working\x1b[1G\x1b[2Kdone", [], "done"),
        (b"abc\x1b[K", [], "abc"),
        (b"abc\b \b\r\n", ["ab"], ""),
        (b"-\b\\\b|\b/", [], "/"),
        (b"\b\b\ba\r\bb", [], "b"),
        ("日本\b".encode(), [], "日 "),
        ("日本\b\b语".encode(), [], "日语"),
        (b"a\tbc\t\td\r\n", ["a       bc              d"], ""),
        ("日\tx".encode(), [], "日      x"),
        (b"ab\t\b\b\b\b\b\bc", [], "abc"),
        (b"\x1b[1;31merror\x1b[0m: \x1b[38;2;255;0;10mred\x1b[m\r\n", ["error: red"], ""),
        (b"\x1b]0;title\x07a\x1b]8;;http://x/\x1b\\link\x1b]8;;\x1b\\\x1bP+q54\x1b\\b\r\n", ["alinkb"], ""),
        (b"\x1b(B\x1b=\x1b7a\x1b8\x1b>\x1bM", [], "a"),
        (b"\x1b]0;never ended\r\nnext\r\n", ["", "next"], ""),
        (b"\x1b[31\x80m", [], "␛[31�m"),
        (b"\a\0\x0b\x7f^C", [], "␇␀␋␡^C"),
        (b"\x9b31m\xc2\x9b31m [/] [bold]", [], "�31m�31m [/] [bold]"),
        ("Grüße → 日本語 👋".encode(), [], "Grüße → 日本語 👋"),
    ],
    ids=ascii,
)
def test_what_is_written_is_folded_as_a_person_would_read_it(written, lines, partial):
    assert folded(written) == (lines, partial)


def test_what_is_cut_in_the_middle_of_a_character_or_a_sequence_waits_for_its_end():
    written = "é日👋\x1b[1;31mred\x1b]2;title\x1b\\.\x1b[?25l".encode()
    assert folded(*(written[at : at + 1] for at in range(len(written)))) == ([], "é日👋red.")
    assert [folded(written[:at], written[at:]) for at in range(len(written))] == [([], "é日👋red.")] * len(written)


PIECES = st.sampled_from(
    [
        *(b"%c" % byte for byte in b"\x07\x08\t\n\r\x18\x1b[]PX\\0;?mKHJGh\x80\xe2\x82\xac\xf0\x9f ~a"),
        b"\x1b[?1049",
        b"\x1b[1;31m",
        "日".encode(),
    ]
)
WRITTEN = st.lists(PIECES, max_size=40).map(b"".join) | st.binary(max_size=60)


@settings(max_examples=300)
@given(WRITTEN, st.data())
def test_how_it_is_cut_into_reads_changes_nothing(written, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(written)), max_size=6)))
    whole, cut = Console(), Console()
    whole.feed(written)
    for start, end in zip([0, *cuts], [*cuts, len(written)], strict=True):
        cut.feed(written[start:end])
    assert vars(cut) | {"_line": cut.partial} == vars(whole) | {"_line": whole.partial}


@settings(max_examples=300)
@given(st.lists(WRITTEN, max_size=4))
def test_whatever_is_written_comes_out_inert(chunks):
    console = Console()
    ended = [line for chunk in chunks for line in console.feed(chunk)] + console.end()
    shown = [*ended, console.partial]
    assert [visible(line, MOST_CELLS) for line in shown] == shown
    assert (ended, console.partial) == (console.lines, "")


@pytest.mark.parametrize(
    "piece", [b"x", "é".encode(), "日".encode(), b"\t", b"\xff", b"\x1b[m#", b"\x1b", b"ab\b"], ids=ascii
)
def test_a_line_without_end_is_cut_and_costs_little(piece):
    console = Console()
    tracemalloc.start()
    for _ in range(20):
        console.feed(piece * 2_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert console.partial[-1] == "…"
    assert MOST_CELLS - 1 <= cells(console.partial) <= MOST_CELLS
    assert console.feed(b"\r\n") == [console.lines[0]]
    assert peak < 1_000_000


def test_a_line_that_fits_exactly_is_not_cut():
    assert folded(b"x" * MOST_CELLS + b"\r\n" + b"y" * (MOST_CELLS - 1), b"y") == (["x" * MOST_CELLS], "y" * MOST_CELLS)


def test_the_oldest_lines_are_let_go_of_and_the_numbers_go_on():
    console = Console(lines=3)
    assert console.feed(b"1\n2\n3\n4\n5\nprompt") == ["1", "2", "3", "4", "5"]
    assert (console.lines, console.first, console.partial) == (["3", "4", "5"], 2, "prompt")
    console.feed(b"\n")
    assert (console.lines, console.first, console.partial) == (["4", "5", "prompt"], 3, "")


def test_many_long_lines_are_bounded_in_all():
    console = Console()
    for number in range(1_200):
        console.feed(b"%04d" % number + b"x" * (MOST_CELLS - 4) + b"\r\n")
    assert (console.first, len(console.lines)) == (200, MOST_CHARACTERS // MOST_CELLS)
    assert console.lines[0][:4] == "0200"


@pytest.mark.parametrize("mode", [b"?1049", b"?47", b"?1047", b"?25;1049"])
def test_a_program_that_takes_the_whole_screen_is_told_from_others_until_it_gives_it_back(mode):
    console = Console()
    console.feed(b"$ less\r\n\x1b[" + mode + b"h~~~")
    assert console.full_screen
    console.feed(b"\x1b[" + mode + b"l$ ")
    assert (console.full_screen, console.lines, console.partial) == (False, ["$ less"], "$ ")


def test_whoever_clears_the_screen_once_does_not_draw_on_it():
    console = Console()
    console.feed(b"\x1b[H\x1b[2J\x1b[3J")
    assert not console.full_screen
    console.feed(b"\x1b[5;10Hx" * MOVES)
    assert console.full_screen


def test_what_had_not_ended_is_a_line_when_nothing_more_comes():
    console = Console()
    console.feed(b"Killed\xe2\x82")
    assert (console.partial, console.end(), console.end()) == ("Killed", ["Killed��"], [])
