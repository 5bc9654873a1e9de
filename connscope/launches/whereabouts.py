"""On which line of a text in TOML something stands: its reader says so of what cannot be read, and of nothing else."""

import re
import tomllib
from collections.abc import Iterable

MOST_TRIES = 50
"""Lines that are looked at closely. Only a text that is made to deceive has more that look like the one."""

PLACE = re.compile(r"(?s)(.*) \(at (?:line (\d+), column \d+|end of document)\)")
KEY = re.compile(r"\s*(?:\[\[?\s*)?([\"']?)([A-Za-z0-9_-]{1,40})\1\s*(?:[=.\]]|$)")
TWICE = "Cannot declare ('group',) twice"
"""What the reader says of a second group in single brackets."""

HEADER = re.compile(r"\s*\[\[\s*group\s*\]\]")


def located(text: str, said: str) -> str:
    """The reader's complaint with the line, which it names last, at the front, and the key of which it is said."""
    found = PLACE.fullmatch(said)
    if found is None:
        return said
    line = int(found[2] or len(text.rstrip().splitlines()))
    said = "Begin each group with [[group]]." if found[1] == TWICE else found[1]
    return ": ".join(filter(None, (f"line {line}", key_at(text, line), said)))


def key_at(text: str, line: int) -> str:
    """The key of the statement to which a line belongs; empty if none is said there."""
    lines = text.split("\n")
    if is_whole("\n".join(lines[: line - 1])):
        found = KEY.match(lines[line - 1])
    else:
        found = next((KEY.match(lines[at]) for at in statements(lines, range(line - 2, -1, -1), KEY)), None)
    return found[2] if found else ""


def line_of(text: str, key: str, group: int = -1) -> int:
    """Where a key is said: of the launch, or of one of the groups. If it is not said there, where that one begins."""
    lines = text.split("\n")
    heads = [*statements(lines, range(len(lines)), HEADER)]
    if not 0 <= group < len(heads):
        # All groups may stand on one line.
        key, where, begins = ("group" if group >= 0 else key), range(len(lines)), 0
    else:
        begins = heads[group]
        where = range(begins, [*heads, len(lines)][group + 1])
    said = re.compile(rf"\s*(\[\[?\s*)?([\"']?){re.escape(key)}\2\s*[=.\]]")
    return next(iter(statements(lines, where, said)), begins) + 1


def statements(lines: list[str], where: Iterable[int], pattern: re.Pattern[str]) -> Iterable[int]:
    """Those of the lines that begin with it, and not within a text or a list that goes over several."""
    alike = [number for number in where if pattern.match(lines[number])]
    return (number for number in alike[:MOST_TRIES] if is_whole("\n".join(lines[:number])))


def is_whole(text: str) -> bool:
    """Whether it can be read, so that something new may begin behind it."""
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
