"""What runs somebody's program, as a sitting over it needs that: it begins, ends, and can be typed to."""

from collections.abc import Mapping
from typing import Any, Protocol

from connscope.events import Fact
from connscope.sources import Observed


class Process(Protocol):
    """One process of the program, as its source has it."""

    @property
    def threads(self) -> int:
        """How many threads it has, as far as that is known; else 0."""


class Running(Observed, Protocol):
    """What runs the program: one after the other, all of one name."""

    program: Any
    """Its words, its name, the command as one would type it, and its file, if it has one."""
    at_most: int
    """So many records of each process are taken at once; 0: all that there are."""
    console: Any
    child: Any

    @property
    def processes(self) -> Mapping[str, Process]:
        """Those that are watched, by the names of their programs."""

    @property
    def running(self) -> bool:
        """Whether its first process has not ended."""

    def start(self) -> None:
        """Run it. Raises OSError with a sentence."""

    def type_in(self, data: bytes) -> int:
        """Type into its terminal; answers how many bytes found room."""

    def interrupt(self) -> None:
        """Press Ctrl-C there."""

    def end_input(self) -> None:
        """Press Ctrl-D there."""

    def resize(self, columns: int, rows: int) -> None:
        """Give its terminal another size."""

    def end_run(self) -> list[Fact]:
        """End it, if it runs, within a few seconds; answers its last facts."""

    def restart(self) -> list[Fact]:
        """The same, and then run it anew. Raises as `start` does."""
