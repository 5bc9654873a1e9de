"""What is done by hand to a connection of another process is seen by both of its ends, and told."""

import errno
import socket
import sys
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from connscope import borrowed
from connscope import events as ev
from connscope.sources.outside_hands import Outside
from connscope.wishes import EndConnection, Inject, ResumeReading, SetPipes, StopReading
from tests.facts_by_hand import fact
from tests.sources.puppet import Puppet, Row, puppet

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lends")
CONN = 7


@pytest.fixture(scope="module")
def other() -> Iterator[Puppet]:
    with puppet() as process:
        yield process


@pytest.fixture
def outside(other: Puppet) -> Iterator[Outside]:
    it = Outside(other)
    yield it
    it.close()


@pytest.fixture
def peer(other: Puppet) -> Iterator[socket.socket]:
    """The other end, here, of a connection that the process has made."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        other(f"sock = connected({listener.getsockname()[1]})")
        accepted, _ = listener.accept()
    other.rows.clear()
    other.knows("sock", CONN)
    with accepted:
        yield accepted


def test_bytes_are_put_in_and_counted(other: Puppet, outside: Outside, peer: socket.socket):
    told = [outside.do(Inject(CONN, data), other.row(CONN)) for data in (b"by hand", b"x" * 100)]
    assert peer.recv(7) == b"by hand"
    assert told == [
        ev.Injected(told[0].at, CONN, 7, 7, "", b"by hand", 7),
        ev.Injected(told[1].at, CONN, 100, 100, "", b"x" * 64, 107),
    ]


def test_exact_totals_know_of_it_and_what_is_closed_is_forgotten(other: Puppet, outside: Outside, peer: socket.socket):
    known, closed, later = fact(ev.Known, conn=CONN), fact(ev.Closed, conn=CONN), fact(ev.Known, conn=8)
    assert outside.completed([known, closed, later]) == [known, closed, later]
    for wish in (Inject(CONN, b"by hand"), EndConnection(CONN, "close")):
        outside.do(wish, other.row(CONN))
    assert outside.completed([known, closed, later]) == [replace(known, injected=7, cut="close"), closed, later]
    assert outside.completed([known]) == [known]


def test_what_finds_no_room_is_not_put_in(other: Puppet, outside: Outside, peer: socket.socket):
    while outside.do(Inject(CONN, bytes(1 << 20)), other.row(CONN)).size:  # type: ignore[attr-defined]
        pass
    told = outside.do(Inject(CONN, b"more"), other.row(CONN))
    assert told == ev.Injected(told.at, CONN, 4, 0, "", b"", outside.injected[CONN])


@pytest.mark.parametrize(
    ("how", "there", "here"),
    [("half-close", "EPIPE", b""), ("close", "EPIPE", b""), ("reset", "ECONNRESET", None)],
)
def test_it_is_ended_as_asked(other: Puppet, outside: Outside, peer: socket.socket, how: str, there: str, here):
    told = outside.do(EndConnection(CONN, how), other.row(CONN))
    assert told == ev.EndedByHand(told.at, CONN, how, "")
    assert outside.cut == {CONN: how}
    if here is None:
        with pytest.raises(ConnectionResetError):
            peer.recv(1)
    else:
        assert peer.recv(1) == here
    assert errno.errorcode[other("_ = send_error(sock)")] == there


def test_its_buffers_are_set_and_read(other: Puppet, outside: Outside, peer: socket.socket):
    told = outside.do(SetPipes(CONN, sndbuf=8_192), other.row(CONN))
    sizes = other("_ = [sock.getsockopt(1, name) for name in (socket.SO_SNDBUF, socket.SO_RCVBUF)]")
    assert told == ev.PipesSet(told.at, CONN, *sizes, "")
    assert sizes[0] == 2 * 8_192


def test_reading_is_stopped_by_the_program_alone(other: Puppet, outside: Outside):
    for wish in (StopReading(CONN), ResumeReading(CONN)):
        with pytest.raises(ValueError, match="its select"):
            outside.do(wish, None)


def test_of_what_is_closed_or_another_s_by_now_or_listens_nothing_is_done(
    other: Puppet, outside: Outside, peer: socket.socket
):
    row = other.rows.pop(CONN)
    other.rows[8] = Row(8, row.fd)
    listening = Row(9, row.fd + 1, "listening")
    other.rows[9] = listening
    told = [outside.do(EndConnection(each.conn, "reset"), each) for each in (row, listening)]
    told.append(outside.do(EndConnection(5, "reset"), None))
    assert [fact.error for fact in told] == ["EBADF", "ENOTCONN", "EBADF"]  # type: ignore[attr-defined]
    peer.setblocking(False)
    with pytest.raises(BlockingIOError):
        peer.recv(1)


def test_what_is_elsewhere_than_its_probe_says_is_another_s_by_now(
    other: Puppet, outside: Outside, peer: socket.socket
):
    row = other.rows[CONN]
    here, there = ("{}:{}".format(*end()) for end in (peer.getsockname, peer.getpeername))
    errors = []
    for address in ("127.0.0.1:9 > localhost:9", f"{there} > localhost:9", "127.0.0.1:9", here):
        row.address = address.encode()
        errors.append(outside.do(Inject(CONN, b"y"), row).error)  # type: ignore[attr-defined]
    assert errors == ["EBADF", "", "EBADF", ""]
    assert peer.recv(3) == b"yy"


def test_where_nothing_is_lent_it_is_said_why(other: Puppet, peer: socket.socket, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(borrowed, "getfd", lambda: lambda *_: (-1, errno.ENOSYS))
    outside = Outside(other)
    told = outside.do(Inject(CONN, b"x"), other.row(CONN))
    assert told == ev.Injected(told.at, CONN, 1, 0, "this kernel is older than Linux 5.6", b"", 0)
    outside.close()
