"""The seven stations are what the facts say, and nothing is said that cannot be known."""

from typing import Any

import pytest

from connscope import events as ev
from connscope.connections import SAMPLES
from connscope.events import UNKNOWN, Fact
from connscope.ledger import Ledger
from connscope.stations import Stations, history, kernel_of, stations, tcp
from tests.facts_by_hand import fact, ledger_of

LISTENER, SERVER, CLIENT = 1, 2, 3
READ, WRITE = 1, 2
NONE = (False,) * 5


def sample(conn: int, at: int = 10, into: int = 0, out: int = 0, **given: Any) -> Fact:
    """What the kernel held of this end."""
    kernel = {"unread": 0, "unacked": 0, "snd_wnd": 4096, "state": "ESTAB", "still": True}
    kind = ev.KernelSampled
    made: Fact = fact(kind, conn=conn, at=at, bytes_in=into, bytes_out=out, **{**kernel, **given})
    return made


SERVER_ONLY = [
    fact(ev.Listening, conn=LISTENER, address="127.0.0.1:65432"),
    fact(ev.Accepted, conn=SERVER, address="127.0.0.1:5000", listener=LISTENER),
    fact(ev.Registered, conn=SERVER, watch=READ),
]
CLIENT_ONLY = [fact(ev.Connecting, conn=CLIENT, own="127.0.0.1:5000", address="127.0.0.1:65432")]
BOTH = [*SERVER_ONLY, *CLIENT_ONLY]

TOTALS = [
    fact(ev.Sent, conn=CLIENT, call="send", asked=1000, size=1000),
    fact(ev.Received, conn=SERVER, size=700),
    fact(ev.Sent, conn=SERVER, call="send", asked=400, size=400),
    fact(ev.Received, conn=CLIENT, size=150),
]
"""Written, received, echoed and read by the two programs."""

SAMPLED = [sample(SERVER, into=700, out=400, unread=100), sample(CLIENT, into=150, out=1000, unread=50)]


def of(ledger: Ledger, conn: int = SERVER) -> Stations:
    it = stations(ledger, ledger.connections[conn])
    assert it is not None
    return it


def adds_up(it: Stations) -> bool:
    return it.wrote + it.injected == sum(it.held) + it.read + it.lost


# Where they are.


@pytest.mark.parametrize("conn", [SERVER, CLIENT])
def test_what_a_sender_s_kernel_has_is_what_was_written_and_is_nowhere_else(conn: int):
    it = of(ledger_of(*BOTH, *TOTALS, *SAMPLED), conn)
    assert it == Stations(10, 1000, 0, (200, 100, 300, 200, 50), 150, 0, NONE, still=True, both=True)
    assert adds_up(it)


def test_what_was_put_in_by_hand_is_on_the_way_back():
    seen = [sample(SERVER, into=700, out=400, unread=100, injected=33), SAMPLED[1]]
    it = of(ledger_of(*BOTH, *TOTALS, *seen))
    assert (it.injected, it.held) == (33, (200, 100, 300, 233, 50))
    assert adds_up(it)


def test_an_injection_after_the_look_is_not_yet_among_what_was_seen():
    injected = fact(ev.Injected, conn=SERVER, at=11, asked=5, size=5)
    it = of(ledger_of(*BOTH, *TOTALS, *SAMPLED, injected))
    assert (it.injected, it.held[3]) == (0, 200)


def test_of_a_server_that_is_over_all_that_was_ever_put_in_counts_though_nobody_was_told_of_it():
    whole = {"role": "accepted", "address": "127.0.0.1:5000", "bytes_in": 700, "bytes_out": 400, "injected": 33}
    known = fact(ev.Known, conn=SERVER, **whole)
    it = of(ledger_of(*BOTH, *TOTALS, *SAMPLED, known, closed(SERVER), sample(CLIENT, 30, 150, 1000, unread=60)))
    assert (it.injected, it.held[3]) == (33, 223)


@pytest.mark.parametrize(("inline", "said"), [(True, 1002), (False, 1000)])
def test_urgent_bytes_are_in_the_stream_where_they_are_read_in_it(inline: bool, said: int):
    urgent = fact(ev.UrgentSent, conn=CLIENT, size=2)
    seen = [sample(SERVER, into=said, out=said), sample(CLIENT, into=said, out=1000)]
    it = of(ledger_of(*BOTH, urgent, *seen))
    assert (it.wrote, it.held, it.still) == (said, (0, 0, 0, 0, 0), True)


def test_more_come_than_written_is_a_look_at_two_moments_and_no_loss():
    seen = [sample(SERVER, into=700, out=400, unread=400), sample(CLIENT, into=150, out=1000, unread=251)]
    it = of(ledger_of(*BOTH, *seen))
    assert (it.held, it.lost, it.still) == ((0, 400, 300, 0, 251), 0, False)


@pytest.mark.parametrize("other", [{"still": False}, {"at": 11}])
def test_ends_that_were_not_still_or_not_asked_together_are_not_of_one_moment(other: dict[str, Any]):
    given = {"into": 150, "out": 1000, "unread": 50, **other}
    assert not of(ledger_of(*BOTH, SAMPLED[0], sample(CLIENT, **given))).still


# What cannot be known.


def test_of_a_client_elsewhere_only_the_server_s_side_is_known():
    it = of(ledger_of(*SERVER_ONLY, sample(SERVER, into=700, out=400, unread=100, unacked=60)))
    assert it == Stations(10, UNKNOWN, 0, (UNKNOWN, 100, 300, 60, UNKNOWN), UNKNOWN, 0, NONE, still=True, both=False)


def test_of_a_server_elsewhere_only_the_client_s_side_is_known():
    it = of(ledger_of(*CLIENT_ONLY, sample(CLIENT, into=150, out=1000, unread=50, unacked=80)), CLIENT)
    assert it == Stations(10, 1000, 0, (80, UNKNOWN, UNKNOWN, UNKNOWN, 50), 150, 0, NONE, still=True, both=False)


def test_a_client_in_another_process_is_known_by_what_it_tells_of_itself():
    it = of(ledger_of(*BOTH, *TOTALS, sample(SERVER, into=700, out=400, unread=100, unacked=60)))
    assert it == Stations(10, 1000, 0, (UNKNOWN, 100, 300, 60, UNKNOWN), 150, 0, NONE, still=True, both=False)


def test_before_anybody_has_asked_only_the_programs_numbers_are_known():
    it = of(ledger_of(*BOTH, *TOTALS))
    assert (it.held, it.both) == ((UNKNOWN, UNKNOWN, 300, UNKNOWN, UNKNOWN), False)


def test_what_is_no_conversation_has_no_stations():
    ledger = ledger_of(*BOTH)
    assert stations(ledger, ledger.connections[LISTENER]) is None
    assert history(ledger, ledger.connections[LISTENER]) == []


# Ends.


def closed(conn: int, at: int = 20) -> Fact:
    made: Fact = fact(ev.Closed, conn=conn, at=at, outb=UNKNOWN)
    return made


def test_when_both_ends_are_over_all_that_was_not_read_is_lost():
    it = of(ledger_of(*BOTH, *TOTALS, *SAMPLED, closed(SERVER), closed(CLIENT, at=21)))
    assert it == Stations(21, 1000, 0, (0, 0, 0, 0, 0), 150, 850, NONE, still=True, both=True)


def test_when_all_was_read_nothing_is_lost():
    rest = [
        fact(ev.Received, conn=SERVER, size=300),
        fact(ev.Sent, conn=SERVER, call="send", asked=600, size=600),
        fact(ev.Received, conn=CLIENT, size=850),
    ]
    assert of(ledger_of(*BOTH, *TOTALS, *rest, closed(SERVER), closed(CLIENT))).lost == 0


def test_of_a_server_that_has_closed_outb_is_lost_and_what_is_still_to_come_is_not():
    it = of(ledger_of(*BOTH, *TOTALS, *SAMPLED, closed(SERVER), sample(CLIENT, 30, 150, 1000, unread=60)))
    assert (it.held, it.lost, it.still) == ((0, 0, 0, 190, 60), 300 + 300, True)
    assert adds_up(it)


def test_what_was_asked_of_the_one_end_before_the_other_was_over_is_of_another_moment():
    assert not of(ledger_of(*BOTH, *TOTALS, *SAMPLED, closed(SERVER))).still


def test_what_had_not_come_before_a_reset_never_will():
    it = of(
        ledger_of(*BOTH, *TOTALS, *SAMPLED, closed(SERVER), sample(CLIENT, 30, 150, 1000, unread=60, state="CLOSE"))
    )
    assert (it.held, it.lost) == ((0, 0, 0, 0, 60), 300 + 300 + 190)
    assert adds_up(it)


def test_what_a_client_that_has_closed_did_not_read_is_lost_and_its_words_are_not():
    it = of(ledger_of(*BOTH, *TOTALS, *SAMPLED, closed(CLIENT), sample(SERVER, 30, 700, 400, unread=180)))
    assert (it.held, it.lost) == ((120, 180, 300, 0, 0), 250)
    assert adds_up(it)


def test_a_server_that_closed_on_a_client_elsewhere_has_lost_its_outb_and_what_it_did_not_read():
    seen = sample(SERVER, into=690, out=400, unread=100, unacked=60)
    it = of(ledger_of(*SERVER_ONLY, *TOTALS[1:3], seen, closed(SERVER)))
    assert (it.held[1:4], it.lost) == ((0, 0, UNKNOWN), 300 + 90)


BEFORE = sample(SERVER, into=700, out=400, unread=100, unacked=5000, snd_wnd=1000)
"""Of what it has on the way out the client has no room for 4,000."""
AFTER = sample(SERVER, at=12, into=700, out=400, snd_wnd=0, state="CLOSE")
"""A kernel that has given it up has both queues no more."""


def lost(*facts: Fact) -> int:
    return of(ledger_of(*SERVER_ONLY, *TOTALS[1:3], BEFORE, *facts)).lost


@pytest.mark.parametrize(
    ("ended", "more"),
    [
        ([fact(ev.EndedByHand, conn=SERVER, how="reset")], 4100),
        ([fact(ev.Reset, conn=SERVER, error="ECONNRESET")], 4100),
        ([fact(ev.EndedByHand, conn=SERVER, how="reset"), AFTER], 4100),
        # What is unread makes the kernel's close a reset;
        ([], 4100),
        # where nothing is, it goes on delivering what it has.
        ([fact(ev.Received, conn=SERVER, size=100)], 100),
        (
            [
                fact(ev.EndedByHand, conn=SERVER, how="half-close"),
                fact(ev.Received, conn=SERVER, size=100),
                fact(ev.Reset, conn=SERVER, call="send", error="EPIPE"),
            ],
            100,
        ),
    ],
)
def test_what_a_reset_took_out_of_the_queues_of_a_server_is_lost_though_its_client_is_elsewhere(
    ended: list[Fact], more: int
):
    assert lost(*ended, closed(SERVER)) == 300 + more


def test_it_is_lost_before_a_program_that_is_held_has_heard_of_the_reset():
    assert lost(fact(ev.EndedByHand, conn=SERVER, how="reset"), AFTER) == 4100
    still_there = sample(SERVER, at=12, into=700, out=400, unread=100, snd_wnd=0, state="CLOSE")
    assert lost(still_there) == 4000


# The past, and TCP's own words.


def test_the_past_is_told_moment_by_moment_and_the_present_is_the_last():
    earlier = [sample(SERVER, 5, into=100, out=100), sample(CLIENT, 5, into=60, out=130)]
    ledger = ledger_of(*BOTH, *earlier, *SAMPLED)
    told = history(ledger, ledger.connections[CLIENT])
    assert [(it.at, it.held) for it in told] == [(5, (30, 0, 0, 40, 0)), (10, (200, 100, 300, 200, 50))]
    assert all(adds_up(it) for it in told)


def test_moments_at_which_only_one_end_was_asked_are_passed_over():
    ledger = ledger_of(*BOTH, sample(SERVER, 5), *SAMPLED, closed(SERVER), sample(CLIENT, 30, 150, 1000, unread=60))
    assert [it.at for it in history(ledger, ledger.connections[SERVER])] == [10, 30]


def test_no_more_of_the_past_is_kept_than_was_agreed():
    ledger = ledger_of(*SERVER_ONLY, *(sample(SERVER, at) for at in range(2 * SAMPLES)))
    assert [it.at for it in history(ledger, ledger.connections[SERVER])] == list(range(SAMPLES, 2 * SAMPLES))


def test_what_the_kernel_has_on_the_way_out_is_what_it_said_last():
    ledger = ledger_of(*BOTH, sample(SERVER, unacked=5), sample(SERVER, unacked=7))
    assert [kernel_of(ledger.connections[each]) for each in (SERVER, CLIENT)] == [7, UNKNOWN]
    ledger.apply(closed(SERVER))
    assert kernel_of(ledger.connections[SERVER]) == UNKNOWN


def test_tcp_is_told_in_words():
    times = {"rtt": 120, "rwnd_limited": 12_300_000, "sndbuf_limited": UNKNOWN}
    seen = sample(SERVER, cwnd=10, snd_wnd=65_483, retransmits=UNKNOWN, **times)
    ledger = ledger_of(*BOTH, seen)
    assert tcp(ledger.connections[SERVER]) == [
        ("state", "ESTAB"),
        ("rtt", "0.1 ms"),
        ("cwnd", "10 segments"),
        ("peer's window", "65,483"),
        ("retransmits", "n/a"),
        ("held up by receiver", "12.3 s"),
        ("held up by send buffer", "n/a"),
    ]
    assert tcp(ledger.connections[CLIENT]) == []
