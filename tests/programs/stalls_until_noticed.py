"""Loops that do not come back to `select()`, each until it has been asked what it is at; then nobody may ask."""

import asyncio
import selectors
import signal
import socket
import sys
import threading
import time

PROBE = sys.modules["_connscope_probe.guest"].HERE.probe
LAYOUT = sys.modules["_connscope_probe.layout"]
LONG_SECONDS, PATIENCE_SECONDS = 0.12, 5
noticed = []
write_aside = PROBE.aside


def aside(call, thread, conn, *fields, **more):
    write_aside(call, thread, conn, *fields, **more)
    noticed.append(fields[1:2] == (0,))


PROBE.aside = aside


def is_noticed(since, times):
    passed = time.monotonic() - since
    return passed > PATIENCE_SECONDS or (passed > LONG_SECONDS and noticed.count(True) >= times)


def spin(times):
    began = time.monotonic()
    while not is_noticed(began, times):
        pass


def answer_when_noticed(sock, times):
    began = time.monotonic()
    while not is_noticed(began, times):
        threading.Event().wait(0.005)
    sock.send(b"!")


async def ask_and_wait():
    near, far = socket.socketpair()
    with near, far:
        answering = threading.Thread(target=answer_when_noticed, args=(far, 1))
        answering.start()
        assert near.recv(1) == b"!"
        answering.join()


async def handle():
    await ask_and_wait()


async def main():
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, print)
    for _ in range(3):
        await asyncio.sleep(0)
    await asyncio.create_task(handle())
    asyncio.get_running_loop().call_soon(spin, 2)
    for _ in range(3):
        await asyncio.sleep(0)


def with_a_selector():
    with selectors.DefaultSelector() as sel:
        for _ in range(3):
            sel.select(0)
        spin(3)
        sel.select(0)


def may_be_asked():
    return PROBE.ring.memory[LAYOUT.ASKED_AT]


def woken_by_signals():
    """What is written to at every signal is closed before asyncio says that nothing is to be written any more."""
    loop = asyncio.new_event_loop()
    loop.add_signal_handler(signal.SIGUSR1, print)
    told = [may_be_asked()]
    loop._remove_reader(loop._ssock.fileno())
    told.append(may_be_asked())
    loop._add_reader(loop._ssock.fileno(), loop._read_from_self)
    loop.close()
    return [*told, may_be_asked()]


def paused():
    """`pause()` comes back at any signal that is handled."""
    told = []
    signal.signal(signal.SIGALRM, lambda *_: told.append(may_be_asked()))
    signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
    signal.pause()
    signal.setitimer(signal.ITIMER_REAL, 0)
    return [0 in told, may_be_asked()]


def unasked():
    with selectors.DefaultSelector() as sel:
        for _ in range(3):
            sel.select(0)
        began = time.monotonic()
        while time.monotonic() < began + 2 * LONG_SECONDS:
            pass
        sel.select(0)


if __name__ == "__main__":
    asyncio.run(main())
    thread = threading.Thread(target=with_a_selector)
    thread.start()
    thread.join()
    print(woken_by_signals(), paused())
    mine = []
    before = signal.getsignal(signal.SIGURG), signal.signal(signal.SIGURG, lambda *_: mine.append(1))
    unasked()
    print(before == (signal.SIG_DFL, signal.SIG_DFL), mine, PROBE.failure or "watched")
