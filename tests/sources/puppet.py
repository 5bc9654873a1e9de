"""A process of its own that does what a test tells it, and what its probe would count of it, as the test says."""

import ast
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from connscope.events import Fact, Known
from tests.facts_by_hand import fact

PATIENCE_SECONDS = 5
STRINGS = """
import os, select, socket, sys
def connected(port, *options):
    sock = socket.socket()
    for option, size in options:
        sock.setsockopt(socket.SOL_SOCKET, option, size)
    sock.connect(("127.0.0.1", port))
    return sock
def send_error(sock):
    try:
        sock.send(b"x")
    except OSError as error:
        return error.errno
names = globals()
for line in sys.stdin:
    code = compile(line, "<told>", "exec")
    names["_"] = None
    exec(code, names)
    print(repr(names["_"]), flush=True)
"""


@dataclass
class Row:
    """What is counted of one socket."""

    conn: int
    fd: int
    role: str = "connected"
    ended: str = ""
    address: bytes = b""
    outb: int = -1
    bytes_in: int = 0
    bytes_out: int = 0
    injected: int = 0

    @property
    def counts(self) -> tuple[int, int]:
        return self.bytes_in, self.bytes_out


@dataclass
class Puppet:
    """It does one line of Python at a time. Rows are the test's."""

    process: subprocess.Popen[str]
    name: str = "puppet.py"
    running: bool = True
    rows: dict[int, Row] = field(default_factory=dict)

    @property
    def pid(self) -> int:
        return self.process.pid

    def __call__(self, line: str) -> Any:
        """Do it; what it puts into `_` is the answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        assert select.select([self.process.stdout], [], [], PATIENCE_SECONDS)[0], f"{line} does not end"
        return ast.literal_eval(self.process.stdout.readline())

    def knows(self, name: str, conn: int, **counted: Any) -> Row:
        """Its socket of this name is counted so from now on."""
        row = self.rows[conn] = Row(conn, self(f"_ = {name}.fileno()"), **counted)
        return row

    @property
    def processes(self) -> "dict[str, Puppet]":
        """As a program of one process."""
        return {self.name: self}

    def drain(self) -> list[Fact]:
        return []

    def stop(self) -> None:
        self.running = False

    def injected(self, conn: int) -> int:
        return self.rows[conn].injected

    def known(self, conn: int, name: str, **given: Any) -> Known:
        """The fact that tells of this socket, of which a row is there."""
        row = self.rows[conn]
        own, peer = self(f"_ = ['{{}}:{{}}'.format(*end()[:2]) for end in ({name}.getsockname, {name}.getpeername)]")
        made: Known = fact(Known, conn=conn, fd=row.fd, role=row.role, own=own, address=peer, **given)
        return made

    def row(self, conn: int) -> Row | None:
        return self.rows.get(conn)


@contextmanager
def puppet(env: dict[str, str] | None = None) -> Iterator[Puppet]:
    """One such process, until the block ends; a probe is in it if the environment says so."""
    options = "-ISc" if env is None else "-c"
    with subprocess.Popen(
        [sys.executable, options, STRINGS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
    ) as process:
        try:
            yield Puppet(process)
        finally:
            process.kill()
