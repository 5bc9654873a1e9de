"""Attaching a probe: to private subclasses, handed to a program that is told which socket and selector classes to use.

Nothing outside these subclasses changes: the sockets that the screen or anybody else uses stay as they are.
"""

from __future__ import annotations

import selectors
import socket
from contextlib import suppress
from weakref import finalize

from . import lives
from .accelerated import recording
from .core import Probe
from .loops import Loop
from .records import OPEN
from .settings import settings
from .sockets import accepting, ending, opened
from .transfers import Wrapper, carrying
from .typed import Any, Dict, Optional, Type
from .watching import looping, retired, watching


def put_on(
    probe: Probe, kind: Type[Any], wrappers: Dict[str, Wrapper], after: Optional[Dict[str, Wrapper]] = None
) -> None:
    """Set the wrappers on a class, and remember how to take them off; a few may have to leave something behind."""
    plain = kind.__mro__[1]
    # What the program prints of it is what it would print without us.
    kind.__module__, kind.__name__, kind.__qualname__ = plain.__module__, plain.__name__, plain.__qualname__
    for name, wrapper in wrappers.items():
        wrapper.__name__, wrapper.__qualname__ = name, f"{plain.__qualname__}.{name}"
        wrapper.__doc__ = getattr(plain, name).__doc__
        setattr(kind, name, wrapper)
    before = probe.detach

    def take_off() -> None:
        before()
        for name in wrappers:
            with suppress(AttributeError):  # another thread was faster
                delattr(kind, name)
        for name, wrapper in (after or {}).items():
            setattr(kind, name, wrapper)

    probe.detach = take_off


def probed_socket(probe: Probe) -> Type[socket.socket]:
    """A socket class whose calls this probe sees."""

    class ProbedSocket(socket.socket):
        __slots__ = ("held", "row")

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            if probe.gate.closed[OPEN]:
                probe.stop(OPEN, None)
            super().__init__(*args, **kwargs)
            opened(probe, self)

    general = {**settings(probe), **accepting(probe, ProbedSocket), **ending(probe), **carrying(probe)}
    fast = {**recording(probe, ProbedSocket, general), **lives.of_sockets(probe, general)}
    put_on(probe, ProbedSocket, {**general, **fast})
    probe.sockets = ProbedSocket
    return ProbedSocket


def probed_selector(probe: Probe, plain: Type[Any] = selectors.DefaultSelector) -> Type[Any]:
    """A selector class whose calls this probe sees."""

    class ProbedSelector(plain):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.loop = Loop(probe)
            probe.loops.append(self.loop)
            finalize(self, self.loop.end).atexit = False
            try:
                self.loop.errands.listen(self, plain.register)
            except Exception as error:
                probe.retire(error)

    general = {**watching(probe, plain), **looping(probe, plain)}
    put_on(probe, ProbedSelector, {**general, **lives.of_selectors(probe, plain, general)}, retired(plain))
    return ProbedSelector
