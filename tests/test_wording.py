import pytest

from connscope import events as ev
from connscope.events import NOWHERE, Fact
from connscope.text import cells
from connscope.wording import WORDS, said

HERE = (1, 7, 0, NOWHERE)
"""When, which connection, which thread, where in the source."""


def kernel(unread: int, unacked: int) -> Fact:
    return ev.KernelSampled(1, 7, 0, 0, 0, True, unread, unacked, 4608, 2304, "ESTAB", 20, 10, 65_483, 0, 0, 0)


EXPECTED: list[tuple[Fact, tuple[str, str, str]]] = [
    (ev.Opened(*HERE, 5), ("socket", "fd 5", "")),
    (
        ev.Opened(*HERE, 5, "inet", "accepted", "127.0.0.1:4000", "127.0.0.1:5000"),
        ("socket", "fd 5", "that was there: connected with 127.0.0.1:5000"),
    ),
    (ev.Bound(*HERE, "127.0.0.1:7"), ("bind", "", "127.0.0.1:7")),
    (ev.Listening(*HERE, "127.0.0.1:7", 4096), ("listen", "", "127.0.0.1:7 · up to 4,096 may wait")),
    (ev.Accepted(*HERE, 6, "127.0.0.1:9", 1), ("accept", "fd 6", "from 127.0.0.1:9")),
    (ev.Connecting(*HERE, "", "127.0.0.1:7", ""), ("connect", "connected", "to 127.0.0.1:7")),
    (
        ev.Connecting(*HERE, "", "127.0.0.1:7", "EINPROGRESS"),
        ("connect", "EINPROGRESS", "to 127.0.0.1:7 · how it goes is known later"),
    ),
    (ev.Connected(*HERE), ("connect", "connected", "SO_ERROR is 0: it went well")),
    (ev.Registered(*HERE, 1, 2, 0, ""), ("register", "R·", "watched for READ")),
    (ev.Registered(*HERE, 1, 2, -1, "pair"), ("register", "R·", "watched for READ · its own calls are not seen")),
    (ev.Modified(*HERE, 2, 2, 262_144, ""), ("modify", "·W", "watched for WRITE · outb 256 K")),
    (ev.Unregistered(*HERE, 0, 2, 0, ""), ("unregister", "··", "watched no more")),
    (ev.Received(*HERE, "recv", 65536, 4096, 0, b""), ("recv", "4,096", "outb 0")),
    (ev.Received(*HERE, "recv_into", 65536, 9, -1, b""), ("recv_into", "9", "")),
    (ev.PeerFinished(*HERE, 0), ("recv", "EOF", "the peer will send no more")),
    (ev.PeerFinished(*HERE, 18_432), ("recv", "EOF", "the peer will send no more · 18 K still owed")),
    (ev.OutbSeen(*HERE, 4096, b"abc"), ("outb", "4,096", "what waits in the program to be sent")),
    (ev.Peeked(*HERE, 3, b"abc"), ("recv", "3", "looked at, and left in the kernel")),
    (ev.Sent(*HERE, "send", 4096, 4096, 0, b""), ("send", "4,096", "outb 0")),
    (ev.Sent(*HERE, "send", 262_144, 56_320, 262_144, b""), ("send", "55 K of 256 K", "outb 256 K → 201 K")),
    (ev.Sent(*HERE, "send", 900, 900, 900, b""), ("send", "900", "outb 900 B → 0")),
    (ev.UrgentReceived(*HERE, 1, b"!"), ("recv", "1 urgent", "out of band, counted apart")),
    (ev.UrgentSent(*HERE, 1, b"!"), ("send", "1 urgent", "out of band, counted apart")),
    (ev.WouldBlock(*HERE, "send", 9, 9), ("send", "EAGAIN", "no room: the kernel's send buffer is full")),
    (ev.WouldBlock(*HERE, "recv", 9, 9), ("recv", "EAGAIN", "nothing to read yet")),
    (ev.Reset(*HERE, "recv", "ECONNRESET", 0), ("recv", "ECONNRESET", "reset without a goodbye")),
    (
        ev.Reset(*HERE, "send", "EPIPE", 2048),
        ("send", "EPIPE", "the connection takes no more bytes · 2.0 K in outb lost"),
    ),
    (ev.Failed(*HERE, "accept", "EMFILE", -1), ("accept", "EMFILE", "this process has no file descriptor left")),
    (ev.Failed(*HERE, "bind", "error 9999", -1), ("bind", "error 9999", "the call failed")),
    (ev.HalfClosed(*HERE, 1), ("shutdown", "writing", "the socket itself stays open")),
    (ev.HalfClosed(*HERE, 9), ("shutdown", "9", "the socket itself stays open")),
    (ev.Closed(*HERE, 0, False), ("close", "", "closed")),
    (ev.Closed(*HERE, 1024, True), ("close", "", "let go of without a close · 1.0 K in outb lost")),
    (ev.Injected(1, 7, 4, 4, "", b"ping"), ("inject", "4", "by hand · put in between two sends")),
    (
        ev.Injected(1, 7, 4, 0, "", b""),
        ("inject", "0 B of 4 B", "by hand · nothing was put in: the kernel takes no more"),
    ),
    (
        ev.Injected(1, 7, 4096, 1024, "", b""),
        ("inject", "1.0 K of 4.0 K", "by hand · put in between two sends: the kernel takes no more"),
    ),
    (
        ev.Injected(1, 7, 4, 0, "EPIPE", b""),
        ("inject", "0 B of 4 B", "by hand · not done: the connection takes no more bytes"),
    ),
    (
        ev.ReadingStopped(1, 7, ""),
        ("stop read", "", "by hand · select() does not tell that there is something to read"),
    ),
    (ev.ReadingResumed(1, 7, ""), ("go on read", "", "by hand · select() tells again that there is something to read")),
    (
        ev.EndedByHand(1, 7, "half-close", ""),
        ("half-close", "", "by hand · writing is shut down: the peer reads an end, and the next send fails with EPIPE"),
    ),
    (ev.EndedByHand(1, 7, "reset", "EBADF"), ("reset", "", "by hand · not done: it is closed already")),
    (ev.PipesSet(1, 7, 4608, 2304, ""), ("buffers", "", "by hand · the kernel holds up to 4,608 out, 2,304 in")),
    (kernel(5, -1), ("kernel", "ESTAB", "5 not read")),
    (kernel(5, 9), ("kernel", "ESTAB", "5 not read · 9 not acknowledged")),
    (ev.BlockingSet(*HERE, False), ("setblocking", "False", "its calls do not wait")),
    (ev.OptionSet(*HERE, 1, 7, 4096), ("setsockopt", "4,096", "level 1, option 7")),
    (ev.Woke(1, 2, 0, NOWHERE, -1, 300_000, 5, 0, [(7, 1), (8, 2)]), ("select", "2 ready", "slept 0.3 ms")),
    (ev.Woke(1, 2, 0, NOWHERE, 0, 0, 5, 0, []), ("select", "0 ready", "did not sleep")),
    (
        ev.Idled(1, 2, 0, NOWHERE, 3_000_000, 168_000, 167_000),
        ("select", "same again", "167k of 168k loops idle so far · slept 3.0 ms"),
    ),
    (ev.Asleep(1, 2, -1, 5, 0), ("select", "waiting", "nothing is ready: it sleeps until something is")),
    (ev.Asleep(1, 2, 100_000_000, 5, 0), ("select", "waiting", "nothing is ready: it sleeps for 100 ms at most")),
    (ev.LoopEnded(1, 2), ("close", "", "the selector is closed")),
    (
        ev.ClientBegan(1, 3, "127.0.0.1:9", "127.0.0.1:7", "well-behaved", 44),
        ("launch", "", "well-behaved · 44 bytes to say"),
    ),
    (
        ev.ClientBegan(1, 3, "127.0.0.1:9", "127.0.0.1:7", "silent", -1),
        ("launch", "", "silent · until it is told to stop"),
    ),
    (ev.ClientActed(1, 3, "drip", 1), ("behave", "once", "drip")),
    (ev.ClientActed(1, 3, "drip", 1200), ("behave", "1,200 times", "drip")),
    (ev.ClientFroze(1, 3), ("freeze", "", "does not read")),
    (ev.ClientThawed(1, 3), ("thaw", "", "reads again")),
    (
        ev.ClientEnded(1, 3, "127.0.0.1:9", 44, 44, 44, ""),
        ("outcome", "all back", "44 of 44 bytes came back"),
    ),
    (
        ev.ClientEnded(1, 3, "127.0.0.1:9", 44, 4, 1200, ""),
        ("outcome", "ended", "4 bytes said, 1,200 came"),
    ),
    (
        ev.ClientEnded(1, 3, "", 44, 9, 0, "reset by the peer"),
        ("outcome", "error", "reset by the peer"),
    ),
    (
        ev.ClientEnded(1, 3, "", 44, 44, 44, "", "reset after 44 bytes"),
        ("outcome", "as meant", "reset after 44 bytes"),
    ),
    (
        ev.Held(1, "echo", 0, NOWHERE, "send", False, 7, 0, 22, 22, b"", 0),
        ("held", "before send", "echo stands still: asked to stop"),
    ),
    (
        ev.Held(1, "echo", 0, NOWHERE, "select", True, 0, 2, 1, -1, b"", 3),
        ("held", "after select", "echo stands still: breakpoint 3"),
    ),
    (ev.Released(1, "echo", 0), ("go on", "", "echo goes on")),
    (ev.DataSeen(1, 7, "outb", 4096, "", b"abc"), ("key.data", "outb", "4,096 bytes")),
    (ev.DataSeen(1, 7, "peer_done", -1, "False", b""), ("key.data", "peer_done", "False")),
    (
        ev.Awaiting(1, 7, ("app.py", 20), "Task-2", "handle", 0, 2),
        ("await", "1 of 2", "Task-2 in handle · app.py:20"),
    ),
    (ev.Secured(1, 7, 0, NOWHERE, ""), ("TLS", "", "both shake hands")),
    (
        ev.Secured(1, 7, 0, NOWHERE, "TLSv1.3"),
        ("TLS", "TLSv1.3", "bytes are counted as the program reads and writes them"),
    ),
    (
        ev.Stalled(1, 2, 0, ("app.py", 33), 480_000_000, True, "Task-5"),
        ("stall", "480 ms", "Task-5 kept everybody waiting · app.py:33"),
    ),
    (ev.Stalled(1, 2, 0, NOWHERE, 480_000_000, True, ""), ("stall", "480 ms", "the loop kept everybody waiting")),
    (ev.Waiting(1, "app.py", 0, "accept", 7), ("wait", "accept", "app.py waits in it")),
    (ev.Waiting(1, "app.py", 0, "", 7), ("go on", "", "the call has come back")),
    (ev.Unwatched(1, "app.py", 77, "python -I x.py", "isolated"), ("unwatched", "pid 77", "python -I x.py: isolated")),
    (
        ev.Unseen(1, "app.py", 7, 4096, 0, "sendfile"),
        ("unseen", "", "4,096 bytes in, 0 out by the kernel's count: sendfile"),
    ),
    (
        ev.Unseen(1, "app.py", 7, 0, 0, ""),
        ("unseen", "", "0 bytes in, 0 out by the kernel's count: all was told of after all"),
    ),
    (ev.Started(1, "app.py", "", 77, 0, "python app.py"), ("start", "pid 77", "python app.py runs")),
    (ev.Ended(1, "app.py", "", 0), ("end", "code 0", "app.py came to its end")),
    (ev.Ended(1, "app.py", "", 3), ("end", "code 3", "app.py has ended")),
    (ev.Ended(1, "app.py", "", -1, "SIGKILL"), ("end", "SIGKILL", "app.py has ended")),
    (ev.Cleared(1, "closed"), ("clear", "closed", "rows of what was over were taken away")),
    (ev.Printed(1, "hello"), ("print", "", "hello")),
    (ev.CpuSampled(1, "echo", 1_500_000_000), ("cpu", "1.5 s", "used by its thread so far")),
    (ev.Started(1, "echo", "127.0.0.1:7"), ("start", "", "echo runs at 127.0.0.1:7")),
    (ev.Started(1, "clients", ""), ("start", "", "clients runs")),
    (ev.Ended(1, "echo", ""), ("end", "", "echo was told to stop")),
    (ev.Ended(1, "tutorial", "OSError: no"), ("end", "died", "OSError: no")),
    (ev.Dropped(1, 1234), ("left out", "1,234", "only counted; exact totals follow")),
    (ev.Retired(1, "KeyError: 7"), ("probe", "retired", "the program runs on unseen: KeyError: 7")),
]


def known(ended: str, error: str, outb: int) -> ev.Known:
    return ev.Known(1, 7, 5, "accepted", "", "127.0.0.1:9", 1, ended, error, outb, 4096, 2048, 1, 1, 0, 0)


@pytest.mark.parametrize(("fact", "words"), EXPECTED, ids=lambda each: type(each).__name__)
def test_a_fact_in_words(fact: Fact, words: tuple[str, str, str]) -> None:
    assert said(fact) == words


def test_the_exact_totals_in_words() -> None:
    assert said(known("", "", 2048)) == ("totals", "open", "4,096 bytes in, 2,048 out · outb 2.0 K")
    assert said(known("done", "", 0)) == ("totals", "done", "4,096 bytes in, 2,048 out")
    assert said(known("closed", "ECONNRESET", 2048)) == (
        "totals", "ECONNRESET", "4,096 bytes in, 2,048 out · 2.0 K in outb lost",
    )  # fmt: skip


def test_every_kind_of_fact_has_words_and_an_example_here() -> None:
    assert set(WORDS) == set(ev.every_fact())
    assert {type(fact) for fact, _ in EXPECTED} | {ev.Known} == set(ev.every_fact())


def test_call_and_amount_fit_their_columns() -> None:
    largest = 999 << 40
    wide = [
        ev.Sent(*HERE, "sendall", largest, largest - 1, largest, b""),
        ev.Received(*HERE, "recv_into", 9, 999_999_999_999, 0, b""),
    ]
    words = [said(fact)[:2] for fact in [*wide, *(fact for fact, _ in EXPECTED)]]
    assert max(cells(call) for call, _ in words) <= 11
    assert max(cells(how_much) for _, how_much in words) <= 15
