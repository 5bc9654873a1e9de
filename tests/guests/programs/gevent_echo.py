"""An echo server on gevent, all of the standard library patched as its handbook says."""

from gevent import monkey, socket

monkey.patch_all()

from gevent.server import StreamServer  # noqa: E402 - after the patching
from talk import Clients  # noqa: E402


def echo(sock, _):
    while data := sock.recv(8192):
        sock.sendall(data)
    sock.shutdown(socket.SHUT_WR)


server = StreamServer(("127.0.0.1", 0), echo)
server.start()
Clients(server.server_port).start().join()
server.stop()
