"""Hand-written peers of an echo server: what a client does, well or badly, one call each. They know no server."""

import random
import selectors
import socket
import struct
from types import SimpleNamespace

Address = tuple[str, int]

PATIENCE = 10.0
"""Seconds after which a peer that waits for bytes fails its test."""


def connect(address: Address, *, small_pipes: bool = False) -> socket.socket:
    """A connected peer; with small pipes the kernel holds little between it and the server."""
    peer = socket.socket()
    if small_pipes:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    peer.settimeout(PATIENCE)
    peer.connect(address)
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return peer


def ask(peer: socket.socket, question: bytes = b"are you there?") -> bool:
    """One message out and the same back, or the test fails."""
    peer.sendall(question)
    assert take(peer, len(question)) == question
    return True


def take(peer: socket.socket, count: int) -> bytes:
    """The next `count` bytes, or fewer if the server ends before."""
    taken = bytearray()
    while len(taken) < count:
        piece = peer.recv(min(count - len(taken), 1 << 20))
        if not piece:
            break
        taken += piece
    return bytes(taken)


def take_all(peer: socket.socket) -> bytes:
    """Everything up to the server's end of stream."""
    return take(peer, 1 << 62)


def reset(peer: socket.socket) -> None:
    """Close with an RST instead of a FIN, and throw away what is under way."""
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()


def pour(peer: socket.socket, payload: bytes, *, full_after: float = 0.15) -> int:
    """Send without reading until nothing more goes in for a while: how many bytes did."""
    poured, rest = 0, memoryview(payload)
    peer.setblocking(False)
    with selectors.DefaultSelector() as sel:
        sel.register(peer, selectors.EVENT_WRITE)
        while rest and sel.select(full_after):
            sent = peer.send(rest[:65536])
            poured, rest = poured + sent, rest[sent:]
    peer.settimeout(PATIENCE)
    return poured


def exchange(address: Address, payloads: list[bytes], pieces: random.Random) -> list[bytes]:
    """Send each payload in random pieces on a connection of its own, all at the same time; what came back on each."""
    states = [SimpleNamespace(rest=memoryview(payload), back=bytearray()) for payload in payloads]
    with selectors.DefaultSelector() as sel:
        for state in states:
            peer = connect(address)
            peer.setblocking(False)
            sel.register(peer, selectors.EVENT_READ | selectors.EVENT_WRITE, state)
        while sel.get_map():
            ready = sel.select(PATIENCE)
            assert ready, f"{len(sel.get_map())} connections stand still"
            for key, mask in ready:
                _exchange_some(sel, key, mask, pieces)
    return [bytes(state.back) for state in states]


def _exchange_some(sel: selectors.BaseSelector, key: selectors.SelectorKey, mask: int, pieces: random.Random) -> None:
    peer, state = key.fileobj, key.data
    if mask & selectors.EVENT_WRITE:
        sent = peer.send(state.rest[: pieces.randint(1, 65536)]) if state.rest else 0
        state.rest = state.rest[sent:]
        if not state.rest:
            peer.shutdown(socket.SHUT_WR)
            sel.modify(peer, selectors.EVENT_READ, state)
    if mask & selectors.EVENT_READ:
        piece = peer.recv(pieces.randint(1, 65536))
        state.back += piece
        if not piece:
            sel.unregister(peer)
            peer.close()
