"""A websockets server on asyncio, and its clients for threads."""

import asyncio

from talk import SIZES, Clients, message
from websockets.asyncio.server import serve
from websockets.sync.client import connect


async def echo(websocket):
    async for data in websocket:
        await websocket.send(data)


def ask(port, number):
    with connect(f"ws://127.0.0.1:{port}", proxy=None) as websocket:
        for size in SIZES:
            websocket.send(message(number, size))
            assert websocket.recv() == message(number, size)
    return sum(SIZES)


async def main():
    async with serve(echo, "127.0.0.1", 0) as server:
        clients = Clients(server.sockets[0].getsockname()[1], talk=ask).start()
        await asyncio.to_thread(clients.join)


asyncio.run(main())
