"""What `/proc` says of other processes: whose child each is, how it was started, what it has open. Linux only.

Everything may be gone at the next moment, or another user's: then nothing is known, and nothing fails. What is read
stays bytes; whoever shows it makes it visible.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

SOCKET = "socket:["


class Stat(NamedTuple):
    """Of one process."""

    state: bytes
    parent: int
    session: int


def processes() -> list[int]:
    """All that there are."""
    try:
        return [int(name) for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return []


def stat(pid: int) -> Stat | None:
    """What it is; None if it is no more."""
    # Its name stands in brackets, and may have more of them.
    fields = contents(pid, "stat").rpartition(b")")[2].split()
    return Stat(fields[0], int(fields[1]), int(fields[3])) if len(fields) > 3 else None


def words(pid: int) -> list[bytes]:
    """The command line."""
    return contents(pid, "cmdline").removesuffix(b"\0").split(b"\0")


def environment(pid: int) -> list[bytes]:
    """NAME=VALUE, as it was when the process began; empty if that cannot be read."""
    return contents(pid, "environ").removesuffix(b"\0").split(b"\0")


def maps(pid: int) -> bytes:
    """The files that are in its memory, among others; empty if that cannot be read."""
    return contents(pid, "maps")


def executable(pid: int) -> str:
    """The file that it runs; empty if that cannot be known."""
    try:
        return os.readlink(f"/proc/{pid}/exe")
    except OSError:
        return ""


def owner(pid: int) -> int:
    """Whose it is; −1 if it is no more."""
    try:
        return os.stat(f"/proc/{pid}").st_uid
    except OSError:
        return -1


def descriptors(pid: int) -> Iterator[int]:
    """All that are open, as far as one may look."""
    with suppress(OSError), os.scandir(f"/proc/{pid}/fd") as entries:
        for entry in entries:
            yield int(entry.name)


def socket_inode(pid: int, fd: int) -> int:
    """By which the kernel knows the socket behind a descriptor; 0 if there is none."""
    try:
        target = os.readlink(f"/proc/{pid}/fd/{fd}")
    except OSError:
        return 0
    return int(target[len(SOCKET) : -1]) if target.startswith(SOCKET) else 0


def contents(pid: int, name: str) -> bytes:
    """One of its files, as a whole."""
    try:
        with open(f"/proc/{pid}/{name}", "rb") as file:
            return file.read()
    except OSError:
        return b""
