"""Every way out of the screen, as a table: what is done, and the exit code; and what a way out leaves behind.

Each is tried on a real terminal, once by the tests and many times by `tests/bench/ways_out.py`.
"""

import os
import re
import signal
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.tui.faulty import FAULTS, FAULTY
from tests.tui.one_job import ONE_JOB
from tests.tui.terminal import CONNSCOPE, ITS_OWN, PLAIN_CONNSCOPE, Terminal, terminal

MOST_SECONDS = 2.0
IN_A_JOB = ITS_OWN + ONE_JOB
ESC_OF = dict(zip(FAULTS, ("OQ", "OR", "OS", "[15~", "[17~", "[18~", "[19~", "[20~"), strict=True))
"""What a terminal sends for F2 and on."""
CRASHES = [fault for fault in FAULTS.values() if fault != "for_ever"]
CTRL_Q, CTRL_P, CTRL_Z = "\x11", "\x10", "\x1a"


@dataclass(frozen=True)
class Way:
    """One way out."""

    code: int
    leave: Callable[[Terminal], object]
    """What is done; from its return on the time runs."""
    ready: bool = True
    """Whether it begins with the screen up."""
    program: str = CONNSCOPE
    arguments: tuple[str, ...] = ("--port", "0")
    size: tuple[int, int] = (80, 24)
    reading: bool = True
    is_there: bool = True
    """Whether there is a terminal left that could be as before."""


@dataclass(frozen=True)
class Left:
    """What a way out has left."""

    code: int
    in_time: bool = True
    restored: bool = True
    line_taken: bool = True
    """Whether what is typed after it reaches the shell."""
    port_free: bool = True
    alone: bool = True
    """Whether none of its processes is left."""


def left_by(way: Way, state: str, started: float = 0.0) -> tuple[Left, float]:
    """Take that way, once; answers what is left, and the seconds that it took.

    `state`: the folder for reports. `started`: how long it has run then, if it does not begin with the screen up.
    """
    with terminal(*way.arguments, program=way.program, size=way.size, XDG_STATE_HOME=state) as it:
        if way.ready:
            it.until(lambda: "asleep in select()" in it.words() and "q quit" in it.words())
        elif started:
            it.until_over(started)
        else:
            it.until(lambda: b"\x1b[?1049h" in it.raw)
        port = re.search(r"127.0.0.1:(\d+)", it.words()) or re.search(r":(\d{4,5})\b", it.words())
        way.leave(it)
        began = time.monotonic()
        code = it.end(reading=way.reading)
        took = time.monotonic() - began
        it.read_all()
        left = Left(
            128 - code if code < 0 else code,  # as a shell says it
            took <= MOST_SECONDS,
            not way.is_there or it.is_as_before(),
            not way.is_there or it.takes_a_line(),
            port is None or is_free(int(port[1])),
            not is_group(it.process.pid),
        )
        return left, took


def is_free(port: int) -> bool:
    """Whether somebody else can listen there at once."""
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return sock.connect_ex(("127.0.0.1", port)) != 0 and not sock.bind(("127.0.0.1", port))


def is_group(pid: int) -> bool:
    """Whether any process of that session's first group is left."""
    try:
        os.killpg(pid, 0)
    except ProcessLookupError:
        return False
    return True


def typing(*keys: str) -> Callable[[Terminal], None]:
    """Type them; in between wait until something was drawn."""

    def leave(it: Terminal) -> None:
        for key in keys[:-1]:
            it.type(key)
            it.until(lambda: it.read(0.3))
        it.type(keys[-1])

    return leave


def telling(number: int, *keys: str) -> Callable[[Terminal], None]:
    """Send a signal, once these keys were typed and something was drawn."""

    def leave(it: Terminal) -> None:
        for key in keys:
            it.type(key)
            it.until(lambda: it.read(0.3))
        it.signal(number)

    return leave


def garbage(it: Terminal) -> None:
    """What no keyboard sends, as from a paste of the wrong kind; and in its midst quit."""
    os.write(it.master, b"\xff\xfe" + CTRL_Q.encode() + b"\x80")


def twice(it: Terminal) -> None:
    """A signal, and in the midst of leaving another one."""
    it.signal(signal.SIGTERM)
    it.until(lambda: b"\x1b[?1049l" in it.raw)
    it.signal(signal.SIGINT)


def late(it: Terminal) -> None:
    """A signal when it leaves already."""
    it.type("q")
    it.until(lambda: b"\x1b[?1049l" in it.raw)
    it.signal(signal.SIGTERM)


def in_a_loop(it: Terminal) -> None:
    """A signal to one that does not listen."""
    it.type("\x1b" + ESC_OF["f9"])
    it.until(lambda: not it.read(0.5))
    it.signal(signal.SIGTERM)


def after_its_server(it: Terminal) -> None:
    """The server dies of a reset, which is shown; then quit."""
    with it.connected() as sock:
        sock.sendall(b"x")
        sock.recv(1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    it.until(lambda: "✕ died" in it.words())
    it.type("q")


def while_held(leave: Callable[[Terminal], object]) -> Callable[[Terminal], None]:
    """The server stands still in the midst of a service, with a client that waits: then that."""

    def leave_then(it: Terminal) -> None:
        with it.connected() as sock:
            sock.sendall(b"x")
            sock.recv(1)
            it.type(" ")
            it.until(lambda: "held " in it.words())
            leave(it)

    return leave_then


def unread(it: Terminal) -> None:
    """A terminal that nobody reads, and much to draw: then a signal."""
    with it.connected():
        it.until_unread_stays()
        it.signal(signal.SIGTERM)


def job(it: Terminal) -> int:
    """The process in the shell."""
    found = re.search(r"\[job (\d+)\]", it.words())
    assert found
    return int(found[1])


def suspended(it: Terminal) -> None:
    """Stop it, in the shell."""
    it.type(CTRL_Z)
    it.until(lambda: "[stopped by" in it.words())


def back_and_out(it: Terminal) -> None:
    """Out of the shell, and out."""
    suspended(it)
    it.raw.clear()
    it.type("fg\n")
    it.until(lambda: "q quit" in it.words())
    it.type("q")


def ended_in_the_shell(it: Terminal) -> None:
    """A signal while it is stopped."""
    suspended(it)
    os.kill(job(it), signal.SIGTERM)
    it.type("bg\n")


def without(it: Terminal) -> None:
    """The terminal goes."""
    it.hang_up()


ENDED = Way(128 + signal.SIGTERM, telling(signal.SIGTERM))
GONE = Way(129, without, reading=False, is_there=False)
IN_SHELL = Way(0, back_and_out, program=IN_A_JOB, arguments=(PLAIN_CONNSCOPE, "--port", "0"))

WAYS = {
    "q": Way(0, typing("q")),
    "ctrl+q": Way(0, typing(CTRL_Q)),
    "ctrl+q after what is no text": Way(0, garbage),
    "ctrl+q with the palette open": Way(0, typing(CTRL_P, CTRL_Q)),
    **{
        f"crash {fault}": Way(1, typing("\x1b" + ESC_OF[key]), program=ITS_OWN + FAULTY)
        for key, fault in FAULTS.items()
        if fault in CRASHES
    },
    **{
        f"{name}": Way(128 + getattr(signal, name), telling(getattr(signal, name)))
        for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
    },
    "SIGTERM with help open": replace(ENDED, leave=telling(signal.SIGTERM, "?")),
    "SIGTERM with the palette open": replace(ENDED, leave=telling(signal.SIGTERM, CTRL_P)),
    "SIGTERM in a handler without end": replace(ENDED, leave=in_a_loop, program=ITS_OWN + FAULTY),
    "SIGTERM while starting": replace(ENDED, ready=False),
    "SIGTERM as the screen goes up": replace(ENDED, ready=False),
    "SIGTERM, then SIGINT": replace(ENDED, leave=twice),
    "q, then SIGTERM": Way(0, late),
    "q after the server died": Way(0, after_its_server, arguments=("--port", "0", "--policy", "tutorial")),
    "q while held": Way(0, while_held(typing("q")), arguments=("--port", "0", "--policy", "tutorial")),
    "SIGTERM while held": replace(ENDED, leave=while_held(telling(signal.SIGTERM))),
    "SIGTERM, nobody reads": replace(
        ENDED,
        leave=unread,
        arguments=("--port", "0", "--policy", "tutorial"),
        size=(250, 80),
        reading=False,
    ),
    "terminal gone": GONE,
    "terminal gone, not told": replace(GONE, program=PLAIN_CONNSCOPE),
    "ctrl+z, fg, q": IN_SHELL,
    "SIGTERM while stopped": replace(IN_SHELL, code=143, leave=ended_in_the_shell),
}
