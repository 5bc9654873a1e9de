"""What a program did, in a few lines: fed with facts, compared whole."""

from connscope import events as ev
from connscope.events import Fact
from connscope.headless.account import Account
from tests.facts_by_hand import fact

HERE = ("/src/server.py", 12)


def lines(*facts: Fact) -> list[str]:
    account = Account()
    account.add(facts)
    return list(account.lines("server.py"))


def test_a_program_that_never_touched_a_socket_is_told_in_one_sentence() -> None:
    assert lines(fact(ev.CpuSampled), fact(ev.Started), fact(ev.Ended)) == ["server.py made no socket"]


def test_connections_and_their_bytes_are_told() -> None:
    assert lines(
        fact(ev.Opened, conn=1),
        fact(ev.Listening, conn=1),
        fact(ev.Accepted, conn=2, listener=1),
        fact(ev.Accepted, conn=3, listener=1),
        fact(ev.Opened, conn=4),
        fact(ev.Connecting, conn=4, error="EINPROGRESS"),
        fact(ev.Received, conn=2, size=1_000),
        fact(ev.Sent, conn=2, size=1),
        fact(ev.Closed, conn=2),
        fact(ev.Received, conn=4, size=7),
        fact(ev.UrgentReceived, conn=3, size=1),
        fact(ev.Closed, conn=3),
        fact(ev.Closed, conn=4),
        fact(ev.Closed, conn=1),
    ) == ["server.py · connections accepted: 2, asked for: 1 · bytes in: 1,008, out: 1"]


def test_what_was_never_closed_is_named_with_the_line_that_made_it() -> None:
    several = [fact(ev.Accepted, conn=conn, address=f"127.0.0.1:{conn}") for conn in range(10, 15)]
    assert lines(fact(ev.Opened, conn=1, place=HERE), fact(ev.Listening, conn=1, address="[::1]:80"), *several)[1:] == [
        "never closed: 6 · listening [::1]:80 at server.py:12, accepted 127.0.0.1:10, accepted 127.0.0.1:11 and 3 more"
    ]


def test_exact_totals_count_whatever_was_left_out() -> None:
    known = {"role": "accepted", "bytes_in": 100, "bytes_out": 50}
    assert lines(
        fact(ev.Accepted, conn=2),
        fact(ev.Received, conn=2, size=40),
        fact(ev.Dropped, count=1_000),
        fact(ev.Known, conn=2, **known),
        fact(ev.Known, conn=3, ended="closed", **known),
        fact(ev.Received, conn=2, size=1),
        fact(ev.Closed, conn=2),
    ) == [
        "server.py · connections accepted: 2, asked for: 0 · bytes in: 201, out: 100",
        "left out: 1,000 records that came too fast; bytes are exact all the same",
    ]


def test_what_went_wrong_is_counted() -> None:
    assert lines(
        fact(ev.Opened, conn=1, place=HERE),
        *[fact(ev.Reset, conn=1, error="ECONNRESET")] * 3,
        fact(ev.Failed, conn=1, error="EBADF"),
        fact(ev.WouldBlock, conn=1),
        fact(ev.Closed, conn=1, lost=True),
    ) == [
        "server.py · connections accepted: 0, asked for: 0 · bytes in: 0, out: 0",
        "calls that failed: 3 × ECONNRESET, 1 × EBADF",
        "let go of without a close(): 1 · 1 × opened at server.py:12",
    ]


def test_what_could_not_be_seen_is_told() -> None:
    assert lines(
        fact(ev.Unwatched, pid=5, command="sleep 9", why="no Python"),
        fact(ev.Unwatched, pid=5, command="sleep 9", why="no Python"),
        fact(ev.Unseen, conn=1, bytes_in=1, bytes_out=1),
        fact(ev.Unseen, conn=1, bytes_in=10, bytes_out=2),
        fact(ev.Unseen, conn=2, bytes_in=1, bytes_out=0),
        fact(ev.Retired, error="OSError"),
    ) == [
        "seen by the kernel only · bytes in: 11, out: 2",
        "processes that were not watched: 1 · pid 5 sleep 9 (no Python)",
        "the probe failed, and the program went on unseen: OSError",
    ]
