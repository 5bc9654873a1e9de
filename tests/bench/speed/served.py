"""One server that is measured: a process on its core, started anew when it has died or does not come to rest."""

import selectors
import subprocess
import sys
from types import TracebackType
from typing import Self

from tests.bench.speed import loads
from tests.bench.speed.cores import on, until_still
from tests.bench.speed.programs import Programs

STARTS_WITHIN, RESTS_WITHIN = 10.0, 1.5
CONNSCOPE = ("connscope", "serve", "--quiet", "--port", "0")


class Absent(Exception):
    """It cannot be had here; says why."""


def command(peer: str, programs: Programs, uvloop: str) -> list[str]:
    """How to start it. Raises Absent."""
    if peer == loads.C:
        if programs.echo is None:
            raise Absent("no C compiler")
        return list(programs.echo)
    if peer in (loads.UV_STREAMS, loads.UV_PROTOCOL) and not uvloop:
        raise Absent("no uvloop: --uvloop gets it")
    python = uvloop if peer in (loads.UV_STREAMS, loads.UV_PROTOCOL) else sys.executable
    return [python, "-m", *(CONNSCOPE if peer == loads.SERVED else ("tests.bench.peers", peer))]


class Server:
    """A peer, running: `port`, `pid`."""

    def __init__(self, peer: str, argv: list[str], core: int | None) -> None:
        self.peer, self.argv, self.core = peer, argv, core
        self.starts = 0
        self.start()

    def start(self) -> None:
        """Raises Absent if it does not say where it listens."""
        with on(self.core):
            self.process = subprocess.Popen(
                self.argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, text=True
            )
        self.starts += 1
        line = first_line(self.process)
        if not line:
            self.end()
            raise Absent("does not start")
        self.port = int(line.rpartition(":")[2])

    @property
    def pid(self) -> int:
        """Of its process."""
        return self.process.pid

    def rest(self) -> bool:
        """Wait until it has done with what was before, so that it costs nobody else time; start it anew if need be.

        Whether it came through.
        """
        if self.process.poll() is None and until_still(self.pid, RESTS_WITHIN):
            return True
        self.end()
        self.start()
        return False

    def end(self) -> None:
        """Whatever it does."""
        self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()


def first_line(process: subprocess.Popen[str]) -> str:
    """What it says first; empty if it says nothing in time."""
    assert process.stdout is not None
    with selectors.DefaultSelector() as sel:
        sel.register(process.stdout, selectors.EVENT_READ)
        return process.stdout.readline().strip() if sel.select(STARTS_WITHIN) else ""
