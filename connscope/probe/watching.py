"""The calls on a selector: who is watched for what, and `select()` itself."""

from __future__ import annotations

from socket import socket
from threading import get_ident
from time import monotonic_ns

from .core import Probe
from .foreign import mro_of, number
from .loops import Loop
from .masks import can_differ, merge
from .records import ANSWER, CLOSE_SELECTOR, MODIFY, REGISTER, SELECT, UNREGISTER
from .rows import FOREIGN, Row
from .sockets import descriptor_of
from .traces import one_line
from .transfers import Wrapper
from .typed import Any, Dict, Type


def nanoseconds(timeout: Any) -> int:
    """What `select()` was given; -1 for None, and for what it will refuse."""
    try:
        return -1 if timeout is None else max(0, int(float(timeout) * 1_000_000_000))
    except Exception:
        return -1


def met(probe: Probe, fileobj: Any, fd: int) -> Row:
    """The row of a registered descriptor, whatever object it came by; a new one for a file that is not probed."""
    row = probe.by_fd.get(fd)
    if row is not None and row.ended != "closed":
        sock = row.socket and row.socket()
        if row.role in FOREIGN or (sock is not None and descriptor_of(sock) == fd):
            return row
    return probe.meet(fd, "pair" if socket in mro_of(type(fileobj)) else "other")


def note(probe: Probe, call: int, loop: Loop, row: Row, watch: int, outb: int) -> None:
    """Write down what a socket is watched for from now on."""
    row.watch, row.outb = watch, outb
    kind = row.role.encode() if row.role in FOREIGN else b""
    probe.record(call, row.conn, loop.conn, watch, 0, outb, kind)


def watched(probe: Probe, call: int, selector: Any, key: Any) -> None:
    """A descriptor was registered, or its registration changed. The socket holds what was registered; we do not."""
    loop = probe.loop_of(selector)
    try:
        row = met(probe, key.fileobj, key.fd)
        if row.paused and can_differ(selector):
            merge(selector, key, paused=True)
        loop.watched[key.fd] = row.conn << 2
        note(probe, call, loop, row, number(key.events), row.hold(selector, key.data))
    except Exception as error:
        probe.retire(error)


def unwatched(probe: Probe, loop: Loop, fd: int) -> None:
    """A descriptor was unregistered, perhaps after its socket was closed."""
    try:
        conn = loop.watched.get(fd, 0) >> 2
        row = loop.forget(fd)
        if row is None:
            probe.record(UNREGISTER, conn, loop.conn)
            return
        note(probe, UNREGISTER, loop, row, 0, row.outb)
        if row.role in FOREIGN:
            probe.part(row)
    except Exception as error:
        probe.retire(error)


def missed(probe: Probe, loop: Loop, selector: Any) -> None:
    """A `modify()` failed: some unregister before they register again."""
    try:
        still = selector.get_map()
        for fd in [fd for fd in loop.watched if fd not in still]:
            unwatched(probe, loop, fd)
    except Exception as error:
        probe.retire(error)


def watching(probe: Probe, plain: Type[Any]) -> Dict[str, Wrapper]:
    """Wrap the calls that say what to watch."""
    closed, stop, loop_of = probe.gate.closed, probe.stop, probe.loop_of
    plain_register, plain_modify, plain_unregister = plain.register, plain.modify, plain.unregister

    def register(self: Any, fileobj: Any, events: int, data: Any = None) -> Any:
        loop = loop_of(self)
        if loop.modifying == get_ident():
            return plain_register(self, fileobj, events, data)
        if closed[REGISTER]:
            stop(REGISTER, loop, events, fileobj)
        try:
            key = plain_register(self, fileobj, events, data)
        except Exception as error:
            one_line(error)
            raise
        watched(probe, REGISTER, self, key)
        return key

    def modify(self: Any, fileobj: Any, events: int, data: Any = None) -> Any:
        loop = loop_of(self)
        if closed[MODIFY]:
            stop(MODIFY, loop, events, fileobj)
        loop.modifying = get_ident()
        try:
            key = plain_modify(self, fileobj, events, data)
        except Exception as error:
            missed(probe, loop, self)
            one_line(error)
            raise
        finally:
            loop.modifying = 0
        watched(probe, MODIFY, self, key)
        return key

    def unregister(self: Any, fileobj: Any) -> Any:
        loop = loop_of(self)
        if loop.modifying == get_ident():
            return plain_unregister(self, fileobj)
        if closed[UNREGISTER]:
            stop(UNREGISTER, loop, 0, fileobj)
        try:
            key = plain_unregister(self, fileobj)
        except Exception as error:
            one_line(error)
            raise
        unwatched(probe, loop, key.fd)
        return key

    return {"register": register, "modify": modify, "unregister": unregister}


def looping(probe: Probe, plain: Type[Any]) -> Dict[str, Wrapper]:
    """Wrap `select` and `close`."""
    closed, stop, plain_select = probe.gate.closed, probe.stop, plain.select

    def select(self: Any, timeout: Any = None) -> Any:
        loop = self.loop
        if closed[SELECT]:
            stop(SELECT, loop, nanoseconds(timeout))
        loop.timeout = -1 if timeout is None else nanoseconds(timeout)
        started = loop.asleep_since = monotonic_ns()
        try:
            answer = plain_select(self, timeout)
            if not answer or loop.errands.waiting:
                answer = loop.errands.attend(plain_select, self, answer, timeout, started)
        finally:
            loop.asleep_since = 0
        try:
            loop.answered(answer, started)
        except Exception as error:
            probe.retire(error)
        if closed[ANSWER]:
            stop(ANSWER, loop, loop.timeout)
        return answer

    def close(self: Any) -> None:
        if closed[CLOSE_SELECTOR]:
            stop(CLOSE_SELECTOR, self.loop)
        plain.close(self)
        self.loop.end()

    return {"select": select, "close": close}


def retired(plain: Type[Any]) -> Dict[str, Wrapper]:
    """What `select` and `close` are after the probe has failed: errands are still done, and ours still cleaned up."""

    def select(self: Any, timeout: Any = None) -> Any:
        started = monotonic_ns()
        answer = plain.select(self, timeout)
        return self.loop.errands.attend(plain.select, self, answer, timeout, started)

    def close(self: Any) -> None:
        plain.close(self)
        self.loop.errands.close()

    return {"select": select, "close": close}
