"""JSON as it is read and written, by what is written in C for `json`; to import that takes a program far longer.

It is all there from the start: a thread may come to stand at the gate as the interpreter ends, when nothing can be
imported any more.
"""

from __future__ import annotations

from _json import encode_basestring_ascii, make_encoder, make_scanner

from .typed import Any


class Plainly:
    """Numbers, texts and all else become what they are in Python."""

    strict = True
    object_hook = object_pairs_hook = None
    parse_float, parse_int, parse_constant = float, int, float


def refuse(value: Any) -> Any:
    """What cannot be written."""
    raise TypeError(f"{type(value).__name__} has no JSON")


scan: Any = make_scanner(Plainly())  # type: ignore[arg-type]
encode: Any = make_encoder(None, refuse, encode_basestring_ascii, None, ": ", ", ", False, False, True)


def read(text: bytes) -> Any:
    """What a text says. ValueError if that is nothing."""
    said = text.decode("utf-8").strip()
    try:
        found, end = scan(said, 0)
    except StopIteration:
        raise ValueError("it is no JSON") from None
    if end != len(said):
        raise ValueError("it says more than one thing")
    return found


def written(value: Any) -> str:
    """A value as a text, on one line."""
    return "".join(encode(value, 0))
