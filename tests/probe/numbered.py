"""Things of a program's that have a descriptor, each in a way of its own."""

from typing import Any


class Numbered:
    """Has a descriptor, and counts how often it is asked for that."""

    def __init__(self, fd: Any) -> None:
        self.fd = fd
        self.asked = 0

    def fileno(self) -> Any:
        self.asked += 1
        return self.fd


class Refusing:
    def fileno(self) -> int:
        raise LookupError("mine")


class Plain:
    """Has what is put into it."""
