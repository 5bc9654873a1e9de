"""What is to be said comes out whole and in order, whatever the pieces, and at its pace."""

from math import inf

import hypothesis.strategies as st
import pytest
from hypothesis import given

from connscope.clients.speech import Saying, Speech

SAYINGS = st.builds(Saying, st.binary(min_size=1, max_size=20), st.integers(0, 25), st.just(0.0), st.integers(1, 4))


def said(speech: Speech, now: float = 0.0) -> list[bytes]:
    """All that is said at one moment."""
    return list(iter(lambda: speech.take(now), b""))


@given(st.lists(SAYINGS, max_size=8))
def test_all_that_was_added_is_said_in_its_order(sayings: list[Saying]):
    speech = Speech()
    for saying in sayings:
        speech.add(saying)
    assert (speech.left, speech.said) == (sum(saying.total for saying in sayings),) * 2
    assert b"".join(said(speech)) == b"".join(saying.data * saying.times for saying in sayings)
    assert (speech.left, speech.due_at()) == (0, inf)


@given(SAYINGS)
def test_no_piece_is_larger_than_it_may_be_and_only_the_last_of_each_time_is_smaller(saying: Saying):
    speech = Speech()
    speech.add(saying)
    size = saying.piece or len(saying.data)
    once = [min(size, len(saying.data) - start) for start in range(0, len(saying.data), size)]
    assert [len(piece) for piece in said(speech)] == once * saying.times


def test_the_next_piece_has_its_time():
    speech = Speech()
    speech.add(Saying(b"abc", piece=1, every=2.0))
    assert (said(speech, 10.0), speech.due_at()) == ([b"a"], 12.0)
    assert (said(speech, 11.9), said(speech, 12.5), speech.due_at()) == ([], [b"b"], 14.5)


def test_what_is_taken_back_is_not_said_and_has_never_been():
    speech = Speech()
    speech.add(Saying(b"ab", piece=1, every=2.0))
    speech.take(0.0)
    speech.hush()
    assert (said(speech, 9.0), speech.left, speech.said, speech.due_at()) == ([], 0, 1, inf)


def test_who_has_finished_says_what_is_left_and_nothing_new():
    speech = Speech()
    speech.add(Saying(b"ab"))
    speech.finish()
    with pytest.raises(ValueError, match="said its last"):
        speech.add(Saying(b"c"))
    assert said(speech) == [b"ab"]
