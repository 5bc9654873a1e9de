"""A socket of another process is lent for a moment, and nothing else is."""

import errno
import os
import sys
from collections.abc import Iterator

import pytest

from connscope import borrowed
from connscope.borrowed import Borrower, reason, refusal
from tests.sources.puppet import Puppet, puppet

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lends")


@pytest.fixture(scope="module")
def other() -> Iterator[Puppet]:
    with puppet() as process:
        yield process


@pytest.fixture
def borrower(other: Puppet) -> Iterator[Borrower]:
    it = Borrower(other.pid)
    yield it
    it.close()


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


def test_it_is_the_same_socket_and_given_back(other: Puppet, borrower: Borrower):
    fd = other("a, b = socket.socketpair(); _ = a.fileno()")
    before = open_files()
    with borrower.borrow(fd) as sock:
        assert sock is not None
        sock.send(b"lent")
    assert other("_ = b.recv(100)") == b"lent"
    assert (open_files(), borrower.why_not) == (before, "")


def test_what_its_owner_has_set_stays(other: Puppet, borrower: Borrower):
    fd = other("a, b = socket.socketpair(); a.setblocking(False); _ = a.fileno()")
    with borrower.borrow(fd) as sock:
        assert sock is not None
    assert other("_ = (os.get_blocking(a.fileno()), os.get_blocking(b.fileno()))") == (False, True)


def test_a_file_and_a_descriptor_that_is_closed_are_no_sockets(other: Puppet, borrower: Borrower):
    fd = other("a = os.open('/', os.O_RDONLY); _ = a")
    before = open_files()
    for each in (fd, 9_999):
        with borrower.borrow(each) as sock:
            assert sock is None
    assert (open_files(), borrower.why_not) == (before, "")


def test_of_a_process_that_is_over_nothing_is_lent():
    with puppet() as process:
        borrower = Borrower(process.pid)
        fd = process("a, b = socket.socketpair(); _ = a.fileno()")
    with borrower.borrow(fd) as sock:
        assert sock is None
    assert borrower.why_not == "its process is over"
    assert Borrower(process.pid).why_not == "its process is over"
    borrower.close()
    with borrower.borrow(fd) as sock:
        assert sock is None


def test_elsewhere_nothing_is_lent_and_nothing_fails(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(borrowed.sys, "platform", "darwin")
    borrower = Borrower(os.getpid())
    with borrower.borrow(0) as sock:
        assert sock is None
    assert borrower.why_not == "only Linux lends a socket of another process"


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        ("0\n", "this system does not allow it, as within many containers"),
        ("1\n", "this system lets it be done to what was started from here alone (kernel.yama.ptrace_scope is 1)"),
        ("2\n", "this system lets no process use another's sockets (kernel.yama.ptrace_scope is 2)"),
    ],
)
def test_a_refusal_says_by_which_rule(scope: str, said: str, tmp_path, monkeypatch: pytest.MonkeyPatch):
    rule = tmp_path / "scope"
    rule.write_text(scope)
    monkeypatch.setattr(borrowed, "PTRACE_SCOPE", rule)
    assert refusal(os.getpid()) == said


def test_a_refusal_says_whose_it_is(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(borrowed.os, "geteuid", lambda: 4_321)
    assert reason(errno.EPERM, os.getpid()) == "it belongs to another user"
    assert reason(errno.ENOSYS, os.getpid()) == "this kernel is older than Linux 5.6"


def test_a_close_meanwhile_ends_nothing_until_it_is_given_back(other: Puppet, borrower: Borrower):
    fd = other("a, b = socket.socketpair(); _ = a.fileno()")
    with borrower.borrow(fd) as sock:
        assert sock is not None
        assert other("a.close(); _ = select.select([b], [], [], 0)[0]") == []
    assert other("_ = b.recv(1)") == b""
