"""The keyboard at a program's terminal: what a sitting offers of it, together with what the program has written.

Here is the sitting whose program has none, such as a server of ours; one that has a terminal says otherwise.
"""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connscope.running.console import Console

if sys.platform != "win32":
    import termios


class NoTerminal:
    """A sitting over a program that is nobody's to type to."""

    @property
    def console(self) -> "Console | None":
        """What the program has written to its terminal; None where it has none."""
        return None

    @property
    def has_terminal(self) -> bool:
        """Whether there is one."""
        return self.console is not None

    @property
    def is_echoing(self) -> bool:
        """Whether what is typed is to be seen; False while it asks for a password."""
        return True

    def type_in(self, data: bytes) -> int:  # noqa: ARG002 - nobody hears it
        """Type these bytes; answers how many found room. It never waits."""
        return 0

    def interrupt(self) -> None:
        """Type Ctrl-C, as a person would at its terminal."""

    def end_input(self) -> None:
        """Type Ctrl-D: at the beginning of a line its input is over."""

    def resize_terminal(self, columns: int, rows: int) -> None:
        """Say how much of what it writes is seen: what is started from now on begins so, too."""


def is_echoing(fd: int) -> bool:
    """Whether a terminal shows what is typed, or the program does so itself, as readline does.

    Who asks for a password switches the echo off and reads whole lines. Of a terminal that is no more nobody knows.
    """
    try:
        local = termios.tcgetattr(fd)[3]
    except (OSError, termios.error):
        return True
    return bool(local & termios.ECHO) or not local & termios.ICANON
