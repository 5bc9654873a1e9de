"""An echo server on asyncio's streams, by uvloop where there is one. uvloop calls the kernel itself."""

import asyncio

from talk import Clients

try:
    from uvloop import run
except ImportError:
    from asyncio import run

conversations = set()


async def echo(reader, writer):
    conversations.add(asyncio.current_task())
    while data := await reader.read(8192):
        writer.write(data)
        await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    clients = Clients(server.sockets[0].getsockname()[1]).start()
    await asyncio.to_thread(clients.join)
    await asyncio.gather(*conversations)
    server.close()
    await server.wait_closed()


run(main())
