"""Connections of a loop that it watches for nothing: it hears of it all the same when one of them breaks.

No selector watches for nothing, but an epoll of one's own does: it tells of errors, whatever it was asked for, and the
selector tells of it. Where there is none (macOS, Windows) nothing is heard before the next call.
"""

import select
import selectors
from collections.abc import Iterator

from .endpoint import READ
from .line import Line


class Unwatched:
    """Those that are watched for nothing at present; what `selectors` hands around for them is this."""

    def __init__(self, sel: selectors.BaseSelector) -> None:
        self._epoll = select.epoll() if hasattr(select, "epoll") else None
        self._lines: dict[int, Line] = {}
        """By their descriptors."""
        if self._epoll is not None:
            sel.register(self._epoll, READ, data=self)

    def mind(self, line: Line) -> None:
        """Hear of it from now on, or no more, as it is watched by now."""
        if line.watched:
            self.remove(line)
        elif self._epoll is not None and line.sock.fileno() not in self._lines:
            # Each thing once, or the end of both directions, which is no error, would be told without end.
            self._epoll.register(line.sock, select.EPOLLET)
            self._lines[line.sock.fileno()] = line

    def remove(self, line: Line) -> None:
        """Hear of it no more; to be called before it is closed."""
        if self._epoll is not None and line.sock and self._lines.pop(line.sock.fileno(), None):
            self._epoll.unregister(line.sock)

    def broken(self) -> Iterator[tuple[Line, OSError]]:
        """Those that have met an error since this was asked last, and which."""
        for descriptor, events in self._epoll.poll(0) if self._epoll is not None else ():
            line = self._lines[descriptor]
            if events & select.EPOLLERR and (error := line.error()):
                yield line, error

    def close(self) -> None:
        """Hear of nobody any more."""
        if self._epoll is not None:
            self._epoll.close()
