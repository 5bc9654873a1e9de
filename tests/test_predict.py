"""What is asked before a held call, with which answers, and the tally of what was guessed."""

import pytest

from connscope import events as ev
from connscope.events import UNKNOWN
from connscope.ledger import Ledger
from connscope.predict import ON_SOCKETS, Question, Tally, question
from tests.facts_by_hand import fact, ledger_of
from tests.held_by_hand import LISTENER, OWN, SERVER, asked, client, held


def texts(of: Question) -> list[str]:
    return [answer.text for answer in of.answers]


def keys(of: Question) -> list[str]:
    return [answer.key for answer in of.answers]


# What is asked about select().


def test_about_select_there_are_as_many_answers_as_there_can_be():
    select = asked("select", *LISTENER, *client(7, 3), *client(9, 3))
    assert (select.sentence, dict(select.answers)) == (
        "What will select() answer?",
        {
            "knock": "fd 3 · the listening socket: somebody knocks",
            "read": "a connection to READ, whoever else",
            "write": "fd 7, 9 to WRITE only",
            "nobody": "nobody yet: it sleeps",
        },
    )


def test_with_nobody_there_but_the_listening_socket_somebody_knocks_or_nobody():
    assert keys(asked("select", *LISTENER)) == ["knock", "nobody"]


def test_write_is_an_answer_only_if_somebody_watches_it():
    assert keys(asked("select", *LISTENER, *client(7, 1))) == ["knock", "read", "nobody"]


def test_of_many_that_watch_write_three_are_named():
    many = [each for conn in range(7, 12) for each in client(conn, 2)]
    assert texts(asked("select", *many))[0] == "fd 7, 8, 9 and 2 more to WRITE only"


def test_a_select_that_does_not_wait_does_not_sleep():
    assert texts(asked("select", *LISTENER, asked=0))[-1] == "nobody"


def test_a_file_whose_calls_are_not_seen_is_no_connection():
    pair = fact(ev.Registered, conn=5, watch=1, kind="pair")
    assert texts(asked("select", *LISTENER, pair))[1] == "something else to READ, whoever else"


def test_what_another_loop_watches_is_no_answer():
    other = fact(ev.Registered, conn=8, watch=3, loop=2)
    assert keys(asked("select", *LISTENER, other)) == ["knock", "nobody"]


def test_what_is_watched_by_nobody_knows_whom_may_be_an_answer():
    met_late = fact(ev.Known, conn=8, fd=8, role="accepted", watch=1)
    assert keys(asked("select", *LISTENER, met_late)) == ["knock", "read", "nobody"]


def test_where_nothing_is_watched_nothing_is_asked():
    assert question(held("select"), ledger_of()) is None


# What is asked about calls on sockets.

RECV = {
    "bytes": "some bytes",
    "end": 'b"": the peer is done',
    "again": "BlockingIOError: nothing to read",
    "error": "an error such as a reset",
}
SEND = {
    "all": "all 1,024 bytes",
    "part": "a part of it",
    "again": "BlockingIOError: no room",
    "error": "an error such as a reset",
}
CONNECT = {
    "at once": "connected at once",
    "under way": "EINPROGRESS: known later",
    "refused": "refused: nobody listens",
    "error": "another error",
}
ASKED = [
    ("recv", "What will recv(1024) on fd 7 return?", RECV),
    ("recv_into", "What will recv_into() on fd 7 return?",
     {**RECV, "bytes": "a number of bytes", "end": "0: the peer is done"}),
    ("send", "How much will send() on fd 7 take?", SEND),
    ("sendall", "How much will sendall() on fd 7 take?", SEND),
    ("connect", "How will connect() on fd 7 go?", CONNECT),
    ("connect_ex", "How will connect_ex() on fd 7 go?", CONNECT),
]  # fmt: skip


@pytest.mark.parametrize(("call", "sentence", "answers"), ASKED, ids=lambda each: each if isinstance(each, str) else "")
def test_about_a_call_on_a_socket_all_its_outcomes_are_answers(call: str, sentence: str, answers: dict[str, str]):
    found = asked(call, *client(7, 1))
    assert (found.sentence, dict(found.answers)) == (sentence, answers)


def test_about_accept_all_its_outcomes_are_answers():
    found = asked("accept", *LISTENER, conn=3, asked=0)
    assert (found.sentence, dict(found.answers)) == (
        "What will accept() on the listening socket return?",
        {"came": "a connection", "again": "BlockingIOError: nobody waits", "error": "an error such as EMFILE"},
    )


def test_each_call_that_is_worth_a_question_has_its_example_here():
    assert {call for call, *_ in ASKED} | {"accept"} == set(ON_SOCKETS)


def test_one_of_our_own_clients_is_called_by_its_name():
    ours = [
        fact(ev.Connecting, conn=8, own=OWN, address=SERVER),
        fact(ev.ClientBegan, client=2, own=OWN, address=SERVER),
    ]
    found = asked("recv", *LISTENER, *ours, *client(7, 1, OWN))
    assert found.sentence == "What will recv(1024) on client-2 return?"


@pytest.mark.parametrize(
    ("call", "left"), [("recv", ["bytes", "end", "error"]), ("connect", ["at once", "refused", "error"])]
)
def test_a_socket_whose_calls_wait_is_never_told_to_come_again(call: str, left: list[str]):
    assert keys(asked(call, fact(ev.Accepted, fd=7))) == left


def test_where_it_is_not_known_whether_calls_wait_to_come_again_is_an_answer():
    assert "again" in keys(asked("recv", *client(7, 1), fact(ev.Known, fd=7, role="accepted")))


@pytest.mark.parametrize(("size", "text"), [(22, "all 22 bytes"), (1, "its one byte"), (UNKNOWN, "all of it")])
def test_how_much_all_is_is_said_if_it_is_known(size: int, text: str):
    assert texts(asked("send", *client(7, 1), asked=size))[0] == text


@pytest.mark.parametrize("call", ["register", "modify", "unregister", "close", "setblocking", "getsockopt", "shutdown"])
def test_about_other_calls_nothing_is_asked(call: str):
    assert question(held(call), ledger_of(*client(7, 1))) is None


@pytest.mark.parametrize("call", ["select", "recv"])
def test_after_a_call_nothing_is_asked(call: str):
    assert question(held(call, after=True), ledger_of(*LISTENER, *client(7, 1))) is None


@pytest.mark.parametrize("call", ["recv", "recv_into", "send", "sendall"])
def test_about_a_call_that_asks_for_nothing_nothing_is_asked(call: str):
    assert question(held(call, asked=0), ledger_of(*client(7, 1))) is None


def test_about_a_socket_that_is_not_known_nothing_is_asked():
    assert question(held("recv"), ledger_of()) is None


# What the learner is told.


def test_who_is_right_is_told_what_happened_and_who_is_not_too():
    pending, shown, tally = asked("recv", *client(7, 1)), fact(ev.Received, at=200, asked=1024, size=22), Tally()
    told = [tally.settle(pending, chosen, shown, Ledger()) for chosen in ("bytes", "end", "")]
    assert told == [
        "Right: recv returned 22 bytes.",
        "No: recv returned 22 bytes.",
        "recv returned 22 bytes.",
    ]


def test_the_tally_counts_what_was_answered():
    pending, shown, tally = asked("recv", *client(7, 1)), fact(ev.Received, at=200, size=22), Tally()
    for chosen in ("bytes", "", "end", "bytes"):
        tally.settle(pending, chosen, shown, Ledger())
    assert (tally, tally.words) == (Tally(asked=3, right=2), "2 of 3 right")
