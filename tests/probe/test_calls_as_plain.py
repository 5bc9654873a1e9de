"""A probed socket answers, raises and behaves as a plain one does: each script must go the same way on both."""

import array
import io
import mmap
import socket
import struct
from collections.abc import Callable

import pytest

from tests.probe.witness import LOOPBACK, accepted, given

pytestmark = pytest.mark.usefixtures("either")

Script = Callable[..., object]


def outcome(script: Script, kind: type[socket.socket]) -> object:
    """What the script answers on both ends of a fresh connection; of an exception, its type and arguments."""
    conn, peer = accepted(kind)
    with conn, peer:
        try:
            return given(script, conn, peer)
        except Exception as error:
            return type(error), error.args


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


class Bytes(bytes):
    pass


class Buffer(bytearray):
    pass


def fed(size, receive):
    """A script in which bytes wait for the call."""

    def script(conn, peer):
        peer.sendall(bytes(range(size)))
        return receive(conn)

    return script


def into(buffer, *args, **kwargs):
    """A script that receives into a buffer and answers what is in it then."""

    def receive(conn):
        return conn.recv_into(buffer, *args, **kwargs), bytes(buffer)

    return fed(10, receive)


def out(data, *args, call="send"):
    """A script that sends, and answers what came out."""

    def script(conn, peer):
        answer = getattr(conn, call)(data, *args)
        conn.shutdown(socket.SHUT_WR)
        with peer.makefile("rb") as stream:
            return answer, stream.read()

    return script


def fresh(script):
    """A script for a socket of its own."""

    def run(conn, _):
        with type(conn)() as sock:
            return script(sock)

    return run


def after(*steps):
    """A script of steps of which the last one's outcome counts."""

    def script(conn, peer):
        return [given(step, conn, peer) for step in steps][-1]

    return script


def mapped():
    with mmap.mmap(-1, 20) as area:
        area[:5] = b"hello"
        return memoryview(area).tobytes()


SCRIPTS = {
    "recv": fed(10, lambda conn: conn.recv(4)),
    "recv nothing": fed(10, lambda conn: conn.recv(0)),
    "recv a negative number": fed(1, lambda conn: conn.recv(-1)),
    "recv a string": fed(1, lambda conn: conn.recv("1")),
    "recv no number": fed(1, lambda conn: conn.recv()),
    "recv too many arguments": fed(1, lambda conn: conn.recv(1, 0, 0)),
    "recv by keyword": fed(1, lambda conn: conn.recv(bufsize=1)),
    "recv an index": fed(10, lambda conn: conn.recv(Index(3))),
    "recv a bool": fed(10, lambda conn: conn.recv(True)),
    "recv with a flag": fed(10, lambda conn: (conn.recv(3, socket.MSG_PEEK), conn.recv(3))),
    "recv with a flag that is none": fed(10, lambda conn: conn.recv(3, None)),
    "recv_into a bytearray": into(bytearray(100)),
    "recv_into a small one": into(bytearray(3)),
    "recv_into an empty one": into(bytearray()),
    "recv_into a view": into(memoryview(bytearray(100))),
    "recv_into a view of numbers": into(memoryview(bytearray(400)).cast("I")),
    "recv_into a view of a table": into(memoryview(bytearray(400)).cast("B", (20, 20))),
    "recv_into every other byte": into(memoryview(bytearray(400))[::2]),
    "recv_into an array": into(array.array("I", [0] * 50)),
    "recv_into a subclass": into(Buffer(100)),
    "recv_into what cannot change": into(bytes(100)),
    "recv_into a view that cannot change": into(memoryview(bytes(100))),
    "recv_into no buffer": into("text"),
    "recv_into some": into(bytearray(100), 4),
    "recv_into some, by keyword": into(bytearray(100), nbytes=4, flags=socket.MSG_PEEK),
    "recv_into all by keyword": fed(3, lambda conn: conn.recv_into(buffer=bytearray(2), nbytes=0, flags=0)),
    "recv_into more than there is room": into(bytearray(100), 101),
    "recv_into a negative number": into(bytearray(100), -1),
    "recv_into an unknown keyword": into(bytearray(100), size=1),
    "recv_into a released view": lambda conn: conn.recv_into(released(100)),
    "recvfrom": fed(10, lambda conn: conn.recvfrom(4)),
    "recvmsg": fed(10, lambda conn: conn.recvmsg(4)),
    "recvfrom_into": fed(10, lambda conn: conn.recvfrom_into(bytearray(4), nbytes=2)),
    "recvmsg_into": fed(10, lambda conn: conn.recvmsg_into([bytearray(4), bytearray(3)])),
    "recvmsg_into an iterator": fed(10, lambda conn: conn.recvmsg_into(iter([bytearray(4)]))),
    "send bytes": out(b"hello"),
    "send nothing": out(b""),
    "send a bytearray": out(bytearray(b"hello")),
    "send a view": out(memoryview(b"hello" * 50)[3:]),
    "send a view of numbers": out(memoryview(bytes(400)).cast("I")),
    "send every other byte": out(memoryview(b"hello" * 50)[::2]),
    "send an array": out(array.array("I", [1, 2, 3])),
    "send a subclass": out(Bytes(b"hello")),
    "send a map": out(mapped()),
    "send text": out("hello"),
    "send a number": out(5),
    "send by keyword": lambda conn: conn.send(data=b"x"),
    "send with a flag": out(b"hello", socket.MSG_NOSIGNAL),
    "send with a strange flag": out(b"hello", "x"),
    "send a released view": lambda conn: conn.send(released(5)),
    "sendall": out(b"hello" * 1000, call="sendall"),
    "sendall an array": out(array.array("d", [1.0] * 9), call="sendall"),
    "sendall text": out("hello", call="sendall"),
    "sendmsg": out([b"hello ", bytearray(b"world")], call="sendmsg"),
    "sendmsg of an iterator": lambda conn, peer: (conn.sendmsg(iter([b"hello ", b"world"])), peer.recv(99)),
    "sendto": out(b"hello", None, call="sendto"),
    "sendfile": lambda conn: conn.sendfile(io.BytesIO(b"hello" * 100)),
    "recv after the end": after(lambda _, p: p.close(), lambda c: (c.recv(5), c.recv_into(bytearray(99)))),
    "send after shutdown": after(lambda c: c.shutdown(1), lambda c: c.send(b"x")),
    "shutdown twice": after(lambda c: c.shutdown(2), lambda c: c.shutdown(2)),
    "shutdown of what is not connected": fresh(lambda sock: sock.shutdown(1)),
    "shutdown how": lambda conn: conn.shutdown(7),
    "recv in vain": after(lambda c: c.setblocking(False), lambda c: c.recv(5)),
    "recv_into in vain": after(lambda c: c.setblocking(False), lambda c: c.recv_into(bytearray(100))),
    "recv too late": after(lambda c: c.settimeout(0.001), lambda c: c.recv(5)),
    "recv when closed": after(lambda c: c.close(), lambda c: c.recv(5)),
    "send when closed": after(lambda c: c.close(), lambda c: c.send(b"x")),
    "close twice": after(lambda c: c.close(), lambda c: (c.close(), c.fileno(), c._closed)),
    "with": lambda conn: (conn.__enter__() is conn, conn.__exit__(None, None, None), conn.fileno()),
    "timeouts": lambda conn: (conn.settimeout(3), conn.gettimeout(), conn.setblocking(False), conn.gettimeout()),
    "a strange timeout": lambda conn: conn.settimeout("x"),
    "setblocking what": lambda conn: conn.setblocking("x"),
    "options": lambda conn: (
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
        conn.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE),
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 5)),
        conn.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8),
        conn.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR),
        conn.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR, 4),
    ),
    "an option that is none": lambda conn: conn.setsockopt(socket.SOL_SOCKET, 99999, 1),
    "an option of nothing": lambda conn: conn.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, None, 4),
    "asking for an option that is none": lambda conn: conn.getsockopt(socket.SOL_SOCKET, 99999),
    "asking wrongly": lambda conn: conn.getsockopt("x", "y"),
    "bind twice": fresh(lambda sock: (sock.bind(LOOPBACK), sock.bind(LOOPBACK))),
    "bind to text": fresh(lambda sock: sock.bind("x")),
    "bind to nothing": fresh(lambda sock: sock.bind()),
    "listen": fresh(lambda sock: (sock.listen(), sock.listen(0), sock.listen(-1))),
    "listen to text": fresh(lambda sock: sock.listen("x")),
    "connect to nobody": fresh(lambda sock: sock.connect(("127.0.0.1", 1))),
    "connect_ex to nobody": fresh(lambda sock: sock.connect_ex(("127.0.0.1", 1))),
    "connect at once": fresh(lambda sock: (sock.setblocking(False), sock.connect(("127.0.0.1", 1)))),
    "connect wrongly": fresh(lambda sock: sock.connect(5)),
    "accept of what does not listen": after(lambda c: c.setblocking(False), lambda c: c.accept()),
    "accept in vain": fresh(lambda sock: (sock.listen(), sock.setblocking(False), sock.accept())),
    "accept too late": fresh(lambda sock: (sock.listen(), sock.settimeout(0.001), sock.accept())),
    "a name that is none": lambda conn: conn.row_of_seats,
    "attributes": lambda conn: setattr(conn, "mine", 1),
    "a socket of nothing": lambda conn: type(conn)(fileno=-1),
    "a socket of strange kind": lambda conn: type(conn)(12345),
}


def released(size):
    view = memoryview(bytearray(size))
    view.release()
    return view


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_call_goes_as_it_does_on_a_plain_socket(new_socket, name):
    assert worded(outcome(SCRIPTS[name], new_socket)) == worded(outcome(SCRIPTS[name], socket.socket))


def worded(outcome: object) -> object:
    """Of errors about arguments the type only: their words speak of Python's own wrappers."""
    return outcome[0] if isinstance(outcome, tuple) and outcome[0] in (TypeError, AttributeError) else outcome
