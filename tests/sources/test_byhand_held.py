"""Connections by hand that are stepped, whose loop dies, or of which nobody has heard for long: nothing hangs."""

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from connscope import events as ev
from connscope.byhand.chunks import RECV, SEND
from connscope.byhand.conversation import CONNECTING, OPEN, Conversation
from connscope.byhand.expecting import Expectation, Verdict
from connscope.clients.tidings import Moved
from connscope.serving import ServerSession
from connscope.sources.byhand import HandSource
from connscope.sources.waiting import MOST_BYTES, MOST_TIDINGS, Waiting
from connscope.stepping import CLIENTS, CLIENTS_BY_HAND, SERVER
from connscope.units import SECOND
from connscope.wishes import EndClient, HalfCloseClient, ResetClient, Say, StepCall
from tests.clients.far_end import scripted_server
from tests.sources.test_byhand import begun, came, opened, until


@pytest.fixture
def session() -> Iterator[ServerSession]:
    yield from begun("echo")


def held(session: ServerSession) -> bool:
    """Whether the loop of those by hand stands still."""
    program = session.ledger.programs.get(CLIENTS_BY_HAND)
    return program is not None and program.held is not None


def hold(session: ServerSession, it: Conversation) -> None:
    """Have it stand still: at the next call, which something to say brings about."""
    session.stepping.turn_to(CLIENTS)
    session.stepping.hold()
    session.do(Say(it.number, b"held"))
    until(session, lambda: held(session))


@pytest.mark.parametrize("wish", [EndClient, ResetClient, HalfCloseClient])
def test_one_that_is_ended_while_its_thread_is_held_ends_when_that_goes_on(
    session: ServerSession, wish: type[EndClient]
):
    it = opened(session)
    hold(session, it)
    before = time.monotonic()
    session.do(wish(it.number))
    session.tick()
    assert (it.state, time.monotonic() - before < 1) == (OPEN, True)
    session.stepping.go()
    until(session, lambda: it.over)
    assert it.error == ""


def test_one_that_is_opened_while_they_are_held_is_connecting_until_they_go_on(session: ServerSession):
    session.stepping.turn_to(CLIENTS)
    session.stepping.hold()
    it = session.conversations[session.open_by_hand(session.host, session.port)]
    until(session, lambda: held(session))
    assert it.state == CONNECTING
    session.stepping.turn_to(SERVER)
    session.stepping.go()
    until(session, lambda: it.state == OPEN)


def test_they_are_stepped_call_by_call_as_all_clients_are(session: ServerSession):
    it = opened(session)
    hold(session, it)
    calls = []
    while (stop := session.stepping.held) is None or stop.call != "send":
        assert len(calls) < 9, calls
        if stop is not None:
            calls.append(stop.call)
            session.stepping.step(StepCall())
        until(session, lambda before=stop: session.stepping.held not in (None, before))
    assert (stop.conn, stop.asked, stop.head, came(it)) == (it.conn, 4, b"held", b"")
    session.stepping.go()
    until(session, lambda: came(it) == b"held")


def test_while_the_server_is_held_nothing_that_is_expected_of_it_is_late(session: ServerSession):
    it = opened(session)
    session.stepping.hold()
    session.tick()
    it.expect(Expectation("echo", b"hello", within=10.0), time.monotonic_ns())
    later = session.conversations[session.open_by_hand(session.host, session.port)]
    later.expect(Expectation("end", within=10.0), time.monotonic_ns())
    session.do(Say(it.number, b"hello"))
    until(session, lambda: it.sent == 5)
    an_hour_later = time.monotonic_ns() + 3600 * SECOND
    assert (it.judged(an_hour_later), later.judged(an_hour_later)) == (None, None)
    session.stepping.go()
    until(session, lambda: it.verdict)
    assert it.verdict is not None
    assert (it.verdict.ok, it.verdict.sentence[-15:]) == (True, "held in between")


def test_what_came_in_time_and_is_heard_of_late_was_in_time(session: ServerSession):
    it, source = opened(session), session.crowd.by_hand
    assert source is not None
    now = time.monotonic_ns()
    it.expect(Expectation("text", b"x", within=5.0), now - 10 * SECOND)
    source.waiting.add(now - 9 * SECOND, Moved(it.number, False, b"x", 1))
    session.tick()
    assert it.verdict == Verdict(True, "1 byte after 1.0 s", now - 9 * SECOND)
    it.expect(Expectation("text", b"x", within=5.0), now - 10 * SECOND)
    session.tick()
    assert it.verdict is not None
    assert it.verdict.sentence == "0 of 1 byte within 5 s"


def test_a_sitting_that_ends_while_they_are_held_ends_at_once(session: ServerSession):
    hold(session, opened(session))
    before = time.monotonic()
    session.stop()
    assert time.monotonic() - before < 3
    source = session.crowd.by_hand
    assert source is not None
    assert source.thread is not None
    assert not source.thread.is_alive()


def test_when_their_loop_dies_all_are_over_and_the_next_begins_anew(session: ServerSession):
    first, source = opened(session), session.crowd.by_hand
    assert source is not None
    source.clients._letterbox.post(lambda: 1 // 0)
    until(session, lambda: first.over)
    assert first.error.startswith("ZeroDivisionError: ")
    ended = [fact for _, fact in session.journal.since(0) if isinstance(fact, ev.ClientEnded)]
    assert [(fact.client, fact.error) for fact in ended] == [(first.number, first.error)]
    second = opened(session)
    session.do(Say(second.number, b"x"))
    until(session, lambda: came(second) == b"x")
    assert (second.number, session.crowd.by_hand is source) == (first.number + 1, False)


def test_of_a_flood_every_byte_is_counted_though_nobody_looks(session: ServerSession):
    with scripted_server(lambda conn: conn.sendall(bytes(48 << 20))) as address:
        it = session.conversations[session.open_by_hand(*address)]
        source = session.crowd.by_hand
        assert isinstance(source, HandSource)
    deadline = time.monotonic() + 10  # the far end has said all: it comes to an end without a tick
    while not source.waiting.tidings or type(source.waiting.tidings[-1][1]).__name__ != "PeerDone":
        assert time.monotonic() < deadline, "the end does not come"
    assert sum(len(news.data) for _, news in source.waiting.tidings if isinstance(news, Moved)) <= MOST_BYTES
    until(session, lambda: it.state == "peer done")
    assert (it.received, it.chunks[-1].start) == (48 << 20, 48 << 20)


def test_of_more_calls_than_can_wait_each_direction_s_are_told_together():
    waiting = Waiting()
    for _ in range(MOST_TIDINGS):
        waiting.add(1, Moved(1, True, b"a", 1))
        waiting.add(2, Moved(1, False, b"b", 1))
    taken = [news for _, news in waiting.take()]
    assert [sum(news.size for news in taken if news.outgoing is outgoing) for outgoing in (True, False)] == [
        MOST_TIDINGS
    ] * 2
    assert (len(taken), waiting.take()) == (MOST_TIDINGS, [])
    assert [(news.data, news.calls) for news in taken[-2:]] == [(b"", MOST_TIDINGS // 2 + 1)] * 2


def test_calls_that_are_told_together_are_one_chunk_that_counts_them(session: ServerSession):
    it = opened(session)
    it.moved(1, True, b"", 7, calls=3)
    it.moved(2, True, b"x", 1)
    assert [(chunk.kind, chunk.number, chunk.start, chunk.calls) for chunk in it.chunks] == [
        (SEND, 1, 0, 3),
        (SEND, 4, 7, 1),
    ]
    assert [chunk for chunk in it.chunks if chunk.kind == RECV] == []


FEW_FILES = """
import os, resource
resource.setrlimit(resource.RLIMIT_NOFILE, (200, 200))
from connscope.serving import ServerSession
session = ServerSession("127.0.0.1", 0)
session.start()
taken = [os.open(os.devnull, os.O_RDONLY) for _ in range(200 - 64 - len(os.listdir("/dev/fd")))]
try:
    session.open_by_hand("127.0.0.1", session.port)
except OSError as error:
    print(error.strerror, dict(session.conversations), session.crowd.next)
session.stop()
"""


def test_where_there_is_no_room_for_one_more_it_is_refused_in_words():
    run = subprocess.run([sys.executable, "-c", FEW_FILES], capture_output=True, text=True, check=True, timeout=30)
    assert run.stdout.startswith("this system lets a process have 200 files open: that is room for ")
    assert run.stdout.endswith("connections more {} 1\n")
