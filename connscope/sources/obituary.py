"""Why a program is over, in one line that may be shown: what was raised, what that says, and where in the program."""

from itertools import takewhile
from traceback import walk_tb

from connscope.probe.places import seen_through
from connscope.sources.translate import shown_path
from connscope.text import visible

SAID_LIMIT = 160


def sentence(reason: BaseException) -> str:
    """The exception in one line; empty for one by which a program ends well."""
    if isinstance(reason, KeyboardInterrupt) or (isinstance(reason, SystemExit) and not reason.code):
        return ""
    said = visible(f"{type(reason).__name__}: {words(reason)}", SAID_LIMIT)
    # From the call into the probe on it is ours, and what we call.
    frames = list(takewhile(lambda step: not seen_through(step[0].f_code), walk_tb(reason.__traceback__)))
    if not frames:
        return said
    frame, line = frames[-1]
    return f"{said} · {shown_path(frame.f_code.co_filename)}:{line}"


def words(reason: BaseException) -> str:
    """What it says of itself, which is the program's own code."""
    try:
        said = reason.strerror if isinstance(reason, OSError) else ""  # without "[Errno 104]"
        return said if type(said) is str and said else str(reason)
    except Exception as error:
        return f"it cannot be said why: {type(error).__name__}"
