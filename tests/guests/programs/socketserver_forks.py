"""A `socketserver` that forks for each connection. The parent closes what it accepted; the child talks."""

import socketserver
import subprocess
import sys
import threading
from pathlib import Path


class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        while data := self.request.recv(8192):
            self.request.sendall(data)


def converse(server):
    """Clients in a process of their own: a child that is forked would keep their sockets open."""
    subprocess.run([sys.executable, Path(__file__).with_name("talk.py"), str(server.server_address[1])], check=True)
    server.shutdown()


with socketserver.ForkingTCPServer(("127.0.0.1", 0), Echo) as server:
    stopping = threading.Thread(target=converse, args=(server,))
    stopping.start()
    server.serve_forever(0.05)
    stopping.join()
