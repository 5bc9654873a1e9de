"""A held thread's visit to the screen: a connection to its door, at which the thread waits until it may go on.

It is made of what stands below the socket class that is watched, so no call on it is seen. While it is there, somebody
lives who can let the thread go on; when the screen ends, however it does, the system ends the connection.
"""

from __future__ import annotations

from _socket import AF_UNIX, MSG_NOSIGNAL, SHUT_RDWR, SOCK_STREAM, socket

from .notation import read, written
from .typed import Any, Dict, List, Optional

MOST = 65_536


class Visit:
    """One stop of one thread."""

    def __init__(self) -> None:
        self.sock: Any = None
        """None once it is over, which a signal's handler may have brought about in the midst of it: by a fork."""
        self.heard = b""

    def begin(self) -> bool:
        """Take a descriptor; whether one was left."""
        try:
            self.sock = socket(AF_UNIX, SOCK_STREAM)
        except OSError as error:
            return is_answer(error)
        return True

    def come(self, path: str) -> bool:
        """Knock; whether somebody is there."""
        try:
            self.sock.settimeout(None)  # the program may have set another one for all sockets
            self.sock.connect(path)
        except OSError as error:
            return is_answer(error)
        return True

    def tell(self, **word: Any) -> None:
        """Say something, on one line. That nobody hears it is heard of at the next `hear`."""
        try:
            if self.sock is not None:
                self.sock.sendall(written(word).encode() + b"\n", MSG_NOSIGNAL)
        except OSError as error:
            is_answer(error)

    def hear(self, seconds: Optional[float]) -> Optional[List[Dict[str, Any]]]:
        """Wait for what the screen says, no longer than so; None: it is gone. A line that says nothing wakes."""
        try:
            if self.sock is None:
                return None
            self.sock.settimeout(seconds)
            said = self.sock.recv(MOST)
        except OSError as error:
            if not is_answer(error) and error.errno is None:  # the time is over
                return []
            return None
        if not said:
            return None
        *lines, self.heard = (self.heard + said).split(b"\n")
        return [read(line) for line in lines if line]

    def wake(self) -> None:
        """Have the thread that waits here see that it is over. From any thread."""
        try:
            if self.sock is not None:
                self.sock.shutdown(SHUT_RDWR)
        except OSError as error:
            is_answer(error)

    def leave(self) -> None:
        """Go."""
        sock, self.sock = self.sock, None
        if sock is not None:
            sock.close()


def is_answer(error: OSError) -> bool:
    """False for what the system answers; what a handler of the program's has raised meanwhile goes on its way."""
    if error.__traceback__ is not None and error.__traceback__.tb_next is not None:
        raise error
    return False
