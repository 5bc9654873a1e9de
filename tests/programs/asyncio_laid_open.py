"""asyncio at work, and looked at from inside by the probe that watches it, as it does when somebody asks."""

import asyncio
import importlib
import socket
import sys
import threading

HERE = sys.modules["_connscope_probe.guest"].HERE
FLOOD = 1_000_000
held = {}


def look(at_a_call=False):
    """At every socket; the first as if the program were held at a call on it."""
    rows = list(HERE.probe.rows.values())
    for row in rows:
        if at_a_call and row is rows[0]:
            HERE.awaits.standing.at[threading.get_ident()] = row
        HERE.probe.look(row.conn, everything=True)
    HERE.awaits.standing.at.clear()


async def record(reader):
    return await reader.readexactly(10)


async def message(reader):
    return await record(reader)


async def handle(reader, writer):
    held["reader"] = reader
    await message(reader)
    writer.close()


async def flood(reader, writer):
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    writer.write(b"x" * FLOOD)
    await writer.drain()
    writer.close()


class Counter(asyncio.Protocol):
    """Nobody waits for what comes here."""

    def data_received(self, data):
        held["counted"] = data


async def lines(reader):
    while line := await reader.readline():
        yield line


async def read_all(reader):
    async for line in lines(reader):
        held["line"] = line


async def gathered(reader):
    return await asyncio.gather(read_all(reader), asyncio.sleep(0))


async def patiently(reader):
    return await asyncio.wait_for(gathered(reader), 20)


async def too_long(future):
    await asyncio.wait_for(future, 90)


async def until(condition):
    while not condition():
        await asyncio.sleep(0)


async def messages():
    """Half a message is there: who waits for the rest?"""
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    where = server.sockets[0].getsockname()
    reader, writer = await asyncio.wait_for(asyncio.open_connection(*where), 20)
    lines_read = asyncio.create_task(patiently(reader), name="patient")
    writer.write(b"12345")
    await until(lambda: "reader" in held and len(held["reader"]._buffer) == 5 and held["reader"]._waiter)
    await until(lambda: reader._waiter)
    look(at_a_call=True)
    writer.write(b"67890")
    await lines_read
    look()
    writer.close()
    server.close()


async def floods():
    """A peer that does not read, until it does."""
    server = await asyncio.start_server(flood, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname(), limit=1000)
    await until(lambda: writer.transport._paused)
    await asyncio.sleep(0)
    look()
    held["flood"] = await reader.readexactly(FLOOD)
    writer.close()
    server.close()


async def counts():
    """A protocol that is asked by nobody, and what is to be called later."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Counter, "127.0.0.1", 0)
    transport, _ = await loop.create_connection(asyncio.Protocol, *server.sockets[0].getsockname())
    transport.write(b"one")
    await until(lambda: "counted" in held)
    look()
    loop.call_later(60, look)
    sleeper = asyncio.create_task(too_long(loop.create_future()), name="sleeper")
    await asyncio.sleep(0)
    timers_of = importlib.import_module("_connscope_probe.timers").timers_of
    for seconds, text in timers_of(HERE.probe.loops[0], HERE.probe.places):
        print(round(seconds / 30) * 30, text)
    sleeper.cancel()
    transport.close()
    server.close()


async def main():
    await messages()
    await floods()
    await counts()


if __name__ == "__main__":
    asyncio.run(main())
    print(HERE.probe.failure or "watched", len(held["flood"]))
