"""TLS on asyncio's streams."""

import asyncio

from certificate import asking, serving
from talk import Clients

conversations = set()


async def echo(reader, writer):
    conversations.add(asyncio.current_task())
    while data := await reader.read(8192):
        writer.write(data)
        await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(echo, "127.0.0.1", 0, ssl=serving())
    clients = Clients(server.sockets[0].getsockname()[1], wrap=asking).start()
    await asyncio.to_thread(clients.join)
    await asyncio.gather(*conversations)
    server.close()
    await server.wait_closed()


asyncio.run(main())
