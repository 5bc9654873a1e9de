"""asyncio's transports, which stand between a program and its sockets: who they are, and what waits in their buffers.

A selector's key has the handles of what is called when there is something to read, or room to write; these are methods
of a transport, or of the loop. All of it is read as it lies there, and none of its code is run.
"""

from __future__ import annotations

from _weakref import ref
from collections import deque
from itertools import islice
from types import MethodType

from .foreign import OUTB_SHOWN, START, attributes, found_in, name_of, part, size_of
from .typed import Any, Dict, List, Tuple

BUFFERS = (bytearray, bytes, memoryview)

PIECES = 1024
"""The most of a buffer in pieces that the kernel takes at once."""

FIRST_FEW = 64
"""Of a buffer in pieces so many are looked at for its beginning."""


def handles_of(data: Any) -> List[Any]:
    """The handles that asyncio registered with a socket: for reading, and for writing."""
    return [each for each in data if each is not None] if type(data) is tuple and len(data) == 2 else []


def owner_of(handle: Any) -> Any:
    """Whose method a handle calls; None if it is nobody's."""
    callback = part(handle, "_callback")
    return callback.__self__ if type(callback) is MethodType else None


def transport_of(data: Any) -> Any:
    """The transport behind what was registered; None where there is none."""
    for handle in handles_of(data):
        owner = owner_of(handle)
        if type(part(owner, "_sock_fd")) is int and found_in(type(owner), "__weakref__") is not None:
            return owner
    return None


def unsent(transport: Any) -> int:
    """Bytes that a transport has still to send; -1 where that cannot be known."""
    return size_of_buffer(attributes(transport).get("_buffer"))


def offered(transport: Any) -> int:
    """Bytes that it gives to one `sendmsg`; -1 where they are in too many pieces for that."""
    buffer = attributes(transport).get("_buffer")
    return size_of_buffer(buffer) if type(buffer) is not deque or len(buffer) <= PIECES else -1


def size_of_buffer(buffer: Any) -> int:
    """Bytes in a buffer, be it in one piece or in several."""
    if type(buffer) is bytearray:
        return len(buffer)
    if type(buffer) is not deque:
        return -1
    return sum([size_of(each[0] if type(each) is tuple else each) for each in list(buffer)])


def start_of_buffer(buffer: Any, size: int) -> bytes:
    """A copy of its first bytes."""
    if type(buffer) is bytearray:
        return bytes(buffer[:size])
    if type(buffer) is not deque:
        return b""
    pieces = [each[0] if type(each) is tuple else each for each in islice(list(buffer), FIRST_FEW)]
    return b"".join([bytes(each[:size]) for each in pieces if type(each) in BUFFERS])[:size]


def protocol_of(transport: Any) -> Any:
    """What a transport hands its bytes to; where that only unwraps TLS, who has them after that."""
    protocol = part(transport, "_protocol")
    return part(protocol, "_app_protocol") or protocol


def reader_of(protocol: Any) -> Any:
    """The stream that a protocol fills; None if there is none."""
    reference = part(protocol, "_stream_reader_wr")
    return reference() if type(reference) is ref else None


def unsent_start(transport: Any) -> bytes:
    """The first of what it has still to send."""
    return start_of_buffer(attributes(transport).get("_buffer"), OUTB_SHOWN)


def told_of(transport: Any) -> List[Tuple[bytes, int, bytes]]:
    """What there is to say of a transport: name, length of a buffer or -1, its beginning or a word."""
    protocol = protocol_of(transport)
    reader, own = reader_of(protocol), attributes(transport)
    told = [(b"protocol", -1, name_of(type(protocol)).encode("utf-8", "replace")[:START])]
    if reader is not None:
        told.append(buffer_named(b"reader", part(reader, "_buffer")))
    told.append(buffer_named(b"writer", own.get("_buffer")))
    return [*told, (b"paused", -1, paused(transport, own) or b"no")]


def buffer_named(name: bytes, buffer: Any) -> Tuple[bytes, int, bytes]:
    """A buffer's length and beginning."""
    return name, size_of_buffer(buffer), start_of_buffer(buffer, START)


def paused(transport: Any, own: Dict[str, Any]) -> bytes:
    """What has been told to wait: the transport to read, the program to write."""
    reading = b"reading" if own.get("_paused") is True else b""
    writing = b"writing" if part(transport, "_protocol_paused") is True else b""
    return b", ".join(filter(None, (reading, writing)))
