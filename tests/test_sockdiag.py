"""What the kernel says of a socket that is asked about from outside is what the socket's owner is told."""

import os
import socket
import sys
from collections.abc import Iterator

import pytest

from connscope import sockdiag
from connscope.kernel import UNKNOWN, Kernel, asked
from connscope.sockdiag import Asker, Request, Walk, tcp_of, unix_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def asker() -> Iterator[Asker]:
    it = Asker()
    yield it
    it.close()


def pair_at(host: str, family: socket.AddressFamily, kind: socket.AddressFamily | None = None) -> Iterator[Pair]:
    with socket.create_server((host, 0), family=family) as listener, socket.socket(kind or family) as client:
        client.connect((host if kind is None else "::ffff:127.0.0.1", listener.getsockname()[1]))
        server, _ = listener.accept()
        with server:
            yield client, server


@pytest.fixture(params=["inet", "inet6", "mapped"])
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    """Both ends of one connection."""
    if request.param == "inet":
        yield from pair_at("127.0.0.1", socket.AF_INET)
    elif request.param == "inet6":
        yield from pair_at("::1", socket.AF_INET6)
    else:
        yield from pair_at("127.0.0.1", socket.AF_INET, socket.AF_INET6)


def inode(sock: socket.socket) -> int:
    return os.fstat(sock.fileno()).st_ino


def requests(*socks: socket.socket) -> list[Request]:
    """How to ask about each."""
    walk = Walk([inode(sock) for sock in socks])
    while not walk.over:
        walk.step()
    return [walk.found[inode(sock)] for sock in socks]


def without_clocks(kernel: Kernel | None) -> Kernel:
    assert kernel is not None
    return kernel._replace(rwnd_limited=0, sndbuf_limited=0, rtt=0)


def test_it_is_told_what_the_owner_is_told(asker: Asker, pair: Pair):
    about = [(each, inode(sock)) for each, sock in zip(requests(*pair), pair, strict=True)]
    for deed in (
        lambda: pair[0].send(bytes(1000)),
        lambda: pair[1].recv(300),
        lambda: pair[0].shutdown(socket.SHUT_WR),
        lambda: pair[1].recv(5000),
        lambda: pair[1].recv(5000),
    ):
        deed()
        while asked(pair[0]).unacked:
            pass
        said = [asker.tcp(*each) for each in about]
        assert [without_clocks(each) for each in said] == [without_clocks(asked(sock)) for sock in pair]


def test_a_socket_that_listens_has_no_queues(asker: Asker):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        it = asker.tcp(requests(listener)[0], inode(listener))
        assert it is not None
        assert (it.unread, it.unacked, it.state, it.taken, it.given) == (UNKNOWN, UNKNOWN, "LISTEN", UNKNOWN, UNKNOWN)


def test_of_one_that_is_no_more_nothing_is_told(asker: Asker, pair: Pair):
    (about, _), number = requests(*pair), inode(pair[0])
    assert asker.tcp(about, number + 1) is None
    pair[0].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    pair[0].close()
    assert asker.tcp(about, number) is None


def test_a_unix_socket_tells_what_waits_in_it(asker: Asker):
    one, other = socket.socketpair()
    with one, other:
        one.send(bytes(700))
        sizes = [other.getsockopt(socket.SOL_SOCKET, name) for name in (socket.SO_SNDBUF, socket.SO_RCVBUF)]
        assert asker.unix(inode(other)) == Kernel(700, UNKNOWN, *sizes, "ESTAB")
        number = inode(other)
    assert asker.unix(number) is None


def test_a_walk_finds_what_it_looks_for_and_nothing_else(pair: Pair):
    one, other = socket.socketpair()
    with one, other:
        walk = Walk([inode(pair[0]), inode(one)])
        while not walk.over:
            walk.step()
        walk.step()
    assert list(walk.found) == [inode(pair[0])]


def test_a_short_answer_says_less():
    assert tcp_of(bytes([2, 1]) + bytes(70)) == Kernel(unread=0, unacked=0, state="ESTAB")
    assert unix_of(bytes([1, 1, 1]) + bytes(13)) == Kernel(state="ESTAB")
    assert unix_of(bytes([1, 1, 99]) + bytes(13) + b"\x01\0\4\0" + bytes(4)) == Kernel()


def test_elsewhere_nothing_is_known_and_nothing_fails(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sockdiag.sys, "platform", "darwin")
    asker, walk = Asker(), Walk([1])
    walk.step()
    assert (asker.tcp(b"", 1), asker.unix(1), walk.over, walk.found) == (None, None, True, {})
