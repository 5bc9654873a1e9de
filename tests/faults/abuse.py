"""What peers do to an echo server: each function does it to an address, and asserts what must come of it.

They know nothing else of the server, so that any can be tried. How often is a parameter, so that it can be very often.
"""

import os
import random
import selectors
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path

from tests.faults.peers import Address, ask, connect, exchange, pour, reset, take_all

MIB = 1 << 20
PROMPT_SECONDS = 0.5
"""An answer that takes longer was kept waiting by somebody else's trouble; generous, for busy machines."""


def pattern(size: int) -> bytes:
    """Bytes whose place can be told: the period is a prime, and so never that of a buffer."""
    return (bytes(range(251)) * (size // 251 + 1))[:size]


def ask_promptly(peer: socket.socket, times: int = 20) -> None:
    for _ in range(times):
        start = time.monotonic()
        ask(peer)
        assert time.monotonic() - start < PROMPT_SECONDS


# Every byte comes back, in order.


def random_pieces(address: Address, *, connections: int, largest: int, seed: int) -> None:
    """Payloads of 0 bytes to `largest`, most of them small, in pieces of any size, all at the same time."""
    dice = random.Random(seed)
    sizes = [0, 1, largest, *(int(largest ** dice.random()) for _ in range(connections - 3))]
    payloads = [dice.randbytes(size) for size in sizes]
    assert exchange(address, payloads, dice) == payloads


def one_byte_at_a_time(address: Address, *, count: int) -> None:
    """Sent byte by byte and read byte by byte, first in lockstep, then not."""
    with connect(address) as peer:
        for number in range(count):
            ask(peer, bytes([number % 256]))
        payload = pattern(count)
        for number in payload:
            peer.sendall(bytes([number]))
        assert b"".join(peer.recv(1) for _ in payload) == payload


def hostile_bytes(address: Address) -> None:
    """Every byte value, and what terminals, telnet and markup would take for commands, is data and nothing more."""
    with connect(address) as peer:
        ask(peer, bytes(range(256)))
        ask(peer, b"\x1b]52;c;QUFB\x07 \x1b[2J \x9b31m \xff\xf4\xff\xfd\x06 \x00\r\n\x03\x04")
        ask(peer, b"[/] [@click=app.quit]text[/] " + "\N{RIGHT-TO-LEFT OVERRIDE}".encode())


def urgent_bytes(address: Address, *, count: int) -> None:
    """Urgent bytes come back in line with the others."""
    with connect(address) as peer:
        for _ in range(count):
            peer.send(b"!", socket.MSG_OOB)
            peer.send(b"?", socket.MSG_OOB)
            peer.send(b"and so on")
        peer.shutdown(socket.SHUT_WR)
        assert take_all(peer) == b"!?and so on" * count


# Peers that do not read.


def drip_reader(address: Address, *, count: int) -> None:
    """A peer that is owed much and takes it byte by byte, and then the rest."""
    payload = pattern(MIB // 2)
    with connect(address, small_pipes=True) as peer:
        poured = pour(peer, payload)
        dripped = b"".join(peer.recv(1) for _ in range(count))
        peer.shutdown(socket.SHUT_WR)
        assert dripped + take_all(peer) == payload[:poured]


FROZEN = """
import os, signal, sys
from tests.faults.abuse import MIB, connect, pattern, pour
from tests.faults.peers import take
with connect((sys.argv[1], int(sys.argv[2]))) as peer:
    payload = pattern(32 * MIB)
    poured = pour(peer, payload)
    os.kill(os.getpid(), signal.SIGSTOP)
    assert take(peer, poured) == payload[:poured]
"""


def frozen_client(address: Address) -> None:
    """A client process stopped when it is owed all that the server will hold; thawed, it gets all of it."""
    command = [sys.executable, "-c", FROZEN, *map(str, address)]
    client = subprocess.Popen(command, cwd=Path(__file__).parents[2])
    try:
        os.waitid(os.P_PID, client.pid, os.WSTOPPED)
        with connect(address) as neighbour:
            ask_promptly(neighbour)
        client.send_signal(signal.SIGCONT)
        assert client.wait(10) == 0
    finally:
        client.kill()
        client.wait()


# Peers that end, in every way.


def half_close_while_owed(address: Address, *, size: int) -> None:
    """A peer that is done, and reads only then, gets every byte and a clean end."""
    payload = pattern(size)
    with connect(address) as peer:
        poured = pour(peer, payload)
        peer.shutdown(socket.SHUT_WR)
        assert take_all(peer) == payload[:poured]


def half_close_at_once(address: Address, *, count: int) -> None:
    """Nothing sent, nothing owed: an end is answered by an end."""
    for _ in range(count):
        with connect(address) as peer:
            peer.shutdown(socket.SHUT_WR)
            assert take_all(peer) == b""


def connect_and_close(address: Address, *, count: int) -> None:
    for _ in range(count):
        connect(address).close()


def resets_at_any_point(address: Address, *, count: int) -> None:
    """An RST at once, after a send, with the answer unread, when half-closed, with both ends shut, in a flood."""
    flood = pattern(MIB)
    stages = [
        socket.socket.fileno,
        lambda peer: peer.send(b"and gone"),
        lambda peer: (peer.send(b"wait for the answer"), peer.recv(1)),
        lambda peer: peer.shutdown(socket.SHUT_WR),
        lambda peer: (peer.send(b"both"), peer.shutdown(socket.SHUT_RDWR)),
        lambda peer: (peer.setblocking(False), peer.send(flood)),
    ]
    for number in range(count):
        peer = connect(address)
        stages[number % len(stages)](peer)
        reset(peer)


def resets_while_owed(address: Address, *, count: int) -> None:
    """Floods that end in an RST, half of them half-closed before: the server forgets what it owed."""
    for number in range(count):
        peer = connect(address)
        pour(peer, pattern(8 * MIB), full_after=0.02)
        if number % 2:
            peer.shutdown(socket.SHUT_WR)
        reset(peer)


def chaos(address: Address, *, steps: int, seed: int) -> None:
    """Anything at any time on forty connections; whatever comes back is a part of what was sent."""
    dice = random.Random(seed)
    peers: list[socket.socket] = []
    for _ in range(steps):
        if len(peers) < 40:
            peers.append(connect(address))
            peers[-1].setblocking(False)
        peer = dice.choice(peers)
        with suppress(OSError):
            match dice.randrange(12):
                case 0:
                    peer.shutdown(dice.choice([socket.SHUT_RD, socket.SHUT_WR, socket.SHUT_RDWR]))
                case 1:
                    peers.remove(peer)
                    dice.choice([reset, socket.socket.close])(peer)
                case 2 | 3 | 4:
                    assert set(peer.recv(65536)) <= {7}
                case _:
                    peer.send(b"\x07" * dice.randrange(1, 200_000))
    for peer in peers:
        peer.close()


# Very many peers.


def crowd_at_the_door(address: Address, *, count: int) -> None:
    """All connect at the same moment, and each is let in and answered."""
    with ExitStack() as stack, selectors.DefaultSelector() as sel:
        peers = [stack.enter_context(socket.socket()) for _ in range(count)]
        for peer in peers:
            peer.setblocking(False)
            peer.connect_ex(address)
            sel.register(peer, selectors.EVENT_WRITE)
        while sel.get_map():
            arrived = sel.select(5)
            assert arrived, "the door is shut"
            for key, _ in arrived:
                sel.unregister(key.fileobj)
        for peer in peers:
            peer.settimeout(5)
            ask(peer)


def bulk_beside_small(address: Address, *, small: int, rounds: int) -> None:
    """A peer that sends as fast as it can does not keep its small neighbours from being answered."""
    bulk = pattern(8 * MIB)
    dice = random.Random(small)
    with ExitStack() as stack:
        peers = [stack.enter_context(connect(address)) for _ in range(small)]
        sender = stack.enter_context(connect(address))
        sender.setblocking(False)
        for _ in range(rounds):
            with suppress(BlockingIOError):
                sender.send(bulk)
            peer = dice.choice(peers)
            ask_promptly(peer, 1)
            with suppress(BlockingIOError):
                sender.recv(MIB)
