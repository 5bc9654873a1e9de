"""What was done by hand, as it is folded and told: it changes nothing of what the program has done itself."""

from connscope import events as ev
from connscope.story import story
from tests.facts_by_hand import fact, ledger_of

OPENED = fact(ev.Accepted, at=1, fd=9, address="127.0.0.1:50000")
KNOWN = fact(
    ev.Known,
    fd=9,
    role="accepted",
    address="127.0.0.1:50000",
    watch=1,
    outb=0,
    injected=30,
    paused=True,
    cut="half-close",
    urgent=2,
    ended="",
    error="",
)


def injected(size: int, total: int = 0, error: str = "") -> ev.Injected:
    return fact(ev.Injected, asked=20, size=size, error=error, head=b"", total=total)


def test_bytes_put_in_are_counted_apart():
    conn = ledger_of(OPENED, injected(20), injected(10)).connections[7]
    assert (conn.injected, conn.bytes_out, conn.outb, conn.sends) == (30, 0, ev.UNKNOWN, 0)


def test_what_could_not_be_put_in_does_not_count():
    assert ledger_of(OPENED, injected(20, 20), injected(0, 20, "EPIPE")).connections[7].injected == 20


def test_what_the_exact_table_has_counted_already_does_not_count_twice():
    assert ledger_of(OPENED, KNOWN, injected(20, 20), injected(10, 30)).connections[7].injected == 30


def test_the_exact_table_says_what_was_put_in_whether_reading_is_stopped_and_how_it_was_ended():
    conn = ledger_of(OPENED, injected(20, 20), KNOWN).connections[7]
    assert (conn.injected, conn.paused, conn.cut, conn.urgent) == (30, True, "half-close", 2)


def test_reading_is_stopped_until_it_goes_on_unless_it_could_not_be():
    stopped, resumed = fact(ev.ReadingStopped, error=""), fact(ev.ReadingResumed, error="")
    refused = fact(ev.ReadingStopped, error="ENOTSUP")
    told = [ledger_of(OPENED, *facts).connections[7].paused for facts in ((stopped,), (stopped, resumed), (refused,))]
    assert told == [True, False, False]


def test_how_it_was_ended_is_kept_unless_it_could_not_be():
    ended, refused = (fact(ev.EndedByHand, how="half-close", error=error) for error in ("", "ENOTCONN"))
    conns = [ledger_of(OPENED, each).connections[7] for each in (ended, refused)]
    assert [(conn.cut, conn.state.value) for conn in conns] == [("half-close", "open"), ("", "open")]


def test_of_what_is_gone_nothing_is_kept():
    assert ledger_of(injected(20), fact(ev.ReadingStopped, error="")).connections == {}


def test_a_story_tells_of_it_among_the_calls():
    facts = [
        OPENED,
        fact(ev.ReadingStopped, at=2, error=""),
        fact(ev.Injected, at=3, asked=4, size=4, error="", head=b"ping", total=4),
        fact(ev.EndedByHand, at=4, how="reset", error=""),
    ]
    lines = story(ledger_of(*facts).connections[7], "", facts, str).splitlines()
    assert lines[2:6] == [
        "the server's end · 127.0.0.1:50000 · fd 9 · open · reset by hand · reading stopped by hand",
        "  received               0 bytes · 0 recv",
        "  sent                   0 bytes · 0 send",
        "  injected               4 bytes · put in by hand, not sent by the program",
    ]
    assert [" ".join(line.split()) for line in lines[-4:]] == [
        "0.000000 +0.000000 stop read by hand · select() does not tell that there is something to read",
        "0.000000 +0.000000 inject 4 by hand · put in between two sends",
        "70 69 6e 67 ping",
        "0.000000 +0.000000 reset by hand · it is gone without a goodbye: "
        "the program's next call fails with ECONNRESET",
    ]
