"""Objects of the program, read without running any of its code: what it registered, what it passes to a call.

A probe may look, not touch. Only built-in types are asked, by their own methods; of anything else nothing is known.
"""

from __future__ import annotations

from struct import Struct
from types import GetSetDescriptorType, MemberDescriptorType, SimpleNamespace, WrapperDescriptorType

from .records import HEAD
from .typed import Any, Dict, List, Tuple

NOTHING_HELD: Dict[str, Any] = {}
"""Stands for the attributes of `data` that may not be read, or that is not there. Never written to."""

OUTB_SHOWN = 256
"""How much of the program's `outb` is copied when somebody looks."""

ATTRIBUTES, START = 8, 48
"""How many attributes of `data` are told of, and how many bytes of each."""

PLAIN = (int, bool, float, str, type(None))
"""Types whose `repr` runs none of the program's code."""

FIRST = Struct(f"{HEAD}s").unpack_from
"""The first bytes of any buffer as a copy, cheaper than a slice of it."""

mro_of: Any = type.__dict__["__mro__"].__get__
dict_of: Any = type.__dict__["__dict__"].__get__
name_of: Any = type.__dict__["__name__"].__get__


def found_in(kind: Any, name: str) -> Any:
    """What a class has under a name, itself or inherited; not what that would answer."""
    for each in mro_of(kind):
        own = dict_of(each)
        if name in own:
            return own[name]
    return None


def attributes(data: Any) -> Dict[str, Any]:
    """The plain `__dict__` of `data`, or the dict that it is."""
    kind = type(data)
    if kind is dict:
        return data  # type: ignore[no-any-return]
    found = found_in(kind, "__dict__")
    if type(found) not in (GetSetDescriptorType, MemberDescriptorType):  # a property of the program's, or nothing
        return NOTHING_HELD
    held = object.__getattribute__(data, "__dict__")
    return held if type(held) is dict else NOTHING_HELD


def part(thing: Any, name: str) -> Any:
    """What a thing has under a name, in a slot or in its plain `__dict__`; None where only its code could say."""
    found = found_in(type(thing), name)
    kind = type(found)
    if kind is MemberDescriptorType or (kind is GetSetDescriptorType and found.__objclass__.__module__ == "_asyncio"):
        try:
            return found.__get__(thing)
        except AttributeError:  # an empty slot
            return None
    if found is not None and found_in(kind, "__set__") is not None:  # a property of the program's
        return None
    return attributes(thing).get(name, found)


def reads_plainly(kind: Any, name: str) -> bool:
    """Whether to ask an object of this class for an attribute runs none of the program's code."""
    asked, own = found_in(kind, "__getattribute__"), found_in(kind, name)
    is_plain = asked is object.__getattribute__ or asked is SimpleNamespace.__getattribute__
    return is_plain and found_in(kind, "__getattr__") is None and found_in(type(own), "__get__") is None


def outb_length(held: Dict[str, Any]) -> int:
    """Bytes in the program's `outb`; -1 where it keeps none."""
    outb: Any = held.get("outb")
    kind = type(outb)
    return len(outb) if kind is bytearray or kind is bytes else -1


def outb_start(held: Dict[str, Any]) -> bytes:
    """A copy of the first bytes in the program's `outb`; nothing where it keeps none."""
    return bytes(held["outb"][:OUTB_SHOWN]) if outb_length(held) > 0 else b""


def attributes_shown(held: Dict[str, Any]) -> List[Tuple[bytes, int, bytes]]:
    """The first few attributes: name, length of a buffer or -1, the first of the buffer or how Python writes it."""
    names = [name for name in list(held)[:ATTRIBUTES] if type(name) is str]
    return [(name[:24].encode("utf-8", "replace"), *written(held.get(name))) for name in names]


def written(value: Any) -> Tuple[int, bytes]:
    """One value; of anything but plain numbers, texts, buffers and tuples of them only what it is."""
    kind = type(value)
    if kind is bytes or kind is bytearray:
        return len(value), bytes(value[:START])
    several = kind is tuple and len(value) <= ATTRIBUTES and all(map(is_short, value))
    text = repr(value) if several or is_short(value) else f"<{name_of(kind)}>"
    return -1, text.encode("utf-8", "replace")[:START]


def is_short(value: Any) -> bool:
    """Whether it is a plain value, and writing it takes no time worth mentioning."""
    kind = type(value)
    if kind is str:
        return len(value) <= START
    return kind in PLAIN and (kind is not int or value.bit_length() <= 8 * START)


def size_of(data: Any) -> int:
    """Bytes in a buffer; -1 where asking could run the program's code, and for what is no buffer."""
    kind = type(data)
    if kind is memoryview:
        return data.nbytes  # type: ignore[no-any-return]
    if kind is bytearray or kind is bytes:
        return len(data)
    found = found_in(kind, "__buffer__")
    if found is not None and type(found) is not WrapperDescriptorType:  # written in Python, from 3.12 on
        return -1
    try:
        with memoryview(data) as view:
            return view.nbytes
    except TypeError:
        return -1


def first_of(buffers: Any) -> Any:
    """The first of several buffers; None where looking would use up an iterator."""
    return buffers[0] if type(buffers) in (list, tuple) and buffers else None


def total_of(buffers: Any) -> int:
    """Bytes in all of several buffers; -1 where looking would use up an iterator, or run the program's code."""
    sizes = [size_of(each) for each in buffers] if type(buffers) in (list, tuple) else [-1]
    return -1 if -1 in sizes else sum(sizes)


def number(value: Any, otherwise: int = 0) -> int:
    """A number that the program passed, as a plain int; something else may still stand for a number."""
    if type(value) is int:
        return value
    return int.__add__(value, 0) if int in mro_of(type(value)) else otherwise


def text(value: Any) -> str:
    """A string that the program passed, as a plain str."""
    if bytes in mro_of(type(value)):
        return bytes.decode(value, "utf-8", "replace")
    return str.__str__(value) if str in mro_of(type(value)) else ""


def spelled(address: Any) -> bytes:
    """An address as it is written: `host:port`, `[host]:port`, a path."""
    if type(address) is tuple and len(address) == 2:  # of the usual kind, and nothing of the program's is asked
        host, port = address
        if type(host) is str and type(port) is int and ":" not in host:
            return f"{host}:{port}".encode("utf-8", "replace")
    if tuple not in mro_of(type(address)):
        return text(address).encode("utf-8", "replace")
    if tuple.__len__(address) < 2:
        return b""
    host, port = text(tuple.__getitem__(address, 0)), number(tuple.__getitem__(address, 1))
    return (f"[{host}]:{port}" if ":" in host else f"{host}:{port}").encode("utf-8", "replace")


def head_of(data: Any, size: int) -> bytes:
    """A copy of the first bytes; never a view, which would keep the program from resizing its buffer."""
    kind, size = type(data), min(size, HEAD)
    if kind is memoryview:
        some = data[:size] if data.ndim == 1 else data
        return some.tobytes()[:size]  # type: ignore[no-any-return]
    return bytes(data[:size]) if kind is bytes or kind is bytearray else b""
