"""From a command to a program on a terminal of its own: what the holder is asked, and what it answers."""

import errno
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from connscope.descriptors import allowed_at_first
from connscope.running import holder
from connscope.text import VALUE_CELLS, visible

LONGEST_SECONDS = 20
"""The holder answers within milliseconds, but a program may lie on a disk that is asleep."""

FOR_NUMBER = {
    errno.ENOENT: "there is no such program",
    errno.EACCES: "it may not be executed",
    errno.ENOEXEC: "it is no program that the system can execute",
    errno.EISDIR: "it is a folder",
    errno.E2BIG: "its arguments and environment are too long",
}


class Running(NamedTuple):
    """A program that has been started."""

    link: socket.socket
    """The holder is at its other end. When ours is closed the program is on its own."""
    pid: int
    fd: int
    """Our end of its terminal."""


def start(command: Sequence[str], env: Mapping[str, str], cwd: str, size: tuple[int, int]) -> Running:
    """Start a program on a new terminal of so many columns and rows; raises `OSError` with a sentence as `strerror`."""
    request = _request(command, env, os.path.abspath(cwd), size)
    link, theirs = socket.socketpair()
    link.settimeout(LONGEST_SECONDS)
    try:
        with theirs:
            _start_holder(theirs)
        link.sendall(len(request).to_bytes(8, "big") + request)
        kind, number, descriptors = heard(link)
        if kind != holder.STARTED:
            raise _error(kind, number, command[0], cwd)
    except BaseException as error:
        link.close()
        if isinstance(error, TimeoutError | BrokenPipeError | ConnectionResetError):
            raise _error(b"", 0, command[0], cwd) from None
        raise
    link.setblocking(False)
    os.set_inheritable(descriptors[0], False)
    return Running(link, number, descriptors[0])


def heard(link: socket.socket) -> tuple[bytes, int, list[int]]:
    """A word from the holder, with its number and descriptors; the word is empty when the holder is gone."""
    word, descriptors, _, _ = socket.recv_fds(link, holder.WORD, 1)
    return word[:1], int.from_bytes(word[1:], "big"), descriptors


def _request(command: Sequence[str], env: Mapping[str, str], cwd: str, size: tuple[int, int]) -> bytes:
    """As `holder.Asked` reads it. Raises `ValueError` for a NUL, which no program can be told."""
    columns, rows = size
    limit = allowed_at_first()
    words = [cwd, str(columns), str(rows), str(holder.NO_LIMIT if limit is None else limit), str(len(command))]
    fields = [*words, *command, *(f"{name}={value}" for name, value in env.items())]
    if any("\0" in field for field in fields):
        raise ValueError("a program cannot be told a NUL")
    return b"\0".join(map(os.fsencode, fields))


def _start_holder(link: socket.socket) -> None:
    """Its first process ends at once; what stays is nobody's child, and in no session of ours."""
    subprocess.run(
        [sys.executable, "-I", "-S", holder.__file__, str(link.fileno())],
        pass_fds=[link.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )


def _error(kind: bytes, number: int, program: str, cwd: str) -> OSError:
    """What is wrong, as a sentence."""
    step, code = divmod(number, 1 << 16)
    shown = f"'{visible(program, VALUE_CELLS)}' cannot be started"
    if kind != holder.NOT_STARTED:
        return OSError(errno.EIO, f"{shown}: the process that was to hold it did not answer")
    said = os.strerror(code).lower()
    if step == holder.TERMINAL:
        return OSError(code, f"{shown}: no terminal can be had for it: {said}")
    if step == holder.FOLDER:
        return OSError(code, f"{shown}: its folder '{visible(cwd, VALUE_CELLS)}' cannot be entered: {said}", cwd)
    if code == errno.ENOENT and os.sep in program and os.path.exists(os.path.join(cwd, program)):
        return OSError(code, f"{shown}: its first line names a program that is not there", program)
    return OSError(code, f"{shown}: {FOR_NUMBER.get(code, said)}", program)
