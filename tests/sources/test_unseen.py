"""What goes past the probe of a watched process is told once it rests, and what does not is never said to."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from connscope.events import Secured, Unseen
from connscope.sources import inodes, unseen
from connscope.sources.libraries import OTHERS, blamed, mapped
from connscope.wishes import Inject
from tests.facts_by_hand import fact
from tests.sources.puppet import Puppet
from tests.sources.watched_puppet import Sitting, sitting_over, watched_puppet

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Puppet, Path]]:
    folder = tmp_path_factory.mktemp("run")
    with watched_puppet(folder) as process:
        process("import _socket, signal; raw = None")
        yield process, folder


@pytest.fixture
def sitting(process: tuple[Puppet, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Sitting]:
    monkeypatch.setattr(inodes, "WALKS_NS", 0)
    monkeypatch.setattr(inodes, "SHARE", 0)
    monkeypatch.setattr(unseen, "ROUND_NS", 0)
    with sitting_over(*process) as it:
        yield it


def compared(sitting: Sitting, conn: int) -> None:
    """This connection has been looked at as often as it takes."""
    before = sitting.sampler.unseen
    sitting.until(lambda: conn in before.differences and before.differences[conn].looks >= unseen.LOOKS)


def test_what_was_read_and_written_past_the_calls_is_told_and_taken_back_by_none(sitting: Sitting):
    client, conn = sitting.accepted()
    with client:
        client.send(bytes(500))
        sitting.process("sock.recv(200); os.write(sock.fileno(), b'x')")
        sitting.process("_socket.socket.recv(sock, 100); _socket.socket.send(sock, bytes(30))")
        sitting.until(lambda: sitting.told(Unseen))
        (told,) = sitting.told(Unseen)
        assert told == Unseen(told.at, "puppet.py", conn.id, 100, 30, OTHERS)
        assert sitting.ledger.connections[conn.id].unseen == (100, 30)
        sitting.process("_socket.socket.send(sock, b'more')")
        sitting.until(lambda: len(sitting.told(Unseen)) > 1)
        assert sitting.told(Unseen)[1].bytes_out == 34


def test_what_was_counted_or_put_in_by_hand_or_still_waits_is_no_news(sitting: Sitting):
    client, conn = sitting.accepted()
    with client:
        client.send(bytes(500))
        sitting.process("sock.recv(200); sock.sendall(bytes(3000))")
        sitting.source.do(Inject(conn.id, b"by hand"))
        compared(sitting, conn.id)
        assert [told for told in sitting.told(Unseen) if told.conn] == []
        assert sitting.sampler.unseen.differences[conn.id][2:4] == (200, 3007)


def test_of_tls_nothing_is_compared(sitting: Sitting):
    (client, conn), (other, plain) = sitting.accepted(), sitting.accepted()
    with client, other:
        sitting.ledger.apply(fact(Secured, conn=conn.id, protocol="TLSv1.3"))
        sitting.process("_socket.socket.send(sock, b'record')")
        compared(sitting, plain.id)
        assert conn.id not in sitting.sampler.unseen.differences


def test_what_a_forked_process_does_with_an_inherited_socket_is_in_the_sum(sitting: Sitting):
    client, conn = sitting.accepted()
    with client:
        client.send(bytes(500))
        child = sitting.process("sock.recv(100); pid = os.fork(); pid or (sock.recv(150), signal.pause()); _ = pid")
        try:
            traffic, of = sitting.sampler.unseen, sitting.sampler.inodes
            sitting.until(lambda: len(traffic.holders.get(of.by_conn.get(conn.id, 0), ())) == 2)
            both = traffic.holders[of.by_conn[conn.id]]
            sitting.until(lambda: sorted(sitting.ledger.connections[it].bytes_in for it in both) == [100, 150])
            sitting.until(lambda: [traffic.differences.get(it, (1,))[:2] for it in both] == [(0, 0), (0, 0)])
            sitting.until(lambda: not sitting.ledger.unseen)
        finally:
            sitting.process(f"os.kill({child}, 9); os.waitpid({child}, 0)")


def stranger(sitting: Sitting) -> Unseen | None:
    """What is known of sockets that no call has told of."""
    return sitting.ledger.unseen.get(("puppet.py", 0))


def test_sockets_that_no_call_has_told_of_are_counted_also_when_they_are_gone(sitting: Sitting):
    client, _ = sitting.accepted()
    with client:
        sitting.process(f"raw = _socket.socket(); raw.connect(('127.0.0.1', {sitting.port})); raw.send(bytes(70))")
        why = "a socket that Python's socket module does not know"
        sitting.until(lambda: (it := stranger(sitting)) == Unseen(it.at if it else 0, "puppet.py", 0, 0, 70, why))
        sitting.process("raw.close()")
        strangers = sitting.sampler.unseen.strangers[sitting.process.pid]
        sitting.until(lambda: strangers.gone[0])
        told = stranger(sitting)
        assert told is not None
        assert (strangers.gone, strangers.moved, told.bytes_out, told.why) == ((1, 0, 70), {}, 70, why)


def test_a_socket_that_is_told_of_later_is_no_stranger(sitting: Sitting):
    sitting.process(f"raw = _socket.socket(); raw.connect(('127.0.0.1', {sitting.port})); raw.send(bytes(70))")
    sitting.until(lambda: (it := stranger(sitting)) and it.bytes_out == 70)
    sitting.process("sock = socket.socket(fileno=raw.detach()); sock.send(b'x')")
    sitting.until(lambda: not sitting.ledger.unseen)
    last = sitting.told(Unseen)[-1]
    assert last == Unseen(last.at, "puppet.py", 0, 0, 0, "")


def test_each_is_looked_at_once_in_a_while_and_few_at_once(sitting: Sitting, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(unseen, "ROUND_NS", 2_000_000_000)
    sitting.look()
    traffic = sitting.sampler.unseen
    began = []
    monkeypatch.setattr(traffic, "rounds", lambda *_: began.append(1) or iter([None] * 500))
    for beat in range(40):
        traffic.look(
            sitting.ledger, traffic.began_at + 2_000_000_000 if not beat else traffic.began_at + beat * 50_000_000
        )
    assert len(began) == 1


def test_libraries_are_known_by_their_files():
    assert mapped(b"7f /x/gevent/_queue.so\n7f /lib/libcurl.so.4\n7f /x/uvloop/loop.cpython-311.so") == [
        *("uvloop", "gevent", "curl")
    ]
    assert (mapped(b"/lib/libc.so"), blamed([]), blamed(["curl", "gRPC"])) == ([], OTHERS, "curl or gRPC")
