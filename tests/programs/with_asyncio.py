"""An echo server on asyncio's streams. It never sees a selector, and need not see a socket."""

import asyncio


async def echo(reader, writer):
    while data := await reader.read(1000):
        writer.write(data)
        await writer.drain()
    writer.close()


async def converse(messages, lsock=None):
    """Serve, connect to it, and answer what came back of these messages."""
    where = {"sock": lsock} if lsock is not None else {"host": "127.0.0.1", "port": 0}
    server = await asyncio.start_server(echo, **where)
    host, port = server.sockets[0].getsockname()
    reader, writer = await asyncio.open_connection(host, port)
    echoed = []
    for message in messages:
        writer.write(message)
        echoed.append(await reader.readexactly(len(message)))
    writer.write_eof()
    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()
    return echoed
