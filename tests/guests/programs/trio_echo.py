"""An echo server on trio."""

import trio
from talk import Clients


async def echo(stream):
    async with stream:
        async for data in stream:
            await stream.send_all(data)


async def main():
    listeners = await trio.open_tcp_listeners(0, host="127.0.0.1")
    async with trio.open_nursery() as nursery:
        nursery.start_soon(trio.serve_listeners, echo, listeners)
        clients = Clients(listeners[0].socket.getsockname()[1]).start()
        await trio.to_thread.run_sync(clients.join)
        nursery.cancel_scope.cancel()


trio.run(main)
