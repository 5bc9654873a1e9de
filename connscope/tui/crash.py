"""What is said of a crash: one sentence, and a report for whoever mends it.

It must not repeat what a peer sent. So it has no locals, and of an exception's message it gives only what Python
itself says about code: anything else, as in `MarkupError`, may quote bytes from outside.
"""

import os
import platform
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from traceback import StackSummary, walk_tb

from connscope import __version__
from connscope.text import visible

REPORTS = 20
"""So many are kept; older ones make room."""
FRAMES = 100
SENTENCE_CELLS = 120
LINE_CELLS = 500

ABOUT_CODE = (
    *(ArithmeticError, AttributeError, ImportError, IndexError, MemoryError, ModuleNotFoundError, NameError),
    *(NotImplementedError, RecursionError, RuntimeError, TypeError, UnboundLocalError, ZeroDivisionError),
)
"""Exceptions that name what stands in the source; of exactly these types, not of kinds that others derived."""


def farewell(error: BaseException) -> str:
    """Write the report, and answer the line that tells of it."""
    error = error_behind(error)
    try:
        where = f"the report is in {visible(str(kept(report(error))))}"
    except Exception as reason:  # of all places this one must not crash
        where = f"no report could be written ({said(reason, SENTENCE_CELLS)})"
    return f"connscope: it crashed: {said(error, SENTENCE_CELLS)} · {where}\n"


def error_behind(error: BaseException) -> BaseException:
    """What failed in a worker, rather than that one failed."""
    inner = getattr(error, "error", None)
    return inner if isinstance(inner, BaseException) else error


def said(error: BaseException, limit: int) -> str:
    """Type and message, or the type alone where the message might be somebody else's words."""
    words = ""
    if isinstance(error, OSError):
        words = os.strerror(error.errno) if isinstance(error.errno, int) else ""
    elif type(error) in ABOUT_CODE:
        words = str(error)
    return visible(f"{type(error).__name__}: {words}" if words else type(error).__name__, limit)


def report(error: BaseException) -> str:
    """All that may be told."""
    return "".join(f"{visible(line, LINE_CELLS)}\n" for line in lines(error))


def lines(error: BaseException) -> Iterator[str]:
    """Where it ran, and each exception in its turn, the first one first."""
    from importlib import metadata  # ten milliseconds, of every start that does not crash

    yield f"connscope {__version__} crashed on {time.strftime('%Y-%m-%d at %H:%M:%S %z')}"
    yield f"Python {platform.python_version()} · Textual {metadata.version('textual')} · {platform.platform()}"
    yield f"terminal {terminal_size()} · TERM={os.environ.get('TERM', '')}"
    for each in reversed([*origins(error)]):
        yield ""
        stack = StackSummary.extract(walk_tb(each.__traceback__), limit=-FRAMES)
        yield from "".join(stack.format()).splitlines()
        yield said(each, LINE_CELLS)


def origins(error: BaseException) -> Iterator[BaseException]:
    """The exception, the one that it came of, and so on."""
    seen: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in seen:
        yield following
        seen.append(following)
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)


def terminal_size() -> str:
    """In columns and rows."""
    try:
        return "x".join(map(str, os.get_terminal_size(2)))
    except OSError:
        return "of unknown size"


def kept(text: str) -> Path:
    """Where the report is now. Raises OSError when it can be written nowhere."""
    name = f"crash-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    with suppress(OSError):
        folder = state_folder()
        folder.mkdir(0o700, parents=True, exist_ok=True)
        path = written(folder / name, text)
        make_room(folder)
        return path
    return written(Path(tempfile.gettempdir()) / f"connscope-{name}", text)


def state_folder() -> Path:
    """Where a program keeps what outlives it and is nobody's document. Raises OSError where there is no such place."""
    given = Path(os.environ.get("XDG_STATE_HOME", ""))
    if given.is_absolute():
        return given / "connscope"
    home = Path(os.path.expanduser("~"))
    if not home.is_absolute():
        raise OSError
    return home / ".local" / "state" / "connscope"


def written(path: Path, text: str) -> Path:
    """A new file, for its owner's eyes; never one that somebody else has put there."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(fd, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError:
        path.unlink()
        raise
    return path


def make_room(folder: Path) -> None:
    """Keep the youngest reports."""
    for old in sorted(folder.glob("crash-*.txt"))[:-REPORTS]:
        with suppress(OSError):
            old.unlink()
