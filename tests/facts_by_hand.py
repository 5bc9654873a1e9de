"""Facts for tests on the pure floors: only what a test is about is written out, all else is neutral."""

from collections.abc import Mapping
from typing import Any, get_type_hints

from msgspec.structs import fields

from connscope.events import NOWHERE, UNKNOWN, Fact, Place
from connscope.ledger import Ledger

BY_TYPE: dict[Any, Any] = {int: 0, str: "", bytes: b"", bool: False, Place: NOWHERE}
BY_NAME = {"outb": UNKNOWN, "timeout": UNKNOWN, "conn": 7, "loop": 1, "call": "recv"}


def fact(kind: type[Fact], /, **given: Any) -> Any:
    """A fact of this kind with these fields, about connection 7 and loop 1 if nothing else is said."""
    types = get_type_hints(kind)
    neutral = {one.name: BY_NAME.get(one.name, BY_TYPE.get(types[one.name], [])) for one in fields(kind)}
    return kind(**{**neutral, **given})


def everything(ledger: Ledger) -> dict[str, Any]:
    """All that a ledger says; of what it keeps also the order."""
    return {name: list(it.items()) if isinstance(it, Mapping) else it for name, it in vars(ledger).items()}


def ledger_of(*facts: Fact) -> Ledger:
    """The ledger that has been told these."""
    ledger = Ledger()
    for each in facts:
        ledger.apply(each)
    return ledger
