"""An echo server on asyncio's protocols: one that gets bytes, and one that has them put into its own buffer."""

import asyncio

from talk import Clients


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)


class BufferedEcho(asyncio.BufferedProtocol):
    def __init__(self):
        self.buffer = bytearray(10000)

    def connection_made(self, transport):
        self.transport = transport

    def get_buffer(self, _):
        return self.buffer

    def buffer_updated(self, size):
        self.transport.write(self.buffer[:size])


async def main():
    for protocol in (Echo, BufferedEcho):
        server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
        clients = Clients(server.sockets[0].getsockname()[1]).start()
        await asyncio.to_thread(clients.join)
        server.close()
        await server.wait_closed()


asyncio.run(main())
