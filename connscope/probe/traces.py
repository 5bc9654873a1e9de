"""What a traceback shows of us: one line at most, however many wrappers an error came through."""

from __future__ import annotations

from .foreign import dict_of
from .places import HERE, OURS
from .typed import Any, Iterator

OURS_TO_RAISE = ("builtins", "struct", "ctypes")
"""Modules whose errors may come of what we do; what is written in C into Python itself says no module."""


def one_line(error: BaseException) -> None:
    """Take all lines of ours out of its traceback but that of the wrapper which asks."""
    at: Any = error.__traceback__
    while at is not None:
        following = at.tb_next
        while following is not None and is_ours(following.tb_frame.f_code):
            following = following.tb_next
        if following is not at.tb_next:
            at.tb_next = following
        at = following


def is_ours(code: Any) -> bool:
    """Whether we have written it."""
    return bool(code.co_filename == OURS or code.co_filename.startswith(HERE))


def is_from_a_handler(error: BaseException) -> bool:
    """Whether a signal's handler has raised it, which the program set, and which has interrupted us."""
    at: Any = error.__traceback__
    is_beneath = False
    while at is not None and at.tb_next is not None:
        is_beneath = is_beneath or is_ours(at.tb_frame.f_code)
        called = at.tb_next.tb_frame
        # A handler is called with the frame that it has interrupted, be it ours or one of the library's that we have
        # called; nothing else is that we call.
        if is_beneath and not is_ours(called.f_code) and any(each is at.tb_frame for each in arguments(called)):
            return True
        at = at.tb_next
    return False


def is_the_programs(error: BaseException) -> bool:
    """Whether it is of a kind that we cannot raise: then another thread has had it raised here.

    `PyThreadState_SetAsyncExc` does so, by which libraries end threads.
    """
    return dict_of(type(error)).get("__module__", "builtins") not in OURS_TO_RAISE


def arguments(frame: Any) -> Iterator[Any]:
    """What is in the variables of a frame, and in its `*args`."""
    for each in list(frame.f_locals.values()):
        yield each
        if type(each) is tuple:
            yield from each
