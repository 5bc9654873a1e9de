"""TLS on plain sockets, a thread for each connection."""

import threading

from certificate import asking, serving
from talk import CONNECTIONS, Clients, socket


def echo(sock):
    with sock:
        while data := sock.recv(8192):
            sock.sendall(data)


with socket.create_server(("127.0.0.1", 0)) as plain, serving().wrap_socket(plain, server_side=True) as lsock:
    clients = Clients(lsock.getsockname()[1], wrap=asking).start()
    threads = [threading.Thread(target=echo, args=(lsock.accept()[0],)) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    clients.join()
    for thread in threads:
        thread.join()
