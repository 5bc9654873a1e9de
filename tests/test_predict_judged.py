"""Which fact shows which guess to be right, and how what happened is put into words."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from connscope import events as ev
from connscope.events import UNKNOWN, Fact, Held
from connscope.ledger import Ledger
from connscope.predict import ON_SOCKETS, SHOWS, Tally, judge, question
from connscope.wording.outcomes import OUTCOMES, SLEPT_NS
from tests.any_facts import ANY_FACT, any_of
from tests.facts_by_hand import fact, ledger_of
from tests.held_by_hand import LISTENER, OWN, asked, client, held


def woke(*ready: tuple[int, int], slept: int = 0, timeout: int = UNKNOWN) -> Fact:
    return fact(ev.Woke, at=200, ready=list(ready), slept=slept, timeout=timeout)


ALL_KINDS = [*LISTENER, *client(7, 3), *client(9, 3)]

ANSWERED = {
    "somebody knocks, whoever else is ready": (woke((7, 3), (3, 1)), "knock"),
    "somebody to READ, whoever else is ready": (woke((9, 2), (7, 3)), "read"),
    "only WRITE": (woke((7, 2), (9, 2)), "write"),
    "nobody in time": (woke(timeout=1), "nobody"),
    "it slept before somebody came": (woke((7, 1), slept=SLEPT_NS), "nobody"),
    "it was slow, but did not sleep": (woke((7, 1), slept=SLEPT_NS - 1), "read"),
    "it must not sleep, but was slow": (woke((7, 1), slept=SLEPT_NS, timeout=0), "read"),
    "it sleeps": (fact(ev.Asleep, at=200), "nobody"),
}


@pytest.mark.parametrize(("shown", "key"), ANSWERED.values(), ids=ANSWERED)
def test_of_several_that_are_ready_the_first_kind_counts(shown: Fact, key: str):
    assert judge(asked("select", *ALL_KINDS), shown) == key


def test_the_same_again_is_what_was_answered_last():
    select = asked("select", *ALL_KINDS, fact(ev.Woke, at=50, ready=[(9, 2)]))
    assert judge(select, fact(ev.Idled, at=200)) == "write"


def test_an_answer_of_another_loop_judges_nobody():
    assert judge(asked("select", *ALL_KINDS), fact(ev.Woke, at=200, loop=2, ready=[(7, 1)])) is None


def test_somebody_of_whom_nothing_was_known_makes_nobody_right():
    assert judge(asked("select", *LISTENER), woke((20, 1))) is None


# Who was right about a call on a socket.

JUDGED = [
    ("recv", fact(ev.Received, asked=1024, size=22), "bytes", "recv returned 22 bytes"),
    ("recv", fact(ev.Peeked, size=1), "bytes", "recv looked at 1 byte and took none"),
    ("recv", fact(ev.Peeked, size=0), "end", 'recv returned b"": the peer will send no more'),
    ("recv", fact(ev.UrgentReceived, size=1), "bytes", "recv returned 1 byte out of band"),
    ("recv", fact(ev.PeerFinished), "end", 'recv returned b"": the peer will send no more'),
    ("recv_into", fact(ev.PeerFinished), "end", "recv_into returned 0: the peer will send no more"),
    ("recv", fact(ev.WouldBlock, call="recv"), "again", "recv raised BlockingIOError (nothing to read yet)"),
    ("recv", fact(ev.Reset, call="recv", error="ECONNRESET"), "error",
     "recv failed: ECONNRESET, reset without a goodbye"),
    ("recv", fact(ev.Reset, call="recv", error="ECONNREFUSED"), "error",
     "recv failed: ECONNREFUSED, nobody listens there"),
    ("recv", fact(ev.Failed, call="recv", error="error 999"), "error", "recv failed: error 999"),
    ("send", fact(ev.Sent, call="send", asked=1024, size=1024), "all", "send took all 1,024 bytes"),
    ("send", fact(ev.Sent, call="send", asked=1, size=1), "all", "send took 1 byte"),
    ("send", fact(ev.Sent, call="send", asked=65_536, size=4_096), "part",
     "send took 4,096 of 65,536: the kernel had room for no more"),
    ("send", fact(ev.UrgentSent, size=1), "all", "send took 1 byte out of band"),
    ("send", fact(ev.WouldBlock, call="send"), "again",
     "send raised BlockingIOError (no room: the kernel's send buffer is full)"),
    ("connect", fact(ev.Connecting), "at once", "connect was done at once"),
    ("connect_ex", fact(ev.Connecting, error="EINPROGRESS"), "under way",
     "connect_ex answered EINPROGRESS: how it goes is known later"),
    ("connect_ex", fact(ev.Connected), "at once", "connect_ex answered that it is connected already"),
    ("connect", fact(ev.Reset, call="connect", error="ECONNREFUSED"), "refused",
     "connect failed: ECONNREFUSED, nobody listens there"),
    ("connect", fact(ev.Failed, call="connect", error="EACCES"), "error", "connect failed: EACCES"),
    ("accept", fact(ev.Accepted, conn=9, listener=7, fd=9, address=OWN), "came",
     f"accept returned a connection from {OWN}, fd 9"),
    ("accept", fact(ev.WouldBlock, call="accept"), "again", "accept raised BlockingIOError (nobody waits to come in)"),
    ("accept", fact(ev.Failed, call="accept", error="EMFILE"), "error",
     "accept failed: EMFILE, this process has no file descriptor left"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "shown", "key", "sentence"), JUDGED)
def test_what_comes_of_a_call_makes_one_answer_right_and_is_put_into_words(
    call: str, shown: Fact, key: str, sentence: str
):
    pending = asked(call, *client(7, 1), at=0)
    told = Tally().settle(pending, "", shown, Ledger())
    assert (judge(pending, shown), told) == (key, f"{sentence}.")


def test_each_fact_that_judges_has_words_and_an_example_here():
    examples = {type(shown) for _, shown, *_ in JUDGED} | {type(shown) for shown, _ in ANSWERED.values()} | {ev.Idled}
    assert set(SHOWS) == set(OUTCOMES) == examples


def test_an_outcome_that_was_no_answer_is_an_error():
    waiting = asked("recv", fact(ev.Accepted, fd=7))
    assert judge(waiting, fact(ev.WouldBlock, at=200, call="recv")) == "error"


OF_OTHERS = {
    "of another socket": fact(ev.Received, at=200, conn=8, size=1),
    "of another thread": fact(ev.Received, at=200, thread=1, size=1),
    "from before": fact(ev.Received, at=99, size=1),
    "of another kind": fact(ev.OutbSeen, at=200, size=1),
    "of a selector": fact(ev.Registered, at=200, watch=1),
    "of a program": fact(ev.Printed, at=200),
}


@pytest.mark.parametrize("shown", OF_OTHERS.values(), ids=OF_OTHERS)
def test_other_facts_judge_nobody(shown: Fact):
    assert judge(asked("recv", *client(7, 1)), shown) is None


TOLD = {
    "who listens comes first, then who can be read": (
        woke((9, 2), (7, 3), (3, 1)),
        "select answered the listening socket to READ, fd 7 to READ and WRITE, fd 9 to WRITE",
    ),
    "three are named": (woke((9, 2), (7, 2), (3, 1), (11, 2), (12, 2)),
                        "select answered the listening socket to READ, fd 7 to WRITE, fd 9 to WRITE and 2 more"),
    "a sleep is told": (woke((20, 1), slept=1_200_000_000),
                        "select slept 1.2 s, then answered something else to READ"),
    "nobody has to be ready": (woke(timeout=100_000_000, slept=100_000_000),
                               "select slept 100 ms, then answered nobody"),
    "nobody is ready yet": (fact(ev.Asleep, at=200), "select sleeps: nobody is ready"),
    "nothing has changed": (fact(ev.Idled, at=200), "select answered the same as before"),
}  # fmt: skip


@pytest.mark.parametrize(("shown", "sentence"), TOLD.values(), ids=TOLD)
def test_of_select_it_is_told_who_was_ready(shown: Fact, sentence: str):
    ledger = ledger_of(*ALL_KINDS)
    pending = question(held("select"), ledger)
    assert pending is not None
    assert Tally().settle(pending, "", shown, ledger) == f"{sentence}."


CALLS = st.sampled_from(["select", *ON_SOCKETS])


@given(st.lists(ANY_FACT, max_size=8), any_of(ev.Held), CALLS, ANY_FACT)
def test_whatever_the_facts_say_who_is_right_is_among_two_to_four_answers(
    facts: list[Fact], stop: Held, call: str, shown: Fact
):
    ledger = ledger_of(*facts)
    stop.call, stop.after = call, False
    pending = question(stop, ledger)
    if pending is not None:
        assert 2 <= len(pending.answers) <= 4
        key = judge(pending, shown)
        assert key in (None, *(answer.key for answer in pending.answers))
        assert key is None or Tally().settle(pending, key, shown, ledger).startswith("Right: ")
