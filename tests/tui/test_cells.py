"""A row as text: it fits every width, keeps what matters, and says what the connection is at."""

import pytest

from connscope.connections import Connection
from connscope.events import UNKNOWN
from connscope.probe.layout import ids_from
from connscope.states import CLOSED, CONNECTING, LISTENING, OPEN, OPENED, PEER_DONE, RESET, State
from connscope.text import cells
from connscope.tui.cells import CELLS, IDLE_NS, bar, row, share, state_of
from connscope.tui.detail_cells import numbers, troubles
from connscope.tui.look import STATES, Part
from connscope.tui.row_columns import ALWAYS, clear_of_bar, columns_for, heading, size_of
from connscope.wording.hands import ENDINGS
from tests.tui.story import SECOND

WIDTHS = range(55, 201)
NOW = 100 * SECOND
MARK = 256 * 1024

CONNECTIONS = {
    "quiet": Connection(1, 7, "accepted", address="127.0.0.1:50912", state=OPEN, outb=0, last_at=NOW),
    "ours": Connection(2, 8, "accepted", "client-12", "127.0.0.1:50914", state=OPEN, outb=MARK, full=True),
    "distant": Connection(3, 9, "accepted", address="[2001:db8::1234:5678:9abc]:50916", state=PEER_DONE, outb=UNKNOWN),
    "listening": Connection(4, 5, "listening", address="127.0.0.1:65432", state=LISTENING, accepts=12_345),
    "reset": Connection(5, 9999, "accepted", address="x", state=RESET, error="ECONNRESET", last_call="recv"),
    "lost": Connection(6, 6, "accepted", address="日本語日本語日本語:1", state=CLOSED, lost=200 * 1024, closed_at=NOW),
    "busy": Connection(
        7, 10, "accepted", state=OPEN, bytes_in=1 << 62, bytes_out=1 << 62, last_call="send", last_size=1 << 40,
        history=[1 << 40] * 8, bucket=100,
    ),
}  # fmt: skip


def text(parts: list[Part]) -> str:
    return "".join(text for text, _ in parts)


def test_columns_fit_every_width_and_the_seven_are_always_there() -> None:
    seven = [column.key for column in ALWAYS]
    for width in WIDTHS:
        columns = columns_for(width)
        assert size_of(columns) <= width
        assert [column.key for column in columns if column.key in seven] == seven


def test_columns_use_all_the_room_until_they_have_what_they_can_use() -> None:
    sizes = [size_of(columns_for(width)) for width in WIDTHS]
    assert sizes == [min(width, max(sizes)) for width in WIDTHS]


@pytest.mark.parametrize("name", CONNECTIONS)
def test_a_row_is_as_wide_as_its_columns(name: str) -> None:
    conn = CONNECTIONS[name]
    for width in WIDTHS:
        columns = columns_for(width)
        for mark, peak in ((MARK, 0), (0, MARK)):
            parts = row(conn, conn.name, columns, NOW, mark, peak)
            assert cells(text(parts)) == size_of(columns) + columns[-1].gap


def test_columns_yield_room_in_the_order_of_the_design() -> None:
    gone: list[str] = []
    for width in reversed(WIDTHS):
        here = {column.key for column in columns_for(width)}
        gone += [key for key in ("for", "rate", "kernel", "in", "last") if key not in here and key not in gone]
    assert gone == ["for", "rate", "kernel", "in", "last"]


def test_a_column_that_is_there_at_one_width_is_there_at_every_larger_one() -> None:
    before: set[str] = set()
    for width in WIDTHS:
        here = {column.key for column in columns_for(width)}
        assert before <= here
        before = here


def test_a_descriptor_of_five_digits_is_whole_wherever_there_is_any_room_and_whenever_columns_come() -> None:
    conn = Connection(1, 12_345, "accepted", address="127.0.0.1:50912", state=OPEN, outb=0, last_at=NOW)
    for width in range(56, 201):
        assert "12345 " in text(row(conn, "", columns_for(width), NOW, MARK, 0)), width


def test_no_number_touches_the_scroll_bar_where_there_is_a_cell_to_spare_and_at_115_cells_all_are_there() -> None:
    for width in range(56, 201):
        assert size_of(columns_for(clear_of_bar(width))) < width
    assert columns_for(clear_of_bar(115))[-1].key == "for"
    assert clear_of_bar(55) == 55


def test_titles_stand_above_their_columns() -> None:
    for columns in map(columns_for, WIDTHS):
        title, x = text(heading(columns, "opened", descending=False)), 0
        for column in columns:
            assert title[x : x + column.width].strip() == column.title
            x += column.width + column.gap


@pytest.mark.parametrize(("descending", "arrow"), [(True, "▼"), (False, "▲")])
@pytest.mark.parametrize("key", [column.key for column in columns_for(160)])
def test_the_title_of_the_sorted_column_carries_an_arrow(key: str, descending: bool, arrow: str) -> None:
    parts = heading(columns_for(160), key, descending)
    assert [arrow in title for title, role in parts if role == "accent"] == [True]
    assert text(parts).count(arrow) == 1


def test_an_address_that_is_too_long_keeps_its_port() -> None:
    columns = columns_for(55)
    shown = text(row(CONNECTIONS["distant"], "", columns, NOW, MARK, 0))
    assert "…" in shown
    assert ":50916 " in shown


def test_one_of_our_own_has_its_name_and_where_there_is_room_its_port() -> None:
    conn = CONNECTIONS["ours"]
    assert "client-12 " in text(row(conn, conn.name, columns_for(55), NOW, MARK, 0))
    assert "client-12 :50914" in text(row(conn, conn.name, columns_for(76), NOW, MARK, 0)).replace("  ", " ")


def test_what_is_over_shows_why_instead_of_what_was_watched() -> None:
    shown = text(row(CONNECTIONS["reset"], "", columns_for(120), NOW, MARK, 0))
    assert "ECONNRESET" in shown
    assert "·· " not in shown


def test_bytes_that_were_lost_are_told_in_place_of_outb() -> None:
    assert "200 K lost" in text(row(CONNECTIONS["lost"], "", columns_for(80), NOW, MARK, 0))


STATE_CASES: dict[str, tuple[State, dict[str, object]]] = {
    "listening": (LISTENING, {}),
    "connecting": (CONNECTING, {}),
    "opened": (OPENED, {}),
    "active": (OPEN, {"last_at": NOW - IDLE_NS + 1}),
    "idle": (OPEN, {"last_at": NOW - IDLE_NS}),
    "send full": (OPEN, {"full": True, "outb": 1}),
    "peer done": (PEER_DONE, {}),
    "paused": (OPEN, {"paused": True}),
    "reset": (RESET, {"lost": 5}),
    "lost": (CLOSED, {"lost": 5}),
    "closed": (CLOSED, {}),
}


@pytest.mark.parametrize("word", STATES)
def test_every_state_has_its_word(word: str) -> None:
    state, fields = STATE_CASES[word]
    assert state_of(Connection(1, state=state, **fields), NOW) == word  # type: ignore[arg-type]


@pytest.mark.parametrize(("watch", "shown"), [(3, "◫W"), (1, "◫·"), (2, "◫W")])
def test_reading_that_was_stopped_by_hand_is_marked_where_what_is_watched_stands(watch: int, shown: str) -> None:
    conn = Connection(1, 7, "accepted", state=OPEN, watch=watch, paused=True, outb=0)
    for columns in map(columns_for, WIDTHS):
        assert f" {shown} " in text(row(conn, "", columns, NOW, MARK, 0))


def test_what_is_over_is_not_paused() -> None:
    conn = Connection(1, 7, "accepted", state=CLOSED, paused=True)
    assert (state_of(conn, NOW), "◫" in text(row(conn, "", columns_for(120), NOW, MARK, 0))) == ("closed", False)


@pytest.mark.parametrize("cut", ["half-close", "close"])
@pytest.mark.parametrize(("taken", "shown"), [(3, ["▽ lost", "3 B lost"]), (0, ["· closed", ""])])
def test_a_send_that_was_refused_after_an_end_by_hand_is_no_reset_by_the_peer(
    cut: str, taken: int, shown: list[str]
) -> None:
    conn = Connection(1, state=RESET, cut=cut, error="EPIPE", bytes_in=taken, outb=0)
    assert [text(CELLS[key](conn, "", 12, NOW, 0, 0)).strip() for key in ("state", "outb")] == shown
    said = [text(line) for line in troubles(conn, NOW, [], 120)]
    assert said == [
        f"{cut} by hand: {ENDINGS[cut]}",
        "✕ EPIPE: so the next send failed, and the program let go of it",
    ]
    narrow = [text(line) for line in troubles(conn, NOW, [], 30)]
    assert max(map(cells, narrow)) <= 30
    assert " ".join(" ".join(narrow).split()) == " ".join(said)


def test_a_peer_that_is_done_and_does_not_read_is_send_full() -> None:
    assert state_of(Connection(1, state=PEER_DONE, full=True, outb=9), NOW) == "send full"


def test_a_full_pipe_is_no_matter_once_outb_is_empty() -> None:
    assert state_of(Connection(1, state=OPEN, full=True, outb=0, last_at=NOW), NOW) == "active"


@pytest.mark.parametrize("mark", [0, MARK])
@pytest.mark.parametrize("size", [0, 1, 1000, MARK // 2, MARK, 1 << 40])
def test_a_bar_is_as_wide_as_it_should_be(size: int, mark: int) -> None:
    for width in range(2, 40):
        for peak in (0, size, 2 * size, 1 << 41):
            assert cells(text(bar(size, width, mark, peak))) == width


def test_a_bar_grows_with_outb_and_shows_a_single_byte() -> None:
    filled = [text(bar(size, 20, MARK)).count("━") for size in (0, 1, MARK // 4, MARK // 2, MARK, 2 * MARK)]
    assert filled == [0, 1, 5, 10, 20, 20]


def test_a_bar_without_a_bound_goes_by_powers_of_two_and_says_so() -> None:
    assert [text(bar(size, 32, 0)).count("━") for size in (0, 1, 1 << 10, 1 << 20, 1 << 30, 1 << 40)] == [
        0, 1, 11, 21, 31, 31,
    ]  # fmt: skip
    assert text(bar(0, 20, 0)).endswith("▸")


def test_a_bar_warns_from_half_of_the_mark_on() -> None:
    assert [bar(size, 20, MARK)[0][1] for size in (MARK // 2 - 1, MARK // 2)] == ["accent", "warn"]


def test_a_peak_is_marked_where_outb_has_been() -> None:
    assert text(bar(MARK // 4, 20, MARK, MARK * 3 // 4)) == "━━━━━─────────╸─────"


def test_a_share_is_never_more_than_the_whole() -> None:
    assert [share(size, mark) for size in (0, MARK, 1 << 60) for mark in (0, MARK)] == [
        0.0,
        0.0,
        19 / 31,
        1.0,
        1.0,
        1.0,
    ]


def test_a_program_of_somebody_s_own_has_sent_and_owes_nothing_of_what_it_has_read() -> None:
    its, ours = (Connection(conn, bytes_in=5, bytes_out=3, state=State.CLOSED) for conn in (ids_from(41, 0) + 1, 7))
    labels = [[parts[0][0].strip() for parts in numbers(conn)] for conn in (its, ours)]
    assert labels == [["received", "sent"], ["received", "sent back", "owed"]]
