"""What goes through TLS is counted as the program reads and writes it, and what waits for `ssl` leaves no trace."""

from pathlib import Path

from connscope import events as ev
from connscope.events import Fact
from tests.sources.watched import PROGRAMS, run, told

SAYS = "SSLWantReadError b'hellohello'\nb''\nTrue SourceFileLoader type\n"


def worded(fact: Fact) -> str:
    """What it tells, without what differs from run to run."""
    match fact:
        case ev.Secured():
            return "secured " + fact.protocol
        case ev.Sent() | ev.Received():
            return f"{fact.call} {fact.size} {bytes(fact.head)!r}"
        case ev.WouldBlock():
            return f"{fact.call} in vain"
        case _:
            return type(fact).__name__


def test_tls_is_told_in_plain_bytes_and_its_refusals_and_ends_as_any_others(tmp_path: Path) -> None:
    ended = run(tmp_path, str(PROGRAMS / "speaks_tls.py"))
    assert (ended.stdout, ended.stderr, ended.returncode) == (SAYS, "", 0)
    facts = told(tmp_path)
    kinds = ev.Secured | ev.Sent | ev.Received | ev.WouldBlock | ev.Failed | ev.PeerFinished | ev.Closed
    by_conn: dict[int, list[str]] = {}
    for fact in facts:
        if isinstance(fact, ev.Opened | ev.Accepted):
            by_conn[fact.conn] = []
        elif isinstance(fact, kinds):
            by_conn[fact.conn].append(worded(fact))
    assert sorted(by_conn.values()) == [
        ["Closed"],
        ["secured TLSv1.3", "recv 5 b'hello'", "send 10 b'hellohello'", "recv 7 b'the end'", "Closed"],
        [
            *("secured TLSv1.3", "send 5 b'hello'", "recv_into 10 b'hellohello'", "recv in vain"),
            *("send 7 b'the end'", "PeerFinished", "Closed"),
        ],
    ]
