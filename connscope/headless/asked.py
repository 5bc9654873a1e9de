"""What a command line asks clients for, as a launch: a population, and what is said besides, which goes before it."""

from argparse import Namespace
from dataclasses import replace
from typing import Any

from connscope.launches import Launch, Unusable, load
from connscope.launches.groups import assigned, clashes
from connscope.launches.messages import EXAMPLE

__all__ = ["Unusable", "launch_of"]


def launch_of(values: Namespace) -> Launch:
    """The launch. Raises `Unusable` if the file is wrong, or the groups cannot be had together."""
    if values.population is None:
        launch = Launch(values.host, values.port, values.num_conns, EXAMPLE)
    else:
        launch = replace(load(values.population, values.num_conns), host=values.host, port=values.port)
    launch = replace(launch, **said(values, launch), groups=(*launch.groups, *(values.groups or ())))
    for _, complaint in clashes(launch.groups):
        raise Unusable(complaint)
    try:
        assigned(launch.groups, launch.num_conns)
    except ValueError as error:
        raise Unusable(str(error)) from None
    return launch


def said(values: Namespace, launch: Launch) -> dict[str, Any]:
    """What the other options change of it."""
    changes: dict[str, Any] = {}
    if values.messages:
        changes.update(messages=tuple(values.messages), random_bytes=0)
    if values.stay:
        changes.update(stay=True, repeat=0, every=launch.every or 1.0)
    if values.deadline is not None:
        changes.update(deadline=values.deadline)
    if values.small_pipes:
        changes.update(small_pipes=True)
    return changes
