"""The words that annotations are written in, without `typing`: to import that takes as long as twenty of our files.

Who checks types sees those of `typing`. What runs needs little of them: the classes that they stand for, where they are
parts of a name for a type, or what a class is made from.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import (  # fmt: skip
        Any,
        Callable,
        Collection,
        Deque,
        Dict,
        FrozenSet,
        Iterator,
        List,
        NamedTuple,
        Optional,
        Sequence,
        Set,
        Tuple,
        Type,
    )
else:
    from collections import deque as Deque  # noqa: N812 - so it is called there
    from collections import namedtuple
    from collections.abc import Callable, Collection, Iterator, Sequence

    Any = Optional = object
    Dict, FrozenSet, List, Set, Tuple, Type = dict, frozenset, list, set, tuple, type

    class Named(type):
        """Makes a named tuple of a class that names its fields, and what the last ones of them are if not given."""

        def __new__(cls, name, bases, space):
            """The class itself, or what stands for one that is derived from it."""
            if not bases:
                return super().__new__(cls, name, bases, space)
            fields = space["__annotations__"]
            given = [space[each] for each in fields if each in space]
            return namedtuple(name, fields, defaults=given, module=space["__module__"])

    class NamedTuple(metaclass=Named):
        """What a class of named fields is derived from."""


__all__ = [
    "Any", "Callable", "Collection", "Deque", "Dict", "FrozenSet", "Iterator", "List", "NamedTuple", "Optional",
    "Sequence", "Set", "Tuple", "Type",
]  # fmt: skip
