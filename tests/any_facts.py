"""Facts of every kind, with anything in their fields: what a file may hold, whether or not it ever happened."""

from typing import Any, get_type_hints

import hypothesis.strategies as st
from msgspec.structs import fields

from connscope.events import UNKNOWN, ConnId, Fact, Place, every_fact

SMALL = st.integers(0, 5)
ANY_INT = st.one_of(SMALL, st.integers(0, 100_000), st.just(UNKNOWN), st.integers(-(2**63), 2**63 - 1))
ANY_TEXT = st.one_of(
    st.sampled_from(["", "accepted", "connected", "listening", "pair", "closed", "done", "ECONNRESET", "recv", "send"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=10),
)
BY_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    int: ANY_INT,
    str: ANY_TEXT,
    bool: st.booleans(),
    bytes: st.binary(max_size=64),
    Place: st.tuples(ANY_TEXT, ANY_INT),
    list[tuple[ConnId, int]]: st.lists(st.tuples(SMALL, ANY_INT), max_size=4),
}
FEW: dict[str, st.SearchStrategy[Any]] = {
    "conn": SMALL,
    "client": SMALL,
    "listener": SMALL,
    "loop": SMALL,
    "program": st.sampled_from(["echo", "tutorial", ""]),
    "role": st.sampled_from(["opened", "listening", "accepted", "connected", "pair", "?"]),
}
"""Fields that hold the same again and again, so that facts meet."""


def any_of(kind: type[Fact]) -> st.SearchStrategy[Fact]:
    """A fact of this kind."""
    types = get_type_hints(kind)
    return st.builds(kind, **{one.name: FEW.get(one.name, BY_TYPE[types[one.name]]) for one in fields(kind)})


ANY_FACT = st.one_of([any_of(kind) for kind in every_fact()])
