"""What comes back when bytes were sent out of band: each may be in line or not, and all others have to be there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connscope.clients.conversation import Conversation
from connscope.clients.plans import Plan
from connscope.clients.stopwatch import Stopwatch

WORDS = st.lists(st.binary(min_size=1, max_size=6).map(lambda word: word.replace(b"\0", b"!")), min_size=1, max_size=6)
"""With many of the very byte that is urgent."""


def shouting(*messages: bytes) -> Conversation:
    """Has said all of it, with an urgent byte after each message."""
    talk = Conversation(Plan([], messages), 0.0, Stopwatch())
    for message in messages:
        talk.next_message(0.0)
        talk.sent(len(message))
        talk.shouted(b"!")
    return talk


@given(WORDS, st.data())
def test_whichever_of_them_come_and_in_whatever_pieces_all_is_back(words: list[bytes], data: st.DataObject) -> None:
    came = b"".join(word + data.draw(st.sampled_from([b"", b"!"])) for word in words)
    talk = shouting(*words)
    while came:
        size = data.draw(st.integers(1, len(came)))
        talk.came(came[:size])
        came = came[size:]
    assert (talk.recv_total, talk.missing, talk.over) == (sum(map(len, words)), 0, True)


@given(WORDS, st.data())
def test_so_it_is_while_more_is_said_and_only_a_part_of_it_is_sent(words: list[bytes], data: st.DataObject) -> None:
    talk, echo = Conversation(Plan([], words), 0.0, Stopwatch()), bytearray()

    def comes(at_least: int) -> None:
        size = data.draw(st.integers(at_least, len(echo)))
        talk.came(bytes(echo[:size]))
        del echo[:size]

    for word in words:
        rest = talk.next_message(0.0)
        assert rest == word
        while rest:
            comes(0)
            size = data.draw(st.integers(1, len(rest)))
            talk.sent(size)
            echo += rest[:size]
            rest = rest[size:]
        talk.shouted(b"!")
        echo += data.draw(st.sampled_from([b"", b"!"]))
    comes(len(echo))
    assert (talk.recv_total, talk.missing, talk.over) == (sum(map(len, words)), 0, True)


def test_what_is_not_sent_yet_is_not_taken_for_what_came() -> None:
    talk = Conversation(Plan([], [b"abcd", b"!x"]), 0.0, Stopwatch())
    talk.next_message(0.0)
    talk.sent(4)
    talk.shouted(b"!")
    talk.next_message(0.0)
    talk.came(b"abcd!")
    assert (talk.recv_total, talk.missing) == (4, 0)


@given(st.lists(st.binary(min_size=1, max_size=6).map(lambda word: word.replace(b"!", b"?")), min_size=1), st.data())
def test_a_wrong_byte_among_them_is_found(words: list[bytes], data: st.DataObject) -> None:
    came = bytearray(b"".join(words))
    came[data.draw(st.integers(0, len(came) - 1))] ^= 0x80
    with pytest.raises(ConnectionError, match="echo differs"):
        shouting(*words).came(bytes(came))


def test_none_comes_twice_nor_before_its_place() -> None:
    for came in (b"ab!!", b"a!b"):
        with pytest.raises(ConnectionError, match="echo differs"):
            shouting(b"ab").came(came)


def test_the_next_message_may_be_taken_before_its_time() -> None:
    talk = Conversation(Plan([], [b"a", b"b"], every=60.0), 0.0, Stopwatch())
    said = [talk.next_message(0.0, early=early) for early in (False, False, True, True)]
    assert said == [b"a", b"", b"b", b""]


def test_all_is_sent_when_there_is_no_more_to_say_and_the_kernel_has_it() -> None:
    talk = Conversation(Plan([], [b"a", b"b"]), 0.0, Stopwatch())
    seen = []
    for _ in range(2):
        talk.next_message(0.0)
        seen.append(talk.all_sent)
        talk.sent(1)
        seen.append(talk.all_sent)
    assert seen == [False, False, False, True]
