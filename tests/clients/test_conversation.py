from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connscope.clients.conversation import Conversation
from connscope.clients.plans import Plan


def staying(*messages: bytes) -> Conversation:
    return Conversation(Plan([], messages, stay=True, every=1.0, deadline=3.0), 0.0)


def say(talk: Conversation, now: float) -> bytes:
    message = talk.next_message(now)
    talk.sent(message)
    return message


@given(st.binary(min_size=1), st.lists(st.integers(1, 9)))
def test_an_echo_may_come_in_any_pieces(sent: bytes, sizes: list[int]) -> None:
    talk = Conversation(Plan([], [sent]), 0.0)
    talk.sent(sent)
    rest = sent
    for size in (*sizes, len(sent)):
        talk.came(rest[:size])
        rest = rest[size:]
    assert (talk.progress, talk.due_at) == (f"{len(sent)} of {len(sent)} bytes", inf)


@given(st.binary(min_size=1), st.data())
def test_a_wrong_byte_is_found_at_its_place(sent: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(sent) - 1))
    cut = data.draw(st.integers(0, place))
    came = bytearray(sent)
    came[place] ^= 1
    talk = Conversation(Plan([], [sent]), 0.0)
    talk.sent(sent)
    talk.came(bytes(came[:cut]))
    with pytest.raises(ConnectionError, match=rf"^echo differs at byte {place + 1}$"):
        talk.came(bytes(came[cut:]))


def test_what_is_not_sent_yet_cannot_have_come_back() -> None:
    talk = Conversation(Plan([], [b"abc"]), 0.0)
    talk.sent(b"ab")
    with pytest.raises(ConnectionError, match=r"^echo differs at byte 3$"):
        talk.came(b"abc")


def test_messages_take_turns_one_at_a_time() -> None:
    talk = staying(b"a", b"b")
    assert [say(talk, now) for now in (0.0, 0.9, 1.0, 1.5, 2.0)] == [b"a", b"", b"b", b"", b"a"]


def test_after_a_long_sleep_one_message_is_said_and_not_all_that_were_missed() -> None:
    talk = staying(b"a")
    assert [say(talk, now) for now in (0.0, 60.0, 60.0)] == [b"a", b"a", b""]


def test_nothing_more_is_said_until_the_last_message_is_sent() -> None:
    talk = staying(b"ab", b"cd")
    talk.next_message(0.0)
    talk.sent(b"a")
    assert talk.next_message(1.0) == b""
    talk.sent(b"b")
    assert talk.next_message(2.0) == b"cd"


def test_each_message_has_a_deadline_of_its_own() -> None:
    talk = staying(b"ab")
    for now in (0.0, 1.0, 2.0):
        say(talk, now)
    talk.came(b"aba")
    assert talk.lateness(3.9) == ""
    assert talk.lateness(4.0) == "deadline: 3 of 6 bytes after 3 s"


def test_winding_down_says_nothing_more_and_waits_a_moment() -> None:
    talk = staying(b"ab")
    say(talk, 0.0)
    talk.wind_down(0.2)
    assert (talk.stays, talk.next_message(1.0), talk.due_at) == (False, b"", 0.2)
    assert talk.lateness(0.2) == "stopped: 0 of 2 bytes"
