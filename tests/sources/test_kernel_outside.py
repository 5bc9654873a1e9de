"""What the kernel has of another process's connections is told as of ours: at one moment, and of no other socket."""

import sys
import time
from collections.abc import Iterator

import pytest

from connscope.events import UNKNOWN, KernelSampled, Known, Secured
from connscope.ledger import Ledger
from connscope.sources import inodes
from connscope.sources.kernel import Sampler
from tests.facts_by_hand import fact
from tests.sources.puppet import PATIENCE_SECONDS, Puppet, puppet

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
HERE, THERE = 7, 8


@pytest.fixture(scope="module")
def process() -> Iterator[Puppet]:
    with puppet() as process:
        yield process


class Sitting:
    """Both ends of one connection are that process's, and a sampler looks at one."""

    def __init__(self, process: Puppet) -> None:
        self.process, self.ledger = process, Ledger()
        self.sampler = Sampler([process])
        process.rows.clear()
        process("listener = socket.create_server(('127.0.0.1', 0))")
        process("there = connected(listener.getsockname()[1]); here, _ = listener.accept(); _ = None")
        self.knows("here", HERE, "accepted")
        self.knows("there", THERE, "connected")
        self.sampler.watch((), HERE)

    def knows(self, name: str, conn: int, role: str, **given: object) -> None:
        """The probe counts it from now on, and the ledger knows it."""
        self.process.knows(name, conn, role=role)
        self.ledger.apply(self.process.known(conn, name, **given))

    def now(self) -> dict[int, KernelSampled]:
        """What is told at the beginning of new spans."""
        self.sampler.spans.clear()
        told: dict[int, KernelSampled] = {}
        for each in self.sampler.samples(self.ledger):
            assert isinstance(each, KernelSampled)
            self.ledger.apply(each)
            told[each.conn] = each
        return told

    def soon(self) -> dict[int, KernelSampled]:
        """The same, once anything is told."""
        patience = time.monotonic() + PATIENCE_SECONDS
        while not (told := self.now()):
            assert time.monotonic() < patience, "nothing is told"
        return told


@pytest.fixture
def sitting(process: Puppet, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sitting]:
    monkeypatch.setattr(inodes, "WALKS_NS", 0)
    monkeypatch.setattr(inodes, "SHARE", 0)
    it = Sitting(process)
    yield it
    it.sampler.close()
    process("listener.close(); here.close(); there.close()")


def test_both_ends_are_told_of_at_one_moment(sitting: Sitting):
    sitting.process("there.send(bytes(100))")
    sitting.process.rows[THERE].bytes_out = 100
    told = sitting.soon()
    here, there = told[HERE], told[THERE]
    assert (here.at, here.still, there.still) == (there.at, True, True)
    assert (here.unread, here.bytes_in, here.state, there.bytes_out, there.unacked) == (100, 0, "ESTAB", 100, 0)
    sizes = sitting.process("_ = [here.getsockopt(1, name) for name in (socket.SO_SNDBUF, socket.SO_RCVBUF)]")
    assert [here.sndbuf, here.rcvbuf] == sizes


def test_what_program_and_kernel_count_differently_is_motion(sitting: Sitting):
    sitting.process("there.send(bytes(100))")
    assert [each.still for each in sitting.soon().values()] == [False, False]


def test_of_tls_the_kernel_counts_more_and_that_is_no_motion(sitting: Sitting):
    sitting.process("there.send(bytes(100)); here.recv(100)")
    for conn in (HERE, THERE):
        sitting.ledger.apply(fact(Secured, conn=conn, protocol="TLSv1.3"))
    assert [each.still for each in sitting.soon().values()] == [True, True]


def test_bytes_put_in_by_hand_are_no_motion(sitting: Sitting):
    sitting.process("here.send(b'by hand'); there.recv(100)")
    sitting.process.rows[HERE].injected = sitting.process.rows[THERE].bytes_in = 7
    told = sitting.soon()
    assert [(each.still, each.injected) for each in told.values()] == [(True, 7), (True, 0)]


def test_a_socket_whose_descriptor_is_another_s_by_now_is_asked_no_more(sitting: Sitting):
    sitting.soon()
    sitting.process("fd = here.fileno(); here.close(); here = connected(listener.getsockname()[1]); _ = here.fileno()")
    other = sitting.process.rows.pop(HERE)
    sitting.process.rows[9] = other
    assert HERE not in sitting.now()


def test_only_what_is_found_at_two_beats_is_its_socket(sitting: Sitting):
    of = sitting.sampler.inodes
    assert [of.of(sitting.process, HERE), of.of(sitting.process, HERE)] == [0, 0]
    sitting.process("os.dup2(there.fileno(), here.fileno())")
    of.learn(1)
    assert of.of(sitting.process, HERE) == 0
    of.learn(2)
    inode = sitting.process("_ = os.fstat(there.fileno()).st_ino")
    assert (of.of(sitting.process, HERE), of.by_conn) == (inode, {HERE: inode})


def test_a_descriptor_of_one_that_is_closed_says_nothing(sitting: Sitting):
    of = sitting.sampler.inodes
    sitting.process.rows[HERE].ended = "closed"
    for now in range(3):
        of.learn(now)
        assert of.of(sitting.process, HERE) == 0
    assert of.guessed == {}
    assert sitting.now() == {}


def test_one_that_was_reset_is_said_to_be_over(sitting: Sitting):
    sitting.soon()
    sitting.process("there.setsockopt(1, socket.SO_LINGER, bytes([1, 0, 0, 0, 0, 0, 0, 0])); there.close()")
    sitting.process.rows.pop(THERE)
    told = sitting.soon()[HERE]
    assert (told.state, told.unread, told.unacked) == ("CLOSE", UNKNOWN, 0)


@pytest.mark.parametrize("family", ["unix", ""])
def test_what_waits_in_a_unix_socket_is_told(sitting: Sitting, family: str):
    sitting.process("one, other = socket.socketpair(); other.send(bytes(300))")
    sitting.process.knows("one", 9)
    sitting.ledger.apply(fact(Known, conn=9, role="connected", family=family, made_at=1))
    sitting.sampler.watch((), 9)
    (told,) = sitting.soon().values()
    assert (told.conn, told.unread, told.unacked, told.state) == (9, 300, UNKNOWN, "ESTAB")
    sitting.process("one.close(); other.close()")


def test_of_what_is_neither_nothing_is_told(sitting: Sitting):
    sitting.process("one = socket.socket(type=socket.SOCK_DGRAM)")
    sitting.process.knows("one", 9)
    sitting.ledger.apply(fact(Known, conn=9, role="connected"))
    sitting.sampler.watch((), 9)
    while not sitting.sampler.inodes.absent:
        assert sitting.now() == {}
    assert sitting.now() == {}
    sitting.process("one.close()")


def test_what_is_closed_is_forgotten(sitting: Sitting):
    sitting.soon()
    of = sitting.sampler.inodes
    here, there = of.by_conn[HERE], of.by_conn[THERE]
    assert {here, there} <= of.requests.keys() & of.met
    of.keep({HERE})
    assert (of.by_conn, set(of.requests), of.met) == ({HERE: here}, {here}, {here})
