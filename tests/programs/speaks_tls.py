"""Speaks TLS with itself, in the ways in which a program may come to it."""

import socket
import sys
import threading
from pathlib import Path

assert "ssl" not in sys.modules

import ssl  # noqa: E402

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(Path(__file__).with_name("localhost.pem"))
trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE


def serve(listening: ssl.SSLSocket) -> None:
    conn, _ = listening.accept()
    with conn:
        conn.sendall(conn.recv(100) * 2)
        conn.recv(100)


with socket.create_server(("127.0.0.1", 0)) as server:
    listening = context.wrap_socket(server, server_side=True)
    thread = threading.Thread(target=serve, args=(listening,))
    thread.start()
    plain = socket.create_connection(listening.getsockname())
    with trusting.wrap_socket(plain) as client:
        client.send(b"hello")
        room = bytearray(20)
        size = client.recv_into(room)
        client.setblocking(False)
        try:
            client.recv(5)
        except ssl.SSLWantReadError as error:
            print(type(error).__name__, bytes(room[:size]))
        client.setblocking(True)
        client.write(b"the end")
        print(client.recv(5))
    thread.join()
    listening.close()

print(ssl.__loader__ is ssl.__spec__.loader, type(ssl.__loader__).__name__, type(sys.meta_path[-1]).__name__)
