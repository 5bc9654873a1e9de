"""One selector: when its thread slept and woke, and who was ready."""

from connscope.events.fact import ConnId, Fact, Place


class Woke(Fact):
    """`select()` returned. Loops and idle loops are totals up to this one."""

    loop: ConnId
    thread: int
    place: Place
    timeout: int
    """Nanoseconds; -1 for None."""
    slept: int
    loops: int
    idle: int
    ready: list[tuple[ConnId, int]]


class Idled(Fact):
    """A run of loops in which `select()` gave the same answer as before and the program called nothing."""

    loop: ConnId
    thread: int
    place: Place
    slept: int
    loops: int
    idle: int


class Asleep(Fact):
    """The thread has been in `select()` since then, and still was when somebody looked."""

    loop: ConnId
    timeout: int
    loops: int
    idle: int


class LoopEnded(Fact):
    """The selector is closed."""

    loop: ConnId


class Stalled(Fact):
    """A loop has not come back to `select()` for long: meanwhile nobody is served."""

    loop: ConnId
    thread: int
    place: Place
    """Where its thread was when it was asked; nowhere if it was not."""
    lasted: int
    """Nanoseconds since `select()` answered,"""
    over: bool
    """and whether that is all of it."""
    what: str
    """The task or callback that ran; empty where that is not known."""
