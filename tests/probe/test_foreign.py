"""What is the program's is read without running any of its code."""

import array
import types
from dataclasses import dataclass
from enum import IntEnum, StrEnum

import pytest

from connscope.probe.foreign import (
    NOTHING_HELD,
    attributes,
    head_of,
    number,
    outb_length,
    reads_plainly,
    size_of,
    spelled,
    text,
)


def forbidden(*_: object) -> object:
    raise AssertionError("the program's code has run")


class Hostile:
    """Every way in which looking could run code."""

    __getattr__ = __getattribute__ = __len__ = __bool__ = __eq__ = __index__ = __int__ = __str__ = __iter__ = forbidden
    __hash__ = forbidden


class HostileType(type):
    __getattribute__ = __instancecheck__ = __subclasscheck__ = __len__ = forbidden
    __mro__ = __dict__ = property(forbidden)


class OfHostileType(metaclass=HostileType):
    pass


class WithProperties:
    def __init__(self):
        self._outb = b"12345"

    outb = property(forbidden)


class WithPropertyDict:
    __dict__ = property(forbidden)


class Slotted:
    __slots__ = ("outb",)

    def __init__(self):
        self.outb = b"12345"


class SlottedDict:
    __slots__ = ("__dict__",)

    def __init__(self):
        self.outb = b"12345"


class Plain:
    def __init__(self, outb=b"12345"):
        self.outb = outb


class Heir(Plain):
    __getattribute__ = forbidden


class HostileBytes(bytes):
    __len__ = __getitem__ = forbidden


@dataclass
class Data:
    outb: bytes = b"12345"


@dataclass(slots=True)
class SlottedData:
    outb: bytes = b"12345"


class DictHeir(dict):
    get = __getitem__ = forbidden


LENGTHS = {
    "a namespace": (types.SimpleNamespace(outb=bytearray(7)), 7),
    "an empty namespace": (types.SimpleNamespace(), -1),
    "a dict": ({"outb": b"12345"}, 5),
    "a dict without": ({1: 2}, -1),
    "an object": (Plain(), 5),
    "an object with a text": (Plain("12345"), -1),
    "an object with a list": (Plain([b"12345"]), -1),
    "an object with something hostile": (Plain(Hostile()), -1),
    "an object with hostile bytes": (Plain(HostileBytes(b"12345")), -1),
    "an object with hostile attributes": (Heir(), 5),
    "a dataclass": (Data(), 5),
    "slots and a dict": (SlottedDict(), 5),
    "slots": (Slotted(), -1),
    "a dataclass with slots": (SlottedData(), -1),
    "properties": (WithProperties(), -1),
    "a dict that is a property": (WithPropertyDict(), -1),
    "something hostile": (Hostile(), -1),
    "of a hostile type": (OfHostileType(), -1),
    "an heir of dict": (DictHeir(outb=b"12345"), -1),
    "a tuple": (("outb", b"12345"), -1),
    "a callback": (forbidden, -1),
    "nothing": (None, -1),
    "a number": (5, -1),
    "a class": (Plain, -1),
}


@pytest.mark.parametrize("what", LENGTHS)
def test_outb_is_measured_in_plain_objects_only(what):
    data, length = LENGTHS[what]
    assert outb_length(attributes(data)) == length


def test_what_keeps_no_attributes_holds_nothing():
    assert attributes(Slotted()) is NOTHING_HELD
    assert NOTHING_HELD == {}


class Colour(IntEnum):
    RED = 7


class HostileInt(int):
    __index__ = __int__ = __add__ = __eq__ = __bool__ = __hash__ = forbidden


def test_a_number_becomes_a_plain_one():
    plain = [number(value) for value in (7, Colour.RED, HostileInt(7), True)]
    assert plain == [7, 7, 7, 1]
    assert {type(value) for value in plain} == {int}


def test_what_is_no_number_is_not_asked_to_be_one():
    assert [number(value, -1) for value in (None, "7", 7.0, Hostile(), OfHostileType())] == [-1] * 5


class HostileStr(str):
    __str__ = __len__ = __iter__ = __format__ = encode = forbidden


class Name(StrEnum):
    HOST = "host"


def test_a_text_becomes_a_plain_one():
    plain = [text(value) for value in ("host", HostileStr("host"), Name.HOST, b"host", Hostile())]
    assert plain == ["host"] * 4 + [""]
    assert {type(value) for value in plain} == {str}


class HostileTuple(tuple):
    __getitem__ = __iter__ = __len__ = forbidden


def test_an_address_is_spelled_without_asking_it():
    spellings = [
        (("127.0.0.1", 80), b"127.0.0.1:80"),
        (("::1", 80, 0, 0), b"[::1]:80"),
        (HostileTuple((HostileStr("host"), HostileInt(7))), b"host:7"),
        ((Hostile(), Hostile()), b":0"),
        (("alone",), b""),
        ("/run/socket", b"/run/socket"),
        (b"\0abstract\xff", b"\0abstract\xef\xbf\xbd"),
        ("\udcff", b"?"),
        (None, b""),
        (Hostile(), b""),
    ]
    assert [spelled(address) for address, _ in spellings] == [words for _, words in spellings]


def test_a_buffer_is_measured_in_bytes():
    sizes = [
        (b"12345", 5),
        (bytearray(7), 7),
        (memoryview(bytes(8)).cast("I"), 8),
        (array.array("I", [1, 2]), 8),
        (HostileBytes(b"123"), 3),
        ("text", -1),
        (Hostile(), -1),
    ]
    assert [size_of(data) for data, _ in sizes] == [size for _, size in sizes]


@pytest.mark.parametrize(
    "data",
    [
        b"0123456789",
        bytearray(b"0123456789"),
        memoryview(b"0123456789"),
        memoryview(bytearray(b"0123456789ab")).cast("I"),
        memoryview(bytearray(b"0123456789ab")).cast("B", (3, 4)),
    ],
    ids=lambda data: f"{type(data).__name__}",
)
def test_a_head_is_cut_to_what_was_carried(data):
    assert head_of(data, 10) == b"0123456789"
    assert head_of(data, 3) == b"012"
    assert type(head_of(data, 3)) is bytes


def test_a_head_has_no_more_than_64_bytes_and_none_of_what_we_may_not_read():
    assert head_of(bytes(100), 100) == bytes(64)
    assert head_of(HostileBytes(b"123"), 3) == b""
    assert head_of(None, 3) == b""


class Counting:
    """Runs code of the program's when it is asked for what it does not have."""

    def __getattr__(self, name):
        raise LookupError(name)


class Computing:
    """Runs it when it is asked for its `outb`."""

    @property
    def outb(self):
        raise LookupError


class Guarding:
    """Runs it whatever it is asked for."""

    def __getattribute__(self, name):
        raise LookupError(name)


class Keeping:
    """Has none of that."""

    outb = b""


class Slotted:
    __slots__ = ("outb",)


def test_an_attribute_is_only_asked_for_where_that_runs_none_of_the_programs_code():
    kinds = (Counting, Computing, Guarding, Keeping, Slotted, types.SimpleNamespace, dict)
    assert [kind.__name__ for kind in kinds if reads_plainly(kind, "outb")] == ["Keeping", "SimpleNamespace"]
