"""Without payload: how many bytes were moved, or wait, is written down, and none of them.

What is held, looked at or told in the midst of a stop is as little shown as what a call carries.
"""

from __future__ import annotations

from . import records as r
from .ringed import RingProbe
from .typed import Any

CARRYING = frozenset({
    *(r.RECV, r.RECV_INTO, r.PEEK, r.RECV_URGENT, r.SEND, r.SENDALL, r.SEND_URGENT, r.OUTB, r.DATA, r.HELD),
})  # fmt: skip
"""Records whose head has bytes of the program's in it."""

TEXT = (b"'", b'"', b"(")
"""How a value begins in which there may be a text."""


def shown(call: int, result: int, head: bytes) -> bytes:
    """What of a head may be written down."""
    if call not in CARRYING:
        return head
    if call != r.DATA:
        return b""
    name, between, start = head.partition(b"\0")
    return name + between + (b"" if result >= 0 or start.startswith(TEXT) else start)


def keep_payload_out(probe: RingProbe) -> None:
    """From now on nothing of it comes into the ring, nor is it told anywhere else."""
    plain_record, plain_aside = probe.record, probe.aside

    def record(
        call: int,
        conn: int,
        asked: int = 0,
        result: int = 0,
        errno: int = 0,
        outb: int = -1,
        head: bytes = b"",
        *rest: Any,
        **more: Any,
    ) -> Any:
        return plain_record(call, conn, asked, result, errno, outb, shown(call, result, head), *rest, **more)

    def aside(call: int, *fields: Any, head: bytes = b"", **more: Any) -> None:
        plain_aside(call, *fields, head=shown(call, 0, head), **more)

    probe.record, probe.aside = record, aside  # type: ignore[method-assign]
