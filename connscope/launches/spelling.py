"""Groups as a person types them: `stops-reading:thaw=2.5,count=5 | drip:bytes=1 + latency:delay=0.1,share=10%`.

A behaviour, a colon, its parameters and how many connections it is for; ` + ` between two that act together, ` | `
between two groups. What is wrong is said in one sentence, with what to do.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import inf
from typing import Any

from connscope.clients.behaviours import BEHAVIOURS, parameters
from connscope.descriptors import MOST_CONNECTIONS
from connscope.launches.groups import Behaving, Group, Groups, clashes
from connscope.names import likeliest, listed
from connscope.text import visible
from connscope.units import exact

LONGEST_GROUPS = 2_000
"""Characters."""

BETWEEN_GROUPS = re.compile(r"[|;]")
NUMBER = re.compile(r"(\d{1,12}(?:\.\d{0,6})?|\.\d{1,6}) ?([KkMmGg]?)", re.ASCII)
PERCENT = re.compile(r"(\d{1,3}(?:\.\d{0,6})?|\.\d{1,6}) ?%", re.ASCII)
UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}

COUNT, SHARE = "count", "share"
"""How many connections a group is; no behaviour has a parameter of such a name."""


def read_groups(text: str) -> Groups:
    """All groups; none of an empty text. Raises ValueError."""
    if len(text) > LONGEST_GROUPS:
        raise ValueError(f"Longer than {exact(LONGEST_GROUPS)} characters: say less.")
    if not text.strip():
        return ()
    groups = tuple(read_group(each) for each in BETWEEN_GROUPS.split(text))
    for _, complaint in clashes(groups):
        raise ValueError(complaint)
    return groups


def read_group(text: str) -> Group:
    """One group."""
    sizes: dict[str, str] = {}
    behaviours = [read_behaviour(each, sizes) for each in text.split("+")]
    if len(sizes) > 1:
        raise ValueError("How many they are is said twice: give count or share.")
    group = Group(tuple(behaviours))
    for word, size in sizes.items():
        try:
            group = replace(group, share=read_share(size)) if word == SHARE else replace(group, count=read_count(size))
        except ValueError as error:
            raise ValueError(f"{word}: {error}") from None
    return group


def read_behaviour(text: str, sizes: dict[str, str]) -> Behaving:
    """One behaviour; what is said of the size of its group is put into `sizes`."""
    name, *items = (each.strip() for each in re.split(r"[:,]", text))
    if name not in BEHAVIOURS:
        raise ValueError(no_behaviour(name))
    values: dict[str, float] = {}
    usual = parameters(BEHAVIOURS[name])
    for item in items:
        word, equals, value = (each.strip() for each in item.partition("="))
        if word in values or word in sizes:
            raise ValueError(f"{word} is said twice: say it once.")
        if word in usual:
            values[word] = read_number(word, value)
        elif equals and word in (COUNT, SHARE):
            sizes[word] = value
        else:
            raise ValueError(no_parameter(name, word, usual))
    tried(name, values)
    return name, values


def read_number(word: str, text: str) -> float:
    """A parameter's value: `4K`, `0.5`, `inf`."""
    found = NUMBER.fullmatch(text)
    if found is None and text != "inf":
        raise ValueError(f"{word}: {not_a(text, 'number')}, such as 0.5 or 4K.")
    return round(float(found[1]) * UNITS[found[2].upper()], 6) if found else inf


def read_count(text: str) -> int:
    """How many connections, in plain digits."""
    found = re.fullmatch(r"\d{1,9}", text, re.ASCII)
    if found is None or int(text) > MOST_CONNECTIONS:
        raise ValueError(f"{not_a(text, 'number of connections')}: give 0 to {exact(MOST_CONNECTIONS)}.")
    return int(text)


def read_share(text: str) -> float:
    """How many percent of the connections."""
    found = PERCENT.fullmatch(text)
    if found is None or float(found[1]) > 100:
        raise ValueError(f"{not_a(text, 'part of the connections')}: give 0% to 100%.")
    return float(found[1])


# What is wrong.


def no_behaviour(name: str) -> str:
    """Why it is none."""
    if not name:
        return "A behaviour is missing: give its name."
    return f"No behaviour is called {visible(name, 40)}; the nearest is {likeliest(name, BEHAVIOURS, likeness=0.0)}."


def no_parameter(name: str, word: str, usual: Mapping[str, Any]) -> str:
    """Why it is none of that behaviour."""
    words = [*usual, COUNT, SHARE]
    if not word:
        return f"After {name} something is missing: {listed(f'{each}=' for each in words)}."
    return f"{name} has no {visible(word, 40)}: give {listed(f'{each}=' for each in words)}."


def not_a(text: str, thing: str) -> str:
    """Why it is no such thing."""
    return f"{visible(text, 40)} is no {thing}" if text else f"a {thing} is missing"


def tried(name: str, values: Mapping[str, float]) -> None:
    """Have the behaviour itself look at its parameters."""
    try:
        BEHAVIOURS[name](**values)
    except ValueError as error:
        raise ValueError(f"{name}: {error}.") from None


# And back.


def spelled(groups: Iterable[Group]) -> str:
    """What a person would have to type for these: `read_groups` makes the same of it."""
    return " | ".join(map(spelled_group, groups))


def spelled_group(group: Group) -> str:
    """One group."""
    *others, (name, values) = group.behaviours
    size = []
    if group.count is not None:
        size = [f"{COUNT}={group.count}"]
    elif group.share is not None:
        size = [f"{SHARE}={written_number(group.share)}%"]
    return " + ".join([*(spelled_behaviour(*each) for each in others), spelled_behaviour(name, values, size)])


def spelled_behaviour(name: str, values: Mapping[str, float], size: Sequence[str] = ()) -> str:
    """One behaviour, and behind its parameters perhaps the size of its group."""
    items = [*(f"{word}={written_number(value)}" for word, value in values.items()), *size]
    return f"{name}:{','.join(items)}" if items else name


def written_number(number: float) -> str:
    """With a unit where that leaves no digit out, and no digit too many."""
    for unit in ("M", "K"):
        if number >= UNITS[unit] and number % UNITS[unit] == 0:
            return f"{number / UNITS[unit]:.0f}{unit}"
    return "inf" if number == inf else f"{number:.6f}".rstrip("0").rstrip(".")


def usual(name: str) -> str:
    """What can be set of a behaviour, and what it is otherwise."""
    return " ".join(f"{word}={written_number(value)}" for word, value in parameters(BEHAVIOURS[name]).items())


def explained(name: str) -> str:
    """The sentence that says what it does."""
    return " ".join((BEHAVIOURS[name].__doc__ or "").split())


def listing() -> str:
    """All behaviours, one a line: the name, what can be set, the sentence."""
    lines = [(name, usual(name), explained(name)) for name in BEHAVIOURS]
    widths = [max(len(line[column]) for line in lines) for column in (0, 1)]
    return "".join(f"{name:<{widths[0]}}  {given:<{widths[1]}}  {says}\n" for name, given, says in lines)
