"""A sitting over a program of asyncio's: who waits for a connection, while it runs and while it is held."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from connscope.connections import Connection
from connscope.programs import ProgramSession
from connscope.wishes import Breakpoint, Go, SetBreakpoints
from tests.test_programs import sitting, until

SERVER = """
import asyncio

async def shout(reader, writer):
    while line := await reader.readline():
        writer.write(line.upper())
        await writer.drain()
    writer.close()

async def main():
    server = await asyncio.start_server(shout, "127.0.0.1", 0)
    await server.serve_forever()

asyncio.run(main())
"""
READING = 5


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProgramSession]:
    script = tmp_path_factory.mktemp("asyncio") / "shouts.py"
    script.write_text(SERVER)
    with sitting(script) as session:
        until(session, lambda: session.port)
        yield session


@contextmanager
def conversing(session: ProgramSession) -> Iterator[tuple[socket.socket, Connection]]:
    """A client, and its connection in the picture."""
    with socket.create_connection((session.host, session.port)) as client:
        client.sendall(b"hello\nhalf a l")
        until(session, lambda: any(conn.bytes_in and not conn.over for conn in session.ledger.connections.values()))
        yield client, next(conn for conn in session.ledger.connections.values() if conn.bytes_in and not conn.over)
    until(session, lambda: all(conn.over for conn in session.ledger.connections.values() if conn.role == "accepted"))


def awaited(session: ProgramSession, conn: Connection) -> list[tuple[str, str, int]]:
    """The steps in the program's own file."""
    steps = session.ledger.connections[conn.id].awaits
    return [(each.function, Path(each.place[0]).name, each.place[1]) for each in steps if "shouts" in each.place[0]]


def test_a_program_that_sleeps_says_who_waits_for_the_connection_that_is_looked_at(session: ProgramSession) -> None:
    with conversing(session) as (_, conn):
        until(session, lambda: session.ledger.loops[session.loop].asleep_since)
        assert session.has_more(session.ledger.connections[conn.id])
        session.look(conn.id)
        until(session, lambda: awaited(session, conn))
        assert awaited(session, conn) == [("shout", "shouts.py", READING)]
        assert session.ledger.connections[conn.id].data["reader"].head == b"half a l"


def test_a_program_that_is_held_says_who_waits_and_is_not_said_to_be_busy(session: ProgramSession) -> None:
    with conversing(session) as (client, conn):
        session.at_the_gate(SetBreakpoints((Breakpoint(1, "call", call="recv"),)))
        client.sendall(b"ine\n")
        until(session, lambda: session.ledger.programs[session.name].standing)
        assert awaited(session, conn) == [("shout", "shouts.py", READING)]
        session.at_the_gate(SetBreakpoints(()))
        (process,) = session.observed.processes.values()
        assert [loop.awake_since for loop in process.ring.loops() if loop.conn == session.loop] == [0]
        session.at_the_gate(Go())
        until(session, lambda: session.ledger.connections[conn.id].bytes_out == len(b"hello\nhalf a line\n"))
