"""Records by their keys, in what is copied at once: its copies share a record until one of them changes it.

It knows of a record only that it is a dataclass, none of whose fields is ever changed in place.
"""

from collections.abc import Callable, MutableMapping
from dataclasses import fields
from functools import cache
from typing import Any, ClassVar, Protocol, Self, TypeVar

from connscope.paged import Paged


class Record(Protocol):
    """What can be kept."""

    __dataclass_fields__: ClassVar[dict[str, Any]]
    edition: object
    """Of the dict that alone has it."""


K = TypeVar("K")
R = TypeVar("R", bound=Record)


class Sharing(MutableMapping[K, R]):
    """To be read as any mapping. A record that is to be changed comes from `to_change`, a new one through `begin`."""

    __slots__ = ()
    edition: object

    def begin(self, key: K, record: R) -> R:
        """Keep this one, which nobody else has."""
        record.edition = self.edition
        self[key] = record
        return record

    def to_change(self, key: K) -> R | None:
        """The record of that key, ours alone."""
        record = self.get(key)
        return record if record is None or record.edition is self.edition else self.own(key, record)

    def own(self, key: K, record: R) -> R:
        """Have a copy of a shared one in its place."""
        return self.begin(key, copier(type(record))(record))


class Kept(dict[K, R], Sharing[K, R]):
    """In a dict. A copy costs a microsecond for a hundred records, and later one for each that is then changed."""

    __slots__ = ("edition",)

    def __init__(self) -> None:
        super().__init__()
        self.edition = object()

    def copy(self) -> "Kept[K, R]":
        """All of them, from now on shared: neither may change what both have."""
        copy: Kept[K, R] = Kept()
        copy.update(self)
        self.edition = object()
        return copy


class KeptInPages(Paged[int, R], Sharing[int, R]):
    """On pages: of thousands that come in turn and then stay, copies share nearly all."""

    __slots__ = ("edition",)

    def __init__(self) -> None:
        super().__init__()
        self.edition = object()

    def copy(self) -> Self:
        """All of them, from now on shared."""
        copy = super().copy()
        self.edition = object()
        return copy


@cache
def copier(kind: type[R]) -> Callable[[R], R]:
    """What copies a record of that kind, written out as dataclasses are: `copy.copy` takes ten times as long."""
    lines = "".join(f" copy.{field.name} = record.{field.name}\n" for field in fields(kind))
    names: dict[str, Any] = {"kind": kind, "new": object.__new__}
    exec(f"def copied(record):\n copy = new(kind)\n{lines} return copy\n", names)
    copied: Callable[[R], R] = names["copied"]
    return copied
