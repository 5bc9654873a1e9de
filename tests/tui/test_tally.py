"""How far all clients are: each counts once, whatever was seen of it."""

import hypothesis.strategies as st
from hypothesis import given, settings

from connscope import events as ev
from connscope.ledger import Ledger
from connscope.tui.client_cells import Account, ended_by, state_cell
from connscope.tui.tally import Tally
from tests.any_facts import ANY_FACT
from tests.tui.scenes import launched
from tests.tui.story import Story
from tests.tui.test_view import view_of


def tally_of(story: Story) -> Tally:
    tally = Tally(view_of(story).ledger)
    tally.take()
    return tally


def test_all_of_them_are_counted() -> None:
    assert tally_of(launched()).words == [
        "2 failed", "1 frozen", "3 open", "1 connecting", "3 all back", "1 stopped",
    ]  # fmt: skip


def test_nobody_is_no_words() -> None:
    assert tally_of(Story()).words == []


def test_when_all_have_connected_they_are_open() -> None:
    story = Story()
    story.connects(story.launches())
    assert tally_of(story).words == ["1 open"]


def test_those_that_were_asked_for_count_before_they_begin_and_once() -> None:
    story = Story()
    tally = tally_of(story)
    tally.to_come = 5_000
    tally.take()
    before = tally.words
    tally.ledger = view_of(launched()).ledger
    tally.take()
    assert (before, tally.words[:5]) == (
        ["0 open", "5,000 to come"],
        ["2 failed", "1 frozen", "3 open", "1 connecting", "4,990 to come"],
    )


def test_those_that_are_still_to_come_are_as_many_when_somebody_has_been_in_the_past() -> None:
    story = Story()
    for _ in range(3):
        story.launches()
    past = view_of(story).ledger
    tally = tally_of(story)
    tally.to_come = 10
    for _ in range(4):
        story.launches()
    present = view_of(story).ledger
    for tally.ledger in (present, past, present, past, present):
        tally.take()
    assert tally.to_come == 6


def test_one_that_has_connected_is_still_open_when_its_socket_is_forgotten() -> None:
    story = Story()
    client = story.launches()
    story.connects(client)
    tally = tally_of(story)
    ledger = tally.ledger
    ledger.forget(story.clients[client].end)
    tally.take()
    assert tally.words == ["1 open"]


def test_one_that_came_and_went_between_two_looks_is_counted_by_its_end() -> None:
    story = Story()
    refused, reset = story.launches(), story.launches()
    story.client_ends(refused, "connection refused")
    story.connects(reset)
    story.client_sends(reset, 44)
    story.client_ends(reset, "reset by the peer")
    assert tally_of(story).words == ["2 failed", "0 open"]


def test_what_was_let_go_of_counts_no_more() -> None:
    tally = tally_of(launched())
    tally.ledger.forget_ended()
    tally.take()
    assert tally.words == ["1 frozen", "3 open", "1 connecting"]


def test_it_knows_whether_several_places_are_gone_to_and_whether_one_misbehaves() -> None:
    story = Story()
    story.launches()
    plain = tally_of(story)
    story.launches(behaviour="floods", address="127.0.0.1:9")
    mixed = tally_of(story)
    assert [(each.targets, each.behaviours) for each in (plain, mixed)] == [(False, False), (True, True)]


def test_one_that_ended_as_its_behaviour_is_to_end_is_no_failure() -> None:
    story = Story()
    story.client_ends(story.launches(behaviour="resets"), note="reset after 44 bytes")
    assert tally_of(story).words == ["0 open", "1 as meant"]


def test_one_whose_connection_was_ended_by_hand_is_no_failure_of_the_server() -> None:
    story = Story()
    client = story.launches()
    story.tell(ev.EndedByHand, story.connects(client), "close", "")
    story.client_sends(client, 44)
    story.client_ends(client, "the server closed after 0 of 44 bytes")
    assert tally_of(story).words == ["0 open", "1 as meant"]
    ledger = view_of(story).ledger
    assert [ended_by(each, ledger) for each in ledger.clients.values()] == ["close by hand"]


def test_one_that_ended_by_bytes_put_in_towards_it_is_no_failure_of_the_server() -> None:
    story = Story()
    fed, wronged = story.launches(), story.launches()
    conn = story.connects(fed)
    story.connects(wronged)
    story.tell(ev.Injected, conn, 3, 3, "", b"abc", 3)
    for client in (fed, wronged):
        story.client_sends(client, 44)
        story.client_ends(client, "echo differs at byte 1")
    assert tally_of(story).words == ["1 failed", "0 open", "1 as meant"]
    ledger = view_of(story).ledger
    rows = [Account(each, None, 0, by_hand=ended_by(each, ledger)) for each in ledger.clients.values()]
    said = ["".join(text for text, _ in state_cell(each, 60, False)).rstrip() for each in rows]
    assert said == ["◇ put in by hand: echo differs at byte 1", "✕ echo differs at byte 1"]


def test_one_that_is_over_is_not_said_to_be_open_but_how_it_ended() -> None:
    story = Story()
    for client in (story.launches(), story.launches(), story.launches()):
        story.connects(client)
    story.client_ends(1)
    tally = tally_of(story)
    before = tally.words
    story.client_ends(2, "reset by the peer")
    tally.ledger = view_of(story).ledger
    tally.take()
    assert (before, tally.words) == (["2 open", "1 all back"], ["1 failed", "1 open", "1 all back"])


@settings(max_examples=40)
@given(st.lists(ANY_FACT, min_size=10, max_size=40))
def test_counted_as_it_goes_on_it_is_what_a_count_at_the_end_finds(facts: list[ev.Fact]) -> None:
    ledger = Ledger()
    tally = Tally(ledger)
    for fact in facts:
        if not isinstance(fact, ev.ClientFact) or fact.client not in ledger.ended_clients:  # who is over says no more
            ledger.apply(fact)
            tally.take()
    anew = Tally(ledger)
    anew.connected |= tally.connected  # of whose sockets nothing may be left
    anew.take()
    assert counted(tally) == counted(anew)


def counted(tally: Tally) -> tuple[object, ...]:
    """All but whether one has failed or was meant to: that is settled when nothing is kept of its connection."""
    settled = {number: word for number, word in tally.ended.items() if word not in ("failed", "as meant")}
    others = {word: many for word, many in tally.counts.items() if word in ("open", "connecting", "frozen")}
    return tally.known.keys(), tally.ended.keys(), settled, others
