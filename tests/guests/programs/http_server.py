"""`http.server` with GET and POST, and `http.client` on the other side, several requests on a connection."""

import http.client
import http.server
import threading

from talk import SIZES, Clients, message


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(message(0, int(self.path[1:])))

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers["Content-Length"])))

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def ask(port, number):
    """GETs and POSTs on one connection; the bytes of their bodies."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for size in SIZES:
        client.request("GET", f"/{size}")
        assert client.getresponse().read() == message(0, size)
        client.request("POST", "/", message(number, size))
        assert client.getresponse().read() == message(number, size)
    client.close()
    return 2 * sum(SIZES)


with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
    serving = threading.Thread(target=server.serve_forever, args=(0.05,))
    serving.start()
    Clients(server.server_address[1], talk=ask).start().join()
    server.shutdown()
    serving.join()
