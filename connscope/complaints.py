"""What a command says to a person: results on standard output, and in one line what is wrong and what to do.

Whatever came from outside is made visible here, and no more than `VALUE_CELLS` of it repeated. It knows no command.
"""

import errno
import os
import sys
from io import TextIOWrapper

from connscope.text import shown, visible

BAD_INPUT = 2

FOR_NUMBER = {
    errno.EADDRINUSE: "is in use: choose another --port, or --port 0 for any that is free",
    errno.EACCES: "is not allowed: choose a --port from 1024 up, or --port 0 for any that is free",
    errno.EADDRNOTAVAIL: "is not an address of this machine: try --host 127.0.0.1",
}
"""Why an address cannot be had, and what to do."""


def tell(text: str, errors: str = "backslashreplace") -> None:
    """Write to standard output at once, and go on if nobody reads it any more.

    `errors` is for letters that it cannot encode.
    """
    if isinstance(sys.stdout, TextIOWrapper):  # it may be closed
        sys.stdout.reconfigure(errors=errors)
    try:
        print(end=text, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def complain(message: str) -> int:
    """Say in one line what is wrong; answers the exit code for bad input."""
    if sys.stderr is not None:  # else `print` would take stdout
        print(f"connscope: {visible(message)}", file=sys.stderr)
    return BAD_INPUT


def cannot_listen(host: str, port: int, error: Exception) -> str:
    """Why a server cannot have its address, and what to do."""
    from socket import gaierror

    if isinstance(error, gaierror | UnicodeError):
        return f"the host {shown(host)} cannot be found; try --host 127.0.0.1"
    number, said = getattr(error, "errno", 0), getattr(error, "strerror", "")
    return f"{shown(f'{host}:{port}')} {FOR_NUMBER.get(number) or f'cannot be had: {said}'}"
