"""The form of a launch: from the texts of its fields to a launch or to what is wrong with each, and back."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from connscope.descriptors import MOST_CONNECTIONS
from connscope.launches.groups import assigned
from connscope.launches.launch import Launch
from connscope.launches.messages import EXAMPLE, read_messages, written
from connscope.launches.spelling import read_groups, spelled
from connscope.units import amount, exact

LONGEST_HOST = 253
EXAMPLE_SIZE = 4096
MOST_RANDOM_BYTES = 1 << 20
MOST_IN_MEMORY = 256 << 20
"""Bytes that all connections together hold of a message on its way."""

WHOLE = re.compile(r"(\d{1,12}|\d{1,3}(?:,\d{3}){1,3}) ?([KkMm]?)", re.ASCII)
SECONDS = re.compile(r"\d{1,9}(\.\d{0,9})?|\.\d{1,9}", re.ASCII)
NEGATIVE = re.compile(r"-(\d{1,12}(\.\d{0,9})?|\.\d{1,9})", re.ASCII)
ONES = {"": 1}
BYTES = {**ONES, "K": 1 << 10, "M": 1 << 20}
"""What may stand behind a number, and what it is then multiplied by."""

KINDS = ("text", "random bytes")
AFTERWARDS = ("finish", "stay")
PIPES = ("small", "usual")

Read = Callable[[str], Any]
"""From a field's text to its value; raises ValueError with what is wrong and what to do."""


def read_form(fields: Mapping[str, str]) -> Launch | dict[str, str]:
    """The launch, or for each field that is wrong what is wrong with it and what to do. All fields are looked at."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    unused = "size" if fields["kind"] == KINDS[0] else "text"
    for name, read in READ.items():
        try:
            values[name] = read(fields[name])
        except ValueError as error:
            wrong[name] = str(error)
    wrong.pop(unused, None)
    values[unused] = 0 if unused == "size" else ()
    wrong = {**too_much(values), **wrong}
    return wrong or launch_of(values)


def launch_of(values: Mapping[str, Any]) -> Launch:
    """All values in their places."""
    return Launch(
        values["host"],
        values["port"],
        values["num_conns"],
        messages=values["text"],
        random_bytes=values["size"],
        repeat=values["repeat"],
        every=values["every"],
        stay=values["afterwards"] == AFTERWARDS[1],
        small_pipes=values["pipes"] == PIPES[0],
        groups=values["behaviours"],
        deadline=values["deadline"],
    )


def texts(launch: Launch) -> dict[str, str]:
    """What the fields say for this launch: `read_form` makes the same of it. What it has no use for, they suggest."""
    return {
        "host": launch.host,
        "port": str(launch.port),
        "num_conns": str(launch.num_conns),
        "pipes": PIPES[0 if launch.small_pipes else 1],
        "kind": KINDS[0 if launch.messages else 1],
        "text": written(launch.messages or EXAMPLE),
        "size": str(launch.random_bytes or EXAMPLE_SIZE),
        "repeat": str(launch.repeat),
        "every": written_seconds(launch.every),
        "afterwards": AFTERWARDS[1 if launch.stay else 0],
        "deadline": written_seconds(launch.deadline),
        "behaviours": spelled(launch.groups),
    }


def written_seconds(seconds: float) -> str:
    """To the millisecond, and no digit too many."""
    return f"{seconds:.3f}".rstrip("0").rstrip(".")


def too_much(values: Mapping[str, Any]) -> dict[str, str]:
    """What no field can know by itself, as far as the others are right."""
    if "num_conns" not in values:
        return {}
    wrong = {}
    num_conns, size = values["num_conns"], values.get("size", 0)
    try:
        assigned(values.get("behaviours", ()), num_conns)
    except ValueError as error:
        wrong["behaviours"] = str(error)
    # A text is never as long.
    if size * num_conns > MOST_IN_MEMORY:
        most = exact(MOST_IN_MEMORY // num_conns)
        wrong["size"] = f"{exact(num_conns)} connections would hold {amount(size * num_conns)}: give at most {most}."
    return wrong


# The fields, one by one.


def host(text: str) -> str:
    """A name or an address; whether it is one, only the attempt tells."""
    text = text.strip()
    if not text:
        raise ValueError("Empty: give a name or an address.")
    if text.isdigit():  # which is an address all the same: 5000 is 0.0.19.136
        raise ValueError("A number: give a name or an address.")
    if len(text) > LONGEST_HOST:
        raise ValueError(f"Longer than a name can be: {LONGEST_HOST} characters.")
    return text


def whole(lowest: int, highest: int, units: Mapping[str, int] = ONES) -> Read:
    """A number in plain digits; `4,096` and, of bytes, `4 K` are the same."""

    def read(text: str) -> int:
        found = WHOLE.fullmatch(text.strip())
        if found is None or found[2].upper() not in units:
            raise ValueError(f"{unread(text)}: give {exact(lowest)} to {exact(highest)}.")
        return int(bounded(int(found[1].replace(",", "")) * units[found[2].upper()], lowest, highest))

    return read


def seconds(lowest: float, highest: float) -> Read:
    """A span of time, such as `0.5`."""

    def read(text: str) -> float:
        if not SECONDS.fullmatch(text.strip()):
            raise ValueError(f"{unread(text)}: give {lowest:g} to {highest:,g}.")
        return round(bounded(float(text), lowest, highest), 3)

    return read


def unless_empty(read: Read) -> Read:
    """The same, or None."""
    return lambda text: read(text) if text.strip() else None


def unread(text: str) -> str:
    """Why it is no number that it may be."""
    if NEGATIVE.fullmatch(text.strip()):
        return "Too small"
    return "Not a number" if text.strip() else "Empty"


def bounded(number: float, lowest: float, highest: float) -> float:
    """The number, if it is within."""
    if lowest <= number <= highest:
        return number
    raise ValueError(f"Too {'small' if number < lowest else 'large'}: give {lowest:,g} to {int(highest):,}.")


READ: dict[str, Read] = {
    "host": host,
    "port": whole(1, 65_535),
    "num_conns": whole(1, MOST_CONNECTIONS),
    "pipes": str,
    "kind": str,
    "text": read_messages,
    "size": whole(1, MOST_RANDOM_BYTES, BYTES),
    "repeat": whole(0, 1_000_000),
    "every": seconds(0, 3_600),
    "afterwards": str,
    "deadline": seconds(0.01, 86_400),
    "behaviours": read_groups,
}
"""How each field's text is read, in the order of the form."""
