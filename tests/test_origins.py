"""Connections by where they were made: exact over time, and what smells comes first."""

import pytest

from connscope import events as ev
from connscope import picture
from connscope.connections import NOT_TOLD
from connscope.events import NOWHERE, OURS_FROM, Fact, Place
from connscope.journal import Journal
from connscope.ledger import Ledger
from connscope.origins import Origin, findings, leaks, origins, summary
from connscope.pump import Pump
from connscope.units import SECOND
from tests.facts_by_hand import fact, ledger_of

DB: Place = ("/home/me/app/db.py", 41)
WEB: Place = ("/home/me/app/web.py", 7)
LIBRARY: Place = ("/usr/lib/python3.11/asyncio/selector_events.py", 159)
HOUR = 3600 * SECOND


def opened(conn: int, place: Place = DB, at: int = 0, family: str = "inet") -> Fact:
    return ev.Opened(at, conn, 0, place, conn + 4, family)


def accepted(conn: int, place: Place = WEB, at: int = 0, listener: int = 2) -> Fact:
    return ev.Accepted(at, conn, 0, place, conn + 4, f"127.0.0.1:{50_000 + conn}", listener)


def listening(conn: int = 2, place: Place = WEB, address: str = "127.0.0.1:80") -> list[Fact]:
    return [opened(conn, place), ev.Listening(0, conn, 0, place, address, 5)]


def closed(conn: int, at: int = 1) -> Fact:
    return fact(ev.Closed, conn=conn, at=at)


def known(conn: int, **given: object) -> Fact:
    given = {"role": "accepted", "made": WEB, "made_at": 5, "family": "inet", "own": "127.0.0.1:80", **given}
    return fact(ev.Known, conn=conn, at=9, **given)


def counts(ledger: Ledger) -> dict[tuple[Place, str], tuple[int, int]]:
    """How many were made at each place, and how many closed."""
    return {made: (tally.made, tally.closed) for made, tally in ledger.origins.items()}


def found(*facts: Fact, now: int = HOUR) -> list[Origin]:
    return origins(ledger_of(*facts), now)


def test_what_was_made_at_one_place_is_one_line() -> None:
    (it,) = found(
        opened(1, at=7), opened(2, at=8), opened(3, at=9), closed(2), fact(ev.Received, conn=3, size=10, at=9)
    )
    assert it == Origin(DB, "socket", 2, 1, 0, 7, 2, 10, 0, "opened", "", 0, 0, 0, (1, 3))


def test_its_line_says_how_many_how_long_and_how_many_were_closed() -> None:
    (it,) = found(*(opened(conn, at=SECOND) for conn in range(1, 215)), now=3 * HOUR + SECOND)
    assert summary(it, "app/db.py:41", 3 * HOUR + SECOND) == "214 open · app/db.py:41 · oldest 3 h · 0 closed"


def test_what_is_no_longer_kept_counts_all_the_same() -> None:
    made = 3 * picture.CLOSED_KEPT
    facts = [each for conn in range(1, made + 1) for each in (accepted(conn), closed(conn))]
    ledger = ledger_of(*facts, accepted(made + 1))
    assert counts(ledger) == {(WEB, "accept"): (made + 1, made)}
    assert len(ledger.connections) == picture.CLOSED_KEPT + 1


def test_what_was_reset_is_open_until_it_is_closed_be_it_kept_or_not() -> None:
    ledger = ledger_of(accepted(1), fact(ev.Reset, conn=1, error="ECONNRESET"))
    assert [it.reset for it in origins(ledger, HOUR)] == [1]
    for gone in (False, True):
        copy = ledger.copy()
        if gone:
            copy.forget_closed()
        assert counts(copy) == {(WEB, "accept"): (1, 0)}
        copy.apply(closed(1))
        copy.apply(closed(1))
        assert counts(copy) == {(WEB, "accept"): (1, 1)}
        assert [it.reset for it in origins(copy, HOUR)] == [0]


def test_what_was_reset_and_is_not_kept_is_remembered_within_bounds() -> None:
    ledger = Ledger()
    for conn in range(1, picture.CLOSED_KEPT + picture.GONE_KEPT + 11):
        ledger.apply(accepted(conn))
        ledger.apply(fact(ev.Reset, conn=conn, error="ECONNRESET"))
    assert len(ledger.unfreed) == picture.GONE_KEPT


def test_what_a_library_accepted_is_counted_where_the_listener_was_made() -> None:
    ledger = ledger_of(*listening(place=DB), accepted(3, LIBRARY), accepted(4, LIBRARY))
    assert counts(ledger) == {(DB, "socket"): (1, 0), (DB, "accept"): (2, 0)}
    assert ledger.connections[3].made == LIBRARY


def test_what_a_library_accepted_from_an_unknown_listener_is_counted_there() -> None:
    assert counts(ledger_of(accepted(3, LIBRARY))) == {(LIBRARY, "accept"): (1, 0)}


def test_what_the_program_accepted_itself_is_counted_where_it_did() -> None:
    ledger = ledger_of(*listening(place=DB), accepted(3, WEB))
    assert counts(ledger) == {(DB, "socket"): (1, 0), (WEB, "accept"): (1, 0)}


def test_a_listener_is_found_by_the_path_of_a_unix_socket() -> None:
    ledger = ledger_of(*listening(address="/tmp/sock"), accepted(3, LIBRARY))
    assert counts(ledger)[WEB, "accept"] == (1, 0)


@pytest.mark.parametrize("first", ["table", "call"])
def test_the_exact_table_and_the_call_count_one_connection_once(first: str) -> None:
    told = [known(3, made=LIBRARY), accepted(3, LIBRARY)]
    ledger = ledger_of(*listening(), *(told if first == "table" else reversed(told)))
    assert counts(ledger)[WEB, "accept"] == (1, 0)


def test_what_only_the_exact_table_tells_of_is_counted_and_so_is_its_end() -> None:
    assert counts(ledger_of(known(3))) == {(WEB, "accept"): (1, 0)}
    assert counts(ledger_of(known(3, ended="closed"))) == {(WEB, "accept"): (1, 1)}
    assert counts(ledger_of(known(3, role="opened", ended="closed"))) == {(WEB, "socket"): (1, 1)}
    assert counts(ledger_of(accepted(3), known(3, ended="closed"), closed(3))) == {(WEB, "accept"): (1, 1)}


def test_that_the_table_knows_of_the_peer_s_end_is_when_it_was_told() -> None:
    (it,) = found(known(3, ended="done"))
    assert (it.peer_done, it.peer_done_at) == (1, 9)


def test_our_own_clients_are_nobody_s_leak() -> None:
    assert found(opened(OURS_FROM + 1)) == []


def test_what_nothing_was_told_of_when_it_was_made_is_not_guessed() -> None:
    ledger = ledger_of(fact(ev.Received, size=1), fact(ev.Closed))
    assert (ledger.origins, ledger_of(fact(ev.Received)).connections[7].origin) == ({}, NOT_TOLD)


def test_places_without_end_are_bounded() -> None:
    ledger = ledger_of(*(opened(conn, ("a.py", conn)) for conn in range(1, picture.PLACES_KEPT + 100)))
    assert len(ledger.origins) == picture.PLACES_KEPT
    assert len(origins(ledger, HOUR)) == picture.PLACES_KEPT


def test_when_the_program_starts_again_nothing_that_it_had_made_counts() -> None:
    started = ev.Started(1, "app.py", "", 4711)
    ledger = ledger_of(started, opened(1), accepted(2), started, closed(1), opened(3, at=5))
    assert counts(ledger) == {(DB, "socket"): (1, 0)}
    assert [it.members for it in origins(ledger, HOUR)] == [(3,)]


def test_that_one_of_its_processes_or_our_clients_start_again_changes_nothing() -> None:
    child, clients = ev.Started(1, "app.py·5", "", 5, 4711), ev.Started(1, "clients", "")
    assert counts(ledger_of(child, clients, opened(1), child, clients)) == {(DB, "socket"): (1, 0)}


def test_at_any_moment_of_the_past_it_is_what_it_was_then() -> None:
    facts = [opened(1), accepted(2), fact(ev.Reset, conn=2, error="EPIPE"), closed(1), closed(2), opened(3)]
    pump = Pump(Ledger(), Journal())
    pump.fold(facts)
    then = [counts(pump.journal.ledger_at(number)) for number in range(len(facts))]
    assert then == [counts(ledger_of(*facts[: number + 1])) for number in range(len(facts))]


def test_what_smells_comes_first_then_what_was_never_closed_then_the_most_then_the_oldest() -> None:
    places = {name: (f"{name}.py", 1) for name in ("leak", "reset", "never", "many", "older", "younger", "none")}
    ids = iter(range(1, 1000))

    def make(name: str, count: int, ended: int, at: int) -> list[Fact]:
        conns = [next(ids) for _ in range(count)]
        return [*(opened(conn, places[name], at) for conn in conns), *(closed(conn) for conn in conns[:ended])]

    facts = [*make("none", 3, 3, 1), *make("younger", 5, 2, 20), *make("many", 50, 1, 30), *make("older", 5, 2, 10)]
    facts += [*make("reset", 3, 2, 1), fact(ev.Reset, conn=66, error="EPIPE"), *make("leak", 12, 0, 50)]
    facts += [*make("never", 2, 0, 40), *listening(next(ids), ("listens.py", 1), "127.0.0.1:81")]
    order = [it.place[0] for it in found(*facts)]
    assert order == ["leak.py", "reset.py", "never.py", "many.py", "older.py", "younger.py", "listens.py", "none.py"]


def said(*facts: Fact, now: int = HOUR) -> list[str]:
    return [words for it in found(*facts, now=now) for words in findings(it, now)]


def test_that_nobody_closes_them_is_said_when_they_are_many_and_old() -> None:
    many = [opened(conn, at=1) for conn in range(1, 215)]
    assert said(*many) == ["opened 214, closed none: nobody closes these"]
    assert said(*many, now=10 * SECOND) == []
    assert said(*many, closed(1)) == []
    assert said(*many[:9]) == []


def test_what_smells_is_known_without_looking_at_a_connection() -> None:
    many = ledger_of(*(opened(conn, at=1) for conn in range(1, 11)))
    assert leaks(many, HOUR)
    assert not leaks(many, 10 * SECOND)
    many.apply(closed(1))
    assert not leaks(many, HOUR)


def test_who_has_finished_and_is_still_open_is_said() -> None:
    done = [accepted(3), fact(ev.PeerFinished, conn=3, at=SECOND)]
    assert said(*done, now=3 * HOUR + SECOND) == ["the peer finished 3 h ago, and it is still open"]
    assert said(*done, closed(3), now=3 * HOUR) == []
    assert said(*done, now=2 * SECOND) == []
    more = [*done, accepted(4), fact(ev.PeerFinished, conn=4, at=2 * SECOND)]
    assert said(*more, now=61 * SECOND) == ["the peers of 2 finished, the first 1 m ago, and they are still open"]


def test_that_a_peer_has_finished_the_kernel_may_know_though_the_program_has_not_asked() -> None:
    sampled = [
        fact(ev.KernelSampled, conn=3, at=at * SECOND, state=state) for at, state in ((1, "ESTAB"), (2, "CLOSE-WAIT"))
    ]
    assert said(accepted(3), *sampled, now=62 * SECOND) == ["the peer finished 1 m ago, and it is still open"]


def test_who_was_reset_and_is_not_closed_is_said() -> None:
    facts = [accepted(3), fact(ev.Reset, conn=3, error="ECONNRESET")]
    assert said(*facts) == ["one was reset and is still not closed: each holds a descriptor"]


def test_who_was_let_go_of_without_a_close_is_said_and_counts_as_neither_open_nor_closed() -> None:
    facts = [*(accepted(conn) for conn in (3, 4, 5)), fact(ev.Closed, conn=3, lost=True)]
    (it,) = found(*facts)
    assert (it.open, it.closed, it.lost) == (2, 0, 1)
    assert summary(it, "web.py:7", HOUR).endswith(" · 0 closed · 1 let go")
    assert said(*facts) == ["one was let go of without a close: Python did what the program forgot"]
    more = said(*facts, fact(ev.Closed, conn=4, lost=True), closed(5))
    assert more == ["2 were let go of without a close: Python did what the program forgot"]


def test_a_family_that_is_not_the_usual_one_is_told() -> None:
    assert [it.family for it in found(opened(1), opened(2, family="unix"))] == ["inet, unix"]
    assert [it.family for it in found(opened(1))] == [""]


def test_a_place_that_is_not_known_is_one_too() -> None:
    (it,) = found(opened(1, NOWHERE))
    assert (it.place, it.open) == (NOWHERE, 1)
