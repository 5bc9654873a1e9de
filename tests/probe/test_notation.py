"""JSON as the probe reads and writes it is that of `json`, and its words for types are those of `typing`."""

import json
import typing

import pytest

from connscope.probe import typed
from connscope.probe.notation import read, written

VALUES = [
    {"payload": True, "records": 32768, "without": ["uvloop"], "stacks": False, "more": None},
    {"record": [1, -2, 1 << 63, 0.25, '\x00\xff\u20ac "quoted" \\ \n', ""], "look": [3, 0]},
    [],
    "a word",
]
NOTHING = [b"", b"  ", b"{", b'{"a": 1} {"b": 2}', b"words", b"\xff", b'"\n"']


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_a_value_is_written_and_read_as_json_does(value):
    assert written(value) == json.dumps(value)
    assert read(json.dumps(value, indent=1).encode() + b"\n") == value


def refuses(reader, text):
    try:
        reader(text)
    except ValueError:
        return True
    return False


@pytest.mark.parametrize("text", NOTHING)
def test_a_text_that_says_nothing_is_refused_as_json_does(text):
    assert (refuses(json.loads, text), refuses(read, text)) == (True, True)


def test_what_has_no_json_is_refused():
    with pytest.raises(TypeError):
        written({"bytes": b""})


def test_every_word_of_typing_that_is_used_is_there_under_its_name():
    assert set(typed.__all__) <= set(typing.__all__)
    assert all(hasattr(typed, name) for name in typed.__all__)


def test_a_named_tuple_has_its_fields_and_what_they_are_if_not_given():
    class Pair(typed.NamedTuple):
        """Two of them."""

        first: int
        second: str = "none"

    assert (Pair(1), Pair(first=1, second="b"), Pair(1).second) == ((1, "none"), (1, "b"), "none")
    assert repr(Pair(1)) == "Pair(first=1, second='none')"
