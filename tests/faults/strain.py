"""What brings a server to its limits of memory, descriptors and time: like `abuse`, but it looks at the process too."""

import os
import resource
import signal
import socket
from contextlib import ExitStack

from tests.faults.abuse import MIB, ask_promptly, pattern
from tests.faults.peers import ask, connect, pour, reset, take
from tests.faults.under_test import Running, cpu_seconds, descriptors, descriptors_limited, resident

QUIET_SECONDS = 0.2


def says_nothing(peer: socket.socket) -> None:
    """Nothing comes for a while: time in which to see what else the server does."""
    peer.settimeout(QUIET_SECONDS)
    try:
        came = peer.recv(1)
    except TimeoutError:
        came = None
    assert came is None
    peer.settimeout(10)


def flood_without_reading(server: Running, *, floods: int, size: int, most_owed: int) -> None:
    """Memory stays bounded, others are served, and all that was taken from the peers is given back when they read."""
    payload = pattern(size)
    with ExitStack() as stack:
        peers = [stack.enter_context(connect(server.address)) for _ in range(floods)]
        neighbour = stack.enter_context(connect(server.address))
        before = resident(server.pid)
        poured = [pour(peer, payload) for peer in peers]
        assert max(poured) < size, "it takes without end"
        assert resident(server.pid) - before < floods * most_owed + 4 * MIB + server.remembered
        ask_promptly(neighbour)
        for peer, count in zip(peers, poured, strict=True):
            assert take(peer, count) == payload[:count]
            ask(peer)


def silent_connections(server: Running, *, count: int) -> None:
    """They cost nothing while silent, and are answered when they speak at last. Both ends may be in our process."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    count = min(count, (hard - 200) // 2)
    with ExitStack() as stack:
        for pid in {os.getpid(), server.pid}:
            stack.enter_context(descriptors_limited(pid, hard))
        peers = [stack.enter_context(connect(server.address)) for _ in range(count)]
        ask_promptly(peers[-1])
        used = cpu_seconds(server)
        says_nothing(peers[0])
        if server.pid != os.getpid():
            assert cpu_seconds(server) - used < 0.05 * QUIET_SECONDS, "it does not sleep"
        for peer in peers:
            ask(peer)


def out_of_descriptors(server: Running, *, crowd: int) -> None:
    """Those inside are served; those outside cost nothing, and are let in when others leave, without being told to."""
    with ExitStack() as stack:
        inside = [stack.enter_context(connect(server.address)) for _ in range(8)]
        for peer in inside:
            ask(peer)
        highest = max(map(int, descriptors(server.pid)))
        stack.enter_context(descriptors_limited(server.pid, highest + 1))
        outside = [stack.enter_context(connect(server.address)) for _ in range(crowd)]
        for peer in outside:
            peer.sendall(b"let me in")
        ask_promptly(inside[0])
        used = cpu_seconds(server)
        says_nothing(outside[-1])
        assert cpu_seconds(server) - used < 0.1 * QUIET_SECONDS, "it spins"
        for peer in inside:
            peer.close()
        for peer in outside:
            assert take(peer, 9) == b"let me in"
            peer.close()


def frozen_server(server: Running, *, count: int) -> None:
    """While it is stopped, clients come and send, and every other one is gone again before it accepts any."""
    with ExitStack() as stack:
        os.kill(server.pid, signal.SIGSTOP)
        stack.callback(os.kill, server.pid, signal.SIGCONT)
        peers = [stack.enter_context(connect(server.address)) for _ in range(count)]
        for peer in peers:
            peer.sendall(b"are you awake?")
        for peer in peers[::2]:
            reset(peer)
        os.kill(server.pid, signal.SIGCONT)
        for peer in peers[1::2]:
            assert take(peer, 14) == b"are you awake?"


def urgent_before_accepted(server: Running) -> None:
    """Urgent bytes that wait for a stopped server to accept: they are in line too."""
    with ExitStack() as stack:
        os.kill(server.pid, signal.SIGSTOP)
        stack.callback(os.kill, server.pid, signal.SIGCONT)
        peer = stack.enter_context(connect(server.address))
        for urgent in b"!?":
            peer.send(bytes([urgent]), socket.MSG_OOB)
        peer.sendall(b"the rest")
        os.kill(server.pid, signal.SIGCONT)
        assert take(peer, 10) == b"!?the rest"
