"""Where the bytes are as text: it fits every width, its columns stand still, and what is full or lost is told."""

import pytest

from connscope import events as ev
from connscope.connections import Connection
from connscope.events import UNKNOWN, KernelSampled
from connscope.stations import Stations
from connscope.text import cells
from connscope.tui.look import Part
from connscope.tui.station_cells import (
    BY_HAND,
    Bounds,
    bounds,
    by_second,
    causes,
    columns_for,
    gauges,
    in_flight,
    way,
)
from tests.facts_by_hand import fact
from tests.tui.story import SECOND

KIB, MIB = 1 << 10, 1 << 20
WIDTHS = range(40, 120)
NOW = 100 * SECOND
MARK = Bounds((2 * MIB, 128 * KIB, 256 * KIB, 4 * MIB, 64 * KIB))
UNBOUND = MARK._replace(sizes=(*MARK.sizes[:2], 0, *MARK.sizes[3:]))


def at(
    seconds: float = 100,
    held: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0),
    read: int = 0,
    full: tuple[bool, bool, bool, bool, bool] = (False,) * 5,
    lost: int = 0,
    still: bool = True,
    wrote: int | None = None,
    injected: int = 0,
) -> Stations:
    both = UNKNOWN not in held
    wrote = sum(held) + read + lost if wrote is None else wrote
    return Stations(round(seconds * SECOND), wrote, injected, held, read, lost, full, still, both)


FLOWING = at(held=(0, 22, 0, 0, 44), read=1_234_567)
STALLED = at(
    held=(2 * MIB, 96 * KIB, 256 * KIB, 2_500 * KIB, 40 * KIB), read=6 * MIB, full=(True, True, True, True, True)
)
ELSEWHERE = at(held=(UNKNOWN, 31, 256 * KIB, 4_096, UNKNOWN), read=UNKNOWN, wrote=UNKNOWN)
LOST = at(lost=204_800, read=102_400)
BESIDES = at(held=(0, 0, 5, 0, 0), lost=204_800, read=102_400)
MANY = {"flowing": FLOWING, "stalled": STALLED, "elsewhere": ELSEWHERE, "lost": LOST, "lost besides": BESIDES}


def text(parts: list[Part]) -> str:
    return "".join(text for text, _ in parts)


def lines_of(it: Stations, width: int = 75, measured: Bounds = MARK, flying: bool = False) -> list[str]:
    return [text(parts).rstrip() for parts in gauges(it, measured, by_second([it], NOW), width, flying)]


@pytest.mark.parametrize("name", MANY)
def test_no_line_is_wider_than_there_is_room_and_no_column_ever_moves(name: str) -> None:
    for width in WIDTHS:
        lines = [text(parts) for parts in gauges(MANY[name], MARK, by_second([MANY[name]], NOW), width, True)]
        assert {cells(line) for line in lines} <= {
            cells(text(gauges(FLOWING, MARK, by_second([FLOWING], NOW), width, False)[0]))
        }
        assert max(map(cells, lines)) <= width


def test_each_station_has_its_line_in_the_order_of_the_way() -> None:
    assert [line.split("  ")[0].split(" ━")[0].split(" ─")[0] for line in lines_of(STALLED)] == [
        "client wrote",
        "client's kernel",
        "server's kernel",
        "outb",
        "server's kernel",
        "client's kernel",
        "client read",
    ]


def numbers(lines: list[str]) -> list[str]:
    return [next(word for word in line.split() if word[0].isdigit() or word == "n/a") for line in lines]


def test_where_there_is_room_numbers_are_to_the_last_byte_and_add_up() -> None:
    wrote, *others = (int(word.replace(",", "")) for word in numbers(lines_of(STALLED, 75)))
    assert wrote == sum(others) == STALLED.wrote


def test_where_there_is_less_room_they_are_rounded() -> None:
    assert [line[30:37].strip() for line in lines_of(STALLED, 43)] == [
        "10.8 M", "2.0 M", "96 K", "256 K", "2.4 M", "40 K", "6.0 M",
    ]  # fmt: skip


def test_they_are_so_in_half_a_screen_too() -> None:
    wrote, *others = (int(word.replace(",", "")) for word in numbers(lines_of(STALLED, 55)))
    assert wrote == sum(others) == STALLED.wrote


@pytest.mark.parametrize("width", WIDTHS)
def test_never_is_one_rounded_below_one_that_is_not(width: int) -> None:
    for size in (9_000, 90_000, 9 * MIB, 90 << 30, 90 << 40):
        lines = lines_of(at(held=(0, 22, 0, 5_000, 0), read=size), width)
        assert len({any(f" {unit}" in line for unit in "BKMGT") for line in lines}) == 1


def test_what_cannot_be_known_is_said_to_be_so_and_has_no_bar() -> None:
    lines = lines_of(ELSEWHERE)
    assert numbers(lines) == ["n/a", "n/a", "31", "262,144", "4,096", "n/a", "n/a"]
    assert ["━" in line or "─" in line for line in lines] == [False, False, True, True, True, False, False]


def test_the_full_ones_say_so_and_their_bars_are() -> None:
    bar = columns_for(75).bar
    assert [line.count("━") for line in lines_of(STALLED)[1:-1]] == [bar] * 5
    assert [" full" in line for line in lines_of(STALLED)] == [False, *[True] * 5, False]
    assert not any(" full" in line for line in lines_of(FLOWING))


def test_outb_without_a_bound_goes_by_powers_of_two_and_is_told_from_one_at_its_mark_at_a_glance() -> None:
    held = at(held=(0, 0, 256 * KIB, 0, 0))
    marked, unbound = lines_of(held)[3], lines_of(held, measured=UNBOUND)[3]
    assert ("▸" in marked, "▸" in unbound) == (False, True)
    assert marked.count("━") > unbound.count("━")


def test_what_was_put_in_by_hand_has_a_line_where_it_was_put_in() -> None:
    lines = lines_of(at(held=(0, 0, 0, 22, 0), injected=22, wrote=0))
    assert lines[4].split("  ")[0] == BY_HAND
    assert numbers(lines) == ["0", "0", "0", "0", "22", "22", "0", "0"]


def test_that_a_difference_is_in_flight_is_a_word_and_moves_nothing() -> None:
    still, flying = lines_of(FLOWING), lines_of(FLOWING, flying=True)
    assert flying[:-1] == still[:-1]
    assert (still[-1].replace(" ", ""), flying[-1].replace(" ", "")) == (
        "clientread1,234,567",
        "clientreadinflight1,234,567",
    )


# The history.


def test_a_history_is_what_was_there_at_the_end_of_each_second_and_what_was_last_known_stays() -> None:
    one, two, three = at(96.1), at(96.9), at(98.5)
    assert by_second([one, two, three], NOW, 6) == [None, two, two, three, three, three]


def test_filling_and_draining_can_be_watched() -> None:
    sizes = [0, 0, 1, 2, 3, 6, 6, 3, 1, 0, 0]
    samples = [at(90 + second, held=(0, 0, size * 100 * KIB, 0, 0)) for second, size in enumerate(sizes)]
    parts = gauges(samples[-1], UNBOUND, by_second(samples, NOW), 75, False)
    assert text(parts[3])[-len(sizes) :] == "  ▁▂▃▆▆▃▁  "


def test_a_total_s_history_is_what_came_to_it_in_each_second() -> None:
    samples = [at(95 + second, read=read * MIB) for second, read in enumerate((0, 6, 12, 15, 15, 15))]
    parts = gauges(samples[-1], MARK, by_second(samples, NOW), 75, False)
    assert text(parts[-1])[-6:] == " ▆▆▃  "


def test_a_few_bytes_are_no_storm() -> None:
    assert text(gauges(FLOWING, MARK, by_second([FLOWING], NOW), 75, False)[2])[-1] == "▁"


# Why.


def test_a_cause_hangs_behind_its_glyph_and_that_nothing_is_lost_is_said_quietly() -> None:
    lines = causes(["The client does not read enough: its queue is full.", "Nothing is lost."], STALLED, 30)
    assert [text(line) for line in lines] == [
        "▲ The client does not read",
        "  enough: its queue is full.",
        "  Nothing is lost.",
    ]
    assert (lines[0][0][1], lines[2][1][1]) == ("warn", "dim")


def test_what_is_lost_stands_in_red_behind_the_cause() -> None:
    lines = causes(["The server's send queue is full.", "5 bytes are lost."], at(lost=5), 75)
    assert [text(line) for line in lines] == ["▲ The server's send queue is full.", "✕ 5 bytes are lost."]
    assert {role for _, role in lines[1]} == {"bad"}


def test_while_all_flows_it_is_said_that_nothing_is_full() -> None:
    assert [text(line) for line in causes([], FLOWING, 75)] == ["no queue is full"]


def test_what_cannot_be_known_is_not_said_to_be_well_nor_what_is_full_to_be_not() -> None:
    assert [text(line) for line in causes([], ELSEWHERE, 75)] == ["no queue is full, as far as can be known"]
    assert [text(line) for line in causes([], STALLED, 75)] == [""]


def test_of_what_is_over_it_is_said_that_nothing_is_lost_if_that_is_known() -> None:
    assert [text(line) for line in causes([], FLOWING, 75, over=True)] == ["it is over, and nothing is lost"]
    assert "lost" not in text(causes([], ELSEWHERE, 75, over=True)[0])


# In one line.


@pytest.mark.parametrize("name", MANY)
def test_the_one_line_stands_still_whatever_is_in_it(name: str) -> None:
    assert [cells(text(way(MANY[name], width, flying))) for width in (66, 78) for flying in (False, True)] == [
        66, 66, 78, 78,
    ]  # fmt: skip


def test_the_one_line_leads_from_end_to_end_and_an_amber_mark_to_each_that_is_full() -> None:
    line = way(STALLED, 78, False)
    assert text(line) == "client 10.8 M ▲  2.0 M ▲   96 K ▲ outb  256 K ▲  2.4 M ▲   40 K ▸ read  6.0 M "
    assert [role for words, role in line if "▲" in words] == ["warn"] * 5
    assert text(way(ELSEWHERE, 78, True)) == (
        "client    n/a ▸    n/a ▸     31 ▸ outb  256 K ▸  4,096 ▸    n/a ▸ read    n/a~"
    )


def test_bytes_that_are_lost_are_red_in_it_where_outb_was_or_else_where_it_ends() -> None:
    assert text(way(LOST, 78, False)) == (
        "client  300 K ▸      0 ▸      0 ▸ lost  200 K ▸      0 ▸      0 ▸ read  100 K "
    )
    assert [words for words, role in way(LOST, 78, False) if role == "bad"] == ["lost ", " 200 K"]
    assert "outb      5 ▸      0 ▸      0 ▸ lost  200 K" in text(way(BESIDES, 78, False))


# What they are made of.


def sample(**given: object) -> KernelSampled:
    return fact(ev.KernelSampled, **{"at": NOW, "still": True, **given})  # type: ignore[no-any-return]


def test_a_kernel_s_bar_is_measured_by_its_buffer_and_outb_s_by_the_mark() -> None:
    server = Connection(1, kernel=(sample(sndbuf=4, rcvbuf=3),))
    client = Connection(2, kernel=(sample(sndbuf=2, rcvbuf=UNKNOWN),))
    assert bounds(server, client, 256, 9) == Bounds((2, 3, 256, 4, 0), 9)
    assert bounds(server, None, 0) == Bounds((0, 3, 0, 4, 0))


def test_it_is_in_flight_a_second_longer_than_it_is_or_the_word_would_flicker() -> None:
    moved, rests = sample(at=NOW - SECOND, still=False), sample(at=NOW - SECOND // 2)
    ends = [Connection(1, kernel=(moved, rests)), None]
    assert [in_flight(at(), ends, moment) for moment in (NOW - 1, NOW)] == [True, False]


def test_where_no_kernel_was_asked_nothing_is_said_to_be_in_flight() -> None:
    assert not in_flight(at(still=False), [Connection(1), None], NOW)
