"""All our own test clients: in a thread of this process, and in a second process where descriptors are too few.

Which of the two a client lives in, nobody else needs to know: its number says it.
"""

from typing import TYPE_CHECKING

from connscope import descriptors
from connscope.clients.plans import resolve
from connscope.sources import Source
from connscope.sources.clients import ClientSource
from connscope.wishes import ClientWish, LaunchClients, Wish

if TYPE_CHECKING:
    from connscope.sources.outside import OutsideSource

OUTSIDE_FROM = 10_000
"""Clients of the other process are numbered from here on."""


class Crowd:
    """Clients as they are wished for; each source is begun when it is needed, and then drained with the others."""

    def __init__(self, sources: list[Source]) -> None:
        self.sources = sources
        self.inside: ClientSource | None = None
        self.outside: OutsideSource | None = None

    def launch(self, wish: LaunchClients, both_ends_here: bool) -> None:
        """Start clients. Raises OSError or ValueError when their host cannot be found, or there is no room for them."""
        resolve(wish.host, wish.port)
        free = descriptors.free()
        if wish.num_conns * (2 if both_ends_here else 1) <= free:
            self.thread().do(wish)
        elif wish.num_conns <= most(both_ends_here):
            self.process().do(wish)
        else:
            files = f"this system lets a process have {descriptors.allowed():,} files open"
            raise OSError(0, f"{files}: that is room for {most(both_ends_here):,} connections more")

    def do(self, wish: Wish) -> None:
        """What is wished of one of them, or of all."""
        outside = isinstance(wish, ClientWish) and wish.client > OUTSIDE_FROM
        for source in (self.inside, self.outside):
            if source is not None and (not isinstance(wish, ClientWish) or outside == (source is self.outside)):
                source.do(wish)

    def thread(self) -> ClientSource:
        """Those in this process."""
        if self.inside is None:
            self.inside = ClientSource()
            self.sources.append(self.inside)
        return self.inside

    def process(self) -> "OutsideSource":
        """Those in the other."""
        if self.outside is None or self.outside.process.poll() is not None:
            from connscope.sources.outside import OutsideSource  # few ever need it

            self.outside = OutsideSource(OUTSIDE_FROM)
            self.sources.append(self.outside)
        return self.outside

    def stop(self) -> None:
        """End all clients; what does not end within a second is abandoned or killed."""
        for source in (self.inside, self.outside):
            if source is not None:
                source.stop()


def most(both_ends_here: bool) -> int:
    """How many connections more can be made, with a second process if that helps."""
    elsewhere = max(0, descriptors.allowed() - descriptors.SPARE)
    return min(descriptors.free(), elsewhere) if both_ends_here else elsewhere
