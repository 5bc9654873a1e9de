"""Attaching a probe: to private subclasses, handed to a program that takes its socket and selector classes as arguments.

Nothing outside these subclasses changes: the sockets that the screen or anybody else uses stay as they are.
"""

from __future__ import annotations

import selectors
import socket
from typing import Any, Type

from .core import Probe
from .errands import Errands
from .loops import Loop, looping, watching
from .sockets import lifetime, opened, settings
from .transfers import Wrappers, reading, sending


def put_on(probe: Probe, kind: Type[Any], wrappers: Wrappers) -> None:
    """Set the wrappers on a class, and remember how to take them off."""
    for name, wrapper in wrappers.items():
        setattr(kind, name, wrapper)
    before = probe.detach

    def take_off() -> None:
        before()
        for name in wrappers:
            if name in kind.__dict__:
                delattr(kind, name)

    probe.detach = take_off


def probed_socket(probe: Probe) -> Type[socket.socket]:
    """A socket class whose calls this probe sees."""

    class ProbedSocket(socket.socket):
        __slots__ = ("row",)

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.row = opened(probe, self)

    put_on(probe, ProbedSocket, {**settings(probe), **lifetime(probe), **reading(probe), **sending(probe)})
    return ProbedSocket


def probed_selector(probe: Probe, plain: Type[Any] = selectors.DefaultSelector) -> Type[Any]:
    """A selector class whose calls this probe sees."""

    class ProbedSelector(plain):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.loop = Loop(probe, Errands(self, plain.register))
            probe.loops.append(self.loop)

    put_on(probe, ProbedSelector, {**watching(probe, plain), **looping(probe, plain)})
    return ProbedSelector
