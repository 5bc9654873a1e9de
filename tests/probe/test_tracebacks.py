"""What the program sees of an error: through each wrapper one line more than bare at most, and the same end.

`python -m tests.probe.test_tracebacks FOLDER` makes every call that is watched fail in several ways, under a probe and
after it has been taken off, and prints what went another way.
"""

import select
import selectors
import socket
import ssl
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from connscope.probe import guest
from tests.probe.in_place import SCRIPTS
from tests.probe.test_calls_as_plain import accepted

Arguments = tuple[Any, ...]

WRONG: tuple[Arguments, ...] = ((object(),), (object(), object()), (None, None, None, None, None, None))
NUMBERS: tuple[Arguments, ...] = ((-1,), (-1, -1), (1,), (1, 0), (b"x",), (b"x", ("127.0.0.1", 0)), ([b"x"],))
SELECTORS = (selectors.EpollSelector, selectors.PollSelector, selectors.SelectSelector)
WAITING = ("select", "poll")
"""For them a number is how long to wait."""
FAIL_WITHOUT = ("accept", "do_handshake", "getsockopt", "connect", "bind", "send", "sendall", "sendmsg", "write")
"""Calls that fail on a socket that is not connected, without arguments or with too few; others may wait."""


def new(kind: Any) -> Any:
    """One of that kind, of which nothing is to be had."""
    if kind is ssl.SSLSocket:
        return ssl.create_default_context().wrap_socket(socket.socket(), server_hostname="nobody")
    return select.poll() if kind is type(select.poll()) else kind()


def attempts(kind: Any, name: str) -> Iterator[Arguments]:
    """Arguments with which this may fail, and cannot wait."""
    if name != "pause":  # which then waits
        yield ()
    if name != "__init__" and kind not in SELECTORS:
        yield from WRONG
    given = WRONG if name in WAITING else (*WRONG, *NUMBERS)
    if isinstance(kind, ModuleType):
        yield from ((-1,), (-1, b""), (-1, [b""]))  # of numbers none that is anybody's descriptor
    elif name != "find_spec":
        subject = new(kind)
        yield from ((subject, *each) for each in [*given, *[()] * (name in FAIL_WITHOUT)])
        if name not in ("close", "__init__") and hasattr(subject, "close"):
            subject.close()
            yield from ((subject, *each) for each in given)


def seen(error: Exception) -> tuple[int, str]:
    """How many lines it is when it is shown, and its kind."""
    return sum(part.count("\n") for part in traceback.format_exception(error)), type(error).__name__


def failed(wrapped: list[tuple[Any, str]]) -> dict[str, tuple[int, str]]:
    """What was seen of each call that failed."""
    found = {}
    for kind, name in wrapped:
        for number, arguments in enumerate(attempts(kind, name)):
            try:
                getattr(kind, name)(*arguments)
            except Exception as error:
                found[f"{kind.__name__}.{name} {number}"] = seen(error)
    for name, script in SCRIPTS.items():
        conn, peer = accepted(socket.socket)
        with conn, peer:
            try:
                script(conn, peer)
            except Exception as error:
                found[name] = seen(error)
    return found


def main(folder: str) -> None:
    """Fail twice."""
    guest.begin(folder)
    here: Any = guest.HERE
    wrapped = sorted({(kind, name) for kind, name, *_ in here.changes.made}, key=repr)
    under = failed(wrapped)
    failure = here.probe.failure
    here.changes.undo()
    bare = failed(wrapped)
    for each in under.keys() ^ bare.keys():
        print(f"{each} fails only {'under a probe' if each in under else 'bare'}")
    for each in under.keys() & bare.keys():
        if under[each][1] != bare[each][1] or under[each][0] > bare[each][0] + 1:
            print(f"{each}: {bare[each]} bare, {under[each]} under a probe")
    never = {f"{kind.__name__}.{name}" for kind, name in wrapped} - {each.partition(" ")[0] for each in bare}
    print(f"{sorted(never)} never failed, {failure!r}, {len(bare) > 2 * len(wrapped)}")


def test_an_error_that_comes_through_a_wrapper_is_one_line_longer_at_most(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "tests.probe.test_tracebacks", str(tmp_path)]
    ended = subprocess.run(words, capture_output=True, text=True, timeout=50, check=False)
    assert (ended.stdout, ended.stderr, ended.returncode) == ("[] never failed, '', True\n", "", 0)


if __name__ == "__main__":
    main(sys.argv[1])
