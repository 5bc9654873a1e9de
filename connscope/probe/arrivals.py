"""Modules that the program imports later: some are waited for, some are not to be had.

Nothing is imported for it. What finds modules on the path is asked through a wrapper; a module that is waited for is
executed by its own loader, which it has before its first line runs, and what waits for it comes after its last one. One
that is not to be had is not found, as if it were not installed.
"""

from __future__ import annotations

import sys
from _frozen_importlib_external import PathFinder  # `importlib` imports more than we need

from .inplace import Changes
from .looped import quietly
from .ringed import RingProbe
from .typed import Any, Callable, Collection, Dict, List

Deed = Callable[[Any], None]

FILE = PathFinder.find_spec.__code__.co_filename
"""Lines of this file are left out of the traceback of an import that failed; so are ours, under its name."""


class Arriving:
    """Executes a module by its loader, and then does what waits for that."""

    def __init__(self, loader: Any, then: Deed) -> None:
        self.loader, self.then = loader, then

    def __getattr__(self, name: str) -> Any:
        """Be as the loader otherwise, for whoever only looks for the module."""
        return getattr(self.loader, name)

    def exec_module(self, module: Any) -> None:
        """Execute it."""
        module.__spec__.loader = module.__loader__ = self.loader
        self.loader.exec_module(module)
        self.then(module)


Arriving.exec_module.__code__ = Arriving.exec_module.__code__.replace(co_filename=FILE)


class Arrivals:
    """What waits for which module, and which modules are not to be had."""

    def __init__(self, probe: RingProbe, changes: Changes, without: Collection[str] = ()) -> None:
        self.probe = probe
        self.without = frozenset(without)
        self.awaited: Dict[str, List[Deed]] = {}
        find_spec: Any = classmethod(self.finding())
        changes.put(PathFinder, {"find_spec": find_spec})

    def when(self, name: str, deed: Deed) -> None:
        """Do this with a module of that name: now if it is there, otherwise as soon as it has come."""
        self.awaited.setdefault(name, []).append(deed)
        if name in sys.modules:
            quietly(self.probe, deed, sys.modules[name])

    def arrived(self, module: Any) -> None:
        """It has been imported."""
        for deed in self.awaited.get(module.__name__, ()):
            if not self.probe.failure:
                quietly(self.probe, deed, module)

    def finding(self) -> Callable[..., Any]:
        """Wrap what finds modules on the path."""
        plain, awaited, without, arrived = PathFinder.find_spec, self.awaited, self.without, self.arrived

        def find_spec(_: Any, fullname: str, path: Any = None, target: Any = None) -> Any:
            if without and not without.isdisjoint(parents(fullname)):
                return None
            spec: Any = plain(fullname, path, target)
            if fullname in awaited and hasattr(getattr(spec, "loader", None), "exec_module"):
                spec.loader = Arriving(spec.loader, arrived)
            return spec

        return find_spec


def parents(name: str) -> List[str]:
    """A module, and the packages that it is in."""
    parts = name.split(".")
    return [".".join(parts[: n + 1]) for n in range(len(parts))]
