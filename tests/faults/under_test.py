"""The servers that are abused. A starter yields a running server, and insists at the end that it ended well.

To abuse one more server, add its starter to `STARTERS`.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from connscope.servers import echo
from tests.faults.peers import Address, ask, connect
from tests.servers.serving import serving

MOST_LINES = 5
"""What a server may say in one test: peers must not be able to flood a log."""


@dataclass(frozen=True)
class Running:
    """A server at work."""

    address: Address
    pid: int
    """The process whose descriptors, memory and CPU are the server's: ours, if it runs in a thread."""
    screen: int | None = None
    """The thread of that process that draws what the server does, if any: its CPU is not the server's."""
    remembered: int = 0
    """Bytes that the process may keep of what has happened, besides what it owes."""


Starter = Callable[[], AbstractContextManager[Running]]


@contextmanager
def echo_in_thread() -> Iterator[Running]:
    said: list[str] = []
    server = echo.EchoServer(echo.listen("127.0.0.1", 0), log=said.append)
    address = server.lsock.getsockname()
    with serving(server.serve, server.stop):
        yield Running(address, os.getpid())
    assert len(said) <= MOST_LINES


def echo_in_process() -> AbstractContextManager[Running]:
    return process("connscope.servers.echo", "127.0.0.1", "0")


def probed_in_process() -> AbstractContextManager[Running]:
    return process("connscope", "serve", "--port", "0", "--quiet")


@contextmanager
def process(module: str, *words: str) -> Iterator[Running]:
    command = [sys.executable, "-m", module, *words]
    root = Path(__file__).parents[2]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        host, _, port = process.stdout.readline().split()[-1].rpartition(":")
        yield Running((host, int(port)), process.pid)
    finally:
        process.terminate()
        said, complaints = process.communicate(timeout=5)
    assert (process.returncode, complaints) == (0, "")
    assert len(said.splitlines()) <= MOST_LINES


STARTERS: list[Starter] = [echo_in_thread, echo_in_process, probed_in_process]


@contextmanager
def unharmed(start: Starter) -> Iterator[Running]:
    """A running server that must, after the abuse, still answer the same client and hold no descriptor more."""
    with start() as running, connect(running.address) as witness:
        ask(witness)
        before = descriptors(running.pid)
        yield running
        wait_until(lambda: ask(witness) and descriptors(running.pid) == before)


def descriptors(pid: int) -> set[str]:
    """The numbers of the process's open descriptors."""
    return set(os.listdir(f"/proc/{pid}/fd"))


def cpu_seconds(server: Running) -> float:
    """What the process's threads have used so far, but for the one that draws."""
    threads = [thread for thread in Path(f"/proc/{server.pid}/task").iterdir() if thread.name != str(server.screen)]
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def resident(pid: int) -> int:
    """Bytes of memory that the process holds."""
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


@contextmanager
def descriptors_limited(pid: int, count: int) -> Iterator[None]:
    """The process may open this many, be it more or fewer than before, until the end of the block."""
    soft, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (count, hard))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (soft, hard))


def wait_until(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    """Ask again until it is true; conditions talk to the server, so that each answer is a new one."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
