"""An ASGI application under uvicorn, on h11 and asyncio's own loop."""

import asyncio
import http.client

import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from talk import SIZES, Clients, message, socket


async def echo(request):
    return Response(await request.body())


def ask(port, number):
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for size in SIZES:
        client.request("POST", "/", message(number, size))
        assert client.getresponse().read() == message(number, size)
    client.close()
    return sum(SIZES)


async def main():
    app = Starlette(routes=[Route("/", echo, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, loop="asyncio", http="h11", log_level="warning"))
    with socket.create_server(("127.0.0.1", 0)) as lsock:
        serving = asyncio.create_task(server.serve(sockets=[lsock]))
        clients = Clients(lsock.getsockname()[1], talk=ask).start()
        await asyncio.to_thread(clients.join)
        server.should_exit = True
        await serving


asyncio.run(main())
