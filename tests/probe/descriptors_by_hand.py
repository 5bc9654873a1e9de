"""Scripts that go past the methods of sockets, by their descriptors, and that make sockets in every way."""

import array
import io
import os
import pickle
import socket
import tempfile
import threading
from contextlib import ExitStack, suppress
from typing import Any

from tests.probe.waits import named, several


def on_pair(script):
    """Run it with both ends of a pair; descriptors in its answer become words."""

    def run(*_):
        near, far = socket.socketpair()
        with far:
            far.settimeout(5)
            try:
                return named(script(near, far), near, far)
            finally:
                with suppress(OSError):
                    near.close()

    return run


def sent_file(send):
    """What arrives of a file that is sent in one way or another."""

    def script(near, far):
        with tempfile.TemporaryFile() as file:
            file.write(b"0123456789" * 10)
            file.seek(0)
            answer = send(near, file)
        near.close()
        return answer, len(far.recv(1000))

    return script


def closed_behind(near, far):
    """By its descriptor, which another one has next."""
    fd = near.fileno()
    os.close(fd)
    with ExitStack() as stack:
        others = []
        while fd not in [other.fileno() for other in others]:  # lower ones may be free
            others.append(stack.enter_context(socket.socket()))
        return far.recv(10), near.detach() == fd, others[-1].getblocking()


def replaced(near, far):
    """Its descriptor stands for another file from then on."""
    with tempfile.TemporaryFile() as file:
        answer = os.dup2(file.fileno(), near.fileno(), False)
        return answer == near.fileno(), far.recv(10), os.write(near.fileno(), b"into the file")


def closed_in_range(near, far):
    os.closerange(near.fileno(), near.fileno() + 1)
    return far.recv(10), near.detach() >= 0


def passed_on(near, far):
    """A descriptor sent over a socket."""
    inner, outer = socket.socketpair()
    with outer:
        with inner:
            socket.send_fds(near, [b"here"], [inner.fileno()])
        data, (fd,), _, _ = socket.recv_fds(far, 10, 1)
        with socket.socket(fileno=fd) as again:
            again.sendall(b"through")
            return data, outer.recv(10), again.family == inner.family


def made_anew(near, far):
    """Objects for the same descriptor, and for copies of it."""
    copy, third = near.dup(), socket.fromfd(near.fileno(), near.family, near.type)
    with copy, third:
        copy.sendall(b"1")
        third.sendall(b"2")
        again = socket.socket(fileno=near.detach())
        with again:
            again.sendall(b"3")
            return far.recv(3, socket.MSG_WAITALL), near.fileno(), copy.get_inheritable(), again.gettimeout()


def served(*_):
    """A server and a client as the module makes them."""
    with ExitStack() as stack:
        server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        client = stack.enter_context(socket.create_connection(server.getsockname(), timeout=5))
        conn, address = server.accept()
        stack.enter_context(conn)
        stream = stack.enter_context(conn.makefile("rwb"))
        client.sendall(b"a line\nand more")
        stream.write(stream.readline())
        stream.flush()
        return client.recv(100), address == client.getsockname(), client.gettimeout(), conn.gettimeout()


def refused(*_):
    """An address that is in use, and one where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()
        answers = several(lambda: socket.create_server(taken))()
    return answers[0][0], several(lambda: socket.create_connection(taken))()


def as_file(near, far):
    """A file made of a copy of its descriptor."""
    with os.fdopen(os.dup(near.fileno()), "wb", 0) as file:
        return file.write(b"x"), far.recv(5)


def of_a_class(*_):
    """A class of the program's own."""

    class Mine(socket.socket):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.sent = 0

        def send(self, data, *flags):
            self.sent += 1
            return super().send(data, *flags)

    near, far = socket.socketpair()
    with far, Mine(fileno=near.detach()) as mine:
        mine.send(b"x")
        copy = mine.dup()
        copy.close()
        return mine.sent, far.recv(5), type(copy) is Mine


def pickled(*_):
    return pickle.loads(pickle.dumps(os.read)) is os.read, os.read.__name__, repr(os.close), type(os.read).__name__


def in_other_threads(near, far):
    """Closed where it was not made."""
    thread = threading.Thread(target=lambda: (near.send(b"from there"), os.close(near.detach())))
    thread.start()
    thread.join()
    return far.recv(100), far.recv(100)


def as_methods(near, _):
    class Calls:
        write = os.write
        close = os.close

    return Calls().write(near.fileno(), b"abc"), Calls.close is Calls().close


SCRIPTS = {
    "os.read and os.write": on_pair(
        several(
            lambda near, _: os.write(near.fileno(), b"hello"),
            lambda _, far: os.read(far.fileno(), 3),
            lambda _, far: os.readv(far.fileno(), [bytearray(1), memoryview(bytearray(5))]),
            lambda near, _: os.writev(near.fileno(), [b"one", bytearray(b"two")]),
            lambda near, _: os.writev(near.fileno(), iter([b"one"])),
            lambda near, _: os.write(near.fileno(), array.array("i", [1, 2])),
            lambda near, _: os.write(near.fileno(), "text"),
            lambda near, _: os.write(near.fileno()),
            lambda *_: os.write("x", b""),
            lambda *_: os.read([], 5),
            lambda near, _: os.read(near.fileno(), -1),
            lambda near, _: os.set_blocking(near.fileno(), False),
            lambda near, _: os.read(near.fileno(), 5),
            lambda near, _: (os.get_blocking(near.fileno()), near.getblocking()),
            lambda near, far: (far.close(), os.read(near.fileno(), 5)),
            lambda near, _: os.write(near.fileno(), b"x"),
        )
    ),
    "os.close": on_pair(
        several(
            lambda near, _: os.close(near.fileno()),
            lambda near, _: os.close(fd=near.fileno()),
            lambda near, _: near.send(b"x"),
            lambda _, far: far.recv(5),
            lambda *_: os.close("x"),
            lambda *_: os.close(),
            lambda near, _: near.detach() > 0,
        )
    ),
    "closed behind its back": on_pair(closed_behind),
    "replaced behind its back": on_pair(replaced),
    "closed with others": on_pair(closed_in_range),
    "closed in another thread": on_pair(in_other_threads),
    "sendfile": on_pair(sent_file(lambda near, file: near.sendfile(file))),
    "sendfile of a part": on_pair(sent_file(lambda near, file: near.sendfile(file, 10, 5))),
    "os.sendfile": on_pair(sent_file(lambda near, file: os.sendfile(near.fileno(), file.fileno(), 10, 1000))),
    "os.sendfile, by name": on_pair(
        sent_file(lambda near, file: os.sendfile(out_fd=near.fileno(), in_fd=file.fileno(), offset=0, count=7))
    ),
    "sendfile of no file": on_pair(lambda near, far: (near.sendfile(io.BytesIO(b"x" * 10)), far.recv(20))),
    "a descriptor passed on": on_pair(passed_on),
    "objects for the same descriptor": on_pair(made_anew),
    "a server and a client": served,
    "a class of the program's": of_a_class,
    "functions are what they were": pickled,
    "functions kept by a class": on_pair(as_methods),
    "pipes": lambda *_: [(os.write(w, b"x"), os.read(r, 5), os.close(r), os.close(w)) for r, w in [os.pipe()]],
    "a file of a descriptor": on_pair(as_file),
    "addresses that are refused": refused,
}
