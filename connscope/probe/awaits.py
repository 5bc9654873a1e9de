"""Who waits for a socket: the tasks behind its transport, or behind a call of the loop's, and where they stand.

What a program itself is doing at a call comes first: then the chain is that of the lines which led there.
"""

from __future__ import annotations

from sys import _getframe
from threading import get_ident
from types import FunctionType

from .foreign import attributes, found_in, name_of, part, text
from .places import OFFSET_BITS
from .records import AWAIT, DATA, OUTB
from .ringed import RingProbe
from .running import steps_to
from .shared import SharedRow
from .standing import Standing
from .tasks import Step, chains_of, is_future, is_task, tasks_after
from .transports import handles_of, protocol_of, reader_of, told_of, unsent, unsent_start
from .typed import Any, Callable, Dict, Iterator, List
from .whose import OWN, GuestPlaces

HANDLERS = ("data_received", "buffer_updated", "datagram_received")
"""Where a protocol that no task waits for takes what comes."""

MOST_TOLD = 256


class Awaits:
    """Tells of a socket who waits for it."""

    def __init__(self, probe: RingProbe, places: GuestPlaces, standing: Standing, *, stacks: bool = True) -> None:
        self.probe, self.places, self.standing, self.stacks = probe, places, standing, stacks
        self.told: Dict[int, List[Step]] = {}
        """What was told last of each, if anybody waits."""
        probe.look = self.looking()  # type: ignore[method-assign]
        probe.maker = self.maker

    def looking(self) -> Callable[..., None]:
        """Have whoever looks at a socket be told of it."""
        plain = self.probe.look

        def look(conn: int, everything: bool = False) -> None:
            plain(conn, everything)
            row = self.probe.rows.get(conn)
            if row is None or self.probe.failure:
                return
            try:
                frame = _getframe(1) if self.standing.at.get(get_ident()) is row else None
                self.tell(row, frame, anew=everything)
            except Exception as error:
                self.probe.retire(error)

        return look

    def tell(self, row: SharedRow, frame: Any = None, *, anew: bool = True) -> None:
        """What its transport holds, and who waits for it; or, if the program is at a call on it, how it came there.

        If not anew, only a chain that has changed.
        """
        transport = row.transport and row.transport()
        if transport is not None:
            size = unsent(transport)
            self.probe.record(OUTB, row.conn, 0, size, 0, size, unsent_start(transport))
            for name, length, start in told_of(transport):
                self.probe.record(DATA, row.conn, 0, length, head=name + b"\0" + start)
        if self.stacks:
            self.tell_steps(row, steps_to(self.places, frame) or steps_behind(row, transport), anew=anew)

    def maker(self, place: int) -> int:
        """Where something was made: of what a library's task makes, where the program waits for that."""
        if place >> OFFSET_BITS in self.places.own:
            return place
        steps = steps_to(self.places, _getframe(1), parents=True)
        own = (self.places.place(step.code, step.offset) for step in steps if self.places.kind_of(step.code) == OWN)
        return next(own, place)

    def tell_steps(self, row: SharedRow, steps: List[Step], *, anew: bool) -> None:
        """Write down a chain, the nearest first; also that there is none any more."""
        before = self.told.pop(row.conn, None)
        if steps:
            self.told[row.conn] = steps
            while len(self.told) > MOST_TOLD:
                self.told.pop(next(iter(self.told)))
        if steps == before and not anew:
            return
        for number, step in enumerate(steps):
            place = self.places.place(step.code, step.offset)
            head = f"{step.task}\0{step.function}".encode("utf-8", "replace")
            self.probe.record(AWAIT, row.conn, number, len(steps), head=head, place=place)
        if not steps and before is not None:
            self.probe.record(AWAIT, row.conn)


def steps_behind(row: SharedRow, transport: Any) -> List[Step]:
    """Who waits for a socket that has this transport, or none."""
    if transport is None:
        return chains_of([task for handle in registered(row) for task in behind_call(handle)])
    protocol = protocol_of(transport)
    return chains_of(list(behind_protocol(transport, protocol))) or of_protocol(protocol)


def registered(row: SharedRow) -> List[Any]:
    """The handles of what the loop calls for it."""
    selector = row.selector and row.selector()
    key = selector._fd_to_key.get(row.fd) if selector is not None else None
    return handles_of(key.data) if key is not None else []


def behind_call(handle: Any) -> Iterator[Any]:
    """Who waits for a call such as `sock_recv`, which has its future among its arguments."""
    given = part(handle, "_args")
    for each in given if type(given) is tuple else ():
        if is_future(each):
            yield from tasks_after(each)


def behind_protocol(transport: Any, protocol: Any) -> Iterator[Any]:
    """Who waits for its stream, or for any other future that it has; then the tasks that it has."""
    held = [part(reader_of(protocol), "_waiter"), part(transport, "_empty_waiter")]
    for each in attributes(protocol).values():
        held += list(each) if type(each).__name__ == "deque" else [each]
    for each in held:
        if is_future(each) and not is_task(each):
            yield from tasks_after(each)
    yield from filter(is_task, held)


def of_protocol(protocol: Any) -> List[Step]:
    """Its own method that takes what comes, where nobody waits."""
    kind = type(protocol)
    for name in HANDLERS if reader_of(protocol) is None else ():
        method = found_in(kind, name)
        if type(method) is FunctionType:
            return [Step(text(name_of(kind)), text(method.__qualname__), method.__code__, 0)]
    return []
