"""Which place takes no more, why, and what is lost, in sentences."""

import pytest
from msgspec.structs import replace

from connscope import events as ev
from connscope.connections import Connection
from connscope.events import UNKNOWN, Fact
from connscope.stations import Stations, cause
from connscope.units import SECOND
from tests.facts_by_hand import fact, ledger_of
from tests.test_stations import (
    BOTH,
    CLIENT,
    CLIENT_ONLY,
    NONE,
    SAMPLED,
    SERVER,
    SERVER_ONLY,
    TOTALS,
    WRITE,
    closed,
    of,
    sample,
)

HIGH_WATER = 256 * 1024


# Full, and why.


def full(*facts: Fact) -> tuple[bool, ...]:
    return of(ledger_of(*BOTH, *facts)).full


def test_a_queue_that_took_less_than_it_was_offered_is_full():
    short = {"call": "send", "asked": 500, "size": 100}
    assert full(fact(ev.Sent, conn=CLIENT, **short)) == (True, False, False, False, False)
    assert full(fact(ev.WouldBlock, conn=SERVER, call="send")) == (False, False, False, True, False)


def test_a_queue_is_full_when_a_program_waits_to_write_and_there_is_something_in_it():
    waits = fact(ev.Modified, conn=CLIENT, watch=WRITE)
    assert full(waits, *SAMPLED)[0] is False
    assert full(waits, sample(CLIENT, into=200, out=1000, unacked=9))[0] is True


def test_the_queue_of_what_was_reset_is_not_full_though_a_program_that_is_held_has_not_heard_of_it():
    refused = fact(ev.WouldBlock, conn=SERVER, call="send")
    assert full(refused, sample(SERVER, into=700, out=400, state="CLOSE")) == NONE


def test_a_queue_is_full_when_there_is_less_room_in_it_than_waits_for_it():
    seen = [sample(SERVER, into=700, out=400, snd_wnd=199), sample(CLIENT, into=200, out=1000, snd_wnd=299)]
    assert full(*seen) == (False, True, False, False, True)
    seen = [sample(SERVER, into=700, out=400, snd_wnd=200), sample(CLIENT, into=200, out=1000, snd_wnd=300)]
    assert full(*seen) == NONE


def test_outb_is_full_when_the_program_looks_away_from_who_goes_on_sending():
    away = fact(ev.Modified, conn=SERVER, watch=WRITE)
    assert full(*TOTALS, *SAMPLED, away) == (False, False, True, False, False)
    assert full(*TOTALS, *SAMPLED, away, fact(ev.PeerFinished, conn=SERVER)) == NONE


def stuck(**given: bool) -> Stations:
    places = ("sending", "coming", "outb", "leaving", "last")
    flags = tuple(given.get(place, False) for place in places)
    return Stations(1, 900, 0, (100, 100, 300, 200, 200), 0, int(given.get("lost", 0)), flags, True, True)  # type: ignore[arg-type]


CAUSES = {
    "The client does not read enough: its queue is full, so the server's send queue is, so outb grows without bound.":
        ({"last": True, "leaving": True}, 0),
    "The client does not read enough: its queue is full, so the server's send queue is, so outb grows up to its mark.":
        ({"last": True, "leaving": True}, HIGH_WATER),
    "The client does not read enough: its queue is full, so the server's send queue is, so outb stopped at its mark"
    " and READ is off, so the client's send queue fills.":
        ({"last": True, "leaving": True, "outb": True}, HIGH_WATER),
    "The client does not read enough: its queue is full, so the server's send queue is, so outb stopped at its mark"
    " and READ is off, so the client's send queue is full too.":
        ({"last": True, "leaving": True, "outb": True, "coming": True, "sending": True}, HIGH_WATER),
    "The client does not read enough: its queue is full, and the server's kernel keeps the rest.":
        ({"last": True}, HIGH_WATER),
    "The server's send queue is full, so outb grows without bound.": ({"leaving": True}, 0),
    "The server does not read: the server's queue is full, so the client's send queue is.":
        ({"coming": True, "sending": True}, 0),
    "The server does not read: the server's queue is full, and the client's kernel keeps the rest.":
        ({"coming": True}, 0),
}  # fmt: skip


@pytest.mark.parametrize("sentence", CAUSES)
def test_the_full_one_is_named_as_the_cause(sentence: str):
    given, high_water = CAUSES[sentence]
    assert cause(stuck(**given), Connection(SERVER), high_water) == [sentence, "Nothing is lost."]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"last": True}, "The client does not read enough: its queue is full, so the server's send queue is too."),
        ({}, "The server's send queue is full."),
    ],
)
def test_of_what_a_program_keeps_nothing_is_said_where_nobody_knows_it(given: dict[str, bool], sentence: str):
    it = replace(stuck(leaving=True, **given), held=(100, 100, UNKNOWN, 200, 200))
    assert cause(it, Connection(SERVER), 0) == [sentence, "Nothing is lost."]


def test_where_all_flows_there_is_nothing_to_say():
    assert cause(stuck(), Connection(SERVER), 0) == []
    assert cause(stuck(sending=True), Connection(SERVER), 0) == []


@pytest.mark.parametrize(
    ("owed", "policy", "said"),
    [
        ((100, 300), 0, "so outb grows without bound"),
        ((300, 300), 0, "so outb, which has no bound, keeps what it owes"),
        ((300, 300), HIGH_WATER, "so outb keeps what it owes"),
    ],
)
def test_outb_is_said_to_grow_while_it_does(owed: tuple[int, int], policy: int, said: str):
    server = ledger_of(*BOTH, *(sample(SERVER, at=at, into=size) for at, size in enumerate(owed))).connections[SERVER]
    assert said in cause(stuck(last=True, leaving=True), server, policy)[0]


@pytest.mark.parametrize(("after", "said"), [(1, "grows without bound"), (3, "keeps what it owes")])
def test_that_outb_grows_is_said_on_in_the_moments_in_which_it_does_not(after: int, said: str):
    looks = [sample(SERVER, at=at * SECOND, into=size) for at, size in ((10, 100), (11, 300), (11 + after, 300))]
    server = ledger_of(*BOTH, *looks).connections[SERVER]
    assert said in cause(stuck(last=True, leaving=True), server, 0)[0]


def test_outb_is_said_to_drain_while_it_does():
    server = ledger_of(*BOTH, sample(SERVER, into=900), sample(SERVER, into=900, out=300)).connections[SERVER]
    said = "The client reads: what the server's send queue had no room for leaves outb."
    assert cause(stuck(leaving=True), server, 0) == [said, "Nothing is lost."]


def test_reading_stopped_by_hand_is_named_as_such():
    server = Connection(SERVER, paused=True)
    assert cause(stuck(coming=True), server, 0)[0].startswith("Reading was stopped by hand: the server's queue")
    assert "for reading was stopped by hand" in cause(stuck(last=True, leaving=True), server, 0)[0]


@pytest.mark.parametrize(
    ("full", "room", "said"),
    [
        (True, 0, ["The other side takes no more: the client's send queue is full."]),
        (False, 0, ["The other side takes no more, and the client's kernel keeps the rest."]),
        (True, 4096, ["The client's send queue is full."]),
        (False, 4096, []),
    ],
)
def test_of_a_server_elsewhere_it_is_said_what_its_client_feels_and_no_more(full: bool, room: int, said: list[str]):
    none_left = [fact(ev.WouldBlock, conn=CLIENT, call="send")] if full else []
    it = of(ledger_of(*CLIENT_ONLY, *none_left, sample(CLIENT, out=1000, unacked=80, snd_wnd=room)), CLIENT)
    assert cause(it, None, 0) == said


def test_of_a_client_elsewhere_it_is_not_said_that_nothing_is_lost_nor_what_its_queue_does():
    away = fact(ev.Modified, conn=SERVER, watch=WRITE)
    full = fact(ev.WouldBlock, conn=SERVER, call="send")
    queues = sample(SERVER, into=700, out=400, unread=9, unacked=8, snd_wnd=7)
    it = of(ledger_of(*SERVER_ONLY, *TOTALS[1:3], away, full, queues))
    assert cause(it, Connection(SERVER), HIGH_WATER) == [
        "The client does not read enough: its queue is full, so the server's send queue is, so outb stopped at its mark"
        " and READ is off, so the server's queue fills."
    ]


def test_of_a_client_elsewhere_that_resets_it_is_said_what_is_lost_at_least():
    queues = sample(SERVER, into=690, out=400, unread=100, unacked=60)
    reset = fact(ev.Reset, conn=SERVER, call="recv", error="ECONNRESET", outb=300)
    it = of(ledger_of(*SERVER_ONLY, *TOTALS[1:3], queues, reset, closed(SERVER)))
    assert cause(it, Connection(SERVER), 0) == ["At least 390 bytes are lost."]


def test_what_is_lost_is_counted():
    assert cause(stuck(lost=True), Connection(SERVER), 0) == ["1 byte is lost."]
    it = of(ledger_of(*BOTH, fact(ev.Sent, conn=CLIENT, call="send", asked=4096, size=4096), closed(3), closed(2)))
    assert cause(it, Connection(SERVER), 0) == ["4,096 bytes are lost."]
