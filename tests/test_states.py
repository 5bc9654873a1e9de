"""The table of states: complete, and with a way out of every state."""

import pytest

from connscope.events import Accepted, Closed, Connecting, Listening, PeerFinished, Received, Reset, Sent
from connscope.states import CLOSED, OPENED, RESET, STRANGE, TRANSITIONS, State, is_over

SPEAKING = {Received, Sent, PeerFinished, Listening}
"""Facts that mean something else in each state."""


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_row_in_both_tables(state: State):
    assert state in TRANSITIONS
    assert state in STRANGE


@pytest.mark.parametrize("state", State)
def test_no_fact_both_leads_on_and_is_strange(state: State):
    assert not TRANSITIONS[state].keys() & STRANGE[state]


@pytest.mark.parametrize("state", [state for state in State if not is_over(state)])
def test_every_state_that_is_not_over_can_be_closed(state: State):
    assert TRANSITIONS[state][Closed] is CLOSED


@pytest.mark.parametrize("state", [RESET, CLOSED])
def test_nothing_leads_out_of_a_state_that_is_over(state: State):
    assert (is_over(state), TRANSITIONS[state]) == (True, {})


def test_every_state_can_be_reached_from_a_fresh_socket():
    reached, fresh = set(), {OPENED}
    while fresh:
        reached |= fresh
        fresh = {after for state in fresh for after in TRANSITIONS[state].values()} - reached
    assert reached == set(State)


def test_what_the_exact_table_may_have_told_before_is_never_strange():
    assert all({Accepted, Closed, Reset}.isdisjoint(facts) for facts in STRANGE.values())
    assert not any(Connecting in STRANGE[state] for state in State if state.value != "listening")


def test_nothing_but_a_listening_socket_lets_in_and_receives_nothing():
    assert STRANGE[State.LISTENING] >= SPEAKING - {Listening}
