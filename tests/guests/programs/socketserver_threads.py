"""A threaded `socketserver` that echoes, by way of the files that it makes of its sockets."""

import socketserver
import threading

from talk import Clients


class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        while data := self.rfile.read1(8192):
            self.wfile.write(data)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = False


with Server(("127.0.0.1", 0), Echo) as server:
    serving = threading.Thread(target=server.serve_forever, args=(0.05,))
    serving.start()
    Clients(server.server_address[1]).start().join()
    server.shutdown()
    serving.join()
