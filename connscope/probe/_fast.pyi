"""What `c/fast.c` makes, for whoever checks types."""

from typing import Any

FORM: int
HEAD: int

class Transfer:
    """One of recv, recv_into and send, made for one class of sockets; `accelerated.py` says from what."""

    def __init__(self, *args: Any) -> None: ...
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...

def unpacked(whole: bytes) -> tuple[Any, ...]:
    """A packed record as the tuple that `records.py` lays out."""
