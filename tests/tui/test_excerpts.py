"""Excerpts of two sources: what is shown of them, what stands beside what, and lines that are too long."""

from connscope.text import cells
from connscope.tui.alignment import TIGHT, beside, column
from connscope.tui.excerpts import Line, Source
from connscope.tui.look import Part
from connscope.tui.spots import Place, Spot
from connscope.tui.wrapping import cropped, wrapped

ONE = """\
LIMIT = 1

def serve():
    a()
    b()
    c()
    d()
    old()
    e()
"""
OTHER = """\
class Server:
    def serve(
        self,
    ):
        new()
        more()

    def stop(self):
        gone()
"""
OLD, NEW, GONE = Spot("serve", "old()"), Spot("serve", "new()", "more()"), Spot("stop", "gone()")


def source(text: str) -> Source:
    """A file without colours."""
    return Source([[(line, "text")] if line else [] for line in text.splitlines()])


def text_of(line: Line | None) -> str:
    """As a person sees it, changes with a mark."""
    if line is None:
        return ""
    return (">" if line.kind == "changed" else " ") + "".join(text for text, _ in line.parts)


def rows(places: tuple[Place, ...], near: int) -> list[tuple[str, str]]:
    """What stands beside each other."""
    return [(text_of(one), text_of(other)) for one, other in beside((source(ONE), source(OTHER)), places, near)]


def test_heads_stand_beside_heads_and_changes_beside_changes() -> None:
    assert rows((Place(OLD, NEW), Place(None, GONE)), 1) == [
        (" def serve():", " def serve("),
        (" …", "     self,"),
        ("     d()", " ):"),
        (">    old()", ">    new()"),
        ("     e()", ">    more()"),
        ("", ""),
        ("", " def stop(self):"),
        ("", ">    gone()"),
    ]


def test_two_changes_of_one_function_are_one_excerpt() -> None:
    places = (Place(None, Spot("serve", "new()")), Place(OLD, Spot("serve", "more()")))
    assert rows(places, 0)[-3:] == [("", ">    new()"), (" …", ""), (">    old()", ">    more()")]


def test_a_gap_of_a_single_line_is_filled() -> None:
    assert text_of(column(source(ONE), [Spot("serve", "b()")], 0)[1]) == "     a()"


def test_lines_outside_all_functions_have_no_head() -> None:
    assert [text_of(line) for line in column(source(ONE), [Spot("", "LIMIT =")], 0)] == [">LIMIT = 1"]


def test_one_side_alone_is_in_the_order_of_the_file() -> None:
    lines = column(source(OTHER), [GONE, NEW], 0)
    assert [line.number if line else "" for line in lines] == [2, 0, 5, 6, "", 8, 9]


def test_tight_it_has_no_gaps_and_no_empty_lines() -> None:
    assert [line and line.number for line in column(source(OTHER), [GONE, NEW], TIGHT)] == [2, 5, 6, 8, 9]


def test_a_side_with_nothing_says_so_and_one_whose_file_was_edited_says_that() -> None:
    places = (Place(Spot("serve", "never there"), None),)
    assert rows(places, 0) == [(" not found: this file is not as it was", " nothing of the kind")]
    assert [text_of(line) for line in column(source(ONE), [None], TIGHT)] == [" nothing of the kind"]


def plain(parts: list[Part]) -> str:
    return "".join(text for text, _ in parts)


LONG: list[Part] = [
    ("    data.outb += ", "text"),
    ("fresh", "accent"),
    ("[sent:]", "text"),
    ("  # what is owed", "dim"),
]


def test_a_long_line_goes_on_below_before_its_comment() -> None:
    assert [plain(row) for row in wrapped(LONG, 40)] == ["    data.outb += fresh[sent:]", "        # what is owed"]


def test_a_long_line_loses_no_word_whatever_the_width() -> None:
    whole = plain(LONG).replace(" ", "")
    for width in range(1, 60):
        broken = [plain(row) for row in wrapped(LONG, width)]
        assert "".join(broken).replace(" ", "") == whole
        assert width < 2 or max(map(cells, broken)) <= width


def test_a_line_that_is_cut_says_so_and_is_as_wide_as_it_should_be() -> None:
    for width in range(1, 60):
        shown = plain(cropped(LONG, width))
        assert cells(shown) == width
        assert ("…" in shown) == (width < cells(plain(LONG)))
