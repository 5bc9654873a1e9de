"""Our own clients in the ledger: what each was to do, its socket, and what came of it."""

from connscope import events as ev
from connscope.crew import ENDED_KEPT
from connscope.ledger import Ledger
from tests.facts_by_hand import fact, ledger_of

OWN, PORT = "127.0.0.1:50000", "127.0.0.1:65432"


def connecting(conn: int = 7, at: int = 1, own: str = OWN):
    return fact(ev.Connecting, conn=conn, at=at, own=own, address=PORT, error="EINPROGRESS")


def began(client: int = 3, at: int = 2, own: str = OWN, msg_total: int = 44):
    return fact(
        ev.ClientBegan, client=client, at=at, own=own, address=PORT, behaviour="well-behaved", msg_total=msg_total
    )


def ended(client: int = 3, at: int = 9, error: str = ""):
    return fact(ev.ClientEnded, client=client, at=at, own=OWN, msg_total=44, sent=44, recv_total=40, error=error)


def socket_of(ledger: Ledger, client: int = 3) -> int:
    conn = ledger.connection_of(ledger.clients[client])
    return conn.id if conn is not None else 0


def test_a_client_is_known_by_its_number_and_its_socket_has_that_number_s_name():
    ledger = ledger_of(connecting(), began())
    assert (socket_of(ledger), ledger.connections[7].name) == (7, "client-3")


def test_its_own_account_at_the_end_is_kept_exactly():
    client = ledger_of(connecting(), began(), ended(error="reset by the peer")).clients[3]
    assert (client.sent, client.recv_total, client.error, client.ended_at) == (44, 40, "reset by the peer", 9)


def test_how_it_was_meant_to_end_and_how_often_its_behaviours_acted_are_kept():
    acted = [
        fact(ev.ClientActed, client=3, behaviour=name, times=n) for name, n in (("drip", 1), ("late", 1), ("drip", 9))
    ]
    note = fact(ev.ClientEnded, client=3, at=9, own=OWN, error="", note="left 44 bytes unread")
    client = ledger_of(began(), *acted, note).clients[3]
    assert (client.acted, client.note) == ({"drip": 9, "late": 1}, "left 44 bytes unread")


def test_it_is_frozen_until_it_thaws_or_ends():
    ledger = ledger_of(began(), fact(ev.ClientFroze, client=3))
    frozen = [ledger.clients[3].frozen]
    for then in (fact(ev.ClientThawed, client=3), fact(ev.ClientFroze, client=3), ended()):
        ledger.apply(then)
        frozen.append(ledger.clients[3].frozen)
    assert frozen == [True, False, True, False]


def test_a_later_socket_on_its_port_is_not_its_own():
    ledger = ledger_of(connecting(), began(), fact(ev.Closed, conn=7, at=8), ended(), connecting(conn=8, at=20))
    assert socket_of(ledger) == 0


def test_an_earlier_socket_on_its_port_is_not_its_own():
    ledger = ledger_of(connecting(at=0), fact(ev.Closed, conn=7, at=1), began())
    assert socket_of(ledger) == 0


def test_clients_that_have_ended_can_be_let_go_of_and_the_others_stay():
    ledger = ledger_of(began(1), began(2), ended(1))
    ledger.apply(fact(ev.Cleared, what="ended"))
    assert list(ledger.clients) == [2]


def test_of_very_many_that_have_ended_the_oldest_go_but_never_one_that_is_open():
    ledger = ledger_of(*(began(number) for number in range(ENDED_KEPT + 2)))
    for number in range(1, ENDED_KEPT + 2):
        ledger.apply(ended(number))
    assert list(ledger.clients)[:2] == [0, 2]


def test_one_that_has_ended_stays_however_many_are_open():
    ledger = ledger_of(ended(1), *(began(number) for number in range(2, ENDED_KEPT + 3)))
    assert next(iter(ledger.clients)) == 1
