"""What a traceback shows of us: one line at most, however many wrappers an error came through."""

from __future__ import annotations

from typing import Any

from .places import HERE, OURS


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
