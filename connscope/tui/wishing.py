"""From what a person asked for to wishes: a filled-in form, or a fault that wants showing. It fulfils none."""

from typing import TYPE_CHECKING

from connscope.clients.behaviours import BEHAVIOURS, parameters
from connscope.clients.plans import MESSAGES
from connscope.wishes import LaunchClients

if TYPE_CHECKING:
    from connscope.launches import Launch
    from connscope.launches.groups import Behaving

FULL_PIPES = ("half-closes", "floods")
"""What these show comes when the kernels are full: with small pipes it comes at once."""

SIZES = {"half-closes": {"size": float(1 << 20)}}
"""As much as is lost within seconds: `tutorial` copies all of it on every KiB."""


def crowd_of(launch: "Launch") -> list[LaunchClients]:
    """A wish for each part of a launch, in the order in which they are to begin."""
    parts = [
        (num_conns, {**options, "behaviours": plainly(options["behaviours"])}) for num_conns, options in launch.parts()
    ]
    return [LaunchClients(launch.host, launch.port, num_conns, **options) for num_conns, options in parts]


def plainly(behaviours: "tuple[Behaving, ...]") -> "tuple[Behaving, ...]":
    """The same without what is as usual, such as infinity: a wish that goes to another process cannot say that."""
    return tuple(
        (name, {word: value for word, value in values.items() if value != parameters(BEHAVIOURS[name])[word]})
        for name, values in behaviours
    )


def culprit(behaviour: str, host: str, port: int) -> LaunchClients:
    """The one client that shows a fault of a server."""
    values = SIZES.get(behaviour, {})
    small_pipes = behaviour in FULL_PIPES
    return LaunchClients(host, port, 1, MESSAGES, small_pipes=small_pipes, behaviours=((behaviour, values),))
