"""Scripts that speak TLS, for a program that is watched and for one that is not."""

import io
import socket
import ssl
import threading
from contextlib import suppress

from tests.probe.waits import several
from tests.sources.watched import PROGRAMS


def contexts():
    """That of a server, and that of a client who believes everything."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(PROGRAMS / "localhost.pem")
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    return server, client


def secured(script, *, far_script=lambda far: far.recv(1000), **options):
    """Run it with a TLS client, while another thread does its part at the server's end; answers what both say."""

    def run(*_):
        answers = []
        server, client = contexts()
        near, far = socket.socketpair()

        def serve():
            with suppress(OSError), server.wrap_socket(far, server_side=True, **options) as conn:
                answers.append(far_script(conn))

        thread = threading.Thread(target=serve)
        thread.start()
        near.settimeout(5)
        with client.wrap_socket(near, **options) as conn:
            answers.append(script(conn))
        thread.join()
        return sorted(map(repr, answers))

    return run


def hold(far):
    """Say nothing until the other end is closed."""
    with suppress(OSError):
        return far.recv(10)


def unwrapped(near):
    near.send(b"x")
    plain = near.unwrap()
    return plain is near, plain.version(), several(lambda: near.read(5))()


def upward(far):
    data = far.recv(1)
    far.unwrap()
    return data


def unconnected(*_):
    """Made before it is connected, and one that listens."""
    server, client = contexts()
    with socket.create_server(("127.0.0.1", 0)) as lsock, server.wrap_socket(lsock, server_side=True) as listening:
        thread = threading.Thread(target=lambda: listening.accept()[0].sendall(b"hello"))
        thread.start()
        with client.wrap_socket(socket.socket()) as conn:
            before = several(lambda: conn.recv(5), lambda: conn.read(5))()
            conn.connect(listening.getsockname())
            data = conn.recv(10)
        thread.join()
        return before[1], data, lsock.fileno()


WRONGLY = several(
    lambda: ssl.SSLSocket(),
    lambda: contexts()[1].wrap_socket(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)),
)

SCRIPTS = {
    "TLS": secured(
        lambda near: (near.send(b"hello"), near.recv(100), near.version(), near.pending()),
        far_script=lambda far: (far.recv(100), far.sendall(b"world")),
    ),
    "TLS into a buffer": secured(
        lambda near: [(near.sendall(b"x" * 40), near.recv_into(room), room.count(b"y")) for room in [bytearray(50)]],
        far_script=lambda far: (far.recv_into(memoryview(bytearray(99)), 9), far.write(data=b"y" * 30)),
    ),
    "TLS by name": secured(
        lambda near: (near.write(data=b"hello"), near.read(len=3), near.read(buffer=bytearray(9), len=9)),
        far_script=lambda far: (far.recv(buflen=9), far.send(data=b"abcdef", flags=0)),
    ),
    "TLS as a file": secured(
        lambda near: (near.sendfile(io.BytesIO(b"line\n")), near.makefile("rb").readline()),
        far_script=lambda far: far.sendall(far.recv(10)),
    ),
    "TLS, wrongly": secured(
        several(
            lambda near: near.recv(5, socket.MSG_PEEK),
            lambda near: near.send(b"x", 1),
            lambda near: near.recvfrom(5),
            lambda near: near.sendmsg([b"x"]),
            lambda near: near.send("text"),
            lambda near: near.read("x"),
            lambda near: near.dup(),
            lambda near: near.do_handshake("x"),
        ),
        far_script=hold,
    ),
    "TLS in vain": secured(
        several(
            lambda near: near.setblocking(False),
            lambda near: near.recv(5),
            lambda near: near.recv_into(bytearray(5)),
            lambda near: near.settimeout(0.001),
            lambda near: near.recv(5),
        ),
        far_script=hold,
    ),
    "TLS that is cut": secured(
        several(lambda near: near.recv(5), lambda near: near.recv(5)), far_script=lambda far: far.shutdown(2)
    ),
    "TLS that is cut, and told": secured(
        several(lambda near: near.recv(5)), far_script=lambda far: far.shutdown(2), suppress_ragged_eofs=False
    ),
    "TLS shaken later": secured(
        lambda near: (near.version(), near.do_handshake(), near.version(), near.recv(9)),
        far_script=lambda far: far.send(b"late"),
        do_handshake_on_connect=False,
    ),
    "TLS unwrapped": secured(unwrapped, far_script=upward),
    "TLS unconnected": unconnected,
    "TLS where there can be none": lambda *_: WRONGLY(),
}
