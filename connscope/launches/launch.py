"""One launch: how many clients, where to, what they say, how they behave; and the parts in which they are started."""

from dataclasses import dataclass
from random import Random
from typing import Any

from connscope.launches.groups import Groups, assigned
from connscope.units import exact

Part = tuple[int, dict[str, Any]]
"""So many connections, and the options that all of them are launched with."""


@dataclass(frozen=True)
class Launch:
    """What is asked for; every field has the bounds of `form.py`."""

    host: str
    port: int
    num_conns: int = 1
    messages: tuple[bytes, ...] = ()
    """What each says, in turn; if nothing, it is `random_bytes`."""
    random_bytes: int = 0
    """The size of the one message, if there are no others."""
    repeat: int = 1
    """How many times all messages are said; 0: until stopped."""
    every: float = 0.0
    """Seconds from one message of a connection to its next; 0: as soon as the one before is gone."""
    stay: bool = False
    """Keep the connection when all is said and back."""
    small_pipes: bool = False
    """Small kernel buffers, at both ends where the server is ours."""
    groups: Groups = ()
    """Which of them misbehave, and how."""
    deadline: float = 30.0
    """Seconds until what is not back is late."""

    @property
    def said(self) -> tuple[bytes, ...]:
        """The messages themselves. Random bytes are the same each time, so that two launches can be compared."""
        return self.messages or (Random(self.random_bytes).randbytes(self.random_bytes),)

    def parts(self) -> list[Part]:
        """What is launched, one after the other: the groups in their order, so that their rows are the first."""
        options = {
            "messages": self.said,
            "repeat": self.repeat,
            "every": self.every,
            "stay": self.stay,
            "small_pipes": self.small_pipes,
            "deadline": self.deadline,
        }
        parts = assigned(self.groups, self.num_conns)
        return [(count, {**options, "behaviours": behaviours}) for count, behaviours in parts]


def refused(num_conns: int, ends_here: int, free_descriptors: int) -> str:
    """Why so many connections cannot be had, if the system allows no more open files; else empty.

    `ends_here`: how many ends of each connection are in the process that has the descriptors free.
    """
    most = free_descriptors // ends_here
    if num_conns <= most:
        return ""
    return f"Too many for this system's limit on open files: give at most {exact(most)}."
