"""An asyncio server that has the kernel send a file: those bytes pass no method of a socket."""

import asyncio
import socket
import tempfile

from talk import Clients, exactly

SIZE = 200_000
conversations = set()


def fetch(port, number):
    with socket.create_connection(("127.0.0.1", port), timeout=60) as sock:
        sock.sendall(b"%d\n" % number)
        return len(exactly(sock, SIZE))


async def main():
    with tempfile.TemporaryFile() as file:
        file.write(bytes(SIZE))
        file.flush()

        async def give(reader, writer):
            conversations.add(asyncio.current_task())
            await reader.readline()
            await asyncio.get_running_loop().sendfile(writer.transport, file)
            writer.close()
            await writer.wait_closed()

        server = await asyncio.start_server(give, "127.0.0.1", 0)
        clients = Clients(server.sockets[0].getsockname()[1], talk=fetch).start()
        await asyncio.to_thread(clients.join)
        await asyncio.gather(*conversations)
        server.close()
        await server.wait_closed()


asyncio.run(main())
