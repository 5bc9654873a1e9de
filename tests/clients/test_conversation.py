from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connscope.clients.behaviours.burst import Burst
from connscope.clients.conversation import Conversation
from connscope.clients.plans import Plan
from connscope.clients.stopwatch import Stopwatch


def talk_by(plan: Plan, answering: Stopwatch | None = None) -> Conversation:
    """Begins at 0, with a server that can answer unless `answering` stands still."""
    return Conversation(plan, 0.0, answering or Stopwatch())


def once(*messages: bytes, repeat: int = 1, answering: Stopwatch | None = None) -> Conversation:
    """Says all it has to say, as soon as it can."""
    return talk_by(Plan([], messages, repeat=repeat, deadline=3.0), answering)


def paced(*messages: bytes, repeat: int = 0, answering: Stopwatch | None = None) -> Conversation:
    """Says one message a second."""
    return talk_by(Plan([], messages, repeat=repeat, every=1.0, deadline=3.0), answering)


def say(talk: Conversation, now: float) -> bytes:
    message = talk.next_message(now)
    talk.sent(len(message))
    return message


@given(st.lists(st.binary(min_size=1), min_size=1), st.lists(st.integers(1, 9)), st.integers(1, 3))
def test_an_echo_may_come_in_any_pieces(messages: list[bytes], sizes: list[int], repeat: int) -> None:
    talk = once(*messages, repeat=repeat)
    rest = b"".join(say(talk, 0.0) for _ in range(len(messages) * repeat))
    total = len(rest)
    for size in (*sizes, total):
        talk.came(rest[:size])
        rest = rest[size:]
    assert (talk.progress, talk.over, talk.due_at) == (f"{total:,} of {total:,} bytes", True, inf)


@given(st.binary(min_size=1), st.data())
def test_a_wrong_byte_is_found_at_its_place(sent: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(sent) - 1))
    cut = data.draw(st.integers(0, place))
    came = bytearray(sent)
    came[place] ^= 1
    talk = once(sent)
    say(talk, 0.0)
    talk.came(bytes(came[:cut]))
    with pytest.raises(ConnectionError, match=rf"^echo differs at offset {place}$"):
        talk.came(bytes(came[cut:]))


def test_what_is_not_sent_yet_cannot_have_come_back() -> None:
    talk = once(b"abc")
    talk.next_message(0.0)
    talk.sent(2)
    with pytest.raises(ConnectionError, match=r"^echo differs at offset 2$"):
        talk.came(b"abc")


def test_all_messages_are_said_in_turn_as_often_as_planned() -> None:
    talk = once(b"a", b"", b"b", repeat=2)
    assert [say(talk, 0.0) for _ in range(5)] == [b"a", b"b", b"a", b"b", b""]
    assert talk.msg_total == 4


def test_without_a_pace_the_next_message_is_said_when_the_last_one_is_gone() -> None:
    talk = once(b"ab", b"cd")
    talk.next_message(0.0)
    talk.sent(1)
    assert talk.next_message(9.0) == b""
    talk.sent(1)
    assert talk.next_message(9.0) == b"cd"


def test_messages_take_turns_one_at_a_time() -> None:
    talk = paced(b"a", b"b")
    assert [say(talk, now) for now in (0.0, 0.9, 1.0, 1.5, 2.0)] == [b"a", b"", b"b", b"", b"a"]


def test_a_pace_may_have_an_end() -> None:
    talk = paced(b"a", b"b", repeat=1)
    assert [say(talk, now) for now in (0.0, 0.9, 1.0, 2.0)] == [b"a", b"", b"b", b""]
    talk.came(b"ab")
    assert talk.over


def test_one_that_stays_is_not_over_when_all_is_back() -> None:
    talk = talk_by(Plan([], [b"a"], stay=True))
    say(talk, 0.0)
    talk.came(b"a")
    assert (talk.over, talk.due_at) == (False, inf)
    talk.wind_down(9.0)
    assert (talk.over, talk.shortfall) == (True, "")


def test_one_with_nothing_to_say_says_nothing_for_ever() -> None:
    talk = talk_by(Plan([], (b"",), repeat=0, stay=True))
    assert (talk.next_message(0.0), talk.due_at, talk.over) == (b"", inf, False)


def test_after_a_long_sleep_one_message_is_said_and_not_all_that_were_missed() -> None:
    talk = paced(b"a")
    assert [say(talk, now) for now in (0.0, 60.0, 60.0)] == [b"a", b"a", b""]


def test_nothing_more_is_said_nor_asked_for_until_the_last_message_is_sent() -> None:
    talk = paced(b"ab", b"cd")
    talk.next_message(0.0)
    talk.sent(1)
    assert (talk.next_message(1.0), talk.due_at) == (b"", 3.0)
    talk.sent(1)
    assert talk.next_message(2.0) == b"cd"


def test_all_that_is_said_at_once_has_one_deadline() -> None:
    talk = once(b"ab", b"cd")
    say(talk, 0.0)
    say(talk, 2.0)
    talk.came(b"ab")
    assert (talk.lateness(2.9), talk.lateness(3.0)) == ("", "deadline: 2 of 4 bytes after 3 s")


def test_each_message_has_a_deadline_of_its_own() -> None:
    talk = paced(b"ab")
    for now in (0.0, 1.0, 2.0):
        say(talk, now)
    talk.came(b"aba")
    assert talk.lateness(3.9) == ""
    assert talk.lateness(4.0) == "deadline: 3 of 6 bytes after 3 s"


def test_where_a_behaviour_sees_to_its_pace_each_message_has_a_deadline_of_its_own() -> None:
    talk = talk_by(Plan([], (b"ab", b"cd"), deadline=3.0, behaviours=[Burst(messages=1)]))
    say(talk, 0.0)
    say(talk, 2.0)
    talk.came(b"ab")
    assert (talk.lateness(4.9), talk.lateness(5.0)) == ("", "deadline: 2 of 4 bytes after 3 s")


def test_time_in_which_it_does_not_read_does_not_count_against_a_deadline() -> None:
    talk = once(b"ab")
    say(talk, 0.0)
    talk.listen(False, 1.0)
    talk.listen(False, 50.0)
    assert (talk.lateness(100.0), talk.due_at) == ("", inf)
    talk.listen(True, 101.0)
    talk.listen(True, 102.0)
    assert (talk.due_at, talk.lateness(102.9)) == (103.0, "")
    assert talk.lateness(103.0) == "deadline: 0 of 2 bytes after 3 s"


def test_what_is_said_while_it_does_not_read_has_all_its_time_afterwards() -> None:
    talk = paced(b"ab")
    talk.listen(False, 0.0)
    say(talk, 50.0)
    talk.listen(True, 100.0)
    say(talk, 100.0)
    assert [talk.lateness(now) != "" for now in (102.9, 103.0)] == [False, True]


def test_time_in_which_the_server_cannot_answer_does_not_count_against_a_deadline() -> None:
    answering = Stopwatch()
    talk = once(b"ab", answering=answering)
    say(talk, 0.0)
    answering.stand(1.0)
    assert (talk.lateness(100.0), talk.due_at) == ("", inf)
    answering.run_on(101.0)
    assert (talk.due_at, talk.lateness(102.9)) == (103.0, "")
    assert talk.lateness(103.0) == "deadline: 0 of 2 bytes after 3 s"


def test_what_is_said_while_the_server_cannot_answer_has_all_its_time_afterwards() -> None:
    answering = Stopwatch()
    answering.stand(-50.0)
    talk = paced(b"ab", answering=answering)
    assert say(talk, 0.0) == b"ab"
    answering.run_on(100.0)
    assert [talk.lateness(now) != "" for now in (102.9, 103.0)] == [False, True]


def test_its_pace_goes_by_the_time_in_which_the_server_could_answer() -> None:
    answering = Stopwatch()
    talk = paced(b"ab", answering=answering)
    assert say(talk, 0.0) == b"ab"
    answering.stand(0.4)
    assert (say(talk, 50.0), talk.due_at) == (b"", inf)
    answering.run_on(100.0)
    assert talk.due_at == pytest.approx(100.6)
    assert [say(talk, now) for now in (100.5, 100.7)] == [b"", b"ab"]


@pytest.mark.parametrize(("stands", "runs_on"), [(2.0, 60.0), (2.0, 40.0), (0.5, 60.0), (0.5, 40.0)])
def test_time_in_which_it_neither_reads_nor_could_be_answered_is_left_out_once(stands: float, runs_on: float) -> None:
    answering = Stopwatch()
    talk = once(b"ab", answering=answering)
    say(talk, 0.0)
    turns = [
        (1.0, lambda now: talk.listen(False, now)),
        (50.0, lambda now: talk.listen(True, now)),
        (stands, answering.stand),
        (runs_on, answering.run_on),
    ]
    for now, turn in sorted(turns, key=lambda turn: turn[0]):
        turn(now)
    assert talk.due_at == 3.0 + max(runs_on, 50.0) - min(stands, 1.0)


def test_its_end_does_not_wait_for_a_server_that_cannot_answer() -> None:
    answering = Stopwatch()
    talk = paced(b"ab", answering=answering)
    answering.stand(0.0)
    say(talk, 0.0)
    talk.wind_down(0.2)
    assert (talk.due_at, talk.lateness(0.2)) == (0.2, "stopped: 0 of 2 bytes")


def test_winding_down_says_nothing_more_and_waits_a_moment() -> None:
    talk = paced(b"ab")
    say(talk, 0.0)
    talk.wind_down(0.2)
    assert (talk.next_message(1.0), talk.due_at, talk.over) == (b"", 0.2, False)
    assert talk.lateness(0.2) == "stopped: 0 of 2 bytes"


def test_winding_down_waits_no_longer_when_it_is_asked_twice_or_does_not_read() -> None:
    talk = paced(b"ab")
    say(talk, 0.0)
    talk.listen(False, 0.0)
    talk.wind_down(0.2)
    talk.wind_down(0.4)
    assert talk.due_at == 0.2


def test_what_is_stopped_before_its_end_fell_short_unless_it_had_none() -> None:
    with_end, without = paced(b"ab", repeat=3), paced(b"ab")
    for talk in (with_end, without):
        say(talk, 0.0)
        talk.came(b"ab")
        talk.wind_down(0.2)
    assert (with_end.over, with_end.shortfall) == (True, "stopped: 2 of 6 bytes")
    assert (without.over, without.shortfall) == (True, "")


def test_after_a_hush_what_is_sent_is_all_that_has_to_come_back() -> None:
    talk = once(b"abcd", b"efgh")
    talk.next_message(0.0)
    talk.sent(3)
    talk.hush()
    assert (talk.next_message(0.0), talk.progress, talk.missing) == (b"", "0 of 3 bytes", 3)
    talk.came(b"abc")
    assert (talk.over, talk.shortfall) == (True, "")
