"""Where the bytes are at a program of somebody's own: nobody knows what it makes of what it reads."""

from connscope import events as ev
from connscope.events import UNKNOWN, Fact
from connscope.ledger import Ledger
from connscope.probe.layout import ids_from
from tests.facts_by_hand import fact, ledger_of
from tests.test_stations import CLIENT, CLIENT_ONLY, LISTENER, NONE, WRITE, closed, of, sample

GUEST = ids_from(41, 0) + 1
"""The server's end."""


def at_a_guest(*facts: Fact) -> Ledger:
    """It has read 700 bytes, and sent 400."""
    accepted = fact(ev.Accepted, conn=GUEST, address="127.0.0.1:5000", listener=LISTENER)
    read = fact(ev.Received, conn=GUEST, size=700)
    sent = fact(ev.Sent, conn=GUEST, call="send", asked=400, size=400)
    return ledger_of(accepted, *CLIENT_ONLY, read, sent, *facts)


def test_what_a_program_has_read_is_not_owed_by_it_nor_lost_when_it_closes():
    seen = [sample(GUEST, into=700, out=400, outb=UNKNOWN), sample(CLIENT, into=400, out=700)]
    it = of(at_a_guest(*seen), GUEST)
    assert (it.held, it.full, it.lost) == ((0, 0, UNKNOWN, 0, 0), NONE, 0)
    it = of(at_a_guest(*seen, closed(GUEST)), GUEST)
    assert (it.held[2], it.lost) == (0, 0)


def test_of_a_program_that_has_an_outb_what_is_in_there_is_owed_and_lost_when_it_closes():
    seen = [fact(ev.OutbSeen, conn=GUEST, size=50), sample(GUEST, into=700, out=400, outb=50)]
    assert of(at_a_guest(*seen), GUEST).held[2] == 50
    assert of(at_a_guest(*seen, fact(ev.Closed, conn=GUEST, outb=50)), GUEST).lost == 50


def test_a_program_that_keeps_in_outb_just_what_it_has_read_is_asked_as_a_server_of_ours():
    registered = fact(ev.Modified, conn=GUEST, watch=WRITE, outb=300)
    assert of(at_a_guest(registered, sample(GUEST, into=800, out=400, outb=300)), GUEST).held[2] == 400


def test_a_program_that_has_sent_nothing_and_keeps_nothing_was_not_seen_to_send_back_what_it_reads():
    ledger = ledger_of(
        fact(ev.Accepted, conn=GUEST, address="127.0.0.1:5000", listener=LISTENER),
        fact(ev.Received, conn=GUEST, size=5, outb=0),
    )
    assert ledger.connections[GUEST].echoes
    assert of(ledger, GUEST).held[2] == 0
