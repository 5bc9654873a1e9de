"""The class that gevent has inside of its sockets is seen, by a stand-in of that name: gevent itself is not needed."""

from pathlib import Path

from connscope import events as ev
from tests.sources.watched import run, told

INNER = """
import _socket

class _wrefsocket(_socket.socket):
    __slots__ = ("__weakref__",)
"""

PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from gevent._socket3 import _wrefsocket as new
lsock = new()
lsock.bind(("127.0.0.1", 0))
lsock.listen(5)
near = new()
near.connect(lsock.getsockname())
fd, _ = lsock._accept()
far = new(fileno=fd)
near.sendall(b"hello")
far.send(far.recv(10))
far.close()
room = bytearray(9)
print(near.recv_into(room), near.recv(5))
near.detach()
lsock.setblocking(False)
try:
    lsock._accept()
except BlockingIOError as error:
    print(error.__traceback__.tb_next.tb_frame.f_code.co_name)
"""


def test_sockets_of_gevents_inner_class_are_told_as_any_others(tmp_path: Path) -> None:
    package = tmp_path / "library" / "gevent"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "_socket3.py").write_text(INNER)
    ended = run(tmp_path, "-c", PROGRAM, str(package.parent))
    assert (ended.stdout, ended.stderr, ended.returncode) == ("5 b''\n_accept\n", "", 0)
    facts = [fact for fact in told(tmp_path) if isinstance(fact, ev.CallFact)]
    names = {conn: n for n, conn in enumerate(dict.fromkeys(fact.conn for fact in facts))}
    assert [(type(fact).__name__, names[fact.conn]) for fact in facts][:-1] == [
        *(("Opened", 0), ("Bound", 0), ("Listening", 0), ("Opened", 1), ("Connecting", 1), ("Accepted", 2)),
        *(("Sent", 1), ("Received", 2), ("Sent", 2), ("Closed", 2)),
        *(("Received", 1), ("PeerFinished", 1), ("Closed", 1), ("WouldBlock", 0)),
    ]
