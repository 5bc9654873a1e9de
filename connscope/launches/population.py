"""A population as a text in TOML: a launch without its address, written by hand or by us, run by screen and shell.

It must not know where the text is kept. What is wrong with one is a sentence that begins with the line and the key.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from connscope.launches.form import READ, too_much, written_seconds
from connscope.launches.groups import Group, Groups, assigned, clashes
from connscope.launches.launch import Launch
from connscope.launches.messages import EXAMPLE, LONGEST_TEXT, read_message, written
from connscope.launches.spelling import read_count, read_group, read_share, spelled_behaviour, written_number
from connscope.launches.whereabouts import line_of, located
from connscope.names import likeliest, listed
from connscope.text import visible
from connscope.units import exact

HEAD = "# Clients of connscope: ctrl+o in the launcher loads them, connscope client runs them with --population.\n\n"


class Mistake(ValueError):
    """What is wrong with a key: of the launch, or of one of its groups."""

    def __init__(self, key: str, says: str, group: int = -1) -> None:
        super().__init__(says)
        self.key, self.group = key, group


def read_population(text: str, num_conns: int | None = None) -> Launch:
    """The launch, to no particular place; `num_conns` goes before what the text says. Raises ValueError."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(visible(located(text, str(error)))) from None
    except (ValueError, RecursionError):
        raise ValueError("has a number too long, or a list too deep, to be read") from None
    try:
        return read_table(table, num_conns)
    except Mistake as mistake:
        line = line_of(text, mistake.key, mistake.group)
        raise ValueError(f"line {line}: {visible(mistake.key, 40)}: {mistake}") from None


def read_table(table: Mapping[str, Any], num_conns: int | None) -> Launch:
    """The same, of what TOML makes of the text."""
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in READERS:
            raise Mistake(key, unknown(key, READERS))
        name, read = READERS[key]
        try:
            values[name] = read(value)
        except Mistake:
            raise
        except ValueError as error:
            raise Mistake(key, str(error)) from None
    if num_conns is not None:
        values["num_conns"] = num_conns
    if "num_conns" not in values:
        raise Mistake("connections", "Missing: write how many, such as connections = 50.")
    if "random_bytes" not in values:
        values.setdefault("messages", EXAMPLE)
    launch = Launch("", 0, **values)
    fit_together(launch)
    return launch


def fit_together(launch: Launch) -> None:
    """Raise what no key can know by itself."""
    if launch.messages and launch.random_bytes:
        raise Mistake("random_bytes", "There are messages too: say one or the other.")
    if complaint := too_much({"num_conns": launch.num_conns, "size": launch.random_bytes}).get("size"):
        raise Mistake("random_bytes", complaint)
    for last, group in enumerate(launch.groups):
        try:
            assigned(launch.groups[: last + 1], launch.num_conns)
        except ValueError as error:
            raise Mistake("share" if group.count is None else "count", str(error), last) from None


def unknown(key: str, keys: Mapping[str, Any]) -> str:
    """Why it is none."""
    found = likeliest(key, keys)
    return f"There is no such key; {f'the nearest is {found}' if found else 'they are ' + listed(keys, 'and')}."


# The keys.


def as_field(name: str) -> Callable[[Any], Any]:
    """As the form's field of that name is read."""
    return lambda value: READ[name](str(value))


def read_messages(value: Any) -> tuple[bytes, ...]:
    """A list of messages, each as it is typed into the form."""
    messages = tuple(map(read_message, texts_of(value)))
    if not messages or b"" in messages:
        raise ValueError("A message is empty, and has no echo: give it a character.")
    if len(written(messages)) > LONGEST_TEXT:
        raise ValueError(f"Longer than {exact(LONGEST_TEXT)} characters: say random_bytes.")
    return messages


def texts_of(value: Any) -> Sequence[str]:
    """A list of texts."""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return value
    raise ValueError('Not a list of texts: write them as in ["one", "two"].')


def read_switch(value: Any) -> bool:
    """Whether it is so."""
    if isinstance(value, bool):
        return value
    raise ValueError("Neither true nor false: write one of them, without quotes.")


def read_groups(value: Any) -> Groups:
    """All groups."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise ValueError("Not a table: begin each group with [[group]].")
    groups = tuple(read_one(table, number) for number, table in enumerate(value))
    for number, complaint in clashes(groups):
        raise Mistake("behaviours", complaint, number)
    return groups


def read_one(table: Mapping[str, Any], group: int) -> Group:
    """One of them."""
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in READERS_OF_GROUP:
            raise Mistake(key, unknown(key, READERS_OF_GROUP), group)
        try:
            values[key] = READERS_OF_GROUP[key](value)
        except ValueError as error:
            raise Mistake(key, str(error), group) from None
    if "behaviours" not in values:
        raise Mistake("behaviours", 'Missing: write behaviours = ["silent"].', group)
    if "count" in values and "share" in values:
        raise Mistake("share", "There is a count too: give one of them.", group)
    return Group(**values)


def read_behaviours(value: Any) -> tuple[Any, ...]:
    """A list of behaviours, each as it is typed into the form."""
    group = read_group(" + ".join(texts_of(value)))
    if group.sized:
        raise ValueError("How many they are stands on a line of its own: count = 5, or share = '10%'.")
    return group.behaviours


READERS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "connections": ("num_conns", as_field("num_conns")),
    "messages": ("messages", read_messages),
    "random_bytes": ("random_bytes", as_field("size")),
    "repeat": ("repeat", as_field("repeat")),
    "every": ("every", as_field("every")),
    "stay": ("stay", read_switch),
    "small_pipes": ("small_pipes", read_switch),
    "deadline": ("deadline", as_field("deadline")),
    "group": ("groups", read_groups),
}
"""What each key is of a launch, and how its value is read."""

READERS_OF_GROUP: dict[str, Callable[[Any], Any]] = {
    "count": lambda value: read_count(str(value)),
    "share": lambda value: read_share(str(value)),
    "behaviours": read_behaviours,
}


# And back.


def written_population(launch: Launch) -> str:
    """What `read_population` makes the same launch of."""
    said = {"messages": f"[{', '.join(quoted(written([message])) for message in launch.messages)}]"}
    values = {
        "connections": str(launch.num_conns),
        **(said if launch.messages else {"random_bytes": str(launch.random_bytes)}),
        "repeat": str(launch.repeat),
        "every": written_seconds(launch.every),
        "stay": str(launch.stay).lower(),
        "small_pipes": str(launch.small_pipes).lower(),
        "deadline": written_seconds(launch.deadline),
    }
    return HEAD + lines(values) + "".join(map(written_group, launch.groups))


def written_group(group: Group) -> str:
    """One table."""
    count = {} if group.count is None else {"count": str(group.count)}
    share = {} if group.share is None else {"share": f'"{written_number(group.share)}%"'}
    behaviours = ", ".join(f'"{spelled_behaviour(*each)}"' for each in group.behaviours)
    return "\n[[group]]\n" + lines({**count, **share, "behaviours": f"[{behaviours}]"})


def lines(values: Mapping[str, str]) -> str:
    """A line for each key."""
    return "".join(f"{key} = {value}\n" for key, value in values.items())


def quoted(text: str) -> str:
    """Printable ASCII as TOML has it: as it is, if it can be."""
    if "'" not in text:
        return f"'{text}'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
