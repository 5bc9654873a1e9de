"""A tornado server on its streams, and one for HTTP."""

import asyncio
import http.client

from talk import SIZES, Clients, message
from tornado.httpserver import HTTPServer
from tornado.iostream import StreamClosedError
from tornado.netutil import bind_sockets
from tornado.tcpserver import TCPServer
from tornado.web import Application, RequestHandler


class Echo(TCPServer):
    async def handle_stream(self, stream, _):
        try:
            while True:
                await stream.write(await stream.read_bytes(8192, partial=True))
        except StreamClosedError:
            pass


class Page(RequestHandler):
    def post(self):
        self.write(self.request.body)


def ask(port, number):
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for size in SIZES:
        client.request("POST", "/", message(number, size))
        assert client.getresponse().read() == message(number, size)
    client.close()
    return sum(SIZES)


async def main():
    for server, more in ((Echo(), {}), (HTTPServer(Application([("/", Page)])), {"talk": ask})):
        sockets = bind_sockets(0, "127.0.0.1")
        server.add_sockets(sockets)
        clients = Clients(sockets[0].getsockname()[1], **more).start()
        await asyncio.to_thread(clients.join)
        server.stop()


asyncio.run(main())
