"""A client's row as text: it fits every width, keeps what matters, and says what the client is at."""

import pytest

from connscope.connections import Client, Connection
from connscope.events import UNKNOWN
from connscope.states import CLOSED, CONNECTING, OPEN, OPENED, PEER_DONE, State
from connscope.text import cells
from connscope.tui.client_cells import CLIENT_STATES, Account, bar_cell, columns_for, row, searched, urgency
from connscope.tui.look import Part
from connscope.tui.row_columns import Column, heading, size_of
from tests.tui.story import ADDRESS, SECOND

WIDTHS = range(55, 201)
NOW = 100 * SECOND
MIB = 1 << 20


def client(**fields: object) -> Client:
    return Client(12, "127.0.0.1:50912", ADDRESS, "well-behaved", **fields)  # type: ignore[arg-type]


def socket(state: State = OPEN, **fields: object) -> Connection:
    return Connection(7, 9, "connected", state=state, last_at=NOW, **{"outb": 0} | fields)  # type: ignore[arg-type]


ACCOUNTS = {
    "connecting": Account(client(msg_total=44), socket(CONNECTING), NOW),
    "unheard of": Account(Client(5_000), None, NOW),
    "active": Account(client(msg_total=10 * MIB), socket(bytes_in=9 * MIB, bytes_out=10 * MIB), NOW),
    "endless": Account(client(msg_total=UNKNOWN), socket(bytes_in=1 << 60, bytes_out=1 << 61, outb=1 << 40), NOW, True),
    "frozen": Account(client(msg_total=MIB, frozen=True), socket(outb=UNKNOWN), NOW),
    "back": Account(client(msg_total=44, recv_total=44, sent=44, ended_at=1), None, NOW),
    "failed": Account(client(msg_total=44, ended_at=1, error="日本語 " * 40), None, NOW, True),
    "combined": Account(Client(4, behaviour="late + drip + limit", acted={"drip": 12_340, "late": 1}), socket(), NOW),
    "odd": Account(Client(3, behaviour="stops-reading", address="[2001:db8::1234:5678]:65432"), socket(), NOW),
}


def text(parts: list[Part]) -> str:
    return "".join(text for text, _ in parts)


def every_layout() -> list[list[Column]]:
    flags = [(targets, behaviours) for targets in (False, True) for behaviours in (False, True)]
    return [columns_for(width, targets=t, behaviours=b) for t, b in flags for width in WIDTHS]


def keys(width: int, *, targets: bool = False, behaviours: bool = False) -> list[str]:
    return [column.key for column in columns_for(width, targets=targets, behaviours=behaviours)]


def shown(account: Account, width: int = 120, *, behaviours: bool = False) -> str:
    return " ".join(text(row(account, columns_for(width, behaviours=behaviours))).split())


# Columns.


def test_columns_use_the_whole_width_and_no_more() -> None:
    assert [size_of(columns) for columns in every_layout()] == [*WIDTHS] * 4


@pytest.mark.parametrize("name", ACCOUNTS)
def test_a_row_is_as_wide_as_its_columns(name: str) -> None:
    for columns in every_layout():
        assert cells(text(row(ACCOUNTS[name], columns))) == size_of(columns) + columns[-1].gap


def test_number_progress_and_state_are_always_there() -> None:
    assert keys(55) == ["mark", "client", "progress", "state"]


def test_columns_come_with_room_in_the_order_of_their_worth() -> None:
    come: list[str] = []
    for width in WIDTHS:
        here = keys(width, targets=True, behaviours=True)
        assert set(come) <= set(here)
        come += [key for key in here if key not in come]
    assert come[4:] == ["outb", "to", "bar", "behaviour"]


def test_where_all_go_to_one_place_and_behave_well_no_column_says_so() -> None:
    assert keys(200) == ["mark", "client", "progress", "bar", "outb", "state"]


def test_the_slash_of_the_title_stands_above_those_of_the_rows() -> None:
    for columns in every_layout():
        title = text(heading(columns, "", False))
        assert text(row(ACCOUNTS["connecting"], columns)).index(" / ") == title.index(" / ")


def test_the_title_has_the_tutorial_s_words_where_there_is_room() -> None:
    assert [text(heading(columns_for(width), "", False)).split()[1:4] for width in (55, 120)] == [
        ["recv", "/", "msg"],
        ["recv_total", "/", "msg_total"],
    ]


# Progress.


def test_bytes_are_told_to_the_last_one_as_long_as_there_is_room() -> None:
    assert ["9,437,184 / 10,485,760" in shown(ACCOUNTS["active"], width) for width in (55, 120)] == [False, True]
    assert "9.0 M / 10.0 M" in shown(ACCOUNTS["active"], 55)


def test_of_one_without_end_the_total_is_what_it_has_said_so_far() -> None:
    account = Account(client(msg_total=UNKNOWN), socket(bytes_in=22, bytes_out=40, outb=4), NOW)
    assert "22 / 44…" in shown(account)


def test_its_own_account_counts_once_it_has_ended() -> None:
    ended = client(msg_total=44, recv_total=40, ended_at=1, error="reset by the peer")
    assert "40 / 44" in shown(Account(ended, socket(bytes_in=22), NOW))


def test_of_one_without_end_that_has_ended_nothing_more_will_come() -> None:
    ended = client(msg_total=UNKNOWN, sent=44, recv_total=22, ended_at=1, error="its process was killed")
    assert shown(Account(ended, None, NOW)).startswith("12 22 / 44 ")


def filled(back: int, total: int) -> int:
    account = Account(client(msg_total=total), socket(bytes_in=back), NOW)
    return text(bar_cell(account, 10, False)).count("━")


def test_the_bar_shows_a_single_byte_and_is_full_only_when_all_is_back() -> None:
    assert [filled(back, 1000) for back in (0, 1, 500, 999, 1000)] == [0, 1, 5, 9, 10]


def test_the_bar_of_one_that_says_nothing_is_empty() -> None:
    assert filled(0, 0) == 0


# States.

STATE_CASES = {
    "connecting": Account(client(), socket(CONNECTING), NOW),
    "opened": Account(client(), socket(OPENED), NOW),
    "active": Account(client(), socket(), NOW),
    "idle": Account(client(), socket(), NOW + 3 * SECOND),
    "send full": Account(client(), socket(full=True, outb=1), NOW),
    "peer done": Account(client(), socket(PEER_DONE), NOW),
    "closed": Account(client(), socket(CLOSED), NOW),
    "frozen": Account(client(frozen=True), socket(full=True, outb=1), NOW),
    "all back": Account(client(ended_at=1), socket(), NOW),
    "as meant": Account(client(ended_at=1, note="reset after 44 bytes"), socket(), NOW),
    "failed": Account(client(ended_at=1, error="connection refused"), socket(), NOW),
    "stopped": Account(client(ended_at=1, error="stopped: 20 of 44 bytes"), socket(), NOW),
}


@pytest.mark.parametrize("word", STATE_CASES)
def test_a_client_is_at_what_its_facts_say(word: str) -> None:
    assert STATE_CASES[word].state == ("connecting" if word == "opened" else word)


def test_one_to_which_something_else_came_than_it_said_is_not_said_to_have_all_back() -> None:
    assert Account(client(ended_at=1, msg_total=5, recv_total=9), None, NOW).state == "closed"


def test_one_of_which_no_socket_is_known_is_connecting() -> None:
    assert ACCOUNTS["unheard of"].state == "connecting"


def test_one_that_does_not_read_and_has_not_connected_is_connecting() -> None:
    assert Account(client(frozen=True), socket(CONNECTING), NOW).state == "connecting"


def test_no_two_states_that_a_client_can_be_in_share_a_glyph() -> None:
    glyphs = [CLIENT_STATES[account.state][0] for word, account in STATE_CASES.items() if word != "opened"]
    assert len(set(glyphs)) == len(glyphs)


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("connecting", "0 B ◍ connecting · EINPROGRESS"),
        ("frozen", "— ❆ frozen · does not read"),
        ("back", "✓ all back"),
        ("odd", "● active · stops-reading"),
    ],
)
def test_the_state_says_what_there_is_to_say_of_it(name: str, ending: str) -> None:
    assert shown(ACCOUNTS[name]).endswith(ending)


def test_what_went_wrong_or_as_it_was_meant_to_is_told_in_words() -> None:
    assert shown(STATE_CASES["as meant"], 55).endswith("◇ reset after 44 bytes")
    assert shown(STATE_CASES["failed"], 55).endswith("✕ connection refused")
    assert shown(STATE_CASES["stopped"], 55).endswith("■ stopped: 20 of 44 bytes")


def test_a_behaviour_is_told_once() -> None:
    assert shown(ACCOUNTS["odd"], 160, behaviours=True).count("stops-reading") == 1


def test_it_is_told_how_often_each_behaviour_has_acted() -> None:
    assert "late ×1 + drip ×12.3k + lim…" in shown(ACCOUNTS["combined"], 160, behaviours=True)
    assert shown(ACCOUNTS["combined"], 120).endswith("● active · late ×1 + drip ×12.3k + limit")


def test_who_has_ended_is_still_known_by_its_behaviour_where_there_is_room() -> None:
    back = client(msg_total=44, recv_total=44, ended_at=1)
    back.behaviour, back.acted = "drip", {"drip": 82}
    failed = client(ended_at=1, error="the server closed after")
    failed.behaviour = "leaves-unread"
    assert shown(Account(back, None, NOW), 55).endswith("✓ all back · drip ×82")
    assert shown(Account(failed, None, NOW), 55).endswith("✕ the server closed after")
    assert shown(Account(failed, None, NOW), 120).endswith("✕ the server closed after · leaves-unread")


def test_a_mark_is_seen_and_a_client_without_one_has_none() -> None:
    assert [text(row(ACCOUNTS[name], columns_for(55)))[0] for name in ("failed", "back")] == ["◆", " "]


def test_those_that_want_attention_come_first_and_to_fall_idle_changes_no_place() -> None:
    first = ["failed", "frozen", "send full", "connecting", "peer done"]
    assert sorted(STATE_CASES, key=urgency)[:5] == first
    assert urgency("active") == urgency("idle") < urgency("all back")


def test_a_filter_looks_into_all_that_is_said_of_a_client() -> None:
    assert searched(7, "127.0.0.1:50912", "Connection REFUSED") == "client-7 127.0.0.1:50912 connection refused"
