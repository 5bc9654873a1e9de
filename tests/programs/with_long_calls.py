"""A conversation whose calls are written in all the ways in which a call can be spread over lines."""

# fmt: off
# ruff: noqa: E702

import socket


def same(thing):
    return thing


def listening(new_socket, sel):
    lsock = new_socket()
    watch = {"events": 1}
    reuse = (socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    (
        lsock
        .setsockopt(
            *reuse
        )
    )
    lsock.bind(
        ("127.0.0.1", 0),
    )
    (
        lsock
        .listen
        (5)
    )
    lsock \
        .setblocking(
            False
        )
    (sel
     .register(
         lsock,
         **watch
     ))
    return lsock


def connected(new_socket, address):
    peer = new_socket()
    same(
        peer
    ).connect(
        address
    )
    if peer.getsockopt(
        socket.SOL_SOCKET,
        socket.SO_ERROR,
    ) or peer.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE) != socket.SOCK_STREAM:
        raise OSError
    return peer


def converse(new_socket, sel):
    """Connect to itself and talk."""
    lsock = listening(new_socket, sel)
    peer = connected(new_socket, lsock.getsockname())
    for key, _ in sel.select(
        timeout=5,
    ):
        conn, _ = key.fileobj.accept(
        )
    conn.settimeout(5); peer.settimeout(5)
    talk(conn, peer)
    sel.modify(
        lsock,
        2); sel.unregister(
        lsock
    )
    for each in (conn, peer,
                 lsock):
        each.close(
        )


def talk(conn, peer):
    def answer(data):
        return (conn
                .sendall(data))

    said = [
        peer.send(
            letter
        )
        for letter in (b"a", b"b")
    ]
    outb = bytearray(
        conn.recv(len(said))
    )
    del outb[
        : conn.send(
            outb
        )
    ]
    answer(b"c" * 5), (lambda: answer(
        peer.recv(3)
    ))()
    peer.sendall(peer.recv(1))
    return f"{peer.recv_into(bytearray(9))}", (
        conn.recv_into(bytearray(
            64
        )))
