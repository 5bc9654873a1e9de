"""The door of one run: where the threads of all its processes stand that are held, each with a connection of its own.

It is opened where the program can find it, for this user alone, and looked after at every drain: no thread waits here.
When it is closed, or whoever opened it ends, the system ends the connections, and everybody who stands here goes on.
"""

import json
import os
import selectors
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from connscope.probe.remote import DOOR
from connscope.sources.translate import Record

BACKLOG = 1_024
MOST = 65_536
CREDENTIALS = struct.Struct("3i")
"""Process, user and group of the other end."""


class Word(msgspec.Struct):
    """What a thread tells: a record of its own, at first that it is held; and at first also who it is."""

    record: list[int | str]
    ring: str = ""
    wish: int = 0
    """The number of the wish that it has read."""


class Visitor:
    """A thread that stands here."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.ring = ""
        """Of which process it is; empty until it has said so."""
        self.said = b""

    def words(self) -> Iterator[Word]:
        """What it has told since the last time. Raises EOFError when it has gone, or says what no held thread would."""
        try:
            came = self.sock.recv(MOST)
        except BlockingIOError:
            return
        except OSError:
            came = b""
        if not came:
            raise EOFError
        *lines, self.said = (self.said + came).split(b"\n")
        if len(self.said) > MOST:
            raise EOFError
        for line in lines:
            try:
                yield msgspec.convert(json.loads(line), Word)
            except (ValueError, RecursionError, msgspec.ValidationError):
                raise EOFError from None

    def tell(self, line: bytes) -> None:
        """Have it see to the wish that holds, or to what the line says."""
        with suppress(OSError):  # gone, or so far behind that it will wake anyway
            self.sock.send(line + b"\n")


class Door:
    """OSError if it cannot be opened. `attend` at every drain; `close` in the end."""

    def __init__(self, run_dir: Path) -> None:
        self.path = run_dir / DOOR
        self.told: dict[str, dict[int, Record]] = {}
        """By the names of ring files, of each thread the record that says whether it is still held."""
        self.standing: dict[str, list[Visitor]] = {}
        self.latest: dict[str, int] = {}
        """The number of the wish that holds in each."""
        self.selector = selectors.DefaultSelector()
        self.listener = socket.socket(socket.AF_UNIX)
        try:
            self.path.unlink(missing_ok=True)
            self.listener.bind(str(self.path))
            self.path.chmod(0o600)
            self.listener.listen(BACKLOG)
        except OSError:
            self.close()
            raise
        self.listener.setblocking(False)
        self.selector.register(self.listener, selectors.EVENT_READ)

    def told_of(self, ring: str) -> dict[int, Record]:
        """What threads of that process have told; it grows."""
        return self.told.setdefault(ring, {})

    def attend(self) -> None:
        """Let in who has come, hear what they tell, and see who has gone."""
        while any(list(map(self.attended, self.selector.select(0)))):
            continue

    def attended(self, ready: tuple[selectors.SelectorKey, int]) -> bool:
        """Whoever knocks, or has something to tell; False if that leads to nothing."""
        visitor = ready[0].data
        return self.let_in() if visitor is None else self.hear(visitor)

    def let_in(self) -> bool:
        """One more, if it is ours; False if none can be had: no descriptor may be left for it."""
        try:
            sock, _ = self.listener.accept()
        except OSError:
            return False
        if user_of(sock) != os.geteuid():
            sock.close()
            return True
        sock.setblocking(False)
        self.selector.register(sock, selectors.EVENT_READ, Visitor(sock))
        return True

    def hear(self, visitor: Visitor) -> bool:
        """What one has told."""
        try:
            for word in visitor.words():
                if word.ring:
                    visitor.ring = word.ring
                    self.standing.setdefault(word.ring, []).append(visitor)
                    if word.wish != self.latest.get(word.ring, 0):
                        visitor.tell(b"")
                *fields, head = word.record
                self.told_of(visitor.ring)[word.record[4]] = (*fields, str(head).encode("latin-1"))  # type: ignore[index]
        except (EOFError, IndexError, UnicodeEncodeError):
            self.let_go(visitor)
        return True

    def let_go(self, visitor: Visitor) -> None:
        """It has gone, or is to go."""
        self.selector.unregister(visitor.sock)
        visitor.sock.close()
        here = self.standing.get(visitor.ring, [])
        if visitor in here:
            here.remove(visitor)

    def wished(self, ring: str, number: int) -> None:
        """All of that process are to see to the wish of this number."""
        self.latest[ring] = number
        for visitor in self.standing.get(ring, []):
            visitor.tell(b"")

    def ask(self, ring: str, line: bytes) -> bool:
        """Have one of that process do this; False if none stands here."""
        for visitor in self.standing.get(ring, [])[:1]:
            visitor.tell(line)
            return True
        return False

    def forget(self, ring: str) -> None:
        """That process is over."""
        for each in self.standing.pop(ring, []):
            self.let_go(each)
        self.told.pop(ring, None)
        self.latest.pop(ring, None)

    def close(self) -> None:
        """Everybody goes on."""
        for key in list((self.selector.get_map() or {}).values()):
            if isinstance(key.data, Visitor):
                key.data.sock.close()
        self.selector.close()
        self.listener.close()
        self.path.unlink(missing_ok=True)


def user_of(sock: socket.socket) -> int:
    """Who is at the other end; who is here, where the system does not say."""
    if not hasattr(socket, "SO_PEERCRED"):
        return os.geteuid()
    _, user, _ = CREDENTIALS.unpack(sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size))
    return int(user)
