"""An aiohttp server: bodies there and back, a file, and a client of its own kind beside plain ones."""

import asyncio
import http.client
import tempfile
from pathlib import Path

from aiohttp import ClientSession, web
from talk import SIZES, Clients, message


async def echo(request):
    return web.Response(body=await request.read())


def ask(port, number):
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for size in SIZES:
        client.request("POST", "/echo", message(number, size))
        assert client.getresponse().read() == message(number, size)
    client.request("GET", "/file")
    file = client.getresponse().read()
    client.close()
    return sum(SIZES) + len(file)


async def main():
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "file")
        file.write_bytes(bytes(300_000))
        app = web.Application()
        app.router.add_post("/echo", echo)
        app.router.add_get("/file", lambda _: web.FileResponse(file))
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        clients = Clients(port, talk=ask).start()
        async with ClientSession(f"http://127.0.0.1:{port}") as session:
            for size in SIZES:
                async with session.post("/echo", data=message(9, size)) as answer:
                    assert await answer.read() == message(9, size)
        await asyncio.to_thread(clients.join)
        await runner.cleanup()


asyncio.run(main())
