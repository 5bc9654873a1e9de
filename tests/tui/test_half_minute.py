"""The last half minute of the stations: one for each second, and the same whether it was watched or is looked up."""

from itertools import pairwise

from connscope.ledger import Ledger
from connscope.stations import Stations, stations
from connscope.tui.half_minute import HalfMinute
from connscope.units import SECOND
from tests.tui.stalls import stops_reading


def of_the_client(ledger: Ledger, half_minute: HalfMinute, moment: int | None = None) -> list[Stations]:
    conn = max(ledger.peers.values(), default=0) and ledger.connections[max(ledger.peers.values())]
    it = stations(ledger, conn) if conn else None
    return half_minute.until(it, ledger, conn, moment) if it and conn else []


def test_what_was_watched_is_what_is_looked_up_afterwards() -> None:
    ledger, watched, facts = Ledger(), HalfMinute(), stops_reading().facts
    for fact, following in pairwise([*facts, facts[-1]]):
        ledger.apply(fact)
        if fact.at != following.at:  # both ends are told of at one moment
            seen = of_the_client(ledger, watched)
    looked_up = of_the_client(ledger, HalfMinute())
    assert [each.held for each in seen][-16:] == [each.held for each in looked_up][-16:]


def test_there_is_one_for_each_second_and_no_more_than_are_shown() -> None:
    ledger = Ledger()
    for fact in stops_reading().facts:
        ledger.apply(fact)
    seconds = [each.at // SECOND for each in of_the_client(ledger, HalfMinute())]
    assert seconds == sorted(set(seconds))


def test_another_moment_of_the_past_is_looked_up_anew() -> None:
    ledger, half_minute = Ledger(), HalfMinute()
    for number, fact in enumerate(stops_reading().facts):
        ledger.apply(fact)
        if number == 100:
            then = of_the_client(ledger, half_minute)
    later = of_the_client(ledger, half_minute, 500)
    assert later != then
    assert later == of_the_client(ledger, HalfMinute())
